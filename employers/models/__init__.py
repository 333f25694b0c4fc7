"""The employer's side: who they are, where people work, what is to be done."""

from employers.models.employer import Contact, ContactQuerySet, Employer, Workplace, WorkplaceQuerySet
from employers.models.log import LogEntry
from employers.models.posting import POSTING_LINK_LASTS, PostedVia, PostingLink, PostingLinkQuerySet
from employers.models.registration import Registration, RegistrationQuerySet, RegistrationState
from employers.models.task import Task, TaskQuerySet

__all__ = [
    "POSTING_LINK_LASTS",
    "Contact",
    "ContactQuerySet",
    "Employer",
    "LogEntry",
    "PostedVia",
    "PostingLink",
    "PostingLinkQuerySet",
    "Registration",
    "RegistrationQuerySet",
    "RegistrationState",
    "Task",
    "TaskQuerySet",
    "Workplace",
    "WorkplaceQuerySet",
]
