"""Files that people put here: checked by content, size and name, kept encrypted in the database, given out as attachments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from smaajob import secrets
from smaajob.accounts.models import Kept, User
from smaajob.archive import Archivable, ArchivableQuerySet, archived_says_how

if TYPE_CHECKING:
    from smaajob.accounts.scope import Scope


class StoredFileQuerySet(ArchivableQuerySet["StoredFile"]):
    def visible_to(self, scope: Scope) -> StoredFileQuerySet:
        """Those of the scope's organisation, without their content. Whoever may see what it is about may see the file."""
        return self.filter(keeper=scope.organisation).defer("content")

    def of(self, thing: Kept) -> StoredFileQuerySet:
        """The files of one row and of those that were merged into it, newest first."""
        from smaajob.files.subjects import ids_of

        rows = self.filter(about_kind=thing._meta.label_lower, about_id__in=ids_of(thing))
        return rows.order_by("-uploaded_at", "-pk")


class StoredFile(Kept, Archivable):
    """`name` is what people call it; the file itself has no name of its own but `public_id`."""

    about_kind = models.CharField(max_length=60)
    about_id = models.UUIDField()
    name = models.CharField(_("navn"), max_length=120)
    content_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveIntegerField(_("størrelse"))
    sha256 = models.CharField(max_length=64, editable=False)
    content = models.BinaryField(editable=False)
    uploaded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("lagt ind af"))
    uploaded_at = models.DateTimeField(_("lagt ind"), default=timezone.now)

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        constraints = [
            archived_says_how("file_archived_says_how"),
            models.CheckConstraint(condition=~Q(name=""), name="file_has_name"),
        ]
        indexes = [models.Index(fields=["about_kind", "about_id"], name="file_about")]

    def __str__(self) -> str:
        return self.name

    def read(self) -> bytes:
        """What was uploaded."""
        return secrets.decrypt_bytes(bytes(self.content))
