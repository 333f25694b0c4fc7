"""Keep, find and forget what somebody has typed and not saved."""

from __future__ import annotations

import json
import uuid
from datetime import datetime, timedelta

from cryptography.fernet import InvalidToken

from smaajob.accounts.scope import Scope
from smaajob.drafts.models import Draft
from smaajob.secrets import decrypt, encrypt

Content = dict[str, list[str]]
FORGET_AFTER = timedelta(days=30)
MOST = 200_000  # characters of JSON


def keep(*, by: Scope, form: str, subject_id: uuid.UUID, content: Content) -> bool:
    """Keep what is typed now in the place of what was before; False where it is too much to keep."""
    text = json.dumps(content, ensure_ascii=False)
    if by.user is None or len(text) > MOST:
        return False
    Draft.objects.update_or_create(
        user=by.user,
        keeper=by.organisation,
        form=form,
        subject_id=subject_id,
        defaults={"content": encrypt(text)},
    )
    return True


def find(*, by: Scope, form: str, subject_id: uuid.UUID) -> tuple[Content, datetime] | None:
    """What the user has typed in a form and when it was kept; None where there is nothing (or no key fits it any more)."""
    row = Draft.objects.filter(user=by.user, keeper=by.organisation, form=form, subject_id=subject_id).first()
    if row is None:
        return None
    try:
        content: Content = json.loads(decrypt(row.content))
    except (InvalidToken, ValueError):
        return None
    return content, row.saved_at


def forget(*, by: Scope, form: str, subject_id: uuid.UUID) -> None:
    """It is saved, or given up."""
    Draft.objects.filter(user=by.user, keeper=by.organisation, form=form, subject_id=subject_id).delete()


def forget_old(now: datetime) -> None:
    """What nobody has come back to for thirty days."""
    Draft.objects.filter(saved_at__lt=now - FORGET_AFTER).delete()
