"""The upload: one .xlsx, one .zip, or one or several .csv files."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from placements.exchange.limits import MEGABYTE
from placements.exchange.masking import mask
from placements.exchange.sources import OTHER_SPREADSHEETS, ending, why_not
from smaajob.writing import number


class FilesInput(forms.ClearableFileInput):
    """Several files in one field."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """A list of uploaded files, each checked as Django checks one."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        one = super().clean
        return [one(file, initial) for file in data] if data else [one(None, initial)]


class UploadForm(forms.Form):
    """`cleaned_data["upload"]` are the uploaded files."""

    upload = FilesField(
        label=gettext_lazy("Dine filer"),
        widget=FilesInput(attrs={"accept": ".xlsx,.zip,.csv", "multiple": True}),
        error_messages={
            "required": gettext_lazy("Vælg et Excel-regneark (.xlsx), en .zip-fil eller dine .csv-filer."),
            "empty": gettext_lazy("Filen er tom. Vælg en fil med en overskrift og rækker."),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["upload"].help_text = _(
            "Vælg ét Excel-regneark (.xlsx), én .zip-fil, eller alle dine .csv-filer på én gang. "
            "Det må fylde %(size)s MB i alt."
        ) % {"size": number(settings.IMPORT_MAX_BYTES // MEGABYTE)}

    def clean_upload(self) -> list[Any]:
        """Raises ValidationError with a sentence that says what to do instead."""
        files: list[Any] = self.cleaned_data["upload"]
        endings = {ending(file.name or "") for file in files}
        for file in files:
            if ending(file.name or "") in OTHER_SPREADSHEETS:
                raise ValidationError(why_not(mask(file.name)))
        if endings - {".xlsx", ".zip", ".csv"}:
            raise ValidationError(_("Vælg kun filer, hvis navn ender på .xlsx, .zip eller .csv."))
        if endings & {".xlsx", ".zip"} and len(files) > 1:
            raise ValidationError(_("Vælg enten ét Excel-regneark, én .zip-fil eller kun .csv-filer."))
        if len({PurePosixPath(file.name or "").name.casefold() for file in files}) < len(files):
            raise ValidationError(_("To af filerne har samme navn. Vælg kun den ene."))
        if sum(file.size or 0 for file in files) > settings.IMPORT_MAX_BYTES:
            raise ValidationError(
                _("Filerne fylder mere end %(size)s MB. Pak dem i en .zip-fil, eller importér dem i flere omgange.")
                % {"size": number(settings.IMPORT_MAX_BYTES // MEGABYTE)}
            )
        return files

    def contents(self) -> list[tuple[str, bytes]]:
        """The files as (name, content)."""
        return [(file.name or "", file.read()) for file in self.cleaned_data["upload"]]
