"""What ties the two sides together."""

from placements.models.agreements import AgreementVersion
from placements.models.attendance import CANNOT, NOT_THERE, Attendance, AttendanceState
from placements.models.calendar_links import CalendarLink
from placements.models.exports import ExportFormat, ExportJob
from placements.models.hours import Hours
from placements.models.imports import ImportJob, ImportStage
from placements.models.merges import UNDO_WITHIN, Merge, MergeKind
from placements.models.patterns import Pattern
from placements.models.placements import Placement, PlacementQuerySet, PlacementState
from placements.models.reported import ReportedHours, ReportedHoursQuerySet, ReportState
from placements.models.shifts import CancelledWhy, Shift, ShiftQuerySet

__all__ = [
    "CANNOT",
    "NOT_THERE",
    "UNDO_WITHIN",
    "AgreementVersion",
    "Attendance",
    "AttendanceState",
    "CalendarLink",
    "CancelledWhy",
    "ExportFormat",
    "ExportJob",
    "Hours",
    "ImportJob",
    "ImportStage",
    "Merge",
    "MergeKind",
    "Pattern",
    "Placement",
    "PlacementQuerySet",
    "PlacementState",
    "ReportState",
    "ReportedHours",
    "ReportedHoursQuerySet",
    "Shift",
    "ShiftQuerySet",
]
