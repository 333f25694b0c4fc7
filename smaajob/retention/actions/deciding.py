"""Decide how long something is kept; hold somebody back, and let them go."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from smaajob.accounts.scope import Scope
from smaajob.audit.models import record
from smaajob.changes import created, set_values
from smaajob.refusals import constraint_of
from smaajob.retention.models import LEAST, MOST, Hold, Period
from smaajob.retention.registry import Kind


def decide(*, by: Scope, kind: Kind, months: int, decided_where: str) -> Period:
    """Set how many months rows of a kind are kept after they were over. Raises ValidationError by field."""
    if not LEAST <= months <= MOST:
        raise ValidationError({"months": _("Skriv et antal måneder mellem 1 og 360.")})
    values = {"months": months, "decided_where": decided_where.strip(), "decided_on": _today(by)}
    with transaction.atomic():
        row = Period.objects.select_for_update(no_key=True).filter(keeper=by.organisation, kind=kind.word).first()
        if row is None:
            row = Period.objects.create(keeper=by.organisation, kind=kind.word, **values)
            record("retention.decide", row, by=by.user, changes=created(row, list(values)))
        elif changes := set_values(row, values):
            row.save(update_fields=list(changes))
            record("retention.decide", row, by=by.user, changes=changes)
    return row


def hold(*, by: Scope, kind: Kind, thing: Any, reason: str, until: date | None = None) -> Hold:
    """Nobody erases them before it is lifted, or the day has passed. Raises ValidationError by field."""
    reason = " ".join(reason.split())
    if not reason:
        raise ValidationError({"reason": _("Skriv hvorfor.")})
    if until is not None and until < _today(by):
        raise ValidationError({"until": _("Den dag er gået.")})
    with transaction.atomic():
        # A run that is being carried out has the row: the hold comes before or after it, never between.
        type(thing)._base_manager.select_for_update(no_key=True, of=("self",)).get(pk=thing.pk)
        _lift_the_old(by, kind, thing)
        try:
            with transaction.atomic():
                row = Hold.objects.create(
                    keeper=by.organisation,
                    about_kind=kind.label,
                    about_id=thing.public_id,
                    reason=reason,
                    until=until,
                    placed_by=_user(by),
                )
        except IntegrityError as error:
            if constraint_of(error) == "hold_one_at_a_time":
                raise ValidationError(_("Personen er allerede holdt tilbage fra sletning.")) from error
            raise
        record("retention.hold", thing, by=by.user, changes=created(row, ["until"]), reason=reason)
    return row


def lift(*, by: Scope, hold: Hold) -> Hold:
    """They can be erased again. Raises ValidationError where it is lifted already."""
    with transaction.atomic():
        row = Hold.objects.select_for_update(no_key=True, of=("self",)).get(pk=hold.pk)
        if row.lifted_at is not None:
            raise ValidationError(_("Personen er ikke holdt tilbage mere."))
        row.lifted_at, row.lifted_by = timezone.now(), _user(by)
        row.save(update_fields=["lifted_at", "lifted_by"])
        record("retention.lift", row, by=by.user)
    return row


def _lift_the_old(by: Scope, kind: Kind, thing: Any) -> None:
    """One whose day has passed is over, though nobody lifted it."""
    rows = Hold.objects.filter(about_kind=kind.label, about_id=thing.public_id, lifted_at=None, until__lt=_today(by))
    rows.update(lifted_at=timezone.now(), lifted_by=_user(by))


def _user(by: Scope) -> Any:
    if by.user is None:
        raise ValueError("somebody does this")
    return by.user


def _today(by: Scope) -> date:
    return timezone.localdate(timezone=by.zone)
