"""Register a person, and change what is known of one."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from candidates.actions.groups import change_groups, group_names
from candidates.models import Candidate, Consent, TargetGroupSpell, noted_elsewhere
from candidates.refusals import told_by_field
from smaajob.accounts.scope import Scope
from smaajob.audit.models import record
from smaajob.changes import Changes, created, set_values
from smaajob.secrets import encrypt, keyed_hash

# What the record says was changed, and not to what: only the equality report reads it.
_UNTOLD = frozenset({"gender"})


def register(
    *,
    by: Scope,
    values: dict[str, Any],
    groups: Collection[str],
    cpr: str | None = None,
    consent_on: date | None = None,
) -> Candidate:
    """A new person in `groups` from the day they were registered.

    `values` are the row's own, checked by candidates.forms.people; `cpr` is digits. Raises ValidationError by field where
    the id or the CPR number is somebody else's.
    """
    with transaction.atomic():
        person = Candidate(keeper=by.organisation, **values)
        _set_cpr(person, cpr)
        with told_by_field():
            person.save()
        TargetGroupSpell.objects.bulk_create(
            TargetGroupSpell(keeper=by.organisation, candidate=person, group=group, start=person.registered_on)
            for group in groups
        )
        changes = _told(created(person, [name for name in values if name not in ("first_name", "last_name")]))
        changes["target_groups"] = [None, group_names(groups)]
        if cpr:
            changes["cpr"] = ["", ""]
        if consent_on:
            noted = noted_elsewhere(consent_on)
            Consent.objects.create(keeper=by.organisation, candidate=person, noted_by=by.user, **noted)
            changes["consent"] = [None, consent_on.isoformat()]
        record("create", person, by=by.user, changes=changes)
    return person


def update(
    *,
    by: Scope,
    candidate: Candidate,
    values: dict[str, Any],
    groups: Collection[str],
    groups_from: date,
    today: date,
    cpr: str | None = None,
) -> Candidate:
    """Change a person. A change of `groups` holds from `groups_from`; `cpr` is None for as before, "" to forget it.

    Raises ValidationError by field where the id or the CPR number is somebody else's, or a target group can't begin that day.
    """
    with transaction.atomic():
        person = Candidate.objects.select_for_update(no_key=True).get(pk=candidate.pk)
        registered_before = person.registered_on
        if values.get("consultant"):
            values = {**values, "consultant_email": ""}
        changes = _told(set_values(person, values))
        if cpr is not None and keyed_hash(cpr) != person.cpr_hash:
            _set_cpr(person, cpr)
            changes["cpr"] = ["", ""]
        with told_by_field():
            person.save()
        changes |= change_groups(person, groups, start=groups_from, today=today, registered_before=registered_before)
        if changes:
            record("update", person, by=by.user, changes=changes)
    return person


def _set_cpr(person: Candidate, cpr: str | None) -> None:
    """Encrypted, with the hash by which it is found. Raises ValidationError where somebody else has it."""
    digits = cpr or ""
    hashed = keyed_hash(digits)
    if hashed:
        with connection.cursor() as cursor:
            # Two who register one number at once come one after the other, so that the second sees the first.
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"{person.keeper_id} {hashed}"])
        same = Candidate.objects.filter(keeper_id=person.keeper_id, cpr_hash=hashed, merged_into__isnull=True)
        if same.exclude(pk=person.pk).exists():
            raise ValidationError({"cpr": _("En anden person hos jer har det CPR-nummer.")})
    person.cpr_encrypted, person.cpr_hash = encrypt(digits), hashed


def _told(changes: Changes) -> Changes:
    return {name: ["", ""] if name in _UNTOLD else pair for name, pair in changes.items()}
