"""A yes to one workplace, and what was told there: where the workplace lives on in another, they go with it."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone

from candidates.models import Consent, Disclosure
from employers.models import Workplace


def followed(kept: Workplace, gone: Workplace) -> list[tuple[models.Model, dict[str, Any]]]:
    """Rows and the values that they get, the consents first: what is told keeps to its consent. The names stay as they were said.

    What was withdrawn or is over stays with the workplace that it was about.
    """
    consents = Consent.objects.filter(to_id=gone.public_id, withdrawn_at__isnull=True).order_by("pk")
    told = Disclosure.objects.filter(to_id=gone.public_id, ended_at__isnull=True, end__gte=timezone.localdate())
    return [(row, {"to_id": kept.public_id}) for row in (*consents, *told.order_by("pk"))]


def stays(row: models.Model) -> bool:
    """Whether an undo leaves a row where it is: it was withdrawn or ended since, and is never changed."""
    if isinstance(row, Disclosure):
        return row.ended_at is not None or row.consent.is_withdrawn
    return isinstance(row, Consent) and row.is_withdrawn
