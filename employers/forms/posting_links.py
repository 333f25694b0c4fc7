"""Who gets a link to post tasks by, and how."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from employers.actions.posting_links import PAPER, ways_to
from employers.models import Contact
from smaajob.accounts.models import Channel


class PostingLinkForm(forms.Form):
    """One of the workplace's contacts, and one of the ways that they can be reached."""

    whom = forms.ChoiceField(
        label=gettext_lazy("Hvem skal have linket?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Vælg, hvem der skal have det.")},
    )
    channel = forms.ChoiceField(
        label=gettext_lazy("Hvordan?"),
        choices=[
            (Channel.EMAIL.value, gettext_lazy("E-mail")),
            (Channel.SMS.value, gettext_lazy("SMS")),
            (PAPER, gettext_lazy("På papir, med en firkant til telefonen")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Vælg, hvordan linket skal komme frem.")},
    )

    def __init__(self, data: Any = None, *, contacts: Sequence[Contact]) -> None:
        first = next(iter(contacts), None)
        way = next(iter([*ways_to(first), PAPER]), PAPER) if first else PAPER
        super().__init__(data, initial={"whom": str(first.public_id) if first else None, "channel": way})
        self.use_required_attribute = False
        self.contacts = contacts
        named = [(str(one.public_id), _called(one)) for one in contacts]
        self.fields["whom"].choices = named  # type: ignore[attr-defined]

    @property
    def contact(self) -> Contact:
        """Of a form that is valid."""
        return next(one for one in self.contacts if str(one.public_id) == self.cleaned_data["whom"])

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        if "whom" in found and "channel" in found and found["channel"] not in (PAPER, *ways_to(self.contact)):
            told = {
                Channel.EMAIL.value: _("Vi har ingen e-mail på %(name)s. Skriv den på kontakten først."),
                Channel.SMS.value: _("Vi har ikke et telefonnummer på %(name)s, der kan få en SMS."),
            }
            self.add_error("channel", told[found["channel"]] % {"name": self.contact})
        return found


def _called(contact: Contact) -> str:
    return ", ".join(part for part in (str(contact), contact.role, contact.email, contact.phone) if part)
