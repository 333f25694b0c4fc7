"""What the database refuses, said beside the field that it is about."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from candidates.models.programme import END_AFTER_START

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

_ID_TAKEN = _("Det id har en anden allerede. Skriv et andet, eller lad feltet stå tomt.")
# constraint → field, sentence
SENTENCES: dict[str, tuple[str, StrPromise]] = {
    "programme_external_id_once": ("external_id", _ID_TAKEN),
    "course_external_id_once": ("external_id", _ID_TAKEN),
    "programme_end_after_start": ("end", END_AFTER_START),
    "participation_end_after_start": ("end", END_AFTER_START),
    "course_end_after_start": ("end", END_AFTER_START),
    "participation_once": ("start", _("Personen er allerede skrevet på fra den dag.")),
    "enrolment_once": (NON_FIELD_ERRORS, _("En af dem er lige kommet på kurset. Hent siden igen.")),
}


@contextmanager
def told_by_field() -> Iterator[None]:
    """Raises ValidationError by field in the place of an IntegrityError whose constraint we know."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") or ""
        if name not in SENTENCES:
            raise
        field, sentence = SENTENCES[name]
        raise ValidationError({field: sentence}) from error
