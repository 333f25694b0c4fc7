"""The verbs of files: put in, put away, take out again. The record names no file, since people name files after people."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from smaajob import archive as archives
from smaajob import secrets
from smaajob.accounts.scope import Scope
from smaajob.audit.models import record
from smaajob.files import subjects
from smaajob.files.checks import Checked
from smaajob.files.models import StoredFile


def add(*, by: Scope, about: Any, files: Sequence[Checked]) -> list[StoredFile]:
    """Store what was checked, all of it or nothing; a file that lies here already is not stored twice.

    Raises ValidationError where there is no room for more.
    """
    with transaction.atomic():
        # Whoever counts at the same moment waits.
        type(about)._base_manager.select_for_update(no_key=True, of=("self",)).get(pk=about.pk)
        here = StoredFile.objects.visible_to(by).of(about).current()
        known = dict.fromkeys(here.values_list("sha256", flat=True))
        if len(known) + len(files) > settings.FILES_MOST:
            raise ValidationError({"upload": _("Her er ikke plads til flere filer. Læg nogle af de gamle i arkivet.")})
        made = []
        for one in files:
            digest = hashlib.sha256(one.content).hexdigest()
            if digest not in known:
                known[digest] = None
                made.append(_store(by, about, one, digest))
    return made


def _store(by: Scope, about: Any, one: Checked, digest: str) -> StoredFile:
    file = StoredFile.objects.create(
        keeper=by.organisation,
        about_kind=subjects.of(about).kind,
        about_id=about.public_id,
        name=one.name,
        content_type=one.content_type,
        size=len(one.content),
        sha256=digest,
        content=secrets.encrypt_bytes(one.content),
        uploaded_by=by.user,
    )
    _tell("file.add", by, about, file)
    return file


def archive(*, by: Scope, file: StoredFile, about: Any, how: str, reason: str = "") -> None:
    """Put a file away: it is over, or was a mistake. Raises ValidationError where it lies there already."""
    with transaction.atomic():
        archives.archive(by=by, thing=file, how=how, reason=reason)
        _tell("file.archive", by, about, file)


def restore(*, by: Scope, file: StoredFile, about: Any) -> None:
    """Take a file out of the archive again. Raises ValidationError where it is not in it."""
    with transaction.atomic():
        archives.restore(by=by, thing=file)
        _tell("file.restore", by, about, file)


def _tell(verb: str, by: Scope, about: Any, file: StoredFile) -> None:
    changes = {"public_id": [None, str(file.public_id)]}
    record(verb, about, by=by.user, changes=changes, on_behalf_of=by.on_behalf_of)
