"""What a workplace is told of a person while a placement lasts there: what they said yes to, and nothing without a yes."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Exists, OuterRef
from django.utils import timezone

from candidates.actions.consents import disclose
from candidates.models import Consent, Disclosure, DisclosureQuerySet, To
from placements.models import Placement, Proposal
from smaajob.accounts.scope import Scope


def tell_workplace(*, by: Scope, placement: Placement, items: Collection[str] | None = None) -> Disclosure | None:
    """From today to the planned end, at most as long as the yes holds; None where there is none to go by, or all of it is told.

    All that the person said yes to, or those `items` of it that they were shown.
    """
    today, place = timezone.localdate(), placement.workplace
    consents = Consent.objects.valid_on(today).filter(candidate=placement.candidate_id)
    meant = [one for one in consents if one.to_kind == To.EMPLOYERS or one.to_id == place.public_id]
    meant = [one for one in meant if set(items or ()) <= set(one.items)]
    if not meant:
        return None
    widest = max(meant, key=lambda one: (0 if items else len(one.items), one.until))
    wanted = list(items or widest.items)
    end = min(widest.until, max(placement.planned_end, today))
    told = Disclosure.objects.filter(candidate=placement.candidate_id, to_id=place.public_id, ended_at__isnull=True)
    if told.filter(start__lte=today, end__gte=end, items__contains=wanted).exists():
        return None
    return disclose(by=by, consent=widest, items=wanted, to=(place.public_id, place.name), start=today, end=end)


def needed_no_more(placements: Collection[int]) -> DisclosureQuerySet:
    """What is told where these placements were, and the person has no other that is or will be. By primary keys, once they are over."""
    there = {"candidate": OuterRef("candidate"), "workplace__public_id": OuterRef("to_id")}
    over, still = Placement.everything.filter(pk__in=placements, **there), Placement.objects.not_ended().filter(**there)
    proposed = Proposal.objects.active().filter(disclosure=OuterRef("pk"))
    told = Disclosure.objects.filter(ended_at__isnull=True, end__gte=timezone.localdate())
    return told.filter(Exists(over), ~Exists(still), ~Exists(proposed))


def stop_telling(placement: Placement) -> int:
    """The placement is over or was none: its workplace sees the person no longer, and what was told stays on record."""
    return needed_no_more([placement.pk]).update(ended_at=timezone.now())
