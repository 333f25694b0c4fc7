"""Somebody to call at a workplace."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from employers.actions.contacts import FIELDS
from employers.forms.fields import Line
from employers.models import Contact
from smaajob.formfields import EmailField, PhoneField


class ContactForm(forms.Form):
    """Name, role, phone, e-mail, when to call, and whether they are called first."""

    name = Line(label=gettext_lazy("Navn"), max_length=200, required=False)
    role = Line(
        label=gettext_lazy("Hvad laver de på arbejdspladsen?"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("Fx butikschef eller driftsleder."),
    )
    phone = PhoneField(label=gettext_lazy("Telefon"))
    email = EmailField(label=gettext_lazy("E-mail"), required=False)
    call_when = Line(
        label=gettext_lazy("Hvornår er det bedst at ringe?"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Fx efter kl. 14, aldrig fredag."),
    )
    main = forms.BooleanField(
        label=gettext_lazy("Ring først her"),
        required=False,
        help_text=gettext_lazy("Den, I har ringet først til før, kommer så under."),
    )

    def __init__(self, data: Any = None, *, contact: Contact | None = None, first: bool = False) -> None:
        """`first`: the workplace has nobody yet, or it is this contact who is called first, so there is no choice."""
        initial = {name: getattr(contact, name) for name in FIELDS} if contact else {}
        super().__init__(data, initial=initial)
        self.use_required_attribute = False
        if first:
            del self.fields["main"]

    def clean(self) -> dict[str, Any]:
        reachable = ("name", "phone", "email")
        if not self.errors and not any(self.cleaned_data.get(name) for name in reachable):
            self.add_error("name", _("Skriv et navn, et telefonnummer eller en e-mail."))
        return self.cleaned_data

    def values(self) -> dict[str, Any]:
        """What the verb takes."""
        return {name: self.cleaned_data[name] for name in FIELDS}

    @property
    def is_main(self) -> bool:
        return bool(self.cleaned_data.get("main"))
