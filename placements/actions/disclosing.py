"""What a workplace is told of a person while a placement lasts there: what they said yes to, and nothing without a yes."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Exists, OuterRef
from django.utils import timezone

from candidates.actions.consents import disclose
from candidates.models import Consent, Disclosure, DisclosureQuerySet, To
from placements.models import Placement
from smaajob.accounts.scope import Scope


def tell_workplace(*, by: Scope, placement: Placement) -> Disclosure | None:
    """From today to the planned end, at most as long as the yes holds; None where there is none to go by, or all of it is told."""
    today, place = timezone.localdate(), placement.workplace
    consents = Consent.objects.valid_on(today).filter(candidate=placement.candidate_id)
    meant = [one for one in consents if one.to_kind == To.EMPLOYERS or one.to_id == place.public_id]
    if not meant:
        return None
    widest = max(meant, key=lambda one: (len(one.items), one.until))
    end = min(widest.until, max(placement.planned_end, today))
    told = Disclosure.objects.filter(candidate=placement.candidate_id, to_id=place.public_id, ended_at__isnull=True)
    if told.filter(start__lte=today, end__gte=end, items__contains=widest.items).exists():
        return None
    return disclose(by=by, consent=widest, items=widest.items, to=(place.public_id, place.name), start=today, end=end)


def needed_no_more(placements: Collection[int]) -> DisclosureQuerySet:
    """What is told where these placements were, and the person has no other that is or will be. By primary keys, once they are over."""
    there = {"candidate": OuterRef("candidate"), "workplace__public_id": OuterRef("to_id")}
    over, still = Placement.everything.filter(pk__in=placements, **there), Placement.objects.not_ended().filter(**there)
    told = Disclosure.objects.filter(ended_at__isnull=True, end__gte=timezone.localdate())
    return told.filter(Exists(over), ~Exists(still))


def stop_telling(placement: Placement) -> int:
    """The placement is over or was none: its workplace sees the person no longer, and what was told stays on record."""
    return needed_no_more([placement.pk]).update(ended_at=timezone.now())
