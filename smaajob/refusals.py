"""What the database refuses, said beside the field that it is about. Each floor has the sentences of its own constraints."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

ID_TAKEN = _("Det id har en anden allerede. Skriv et andet, eller lad feltet stå tomt.")
Sentences = Mapping[str, "tuple[str, StrPromise]"]  # constraint → field, sentence


def constraint_of(error: DatabaseError) -> str:
    """The name of the constraint that refused, or that a trigger of ours gave; empty where there is none."""
    return getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") or ""


@contextmanager
def told_from(sentences: Sentences) -> Iterator[None]:
    """Raises ValidationError by field in the place of an IntegrityError whose constraint has a sentence."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        name = constraint_of(error)
        if name not in sentences:
            raise
        field, sentence = sentences[name]
        raise ValidationError({field: ValidationError(sentence, code=name)}) from error
