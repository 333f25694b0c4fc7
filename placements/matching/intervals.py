"""Sets of whole minutes as sorted, separate, closed intervals: the totals that can be worked."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

Totals = tuple[tuple[int, int], ...]  # closed intervals, ascending, never touching
ONLY_ZERO: Totals = ((0, 0),)


def union(intervals: Iterable[tuple[int, int]]) -> Totals:
    """The intervals joined where they overlap or are neighbours."""
    result: list[tuple[int, int]] = []
    for low, high in sorted(intervals):
        if result and low <= result[-1][1] + 1:
            result[-1] = (result[-1][0], max(result[-1][1], high))
        else:
            result.append((low, high))
    return tuple(result)


def up_to(totals: Iterable[tuple[int, int]], most: int) -> Totals:
    """The totals that are no more than `most`."""
    return tuple((low, min(high, most)) for low, high in totals if low <= most)


@lru_cache(maxsize=10_000)
def add(one: Totals, other: Totals, most: int) -> Totals:
    """Every sum of a total of each, as far as it is no more than `most`."""
    return up_to(union((a + c, b + d) for a, b in one for c, d in other), most)


def largest(totals: Totals, most: int) -> int | None:
    """The largest total that is no more than `most`; None where there is none."""
    return max((min(high, most) for low, high in totals if low <= most), default=None)


def largest_with(totals: Totals, others: Totals, need: int) -> int | None:
    """The largest total that one of the others makes up to exactly `need`; None where there is none."""
    return max(
        (min(high, need - a) for low, high in totals for a, b in others if max(low, need - b) <= min(high, need - a)),
        default=None,
    )
