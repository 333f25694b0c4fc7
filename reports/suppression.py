"""Which numbers a published report hides: those that stand for 1–4 people, and what would give them away.

Pure values, no models. One function does every table, of one or two dimensions, and several tables that share a total:
it is told the cells and which cell is the sum of which others.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

SMALLEST_SHOWN = 5  # people; docs/import-format.md, "Measures"
PATIENCE = 2000  # steps of a search; where it gives up, more is hidden, never less

Key = Hashable


@dataclass(frozen=True, slots=True)
class Cell:
    """A number and how many people it stands for (7 placements of 3 people stand for 3)."""

    people: int
    value: int | Decimal
    # Hours can be any number above 0; a count is whole, and a reader knows that a hidden one is at least 1.
    whole: bool = True
    # False for what is not printed, but follows from what is: those in a group who have *not* been placed.
    printed: bool = True
    # Of two cells that would do, the one with the lower weight is hidden: parts before totals before key figures.
    weight: int = 0

    @property
    def is_small(self) -> bool:
        return 0 < self.people < SMALLEST_SHOWN

    @property
    def could_be_less(self) -> bool:
        """Whether a reader must reckon with a smaller number. Zeros are printed, so that a hidden count is never 0."""
        return self.value > (int(self.printed) if self.whole else 0)


def count(people: int, *, printed: bool = True, weight: int = 0) -> Cell:
    """A cell that counts people."""
    return Cell(people, people, printed=printed, weight=weight)


@dataclass(frozen=True, slots=True)
class Sum:
    """A reader knows that `total` is the sum of `parts`. Whoever is behind the total is behind at least one of them."""

    total: Key
    parts: tuple[Key, ...]

    def members(self) -> tuple[Key, ...]:
        return (*self.parts, self.total)


def hide(cells: Mapping[Key, Cell], sums: Sequence[Sum]) -> frozenset[Key]:
    """The keys of the printed cells to hide.

    What stays makes it impossible to work out a small cell: for each there is another value that fits everything
    printed. Nor do the hidden parts of a printed total stand for 1–4 people together. Zeros are never hidden.
    """
    return _Sheet(cells, sums).hide()


class _Sheet:
    def __init__(self, cells: Mapping[Key, Cell], sums: Sequence[Sum]) -> None:
        self.cells, self.sums = cells, sums
        self.small = [key for key, cell in cells.items() if cell.is_small]
        # What a reader does not see: the small ones, and what is not printed at all.
        self.unseen = {key for key, cell in cells.items() if cell.is_small or not cell.printed}
        self.sums_of: dict[Key, list[Sum]] = {key: [] for key in cells}
        for one in sums:
            for key in one.members():
                self.sums_of[key].append(one)

    def hide(self) -> frozenset[Key]:
        for one in self.sums:
            self._hide_until(partial(self._keeps_few_secret, one), partial(list, [one]))
        for key in self.small:
            self._hide_until(partial(self._is_safe, key), partial(self._tied_to, key))
        return frozenset(key for key in self.unseen if self.cells[key].printed)

    def _hide_until(self, is_well: Callable[[], bool], where: Callable[[], Sequence[Sum]]) -> None:
        """Hide further cells of the sums that `where` gives until all is well, or there is none left to hide."""
        while not is_well() and self._hide_one_more(where(), is_well):
            pass

    def _keeps_few_secret(self, one: Sum) -> bool:
        """Whether the total less what is seen of its parts stands for nobody, or for 5 people at least.

        The same person may be behind every hidden part, so that their people can't be added up. At least as many are
        behind them as behind the one with most, and as those of the total that the seen parts can't account for.
        """
        if not self._can_be_told(one):
            return True
        hidden = [self.cells[key].people for key in one.parts if key in self.unseen]
        seen = sum(self.cells[key].people for key in one.parts if key not in self.unseen)
        return not any(hidden) or max(*hidden, self.cells[one.total].people - seen) >= SMALLEST_SHOWN

    def _can_be_told(self, one: Sum) -> bool:
        """Whether a reader has the sum's total: it is printed, or all parts of another sum that has the same total are."""
        if one.total not in self.unseen:
            return True
        others = (other for other in self.sums_of[one.total] if other.total == one.total and other != one)
        return any(not self.unseen.intersection(other.parts) for other in others)

    def _hide_one_more(self, where: Sequence[Sum], is_well: Callable[[], bool]) -> bool:
        """Hide the cheapest cell that makes all well, else the cheapest; False where there is none left."""
        keys = dict.fromkeys(key for one in where for key in one.members())
        seen = [key for key in keys if key not in self.unseen and self.cells[key].value > 0]
        seen.sort(key=lambda key: (self.cells[key].weight, self.cells[key].people))
        for key in seen:
            self.unseen.add(key)
            if is_well():
                return True
            self.unseen.discard(key)
        self.unseen.update(seen[:1])
        return bool(seen)

    def _tied_to(self, key: Key) -> list[Sum]:
        """The sums that `key` takes part in, directly or through other unseen cells; those it stands alone in first."""
        found: list[Sum] = []
        waiting = [key]
        while waiting:
            for one in self.sums_of[waiting.pop()]:
                if one not in found:
                    found.append(one)
                    waiting += [member for member in one.members() if member in self.unseen]
        alone = [one for one in found if sum(member in self.unseen for member in one.members()) == 1]
        return alone or found

    def _is_safe(self, key: Key) -> bool:
        """Whether `key` could be one more or one less, with everything that is seen left as it is."""
        steps = (1, -1) if self.cells[key].could_be_less else (1,)
        return any(self._settles({key: step}, iter(range(PATIENCE))) for step in steps)

    def _settles(self, moves: dict[Key, int], patience: Iterator[int]) -> bool:
        """Whether further unseen cells can be moved by one until every sum holds again. Gives up without patience."""
        if next(patience, None) is None:
            return False
        touched = (one for key in moves for one in self.sums_of[key])
        found = next(((one, gap) for one in touched if (gap := _gap(one, moves))), None)
        if found is None:
            return True
        one, gap = found
        step = -1 if gap > 0 else 1
        for key in sorted(one.members(), key=lambda member: len(self.sums_of[member])):
            move = -step if key == one.total else step
            if key in moves or key not in self.unseen or (move < 0 and not self.cells[key].could_be_less):
                continue
            if self._settles({**moves, key: move}, patience):
                return True
        return False


def _gap(one: Sum, moves: Mapping[Key, int]) -> int:
    return sum(moves.get(key, 0) for key in one.parts) - moves.get(one.total, 0)
