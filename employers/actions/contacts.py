"""Whom to call at a workplace: exactly one is called first, while there are any."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from employers.models import Contact, Workplace
from smaajob import archive
from smaajob.accounts.scope import Scope
from smaajob.audit.models import record
from smaajob.changes import Changes, created, set_values

FIELDS = ("name", "role", "phone", "email", "call_when")


def add(*, by: Scope, workplace: Workplace, values: dict[str, Any], main: bool = False) -> Contact:
    """Somebody to call. The first one at a workplace is called first. Raises ValidationError where it says nobody."""
    _check(values)
    with transaction.atomic():
        _hold(workplace)
        contact = Contact.objects.create(keeper_id=workplace.keeper_id, workplace=workplace, main=False, **values)
        _record("create", contact, by, created(contact, list(FIELDS)))
        _settle_main(by, workplace, contact if main else None)
    contact.refresh_from_db(fields=["main"])
    return contact


def change(*, by: Scope, contact: Contact, values: dict[str, Any], main: bool = False) -> Contact:
    """Give a contact new values; `main` says that they are called first (False leaves that as it is)."""
    _check(values)
    with transaction.atomic():
        _hold(contact.workplace)
        row = Contact.objects.select_for_update(no_key=True).get(pk=contact.pk)
        if changes := set_values(row, values):
            row.save(update_fields=list(changes))
            _record("update", row, by, changes)
        if main and row.is_archived:
            raise ValidationError({"main": _("Kontakten ligger i arkivet. Tag den ud først.")})
        _settle_main(by, row.workplace, row if main else None)
    row.refresh_from_db(fields=["main"])
    return row


def put_away(*, by: Scope, contact: Contact, how: str, reason: str = "") -> Contact | None:
    """Archive a contact; gives the one who is called first from now on, where there is one."""
    with transaction.atomic():
        _hold(contact.workplace)
        Contact.objects.filter(pk=contact.pk).update(main=False)
        archive.archive(by=by, thing=contact, how=how, reason=reason)
        return _settle_main(by, contact.workplace, None)


def take_back(*, by: Scope, contact: Contact) -> None:
    """Take a contact out of the archive; they are called first where nobody else is."""
    with transaction.atomic():
        _hold(contact.workplace)
        archive.restore(by=by, thing=contact)
        _settle_main(by, contact.workplace, None)


def _settle_main(by: Scope, workplace: Workplace, wanted: Contact | None) -> Contact | None:
    """Make the wanted one the first to call; without one, keep the present, else take the next by name."""
    there = list(Contact.objects.filter(workplace=workplace).current().order_by("name", "pk"))
    now = next((one for one in there if one.main), None)
    main = wanted or now or next(iter(there), None)
    if main is None or (now is not None and now.pk == main.pk):
        return main
    if now is not None:
        _set_main(by, now, False)
    _set_main(by, main, True)
    return main


def _set_main(by: Scope, contact: Contact, main: bool) -> None:
    contact.main = main
    contact.save(update_fields=["main"])
    _record("update", contact, by, {"main": [not main, main]})


def _record(verb: str, contact: Contact, by: Scope, changes: Changes) -> None:
    record(verb, contact, by=by.user, changes=changes, on_behalf_of=by.on_behalf_of)


def _hold(workplace: Workplace) -> None:
    # Two who change contacts at one moment come one after the other.
    Workplace.objects.select_for_update(no_key=True, of=("self",)).get(pk=workplace.pk)


def _check(values: dict[str, Any]) -> None:
    if not any(values.get(name) for name in ("name", "phone", "email")):
        raise ValidationError({"name": _("Skriv et navn, et telefonnummer eller en e-mail.")})
