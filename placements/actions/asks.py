"""A workplace asks for somebody it knows. The consultant reads it under "I dag", makes a proposal of it, or says why not."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from candidates.models import Candidate
from employers.models import Workplace
from placements.models import EmployerAsk
from placements.models.waiting import AskState
from placements.parties import workplaces_of_party
from placements.told import told_to
from smaajob.accounts.permissions import Permission
from smaajob.accounts.scope import Scope
from smaajob.audit.models import record
from smaajob.reach import whole_organisation

# So many wait for an answer at one workplace; then the telephone is better.
MOST_WAITING = 5


def ask(*, by: Scope, workplace: Workplace, person: UUID | None, who: str, words: str) -> EmployerAsk:
    """`person`: somebody whom the workplace has been told of; else `who` in its own words.

    Raises ValidationError by field where neither is said, or the person is not one of those; PermissionDenied for whoever is no part of
    the company.
    """
    places = workplaces_of_party(by)
    if places is None or not by.may(Permission.OWN_COMPANY) or not places.filter(pk=workplace.pk).exists():
        raise PermissionDenied
    if person is None and not who:
        raise ValidationError({"who": _("Skriv, hvem I tænker på.")})
    if person is not None and person not in {
        one.person for one in told_to([workplace.public_id], timezone.localdate())
    }:
        raise ValidationError({"who": _("Den person kan I ikke vælge mere. Skriv det med jeres egne ord.")})
    # The company sees no person's row: which one it is, is looked up where the case is kept, after all that is asked above.
    with whole_organisation(workplace.keeper_id), transaction.atomic():
        place = Workplace.objects.select_for_update(no_key=True, of=("self",)).get(pk=workplace.pk)
        if place.is_archived:
            raise ValidationError(_("Arbejdspladsen er ikke med mere. Ring til jeres kontakt."))
        waiting = EmployerAsk.objects.filter(workplace=place, state=AskState.WAITING)
        if waiting.count() >= MOST_WAITING:
            raise ValidationError(
                _("I har allerede flere ønsker, der venter på svar. Ring til jeres kontakt i stedet.")
            )
        known = Candidate.objects.filter(keeper=place.keeper_id, public_id=person).first() if person else None
        row = EmployerAsk.objects.create(
            keeper_id=place.keeper_id, workplace=place, candidate=known, who=who, words=words, asked_by=by.user
        )
        record("ask.make", row, by=by.user, on_behalf_of=by.on_behalf_of)
    return row


def close(*, by: Scope, ask: EmployerAsk, answer: str) -> EmployerAsk:
    """It comes to no proposal, and why: the workplace reads it on its page. Raises ValidationError where it was answered before."""
    if not by.may(Permission.CHANGE_WORKPLACES):
        raise PermissionDenied
    if not answer:
        raise ValidationError({"answer": _("Skriv, hvorfor det ikke kan lade sig gøre. Det læser arbejdspladsen.")})
    with transaction.atomic():
        row = EmployerAsk.objects.select_for_update(no_key=True).get(pk=ask.pk)
        if row.state != AskState.WAITING:
            raise ValidationError(_("En kollega har allerede svaret på ønsket."))
        row.state, row.answer, row.closed_at, row.closed_by = AskState.CLOSED, answer, timezone.now(), by.user
        row.save(update_fields=["state", "answer", "closed_at", "closed_by"])
        record("ask.close", row, by=by.user)
    return row
