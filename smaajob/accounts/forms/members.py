"""The forms of those who manage users: invite somebody, and change what a member is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from smaajob.accounts import joining
from smaajob.accounts.actions.invitations import NO_WAY_THERE, WAITS, unreachable
from smaajob.accounts.models import Membership, Organisation, Role, Unit
from smaajob.accounts.roles import STAFF, roles_in
from smaajob.formfields import EmailField, PhoneField
from smaajob.masking import holds_cpr

if TYPE_CHECKING:
    from smaajob.accounts.scope import Scope

# They are somebody's: they are invited on the page of the person whom they are about.
ABOUT_A_PERSON = frozenset({Role.CANDIDATE, Role.MENTOR, Role.GUARDIAN})
NO_UNIT = gettext_lazy("Ingen bestemt")


def roles_offered(organisation: Organisation) -> list[Role]:
    """What an administrator can make somebody in the organisation, in the order of the table."""
    here = roles_in(organisation.kind)
    return [role for role in Role if role in here and role not in ABOUT_A_PERSON]


class _Place(forms.Form):
    """Role, unit, and what some roles work in."""

    role = forms.ChoiceField(
        label=gettext_lazy("Rolle"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Vælg en rolle.")},
    )
    unit = forms.ModelChoiceField(
        Unit.objects.none(),
        label=gettext_lazy("Enhed"),
        to_field_name="public_id",
        required=False,
        empty_label=NO_UNIT,
        error_messages={"invalid_choice": gettext_lazy("Vælg en af jeres egne enheder.")},
    )

    def offer(self, organisation: Organisation, *, roles: list[Role], unit: Unit | None = None) -> None:
        """Say what there is to choose from. A unit that is out of use can stay where it is chosen."""
        self.use_required_attribute = False
        self.choice_of = next((role for role in roles if joining.of(role).choice), None)
        self.fields["role"].choices = [(role.value, role.label) for role in roles]  # type: ignore[attr-defined]
        units = Unit.objects.filter(keeper=organisation)
        units = units.filter(Q(active=True) | Q(pk__in=[unit.pk] if unit else []))
        self.fields["unit"].queryset = units.order_by("name")  # type: ignore[attr-defined]
        if not units.exists():
            del self.fields["unit"]

    def offered(self, organisation: Organisation) -> list[tuple[str, str]]:
        """What the role with a choice can work in."""
        choice = joining.of(self.choice_of or "").choice
        return [(str(public_id), name) for public_id, name in choice.offered(organisation)] if choice else []


class InviteForm(_Place):
    """Who, in which role, where, and how they are reached."""

    name = forms.CharField(
        label=gettext_lazy("Navn"),
        max_length=200,
        error_messages={"required": gettext_lazy("Skriv navnet.")},
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    email = EmailField(
        label=gettext_lazy("E-mail"),
        required=False,
        help_text=gettext_lazy("Vi sender et link, der virker i 14 dage."),
        widget=forms.EmailInput({"autocomplete": "off"}),
    )
    phone = PhoneField(
        label=gettext_lazy("Telefon"),
        help_text=gettext_lazy("Er der ingen e-mail, sender vi linket som SMS."),
    )
    works_in = forms.ChoiceField(label="", required=False)
    field_order = ("name", "email", "phone", "role", "works_in", "unit")

    def __init__(self, data: Any = None, *, scope: Scope) -> None:
        super().__init__(data)
        roles = roles_offered(scope.organisation)
        self.offer(scope.organisation, roles=roles)
        if all(role in STAFF for role in roles):
            del self.fields["phone"]
            self.fields["email"].required = True
            self.fields["email"].error_messages["required"] = _(
                "Skriv e-mailadressen. Den bruger personen til at logge ind."
            )
        else:
            self.fields["email"].help_text = _(
                "Skriv en e-mail eller en telefon. Der sender vi et link hen, der virker i 14 dage."
            )
        offered = self.offered(scope.organisation)
        choice = joining.of(self.choice_of or "").choice
        if choice is None or self.choice_of is None or not offered:
            del self.fields["works_in"]
            return
        works_in = self.fields["works_in"]
        works_in.label = choice.question
        works_in.help_text = _("Kun for rollen %(role)s. Du kan vælge flere bagefter.") % {
            "role": self.choice_of.label.lower()
        }
        works_in.choices = [("", _("Vælg bagefter")), *offered]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Says that there is no way to reach them together with whatever else is missing."""
        given: dict[str, Any] = super().clean() or {}
        well_typed = not {"email", "phone"} & set(self.errors)
        if well_typed and (where := unreachable(given.get("email", ""), given.get("phone", ""))):
            self.add_error(where, NO_WAY_THERE)
        return given

    @property
    def waits(self) -> bool:
        """Whether it was refused because an invitation to the address is open already."""
        return any(self.has_error(name, WAITS) for name in ("email", "phone"))

    def values(self) -> dict[str, Any]:
        """For actions.invitations.invite; `works_in` is a public id or the empty string."""
        return {"phone": "", "unit": None, "works_in": "", **self.cleaned_data, "role": Role(self.cleaned_data["role"])}


class MemberForm(_Place):
    """What a member is, where, and what they work in."""

    works_in = forms.MultipleChoiceField(label="", required=False, widget=forms.CheckboxSelectMultiple)
    field_order = ("role", "works_in", "unit")

    def __init__(self, data: Any = None, *, scope: Scope, member: Membership) -> None:
        choice = joining.of(member.role).choice
        initial: dict[str, Any] = {"role": member.role, "unit": member.unit and member.unit.public_id}
        if choice is not None:
            initial["works_in"] = [str(one) for one in choice.chosen(member)]
        super().__init__(data, initial=initial)
        staff = Role(member.role) in STAFF
        roles = [role for role in roles_offered(scope.organisation) if (role in STAFF) == staff]
        if member.user == scope.user or Role(member.role) not in roles:
            roles = [Role(member.role)]
        self.offer(scope.organisation, roles=roles, unit=member.unit)
        if len(roles) == 1:
            self.fields["role"].widget = forms.HiddenInput()
        offered = self.offered(scope.organisation)
        if choice is None or not offered:
            del self.fields["works_in"]
        else:
            self.fields["works_in"].label = choice.question
            self.fields["works_in"].choices = offered  # type: ignore[attr-defined]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to change: one role, no units."""
        return not list(self.visible_fields())


class EndForm(forms.Form):
    """Why somebody stops, for the record."""

    reason = forms.CharField(
        label=gettext_lazy("Hvorfor?"),
        help_text=gettext_lazy("Kun de, der styrer brugerne, kan læse det. Skriv ikke noget privat."),
        max_length=300,
        required=False,
    )

    def clean_reason(self) -> str:
        text: str = self.cleaned_data["reason"]
        if holds_cpr(text):
            raise ValidationError(_("Skriv ikke et CPR-nummer her."))
        return text
