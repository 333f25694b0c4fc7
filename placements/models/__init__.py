"""What ties the two sides together."""

from placements.models.agreements import (
    AgreementPurpose,
    AgreementState,
    AgreementStep,
    AgreementVersion,
    AgreementVersionQuerySet,
    Party,
)
from placements.models.exports import ExportFormat, ExportJob
from placements.models.hours import Hours
from placements.models.imports import ImportJob, ImportStage
from placements.models.merges import UNDO_WITHIN, Merge, MergeKind
from placements.models.placements import Placement, PlacementQuerySet, PlacementState
from placements.models.shifts import Shift, ShiftQuerySet
from placements.models.signatures import SIGNING_LINK_LASTS, Method, Says, Signature, SigningLink

__all__ = [
    "SIGNING_LINK_LASTS",
    "UNDO_WITHIN",
    "AgreementPurpose",
    "AgreementState",
    "AgreementStep",
    "AgreementVersion",
    "AgreementVersionQuerySet",
    "ExportFormat",
    "ExportJob",
    "Hours",
    "ImportJob",
    "ImportStage",
    "Merge",
    "MergeKind",
    "Method",
    "Party",
    "Placement",
    "PlacementQuerySet",
    "PlacementState",
    "Says",
    "Shift",
    "ShiftQuerySet",
    "Signature",
    "SigningLink",
]
