"""Change an organisation and its units."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import ngettext

from smaajob.accounts.models import Membership, Organisation, Unit
from smaajob.accounts.recording import record_act
from smaajob.accounts.refusals import told_by_field
from smaajob.audit.models import record
from smaajob.changes import created, set_values

if TYPE_CHECKING:
    from smaajob.accounts.scope import Scope

UNIT_FIELDS = ("name", "phone", "email", "active", "employer_entrance")


def update(*, by: Scope, values: dict[str, Any]) -> Organisation:
    """Change the scope's organisation: name, phone, email, and a partner's kind. Raises ValidationError by field."""
    with transaction.atomic():
        row = Organisation.objects.select_for_update(no_key=True).get(pk=by.organisation.pk)
        changes = set_values(row, values)
        if changes:
            with told_by_field():
                row.save(update_fields=list(changes))
            record_act("update", row, by=by, changes=changes)
    return row


def create_unit(*, by: Scope, values: dict[str, Any]) -> Unit:
    """A new unit. A municipality's first is its employer entrance, whatever was said. Raises ValidationError by field."""
    with transaction.atomic():
        _hold(by)
        unit = Unit(keeper=by.organisation, **values)
        if by.organisation.is_municipality and not _entrances(by).exists():
            unit.employer_entrance = True
        if unit.employer_entrance:
            _give_up_entrance(by, unit)
        with told_by_field():
            unit.save()
        record("create", unit, by=by.user, changes=created(unit, list(UNIT_FIELDS)), on_behalf_of=by.on_behalf_of)
    return unit


def update_unit(*, by: Scope, unit: Unit, values: dict[str, Any]) -> Unit:
    """Change a unit. Making it the employer entrance takes that from the one that was. Raises ValidationError by field."""
    with transaction.atomic():
        _hold(by)
        row = Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
        changes = set_values(row, values)
        if "active" in changes and not row.active:
            _refuse_in_use(row)
        if changes.get("employer_entrance", [None, None])[1]:
            _give_up_entrance(by, row)
        if changes:
            with told_by_field():
                row.save(update_fields=list(changes))
            record("update", row, by=by.user, changes=changes, on_behalf_of=by.on_behalf_of)
    return row


def _hold(by: Scope) -> None:
    """One at a time: two who move the employer entrance at once would each take it from the first."""
    Organisation.objects.select_for_update(no_key=True).get(pk=by.organisation.pk)


def _entrances(by: Scope) -> Any:
    return Unit.objects.visible_to(by).filter(employer_entrance=True)


def _give_up_entrance(by: Scope, unit: Unit) -> None:
    for other in _entrances(by).exclude(pk=unit.pk).select_for_update(no_key=True):
        changes = set_values(other, {"employer_entrance": False})
        other.save(update_fields=["employer_entrance"])
        record("update", other, by=by.user, changes=changes, on_behalf_of=by.on_behalf_of)


def _refuse_in_use(unit: Unit) -> None:
    people = Membership.objects.filter(unit=unit, active=True).count()
    if people:
        told = ngettext(
            "Én bruger hører til enheden. Giv brugeren en anden enhed først.",
            "%(n)d brugere hører til enheden. Giv dem en anden enhed først.",
            people,
        )
        raise ValidationError({"active": told % {"n": people}})
