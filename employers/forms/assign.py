"""Give workplaces to a fixed contact, a stand-in or both."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy

from employers.models import Workplace
from smaajob.accounts.colleagues import ColleagueField, colleagues
from smaajob.accounts.scope import Scope

NOBODY = str(UUID(int=0))
UNCHANGED = gettext_lazy("Som nu")


class Chosen(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # the stubs are generic, the class is not
    """Ticked rows by public id; what is no id at all is refused as one that is nobody's."""

    def clean(self, value: Any) -> Any:
        return super().clean([one if _is_id(one) else NOBODY for one in value or ()])


class AssignForm(forms.Form):
    """`valgte` are public ids of workplaces."""

    valgte = Chosen(
        Workplace.objects.none(),
        label=gettext_lazy("Arbejdspladser"),
        to_field_name="public_id",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": gettext_lazy("Sæt hak ved dem, der skal gives videre."),
            "invalid_choice": gettext_lazy("En af de valgte findes ikke længere."),
        },
    )
    consultant = ColleagueField(label=gettext_lazy("Fast kontakt"), empty_label=UNCHANGED)
    stand_in = ColleagueField(label=gettext_lazy("Stedfortræder"), empty_label=UNCHANGED)

    def __init__(self, data: Any = None, *, scope: Scope) -> None:
        super().__init__(data)
        self.use_required_attribute = False
        chosen: forms.ModelMultipleChoiceField[Workplace] = self.fields["valgte"]  # type: ignore[assignment]  # the stubs say Field
        chosen.queryset = Workplace.objects.visible_to(scope)
        people = list(colleagues(scope))
        for name in ("consultant", "stand_in"):
            self.fields[name].widget.attrs["class"] = "form-select"  # under the list it stands without our tag
            field: ColleagueField = self.fields[name]  # type: ignore[assignment]  # the stubs say Field
            field.offer_these(people, scope)

    def show_chosen(self) -> None:
        """Offer only those that are chosen: the page asks again about them, not about all that there are."""
        chosen: forms.ModelMultipleChoiceField[Workplace] = self.fields["valgte"]  # type: ignore[assignment]  # the stubs say Field
        ids = [one for one in self.data.getlist("valgte") if _is_id(one)]  # type: ignore[attr-defined]  # bound: a QueryDict
        assert chosen.queryset is not None
        chosen.queryset = chosen.queryset.filter(public_id__in=ids)


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
