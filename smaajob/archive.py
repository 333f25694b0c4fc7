"""Nothing is ever lost: what is over, or was a mistake, is put away, says so, and can be taken out again."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar, cast

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from smaajob.audit.models import record
from smaajob.refusals import constraint_of

if TYPE_CHECKING:
    from smaajob.accounts.scope import Scope

# Letters and digits that nobody mistakes for each other when they are read aloud.
_SIGNS = "23456789bcdfghjkmnpqrstvwxz"


def new_external_id() -> str:
    """The id of a row that no spreadsheet has named, so that an export can, and an import finds it again: `sj-7k3fw9qz2m`."""
    return "sj-" + "".join(secrets.choice(_SIGNS) for _n in range(10))


class ArchivedAs(models.TextChoices):
    """Why a row is put away. What is over still counts in every figure of its time; a mistake and a double never do."""

    DONE = "done", _("Det er slut")
    MISTAKE = "mistake", _("Det var en fejl")
    MERGED = "merged", _("Lagt sammen med en anden")


# A mistake and a double never count; what is over does, and what is not put away (docs/adr/0004-nothing-is-lost.md).
UNCOUNTED = (ArchivedAs.MISTAKE, ArchivedAs.MERGED)
COUNTED = ("", ArchivedAs.DONE)


class Archivable(models.Model):
    """A row that can be put away. Its constraint: `archived_says_how` in the model's own Meta."""

    archived_at = models.DateTimeField(_("lagt i arkivet"), null=True, blank=True, editable=False)
    archived_as = models.CharField(_("hvorfor"), max_length=10, choices=ArchivedAs, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def is_archived(self) -> bool:
        return self.archived_at is not None


def archived_says_how(name: str) -> models.CheckConstraint:
    """Either put away with a reason, or neither."""
    return models.CheckConstraint(
        condition=Q(archived_at__isnull=True, archived_as="")
        | Q(archived_at__isnull=False, archived_as__in=ArchivedAs.values),
        name=name,
    )


Rows = TypeVar("Rows", bound="ArchivableQuerySet[Any]")
Row = TypeVar("Row", bound=models.Model)


class ArchivableQuerySet(models.QuerySet[Row]):
    """The reads that every model that can be put away shares."""

    def current(self: Rows) -> Rows:
        """Those that are not put away: what lists and matching begin with."""
        return self.filter(archived_at__isnull=True)

    def archived(self: Rows) -> Rows:
        """Those that are put away, but for doubles (they live on in the row that they were merged into)."""
        return self.filter(archived_at__isnull=False).exclude(archived_as=ArchivedAs.MERGED)

    def counted(self: Rows) -> Rows:
        """Those that figures and exports are about: all but mistakes and doubles."""
        return self.exclude(archived_as__in=UNCOUNTED)


# What the floors above do first, when somebody puts away a row of a kind: end what waits there.
Before = Callable[["Scope", Any], None]
_before: dict[str, list[Before]] = {}


def before(model: type[models.Model], act: Before) -> None:
    """Say what comes before a row of a kind is put away, in the same transaction and before the row is locked."""
    _before.setdefault(model._meta.label_lower, []).append(act)


def archive(*, by: Scope, thing: Any, how: str = ArchivedAs.DONE, reason: str = "") -> None:
    """Put a row away. Raises ValidationError where it is already, or where something still depends on it.

    `thing` is Kept and Archivable; `how` is ArchivedAs.DONE or MISTAKE.
    """
    if how not in (ArchivedAs.DONE, ArchivedAs.MISTAKE):
        raise ValueError(how)
    with transaction.atomic():
        for act in _before.get(type(thing)._meta.label_lower, ()):
            act(by, thing)
        row = _locked(thing)
        if row.is_archived:
            raise ValidationError(_("Det ligger allerede i arkivet."))
        row.archived_at, row.archived_as = timezone.now(), how
        _save(row)
        changes = {"archived_as": ["", str(how)]}
        record("archive", row, by=by.user, changes=changes, reason=reason.strip(), on_behalf_of=by.on_behalf_of)
    thing.archived_at, thing.archived_as = row.archived_at, row.archived_as


def restore(*, by: Scope, thing: Any) -> None:
    """Take a row out of the archive again. Raises ValidationError where it is not in it, or was merged into another."""
    with transaction.atomic():
        row = _locked(thing)
        if not row.is_archived:
            raise ValidationError(_("Det ligger ikke i arkivet."))
        if row.archived_as == ArchivedAs.MERGED:
            raise ValidationError(_("Det er lagt sammen med et andet. Fortryd sammenlægningen i stedet."))
        before, row.archived_at, row.archived_as = row.archived_as, None, ""
        _save(row)
        record("restore", row, by=by.user, changes={"archived_as": [before, ""]})
    thing.archived_at, thing.archived_as = None, ""


# What the database says when something from a floor above still depends on the row: constraint → sentence.
STILL_NEEDED = {
    "archived_has_no_placement": _("Der er et forløb, som ikke er sluttet. Afslut forløbet først."),
    "archived_has_no_proposal": _("Der er netop lavet et forslag. Prøv igen."),
}


def _locked(thing: Any) -> Any:
    manager = cast("models.Manager[Any]", type(thing)._base_manager)
    return manager.select_for_update(no_key=True).get(pk=thing.pk)


def _save(row: Any) -> None:
    try:
        with transaction.atomic():
            row.save(update_fields=["archived_at", "archived_as"])
    except IntegrityError as error:
        name = constraint_of(error)
        if name in STILL_NEEDED:
            raise ValidationError(STILL_NEEDED[name]) from error
        raise
