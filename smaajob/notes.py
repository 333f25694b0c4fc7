"""A note about a person or a workplace, and the log of contacts: signed, then never changed; what was wrong gets an addendum.

One abstract model, since both floors keep them. Each model's migration holds the trigger that refuses a change after signing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from smaajob.accounts.models import Kept, User
from smaajob.fields import choice_known

if TYPE_CHECKING:
    from smaajob.accounts.scope import Scope

Rows = TypeVar("Rows", bound="NoteQuerySet[Any]")
Row = TypeVar("Row", bound=models.Model)


class NoteKind(models.TextChoices):
    """What happened: a note of one's own, or a contact."""

    NOTE = "note", _("Notat")
    PHONE = "phone", _("Telefon")
    MEETING = "meeting", _("Møde")
    VISIT = "visit", _("Besøg")
    MESSAGE = "message", _("Mail eller sms")


class NoteQuerySet(models.QuerySet[Row]):
    def readable_to(self: Rows, scope: Scope) -> Rows:
        """The organisation's signed notes, and the user's own that are not signed yet."""
        return self.filter(Q(signed_at__isnull=False) | Q(author=scope.user), keeper=scope.organisation)


class AbstractNote(Kept):
    """`signed_at` is None while its author still writes; nobody else sees it then. An addendum names the note it corrects."""

    kind = models.CharField(_("hvad"), max_length=10, choices=NoteKind, default=NoteKind.NOTE)
    happened_on = models.DateField(_("dag"))
    text = models.TextField(_("tekst"))
    important = models.BooleanField(_("vigtigt"), default=False)
    author = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("skrevet af"))
    written_at = models.DateTimeField(auto_now_add=True)
    signed_at = models.DateTimeField(_("underskrevet"), null=True, blank=True)
    addendum_to = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="addenda", verbose_name=_("tilføjelse til")
    )

    if TYPE_CHECKING:
        addendum_to_id: int | None

    class Meta:
        abstract = True
        ordering = ["-happened_on", "-written_at"]
        constraints = [
            choice_known("kind", NoteKind, "%(class)s_kind_known"),
            models.CheckConstraint(condition=~Q(text=""), name="%(class)s_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.happened_on}"

    @property
    def about(self) -> Any:
        """The person or workplace that it is about."""
        raise NotImplementedError

    @property
    def is_signed(self) -> bool:
        return self.signed_at is not None
