"""What a workplace or a task can offer, in the order in which people read it."""

from __future__ import annotations

from collections.abc import Iterable

from smaajob.vocabulary import Accommodation


def in_order(codes: Iterable[str]) -> list[str]:
    """Accommodations in the vocabulary's order: time first, then pace, body, senses, mind, language."""
    wanted = set(codes)
    return [code for code in Accommodation.values if code in wanted]
