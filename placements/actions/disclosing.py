"""What a workplace is told of a person when a placement starts there: what they said yes to, and nothing without a yes."""

from __future__ import annotations

from django.utils import timezone

from candidates.actions.consents import disclose
from candidates.models import Consent, Disclosure, To
from placements.models import Placement
from smaajob.accounts.scope import Scope


def tell_workplace(*, by: Scope, placement: Placement) -> Disclosure | None:
    """From today to the planned end, at most as long as the yes holds; None where there is none to go by."""
    today, place = timezone.localdate(), placement.workplace
    consents = Consent.objects.valid_on(today).filter(candidate=placement.candidate_id)
    meant = [one for one in consents if one.to_kind == To.EMPLOYERS or one.to_id == place.public_id]
    if not meant:
        return None
    widest = max(meant, key=lambda one: (len(one.items), one.until))
    end = min(widest.until, max(placement.planned_end, today))
    return disclose(by=by, consent=widest, items=widest.items, to=(place.public_id, place.name), start=today, end=end)
