"""Create, change and put away a programme."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from candidates.models import Programme
from candidates.models.programme import END_AFTER_START
from candidates.refusals import told_by_field
from smaajob import archive
from smaajob.accounts.scope import Scope
from smaajob.audit.models import record
from smaajob.changes import created, set_values

TOLD = ["name", "municipalities", "start", "end", "owner", "funding", "target_participants", "target_placements"]


def create(*, by: Scope, values: dict[str, Any]) -> Programme:
    """A new programme. `values` are the model's fields by name; a municipality's programmes are its own unless they say more.

    Raises ValidationError by field.
    """
    values = {"municipalities": [by.organisation.code] if by.organisation.is_municipality else [], **values}
    programme = Programme(keeper=by.organisation, **_without_empty_id(values))
    _check(programme)
    with transaction.atomic():
        with told_by_field():
            programme.save()
        record("create", programme, by=by.user, changes=created(programme, TOLD))
    return programme


def update(*, by: Scope, programme: Programme, values: dict[str, Any]) -> Programme:
    """Change a programme. Raises ValidationError by field."""
    with transaction.atomic():
        row = Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)
        changes = set_values(row, _without_empty_id(values))
        _check(row)
        if changes:
            with told_by_field():
                row.save(update_fields=list(changes))
            record("update", row, by=by.user, changes=changes)
    return row


def put_away(*, by: Scope, programme: Programme, how: str, reason: str = "") -> None:
    """Archive a programme. Raises ValidationError where it is said to be a mistake and yet has people or courses."""
    with transaction.atomic():
        Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)
        if how == archive.ArchivedAs.MISTAKE:
            people = programme.participations.current().count()
            if people:
                raise ValidationError({"how": _still_in(people)})
            if programme.courses.current().exists():
                raise ValidationError({"how": _("Indsatsen har kurser. Læg dem i arkivet først.")})
        archive.archive(by=by, thing=programme, how=how, reason=reason)


def _still_in(people: int) -> str:
    return ngettext(
        "En person står i indsatsen. Tag personen ud først, hvis det var en fejl, eller vælg, at indsatsen er slut.",
        "%(n)d personer står i indsatsen. Tag dem ud først, hvis det var en fejl, eller vælg, at indsatsen er slut.",
        people,
    ) % {"n": people}


def _without_empty_id(values: dict[str, Any]) -> dict[str, Any]:
    """An id that nobody wrote stays what it is, or is made."""
    return {name: value for name, value in values.items() if name != "external_id" or value}


def _check(programme: Programme) -> None:
    if programme.end is not None and programme.end < programme.start:
        raise ValidationError({"end": END_AFTER_START})
    if not programme.municipalities:
        raise ValidationError({"municipalities": _("Skriv mindst én kommune.")})
