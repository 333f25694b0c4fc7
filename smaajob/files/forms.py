"""The form that takes files: one or several, from a computer or a phone's camera."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from smaajob.archive import ArchivedAs
from smaajob.archiveform import ArchiveForm
from smaajob.files.checks import ACCEPT, MEGABYTE, Checked, check
from smaajob.writing import number


class FilesInput(forms.ClearableFileInput):
    """Several files in one field. A phone offers its camera too, since photos are among what is taken."""

    allow_multiple_selected = True
    template_name = "django/forms/widgets/input.html"


class FilesField(forms.FileField):
    """A list of `Checked`."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        files = [one for one in (data if isinstance(data, list) else [data]) if one]
        if not files:
            raise ValidationError(self.error_messages["required"], code="required")
        if sum(one.size for one in files) > settings.FILES_MAX_BYTES:
            most = number(settings.FILES_MAX_BYTES // MEGABYTE)
            raise ValidationError(_("Filerne fylder mere end %(most)s MB. Vælg færre ad gangen.") % {"most": most})
        checked: list[Checked] = []
        wrong: list[ValidationError] = []
        for one in files:
            try:
                checked.append(check(one.name or "", one.read(), settings.FILE_MAX_BYTES))
            except ValidationError as refusal:
                wrong.append(refusal)
        if wrong:
            raise ValidationError(wrong)
        return checked


class UploadForm(forms.Form):
    """`about` is what the files are about; the verb wants to know."""

    upload = FilesField(
        label=gettext_lazy("Vælg filer"),
        widget=FilesInput(attrs={"accept": ACCEPT, "multiple": True}),
        error_messages={"required": gettext_lazy("Vælg en fil, eller tag et foto.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False
        self.fields["upload"].help_text = _(
            "PDF, foto (JPG, PNG), Word, Excel eller ODT, højst %(one)s MB hver. Du kan vælge flere på én gang. "
            "Hvor et foto er taget, gemmer vi ikke."
        ) % {"one": number(settings.FILE_MAX_BYTES // MEGABYTE)}


class FileArchiveForm(ArchiveForm):
    """In words that fit a file, which is counted nowhere."""

    how = forms.ChoiceField(
        label=gettext_lazy("Hvorfor skal filen i arkivet?"),
        choices=[
            (ArchivedAs.DONE.value, gettext_lazy("Vi bruger den ikke mere.")),
            (ArchivedAs.MISTAKE.value, gettext_lazy("Det var en fejl, at den blev lagt her.")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Vælg, hvorfor filen skal i arkivet.")},
    )
