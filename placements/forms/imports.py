"""The upload: one .zip, or one or several .csv files."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from placements.exchange.sources import ending
from smaajob.writing import number

MEGABYTE = 2**20


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
        widget=FilesInput(attrs={"accept": ".zip,.csv", "multiple": True}),
        error_messages={
            "required": gettext_lazy("Vælg en .zip-fil eller en eller flere .csv-filer."),
            "empty": gettext_lazy("Filen er tom. Vælg en fil med en overskrift og rækker."),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["upload"].help_text = _(
            "Vælg en .zip-fil, eller vælg alle dine .csv-filer på én gang. De må fylde %(size)s MB i alt."
        ) % {"size": number(settings.IMPORT_MAX_BYTES // MEGABYTE)}

    def clean_upload(self) -> list[Any]:
        """Raises ValidationError with a sentence that says what to do instead."""
        files: list[Any] = self.cleaned_data["upload"]
        endings = {ending(file.name or "") for file in files}
        if endings & {".xlsx", ".xlsm", ".xls", ".ods"}:
            raise ValidationError(_("Et regneark kan ikke læses endnu. Gem hvert ark som .csv, og vælg dem alle."))
        if endings - {".zip", ".csv"}:
            raise ValidationError(_("Vælg kun filer, hvis navn ender på .zip eller .csv."))
        if ".zip" in endings and len(files) > 1:
            raise ValidationError(_("Vælg enten én .zip-fil eller kun .csv-filer."))
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
