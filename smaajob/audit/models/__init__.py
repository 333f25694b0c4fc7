"""The record (Event) and the log of access (Access, its seals and flags). The application adds to them and reads them, nothing else."""

from smaajob.audit.models.access import Access, AccessFlag, AccessQuerySet, Flag, Kind
from smaajob.audit.models.events import Event, EventQuerySet, add, record
from smaajob.audit.models.samples import Sample, SampleItem, Verdict
from smaajob.audit.models.seals import Seal

__all__ = [
    "Access",
    "AccessFlag",
    "AccessQuerySet",
    "Event",
    "EventQuerySet",
    "Flag",
    "Kind",
    "Sample",
    "SampleItem",
    "Seal",
    "Verdict",
    "add",
    "record",
]
