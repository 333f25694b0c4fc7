"""Which value the one record keeps where the two differ."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _

from placements.actions.merges import TWO_NUMBERS
from placements.merging.values import BOTH, GONE, KEPT, Difference, differences, masked, two_numbers
from smaajob.formpage import fingerprint

PREFIX = "felt-"


class MergeForm(forms.Form):
    """A choice for each field in which the two differ, and for the CPR number where there are two.

    `seen` is what the page was made from: whoever sends it after somebody changed one of the two sees it again first.
    """

    use_required_attribute = False
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, kept: Any, gone: Any) -> None:
        super().__init__(data)
        self.kept, self.gone = kept, gone
        self.now = fingerprint(kept) + fingerprint(gone)
        self.fields["seen"].initial = self.now
        self.differences: list[Difference] = differences(kept, gone)
        if two_numbers(kept, gone):
            self.fields["cpr"] = forms.ChoiceField(
                label=_("Hvilket CPR-nummer gælder nu?"),
                help_text=TWO_NUMBERS,
                choices=[(KEPT, self._number(kept)), (GONE, self._number(gone))],
                widget=forms.RadioSelect,
                error_messages={"required": _("Vælg det nummer, der gælder nu, hvis det er den samme person.")},
            )
        for one in self.differences:
            choices = [(KEPT, one.kept), (GONE, one.gone)]
            if one.joinable:
                choices.append((BOTH, _("Begge dele")))
            self.fields[PREFIX + one.name] = forms.ChoiceField(
                label=one.label, choices=choices, widget=forms.RadioSelect, initial=one.default, required=False
            )

    @property
    def pairs(self) -> list[BoundField]:
        """The fields to choose between, in the order of the record."""
        return [self[PREFIX + one.name] for one in self.differences]

    def clean(self) -> dict[str, Any]:
        """Refused once where one of the two is no longer what was shown."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("seen") != self.now:
            self.data = {**{name: self.data[name] for name in self.data}, "seen": self.now}
            self.add_error(None, _("Nogen har rettet en af de to, mens du så på dem. Se dem igennem igen."))
        return cleaned

    def choices(self) -> dict[str, str]:
        """What `placements.actions.merges.merge` takes."""
        chosen = {one.name: self.cleaned_data[PREFIX + one.name] or one.default for one in self.differences}
        return {**chosen, "cpr": self.cleaned_data.get("cpr", "")}

    @staticmethod
    def _number(person: Any) -> str:
        return _("%(number)s, som står på %(name)s (id %(id)s)") % {
            "number": masked(person),
            "name": person,
            "id": person.external_id,
        }
