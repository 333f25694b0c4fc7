"""What every template knows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from smaajob.accounts.roles import STAFF


def scope(request: HttpRequest) -> dict[str, Any]:
    """The signed-in user's organisation and role (None on public pages); whether staff get in by password alone here (a demo)."""
    now = getattr(request, "scope", None)
    alone = now is not None and now.role in STAFF and not settings.SECOND_FACTOR_REQUIRED
    return {"scope": now, "production": settings.PRODUCTION, "password_alone": alone}
