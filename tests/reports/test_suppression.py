"""A reader with pencil and paper must not be able to work out what stands for 1–4 people."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.suppression import Cell, Sum, count, hide

Grid = dict[tuple[str, str], int]


def with_totals(inner: Grid) -> Grid:
    """A table's cells with its row, column and grand totals."""
    rows = list(dict.fromkeys(row for row, _ in inner))
    columns = list(dict.fromkeys(column for _, column in inner))
    full = dict(inner)
    full |= {(row, "total"): sum(inner[row, column] for column in columns) for row in rows}
    full |= {("total", column): sum(inner[row, column] for row in rows) for column in columns}
    full["total", "total"] = sum(inner.values())
    return full


def grid(lines: list[list[int]]) -> Grid:
    return {(f"r{i}", f"c{j}"): value for i, line in enumerate(lines) for j, value in enumerate(line)}


def sums_of(rows: list[str], columns: list[str]) -> list[Sum]:
    """The sums of a table, with a `total` row and a `total` column."""
    lines = [Sum((row, "total"), tuple((row, column) for column in columns)) for row in (*rows, "total")]
    piles = [Sum(("total", column), tuple((row, column) for row in rows)) for column in (*columns, "total")]
    return lines + piles


def hidden_in(inner: Grid) -> frozenset[object]:
    rows = list(dict.fromkeys(row for row, _ in inner))
    columns = list(dict.fromkeys(column for _, column in inner))
    cells = {key: count(value, weight="total" in key) for key, value in with_totals(inner).items()}
    return hide(cells, sums_of(rows, columns))


def tables_that_fit(inner: Grid, hidden: frozenset[object], most: int) -> Iterator[Grid]:
    """Every table that the printed page allows: a hidden cell is at least 1 (zeros are printed) and at most `most`."""
    full = with_totals(inner)
    rows, columns = list(dict.fromkeys(row for row, _ in inner)), list(dict.fromkeys(column for _, column in inner))

    def lines(row: str) -> Iterator[list[int]]:
        choices = [range(1, most + 1) if (row, c) in hidden else [inner[row, c]] for c in columns]
        for line in itertools.product(*choices):
            if (row, "total") in hidden or sum(line) == full[row, "total"]:
                yield list(line)

    def below(left: list[str], piles: list[int]) -> Iterator[list[list[int]]]:
        if not left:
            seen = [column for column in columns if ("total", column) not in hidden]
            if all(piles[columns.index(column)] == full["total", column] for column in seen) and (
                ("total", "total") in hidden or sum(piles) == full["total", "total"]
            ):
                yield []
            return
        for line in lines(left[0]):
            heights = [pile + value for pile, value in zip(piles, line, strict=True)]
            limits = [("total", c) in hidden or full["total", c] >= h for c, h in zip(columns, heights, strict=True)]
            if all(limits):
                for rest in below(left[1:], heights):
                    yield [line, *rest]

    for found in below(rows, [0] * len(columns)):
        yield with_totals(dict(zip(itertools.product(rows, columns), itertools.chain(*found), strict=True)))


def attack(inner: Grid) -> None:
    """Fails where a cell of 1–4 people is printed, or can have one value only."""
    full, hidden = with_totals(inner), hidden_in(inner)
    small = {key for key, value in full.items() if 1 <= value <= 4}
    assert small <= hidden
    assert not any(full[key] == 0 for key in hidden)
    if not small:
        assert not hidden
        return
    possible: dict[tuple[str, str], set[int]] = {key: set() for key in small}
    for guess in tables_that_fit(inner, hidden, most=max(inner.values()) + 1):
        for key in small:
            possible[key].add(guess[key])
        if all(len(values) > 1 for values in possible.values()):
            return
    pinned = {key: values for key, values in possible.items() if len(values) == 1}
    pytest.fail(f"{pinned} can be worked out from {full} with {hidden} hidden")


@given(st.lists(st.integers(0, 9), min_size=1, max_size=5))
@settings(max_examples=150, deadline=None)
def test_no_small_number_can_be_worked_out_from_a_list_with_a_total(values: list[int]) -> None:
    """One dimension: every table that fits is tried."""
    attack(grid([[value] for value in values]))


@given(
    st.integers(2, 3).flatmap(
        lambda n: st.lists(st.lists(st.integers(0, 7), min_size=n, max_size=n), min_size=2, max_size=2)
    )
)
@settings(max_examples=100, deadline=None)
def test_no_small_number_can_be_worked_out_from_a_table_with_totals(lines: list[list[int]]) -> None:
    """Two dimensions."""
    attack(grid(lines))


@given(st.lists(st.lists(st.sampled_from([0, 1, 2, 3, 6]), min_size=3, max_size=3), min_size=3, max_size=3))
@settings(max_examples=60, deadline=None)
def test_nor_from_a_larger_one_with_many_zeros(lines: list[list[int]]) -> None:
    """Where hidden cells form chains: two in each line are not enough where two chains are joined by a single cell."""
    attack(grid(lines))


