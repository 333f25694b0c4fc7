"""Tabs that are pages: each has a URL of its own and works without JavaScript."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

KEY = "fane"


@dataclass(frozen=True, slots=True)
class Tab:
    key: str
    text: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Tabs:
    """`now` is the key of the tab that is shown."""

    now: str
    all: list[Tab]


def tabs(request: HttpRequest, choices: Sequence[tuple[str, str | _StrPromise]]) -> Tabs:
    """(key, text) pairs; the first has the key "" and is shown where the URL names none of them."""
    wanted = request.GET.get(KEY, "")
    now = wanted if wanted in {key for key, _text in choices} else choices[0][0]
    return Tabs(
        now, [Tab(key, str(text), request.path + (f"?{KEY}={key}" if key else ""), key == now) for key, text in choices]
    )
