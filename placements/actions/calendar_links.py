"""The secret address of a person's calendar: made, changed and stopped by themselves."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from candidates.models import Candidate
from placements.models import CalendarLink
from smaajob.accounts.scope import Scope
from smaajob.audit.models import record
from smaajob.tokens import new_token, token_hash


def make(*, by: Scope, person: Candidate) -> tuple[CalendarLink, str]:
    """A new address; the one before stops at once. Gives the row and the secret, which is stored nowhere.

    Raises ValidationError for a colleague who acts in the person's place: the secret would stay with them.
    """
    if by.behalf is not None:
        raise ValidationError(
            _("Adressen er personens hemmelighed. Den kan kun laves af personen selv, på deres egen telefon.")
        )
    with transaction.atomic():
        held = _held(person)
        if held.is_archived:
            raise ValidationError(_("Du kan ikke få en kalender lige nu. Ring til din kontakt."))
        now, token = timezone.now(), new_token()
        stopped = CalendarLink.objects.filter(candidate=held).open().update(revoked_at=now)
        link = CalendarLink.objects.create(
            keeper_id=held.keeper_id, candidate=held, token_hash=token_hash(token), made_at=now, made_by=by.user
        )
        record("calendar.change" if stopped else "calendar.make", held, by=by.user, on_behalf_of=by.on_behalf_of)
    return link, token


def stop(*, by: Scope, person: Candidate) -> None:
    """The address gives nothing any more. Raises ValidationError where there is none."""
    with transaction.atomic():
        held = _held(person)
        if not CalendarLink.objects.filter(candidate=held).open().update(revoked_at=timezone.now()):
            raise ValidationError(_("Kalenderen er allerede stoppet."))
        record("calendar.stop", held, by=by.user, on_behalf_of=by.on_behalf_of)


def _held(person: Candidate) -> Candidate:
    held: Candidate = Candidate.objects.select_for_update(no_key=True, of=("self",)).get(pk=person.pk)
    return held
