"""Make, change and put away workplaces; each belongs to the employer of its CVR (as the import has it)."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from employers.actions import contacts
from employers.belonging import moves, name_of
from employers.models import Employer, Task, TaskQuerySet, Workplace
from employers.refusals import told_by_field
from employers.wording import number_fault
from smaajob import archive
from smaajob.accounts.colleagues import is_colleague
from smaajob.accounts.models import User
from smaajob.accounts.scope import Scope
from smaajob.audit.models import record
from smaajob.changes import Changes, created, set_values
from smaajob.numbers import register_number_fits

FIELDS = (
    "name", "country", "p_number", "type", "industry", "address", "postcode", "employees", "offered", "not_offered",
    "about", "consultant", "stand_in",
)  # fmt: skip


def create(*, by: Scope, values: dict[str, Any], cvr: str = "", contact: dict[str, Any] | None = None) -> Workplace:
    """A workplace, its employer where the CVR is new, and the first contact where there is one.

    `values` are the model's fields by name (FIELDS, and `external_id` where it has one). Raises ValidationError by field.
    """
    _check(by, values, cvr, None)
    with transaction.atomic(), told_by_field():
        employer = _employer(by, values["country"], cvr, values["name"])
        workplace = Workplace.objects.create(keeper=by.organisation, employer=employer, **values)
        changes = created(workplace, [*FIELDS, "external_id"])
        record("create", workplace, by=by.user, changes={**changes, **({"cvr": ["", cvr]} if cvr else {})})
        if contact is not None:
            contacts.add(by=by, workplace=workplace, values=contact)
    return workplace


def change(*, by: Scope, workplace: Workplace, values: dict[str, Any], cvr: str) -> Workplace:
    """Give a workplace new values. Another CVR moves it to that number's employer; one that nobody is left of goes.

    An employer that was called as its workplace takes the new name. Raises ValidationError by field.
    """
    with transaction.atomic(), told_by_field():
        row = (
            Workplace.objects.select_for_update(of=("self",), no_key=True)
            .select_related("employer")
            .get(pk=workplace.pk)
        )
        _check(by, values, cvr, row)
        old_name, old_country, old = row.name, row.country, row.employer
        changes = set_values(row, values)
        if row.consultant is not None:
            changes |= set_values(row, {"consultant_email": ""})
        changes |= _move(by, row, cvr, old_name, old_country)
        if changes:
            row.save()
            record("update", row, by=by.user, changes=changes)
        if row.employer_id != old.pk:
            _let_go(old)
    return row


def put_away(*, by: Scope, workplace: Workplace, how: str, reason: str = "") -> int:
    """Archive a workplace, and its tasks with it; gives the number of tasks. Raises ValidationError."""
    with transaction.atomic():
        # The tasks first, as somebody does who starts a placement: else the two could wait for each other.
        tasks = list(_held_tasks(workplace))
        archive.archive(by=by, thing=workplace, how=how, reason=reason)
        tasks = list(_held_tasks(workplace))  # and one that was made a moment ago
        for task in tasks:
            archive.archive(by=by, thing=task, how=how, reason=reason)
    return len(tasks)


def _held_tasks(workplace: Workplace) -> TaskQuerySet:
    rows: TaskQuerySet = Task.objects.select_for_update(no_key=True, of=("self",)).filter(workplace=workplace)
    return rows.current().order_by("pk")


def _check(by: Scope, values: dict[str, Any], cvr: str, row: Workplace | None) -> None:
    faults: dict[str, str] = {}
    if cvr and not register_number_fits(values["country"], cvr):
        faults["cvr"] = number_fault(values["country"])
    for name in ("consultant", "stand_in"):
        user: User | None = values.get(name)
        stays = row is not None and user is not None and getattr(row, f"{name}_id") == user.pk
        if user is not None and not stays and not is_colleague(by, user):
            faults[name] = _("Vælg en af dem, der arbejder hos jer.")
    if values.get("stand_in") is not None and values.get("stand_in") == values.get("consultant"):
        faults["stand_in"] = _("Stedfortræderen skal være en anden end den faste kontakt.")
    if set(values.get("offered", ())) & set(values.get("not_offered", ())):
        faults["offers"] = _("Det samme kan ikke både tilbydes og ikke tilbydes.")
    if faults:
        raise ValidationError({name: [text] for name, text in faults.items()})


def _employer(by: Scope, country: str, cvr: str, name: str) -> Employer:
    """The employer of a CVR, made where it is new; without CVR always one of its own."""
    if not cvr:
        return Employer.objects.create(keeper=by.organisation, country=country, name=name)
    Employer.objects.get_or_create(keeper=by.organisation, country=country, cvr=cvr, defaults={"name": name})
    # Locked, so that it does not go while its new workplace is on the way.
    return Employer.objects.select_for_update(no_key=True).get(keeper=by.organisation, country=country, cvr=cvr)


def _move(by: Scope, row: Workplace, cvr: str, old_name: str, old_country: str) -> Changes:
    employer = row.employer
    if moves(cvr=(employer.cvr, cvr), country=(employer.country, row.country)):
        before = employer.cvr
        row.employer = _employer(by, row.country, cvr, row.name)
        return {"cvr": [before, cvr]} if before != cvr else {}
    name = name_of(employer.name, workplace=(old_name, row.name))
    if (name, row.country) != (employer.name, old_country):
        employer.country, employer.name = row.country, name
        employer.save(update_fields=["country", "name"])
    return {}


def _let_go(employer: Employer) -> None:
    locked = Employer.objects.select_for_update().filter(pk=employer.pk)
    if locked and not Workplace.objects.filter(employer=employer).exists():
        locked.delete()