@given(st.lists(st.integers(0, 7), min_size=1, max_size=4), st.lists(st.integers(1, 7), min_size=1, max_size=3))
@settings(max_examples=150, deadline=None)
def test_two_lists_that_share_a_total_do_not_give_each_other_away(ones: list[int], others: list[int]) -> None:
    """By kind and by month: the same total stands under both."""
    short = sum(ones) - sum(others)
    (others if short > 0 else ones).append(abs(short))
    full = {("one", i): value for i, value in enumerate(ones)} | {("other", i): v for i, v in enumerate(others)}
    sums = [Sum("total", tuple(key for key in full if key[0] == name)) for name in ("one", "other")]
    values: Mapping[object, int] = {**full, "total": sum(ones)}
    hidden = hide({key: count(value, weight=key == "total") for key, value in values.items()}, sums)
    small = {key for key, value in values.items() if 1 <= value <= 4}
    assert small <= hidden
    # The total is what both lists say: a guess of each list that the printed cells allow, with the same total.
    possible: dict[object, set[int]] = {key: set() for key in small}
    reach = range(1, max(values.values()) + 2)
    guesses = {
        name: [
            {**{key: values[key] for key in keys}, **dict(zip(unknown, guess, strict=True))}
            for guess in itertools.product(reach, repeat=len(unknown))
        ]
        for name in ("one", "other")
        for keys in [[key for key in full if key[0] == name]]
        for unknown in [[key for key in keys if key in hidden]]
        if len(unknown) <= 4
    }
    if len(guesses) < 2:
        return
    totals = [{sum(guess.values()) for guess in guesses[name]} for name in ("one", "other")]
    allowed = totals[0] & totals[1] & ({values["total"]} if "total" not in hidden else totals[0])
    for name in ("one", "other"):
        for guess in guesses[name]:
            if sum(guess.values()) in allowed:
                for key in small & set(guess):
                    possible[key].add(guess[key])
    for total in allowed if "total" in small else ():
        possible["total"].add(total)
    assert all(len(found) > 1 for found in possible.values()), (values, hidden, possible)


def test_nothing_is_hidden_where_nothing_is_small() -> None:
    assert hidden_in(grid([[5, 0, 12], [8, 9, 0]])) == frozenset()


def test_one_small_cell_takes_the_smallest_neighbour_with_it() -> None:
    cells = {"a": count(3), "b": count(40), "c": count(9), "all": count(52, weight=1)}
    assert hide(cells, [Sum("all", ("a", "b", "c"))]) == {"a", "c"}


def test_two_cells_of_one_person_would_be_given_away_by_their_sum() -> None:
    cells = {"a": count(1), "b": count(1), "c": count(40), "all": count(42, weight=1)}
    assert hide(cells, [Sum("all", ("a", "b", "c"))]) == {"a", "b", "c"}


def test_one_person_behind_every_hidden_month_is_not_their_sum() -> None:
    """Twelve work until July, one of them also from August on: five hidden months are one person's hours."""
    cells = {month: Cell(12, 120) if month < 8 else Cell(1, 10) for month in range(1, 13)}
    cells[0] = Cell(12, 890, weight=1)
    hidden = hide(cells, [Sum(0, tuple(range(1, 13)))])
    assert {8, 9, 10, 11, 12} < hidden
    assert 0 not in hidden


def test_many_small_months_of_different_people_leave_their_total() -> None:
    cells = {month: count(3) for month in range(1, 13)}
    cells[0] = count(36, weight=1)
    assert hide(cells, [Sum(0, tuple(range(1, 13)))]) == set(range(1, 13))


def test_a_hidden_total_that_another_table_gives_away_does_not_help() -> None:
    """By kind it is one person's placements, twice; by month everything is there to see."""
    cells = {"a": count(1), "b": count(1), "c": count(8), "x": count(6), "y": count(7), "all": Cell(4, 13, weight=1)}
    hidden = hide(cells, [Sum("all", ("a", "b", "c")), Sum("all", ("x", "y"))])
    assert "all" in hidden
    assert "c" in hidden
    assert hidden & {"x", "y"}


def test_the_total_goes_too_where_there_is_only_one_part() -> None:
    cells = {"a": count(3), "b": count(0), "all": count(3, weight=1)}
    assert hide(cells, [Sum("all", ("a", "b"))]) == {"a", "all"}


def test_seven_placements_of_three_people_are_hidden() -> None:
    cells = {"a": Cell(people=3, value=7), "b": Cell(people=20, value=22), "c": Cell(people=30, value=31)}
    cells["all"] = Cell(people=50, value=60, weight=1)
    assert hide(cells, [Sum("all", ("a", "b", "c"))]) == {"a", "b"}


def test_a_number_that_follows_from_two_printed_ones_counts_as_printed() -> None:
    """100 took part and 98 of them were placed: so two were not."""
    cells = {"part": count(100, weight=1), "placed": count(98), "not placed": count(2, printed=False)}
    assert hide(cells, [Sum("part", ("placed", "not placed"))]) == {"placed"}


def test_what_is_not_printed_costs_nothing_to_hide() -> None:
    cells = {"part": count(30, weight=1), "placed": count(3), "not placed": count(27, printed=False)}
    assert hide(cells, [Sum("part", ("placed", "not placed"))]) == {"placed"}


def test_a_large_table_is_done_at_once() -> None:
    """Twelve months by thirteen groups with many small cells: the search gives up and hides more, never less."""
    lines = [[(i * 7 + j * 5) % 11 for j in range(13)] for i in range(12)]
    inner = grid(lines)
    hidden = hidden_in(inner)
    assert {key for key, value in with_totals(inner).items() if 1 <= value <= 4} <= hidden
    assert ("total", "total") not in hidden
