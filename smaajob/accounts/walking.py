"""One organisation after the other: what is done by the clock for all of them reaches one at a time."""

from __future__ import annotations

from collections.abc import Callable

from smaajob.accounts.models import Organisation
from smaajob.reach import NO_ORGANISATION, whole_organisation


def in_each_organisation(work: Callable[[], object]) -> None:
    """Do the work with the reach of each organisation, and of none (a code to somebody who belongs nowhere)."""
    for key in [NO_ORGANISATION, *Organisation.objects.order_by("pk").values_list("pk", flat=True)]:
        with whole_organisation(key):
            work()
