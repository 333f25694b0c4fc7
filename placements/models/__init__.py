"""What ties the two sides together."""

from placements.models.agreements import AgreementVersion
from placements.models.hours import Hours
from placements.models.imports import ImportJob, ImportStage
from placements.models.placements import Placement, PlacementQuerySet, PlacementState
from placements.models.shifts import Shift, ShiftQuerySet

__all__ = [
    "AgreementVersion",
    "Hours",
    "ImportJob",
    "ImportStage",
    "Placement",
    "PlacementQuerySet",
    "PlacementState",
    "Shift",
    "ShiftQuerySet",
]
