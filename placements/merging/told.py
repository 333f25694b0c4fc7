"""What people said yes to, and what was told under it, where the person or the workplace lives on in another."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone

from candidates.models import Consent, Disclosure
from employers.models import Workplace

Edits = list[tuple[models.Model, dict[str, Any]]]


def followed(kept: Workplace, gone: Workplace) -> Edits:
    """Rows and the values that they get, the consents first: what is told keeps to its consent. The names stay as they were said.

    What was withdrawn or is over stays with the workplace that it was about.
    """
    consents = Consent.objects.filter(to_id=gone.public_id, withdrawn_at__isnull=True).order_by("pk")
    told = Disclosure.objects.filter(to_id=gone.public_id, ended_at__isnull=True, end__gte=timezone.localdate())
    return [(row, {"to_id": kept.public_id}) for row in (*consents, *told.order_by("pk"))]


def joined(mine: Consent, theirs: Consent) -> Edits:
    """Of two notes of one yes the kept record's counts. What was taken back on either is taken back, and told no longer.

    What is told under the other else comes under the one that counts, so that it ends when that one is taken back.
    """
    told = Disclosure.objects.filter(consent__in=[mine, theirs], ended_at__isnull=True).order_by("pk")
    if not mine.is_withdrawn and not theirs.is_withdrawn:
        return [(row, {"candidate": mine.candidate, "consent": mine}) for row in told if row.consent_id == theirs.pk]
    now = timezone.now()
    edits: Edits = [(row, {"ended_at": now}) for row in told]
    if not mine.is_withdrawn:
        taken = ("withdrawn_at", "withdrawn_by", "withdrawn_reason")
        edits.append((mine, {name: getattr(theirs, name) for name in taken}))
    return edits


def stays(row: models.Model) -> bool:
    """Whether an undo leaves a row where it is: it was withdrawn or ended since, and is never changed."""
    if isinstance(row, Disclosure):
        return row.ended_at is not None or row.consent.is_withdrawn
    return isinstance(row, Consent) and row.is_withdrawn
