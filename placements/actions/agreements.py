"""From a task's terms to what two people agreed."""

from __future__ import annotations

from collections.abc import Iterable

from employers.models import Task
from placements.models import AgreementVersion, Placement
from smaajob.schedule import AnyWindow


def first_agreement(placement: Placement, task: Task, windows: Iterable[AnyWindow]) -> AgreementVersion:
    """Version 1, not yet stored: the task's terms as they are now, with the times that were chosen. Those are the shifts."""
    agreement = AgreementVersion(
        keeper_id=placement.keeper_id, placement=placement, number=1, valid_from=placement.start
    )
    task.copy_terms_to(agreement)
    agreement.kind, agreement.windows = placement.kind, list(windows)
    agreement.flexible, agreement.hours = False, None
    agreement.postcode = task.place
    return agreement
