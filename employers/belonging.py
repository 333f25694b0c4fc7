"""Which employer a changed workplace belongs to: one rule for the form and the import, pure. Each pair is (before, now)."""

from __future__ import annotations

Pair = tuple[str, str]


def moves(*, cvr: Pair, country: Pair) -> bool:
    """Whether it goes to another employer: another CVR or none any more, or the same number in another country."""
    return cvr[0] != cvr[1] or bool(cvr[1] and country[0] != country[1])


def name_of(employer: str, *, workplace: Pair) -> str:
    """What an employer that keeps its workplace is called now: one that was called as its workplace follows it."""
    return workplace[1] if employer == workplace[0] else employer
