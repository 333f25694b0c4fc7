"""What ties the two sides together."""

from placements.models.agreements import (
    AgreementPurpose,
    AgreementState,
    AgreementStep,
    AgreementVersion,
    AgreementVersionQuerySet,
    Party,
)
from placements.models.attendance import CANNOT, NOT_THERE, Attendance, AttendanceState
from placements.models.calendar_links import CalendarLink
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
from placements.models.law_checks import LawCheck, LawDoor, LawOutcome
from placements.models.merges import UNDO_WITHIN, Merge, MergeKind
from placements.models.patterns import Pattern
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
from placements.models.reported import ReportedHours, ReportedHoursQuerySet, ReportState
from placements.models.shifts import CancelledWhy, Shift, ShiftQuerySet
from placements.models.signatures import SIGNING_LINK_LASTS, Method, Says, Signature, SigningLink
from placements.models.waiting import AskState, EmployerAsk, WaitingEntry

__all__ = [
    "ACTIVE",
    "CANNOT",
    "NOT_THERE",
    "OPEN",
    "SIGNING_LINK_LASTS",
    "UNDO_WITHIN",
    "WISHES",
    "AgreementPurpose",
    "AgreementState",
    "AgreementStep",
    "AgreementVersion",
    "AgreementVersionQuerySet",
    "Answer",
    "AskState",
    "Attendance",
    "AttendanceState",
    "CalendarLink",
    "CancelledWhy",
    "ChangeRequest",
    "EmployerAsk",
    "EmployerReason",
    "ExportFormat",
    "ExportJob",
    "Hours",
    "ImportJob",
    "ImportStage",
    "LawCheck",
    "LawDoor",
    "LawOutcome",
    "Merge",
    "MergeKind",
    "Method",
    "Move",
    "MoveState",
    "Origin",
    "Party",
    "Pattern",
    "Pause",
    "PauseReason",
    "PauseState",
    "PersonReason",
    "Placement",
    "PlacementQuerySet",
    "PlacementState",
    "Proposal",
    "ProposalQuerySet",
    "ProposalState",
    "ReportState",
    "ReportedHours",
    "ReportedHoursQuerySet",
    "Says",
    "Shift",
    "ShiftQuerySet",
    "Signature",
    "SigningLink",
    "WaitingEntry",
    "Wish",
    "WishAnswer",
    "WithdrawReason",
]
