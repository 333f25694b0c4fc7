"""What ties the two sides together."""

from placements.models.agreements import AgreementVersion
from placements.models.exports import ExportFormat, ExportJob
from placements.models.hours import Hours
from placements.models.imports import ImportJob, ImportStage
from placements.models.merges import UNDO_WITHIN, Merge, MergeKind
from placements.models.placements import Placement, PlacementQuerySet, PlacementState
from placements.models.proposals import (
    ACTIVE,
    OPEN,
    Answer,
    EmployerReason,
    Origin,
    PersonReason,
    Proposal,
    ProposalQuerySet,
    ProposalState,
    WithdrawReason,
)
from placements.models.shifts import Shift, ShiftQuerySet
from placements.models.waiting import AskState, EmployerAsk, WaitingEntry

__all__ = [
    "ACTIVE",
    "OPEN",
    "UNDO_WITHIN",
    "AgreementVersion",
    "Answer",
    "AskState",
    "EmployerAsk",
    "EmployerReason",
    "ExportFormat",
    "ExportJob",
    "Hours",
    "ImportJob",
    "ImportStage",
    "Merge",
    "MergeKind",
    "Origin",
    "PersonReason",
    "Placement",
    "PlacementQuerySet",
    "PlacementState",
    "Proposal",
    "ProposalQuerySet",
    "ProposalState",
    "Shift",
    "ShiftQuerySet",
    "WaitingEntry",
    "WithdrawReason",
]
