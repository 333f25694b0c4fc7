"""Beginning and ending to act in somebody's place, on record."""

from __future__ import annotations

from dataclasses import replace

from django.db import transaction

from smaajob.accounts.scope import Behalf, Scope
from smaajob.audit.models import add

# The record's word for the rows that are on the floors above: it holds no foreign key.
SUBJECTS = {"candidate": "candidates.candidate", "employer": "accounts.organisation"}


def begin(*, by: Scope, acted_for: Behalf, reason: str) -> Scope:
    """Write down that the user acts in somebody's place, and why; gives the scope that they then have."""
    scope = replace(by, behalf=acted_for)
    _write("behalf.begin", scope, acted_for, reason)
    return scope


def end(*, by: Scope, acted_for: Behalf) -> None:
    """Write down that they do so no more."""
    _write("behalf.end", by, acted_for)


def _write(verb: str, scope: Scope, acted_for: Behalf, reason: str = "") -> None:
    with transaction.atomic():
        add(
            scope.organisation.pk,
            actor=scope.user,
            on_behalf_of=scope.on_behalf_of,
            verb=verb,
            subject=SUBJECTS[acted_for.kind],
            subject_id=acted_for.public_id,
            reason=reason,
        )
