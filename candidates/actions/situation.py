"""A person's situation: a new one from a day, a row put right, a row that was a mistake."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from candidates.models import Candidate, StatusSpell
from smaajob.accounts.scope import Scope
from smaajob.audit.models import record
from smaajob.changes import as_json
from smaajob.vocabulary import Status
from smaajob.writing import day_year


def add(*, by: Scope, candidate: Candidate, status: str, start: date) -> StatusSpell:
    """The person's situation from a day until their next row. Raises ValidationError where one begins that day already."""
    with transaction.atomic():
        _hold(candidate)
        spell = StatusSpell(keeper_id=candidate.keeper_id, candidate=candidate, status=Status(status), start=start)
        _save(spell)
        record("situation.add", candidate, by=by.user, changes={"situation": ["", _said(spell)]})
    return spell


def correct(*, by: Scope, spell: StatusSpell, status: str, start: date) -> StatusSpell:
    """What should have stood in a row. Raises ValidationError where another row begins that day."""
    with transaction.atomic():
        person = _hold(spell.candidate)
        row = StatusSpell.objects.select_for_update(no_key=True).get(pk=spell.pk)
        before = _said(row)
        row.status, row.start = Status(status), start
        if before != _said(row):
            _save(row)
            record("situation.correct", person, by=by.user, changes={"situation": [before, _said(row)]})
    return row


def remove(*, by: Scope, spell: StatusSpell) -> None:
    """A row that never was so; the record keeps what stood there."""
    with transaction.atomic():
        person = _hold(spell.candidate)
        found = StatusSpell.objects.filter(pk=spell.pk).first()
        if found is None:
            raise ValidationError(_("Den er allerede fjernet."))
        said = _said(found)
        found.delete()
        record("situation.remove", person, by=by.user, changes={"situation": [said, ""]})


def _hold(person: Candidate) -> Candidate:
    # The person first, as the verbs of placements do: two who write one person's situation come one after the other.
    return Candidate.objects.select_for_update(no_key=True).get(pk=person.pk)


def _save(spell: StatusSpell) -> None:
    try:
        with transaction.atomic():
            spell.save()
    except IntegrityError as error:
        other = StatusSpell.objects.filter(candidate_id=spell.candidate_id, start=spell.start).first()
        if other is None:
            raise
        told = _("Der står allerede en situation fra den dag: %(status)s. Ret den i stedet.")
        raise ValidationError({"start": told % {"status": other.get_status_display()}}) from error


def _said(spell: StatusSpell) -> str:
    words = {"status": as_json(str(Status(spell.status).label)), "day": day_year(spell.start)}
    return _("%(status)s fra %(day)s") % words
