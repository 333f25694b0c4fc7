"""What the database refuses, said beside the field that it is about."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

_ID_TAKEN = _("Det id har en anden allerede. Skriv et andet, eller lad feltet stå tomt.")
# constraint → field, sentence. The seats are counted on the floor above; the database tells of it.
SENTENCES: dict[str, tuple[str, StrPromise]] = {
    "workplace_external_id_once": ("external_id", _ID_TAKEN),
    "task_external_id_once": ("external_id", _ID_TAKEN),
    "employer_cvr_fits": ("cvr", _("CVR-nummeret er ikke gyldigt. Tjek cifrene.")),
    "placement_has_a_seat": (
        "seats",
        _("Der er flere i opgaven, end der så ville være plads til. Afslut et forløb først, eller lad pladserne være."),
    ),
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
