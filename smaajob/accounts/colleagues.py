"""The users that a person or a workplace can be given to: those who work in the organisation now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from smaajob.accounts.models import Membership, User
from smaajob.accounts.roles import CASE_WORKERS

if TYPE_CHECKING:
    from smaajob.accounts.scope import Scope


_HERE = Q(is_active=True, works_here=True)


def colleagues(scope: Scope) -> QuerySet[User]:
    """Active members of the scope's organisation, by name."""
    return _with_members(scope).filter(_HERE).order_by("name", "email")


def is_colleague(scope: Scope, user: User) -> bool:
    """Whether something can be given to the user now."""
    return colleagues(scope).filter(pk=user.pk).exists()


class ColleagueField(forms.ModelChoiceField):  # type: ignore[type-arg]  # the stubs are generic, the class is not
    """One colleague or none. Who is already chosen can stay, also when they work here no more."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs = {"required": False, "empty_label": gettext_lazy("Ingen"), **kwargs}
        super().__init__(User.objects.none(), to_field_name="public_id", **kwargs)
        self.error_messages["invalid_choice"] = gettext_lazy("Vælg en af dem, der arbejder hos jer.")

    def offer(self, scope: Scope, chosen: User | None = None) -> None:
        """Say whom it offers; a form calls it when it begins."""
        chosen_too = Q(pk=chosen.pk) if chosen is not None else Q(pk__in=())
        self.queryset = _with_members(scope).filter(_HERE | chosen_too).order_by("name", "email")

    def offer_these(self, people: list[User], scope: Scope) -> None:
        """As `offer`, of people that are read already (`list(colleagues(scope))`), so that two fields ask once."""
        self.queryset = colleagues(scope)
        empty = [] if self.empty_label is None else [("", self.empty_label)]
        self.choices = [*empty, *((one.public_id, self.label_from_instance(one)) for one in people)]

    def to_python(self, value: Any) -> Any:
        """The user; what is no id at all is refused as one that is nobody's."""
        try:
            return super().to_python(value)
        except ValidationError as error:
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice") from error

    def label_from_instance(self, obj: Any) -> str:
        return str(obj) if obj.is_active and obj.works_here else _("%(name)s (ikke hos jer længere)") % {"name": obj}


def _with_members(scope: Scope) -> QuerySet[User]:
    here = Membership.objects.filter(
        user=OuterRef("pk"), organisation=scope.organisation, active=True, role__in=CASE_WORKERS
    )
    return User.objects.annotate(works_here=Exists(here))
