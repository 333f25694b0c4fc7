"""What a proposal tells a workplace of a person: only under a yes, only what the person was shown, and only while it is open."""

from __future__ import annotations

from datetime import date

from django.db.models import Q
from django.utils import timezone

from candidates.actions.consents import disclose, give
from candidates.consent_texts import ONE_PROPOSAL
from candidates.models import Consent, ConsentQuerySet, Disclosure, To, a_year_after
from placements.models import Proposal
from smaajob.accounts.scope import Scope


def consents_for(proposal: Proposal, day: date) -> ConsentQuerySet:
    """Those by which the person may be proposed to the workplace on a day."""
    here = Q(to_kind=To.EMPLOYERS) | Q(to_id=proposal.workplace.public_id)
    return Consent.objects.valid_on(day).to_be_proposed().filter(here, candidate=proposal.candidate_id)


def says_yes(proposal: Proposal, day: date) -> bool:
    """No yes, no proposal."""
    return consents_for(proposal, day).exists()


def not_yet_consented(proposal: Proposal, day: date) -> list[str]:
    """The items that the person's yes to the proposal will be the first yes to; none where one consent has them all."""
    if wide_enough(proposal, day) is not None:
        return []
    said = {item for one in consents_for(proposal, day) for item in one.items}
    return [item for item in proposal.items if item not in said] or list(proposal.items)


def wide_enough(proposal: Proposal, day: date) -> Consent | None:
    """The consent that has all of the items, and holds longest."""
    return consents_for(proposal, day).filter(items__contains=proposal.items).order_by("-until", "pk").first()


def consent_to(proposal: Proposal, by: Scope, *, on_screen: bool) -> None:
    """The person's yes to the proposal is a yes to telling that workplace what stands in it, where there was none wide enough."""
    today = timezone.localdate()
    if wide_enough(proposal, today) is not None:
        return
    place = proposal.workplace
    give(
        by=by,
        candidate=proposal.candidate,
        items=proposal.items,
        text=ONE_PROPOSAL,
        form=Consent.Form.ON_SCREEN if on_screen else Consent.Form.SPOKEN,
        given_on=today,
        until=min(a_year_after(today), max(proposal.planned_end, today)),
        to=(place.public_id, place.name),
    )


def tell(proposal: Proposal, by: Scope, until: date) -> Disclosure | None:
    """The workplace sees the items from today to the last day of the step, at most as long as the yes holds. None without a yes."""
    today, place = timezone.localdate(), proposal.workplace
    consent = wide_enough(proposal, today)
    if consent is None:
        return None
    before, last = proposal.disclosure, max(today, min(until, consent.until))
    if before is not None and before.ended_at is None and before.end >= last:
        return before
    proposal.disclosure = disclose(
        by=by, consent=consent, items=proposal.items, to=(place.public_id, place.name), start=today, end=last
    )
    if before is not None:
        Disclosure.objects.filter(pk=before.pk, ended_at__isnull=True).update(ended_at=timezone.now())
    return proposal.disclosure


def stop_telling(proposal: Proposal) -> None:
    """What was told for the proposal's sake is told no longer, and stays on record."""
    if proposal.disclosure_id is not None:
        Disclosure.objects.filter(pk=proposal.disclosure_id, ended_at__isnull=True).update(ended_at=timezone.now())
