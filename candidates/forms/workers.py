"""Who is to work in a programme."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from candidates.models import Programme
from smaajob.accounts.models import Membership, Role, User
from smaajob.accounts.scope import Scope


def free_workers(scope: Scope, programme: Programme) -> QuerySet[User]:
    """The organisation's programme workers who are not in the programme yet, by name."""
    members = Membership.objects.filter(organisation=scope.organisation, role=Role.PARTNER_WORKER, active=True)
    there = programme.workers.values("user")
    return User.objects.filter(pk__in=members.values("user"), is_active=True).exclude(pk__in=there).order_by("name")


class WorkerForm(forms.Form):
    """One of those who have the role and are not in the programme yet."""

    user = forms.ModelChoiceField(
        User.objects.none(),
        label=gettext_lazy("Hvem?"),
        help_text=gettext_lazy("De ser alle, der er med i indsatsen, og ingen andre."),
        to_field_name="public_id",
        empty_label=gettext_lazy("Vælg en medarbejder"),
        error_messages={
            "required": gettext_lazy("Vælg en medarbejder."),
            "invalid_choice": gettext_lazy("Vælg en medarbejder fra listen."),
        },
    )

    def __init__(self, data: Any = None, *, scope: Scope, programme: Programme) -> None:
        super().__init__(data)
        self.use_required_attribute = False
        field = self.fields["user"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = free_workers(scope, programme)
