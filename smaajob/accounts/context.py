"""What every template knows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def scope(request: HttpRequest) -> dict[str, Any]:
    """The signed-in user's organisation and role (None on public pages)."""
    return {"scope": getattr(request, "scope", None), "production": settings.PRODUCTION}
