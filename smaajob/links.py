"""Whole addresses, for messages and paper: the worker and the command line have no request to ask."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse


def absolute(name: str, *args: Any) -> str:
    """The address of a page with the site's own in front: `https://smaajob.example.dk/invitation/…/`."""
    return f"{settings.SITE_URL}{reverse(name, args=args)}"
