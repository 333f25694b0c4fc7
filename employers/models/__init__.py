"""The employer's side: who they are, where people work, what is to be done."""

from employers.models.employer import Contact, Employer, Workplace, WorkplaceQuerySet
from employers.models.task import Task, TaskQuerySet

__all__ = ["Contact", "Employer", "Task", "TaskQuerySet", "Workplace", "WorkplaceQuerySet"]
