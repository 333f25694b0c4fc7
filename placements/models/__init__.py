"""What ties the two sides together."""

from placements.models.agreements import AgreementVersion
from placements.models.changes import (
    WISHES,
    ChangeRequest,
    Move,
    MoveState,
    Pause,
    PauseReason,
    PauseState,
    Wish,
    WishAnswer,
)
from placements.models.exports import ExportFormat, ExportJob
from placements.models.hours import Hours
from placements.models.imports import ImportJob, ImportStage
from placements.models.merges import UNDO_WITHIN, Merge, MergeKind
from placements.models.placements import Placement, PlacementQuerySet, PlacementState
from placements.models.shifts import Shift, ShiftQuerySet

__all__ = [
    "UNDO_WITHIN",
    "WISHES",
    "AgreementVersion",
    "ChangeRequest",
    "ExportFormat",
    "ExportJob",
    "Hours",
    "ImportJob",
    "ImportStage",
    "Merge",
    "MergeKind",
    "Move",
    "MoveState",
    "Pause",
    "PauseReason",
    "PauseState",
    "Placement",
    "PlacementQuerySet",
    "PlacementState",
    "Shift",
    "ShiftQuerySet",
    "Wish",
    "WishAnswer",
]
