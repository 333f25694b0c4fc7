"""A reader who subtracts one printed number of a report from another must not be left with 1–4 people.

Whole sheets of made-up people: they are in several groups, come back in several months, go on a course, are hired.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from reports.breakdowns import Row, Span
from reports.extent import Extent
from reports.sheet import HOURS, PARTICIPANTS, PLACED, STARTED, Sheet, suppress
from reports.suppression import Key
from reports.values import Attainment, Figure, Tally

YEAR = Extent(date(2024, 1, 1), date(2024, 12, 31), municipality="DK-851")
GROUPS, KINDS, MONTHS = ("flygtning", "kontanthjælp", "ung"), ("job", "praktik", "småjob"), range(1, 7)
Work = tuple[str, int]  # a placement of one hour: its kind and its month


@dataclass(frozen=True)
class Someone:
    groups: frozenset[str]
    work: tuple[Work, ...]
    course: bool = False
    hired: bool = False


People = list[Someone]


def tally(people: Iterable[Someone], counts: Callable[[Work], bool] = lambda _work: True) -> Tally:
    found = [number for someone in people if (number := sum(map(counts, someone.work)))]
    return Tally(sum(found), len(found))


def number(people: Iterable[Someone]) -> Tally:
    found = len(list(people))
    return Tally(found, found)


def row(key: str, people: People, counts: Callable[[Work], bool] = lambda _work: True) -> Row:
    done = tally(people, counts)
    return Row(key, len(people), done.people, done, done)


def sheet_of(people: People) -> Sheet:
    none = Attainment(Tally(0, 0), Tally(0, 0), None)
    placed = number(someone for someone in people if someone.work)
    figures: dict[str, Figure] = {
        PARTICIPANTS: number(people),
        PLACED: placed,
        STARTED: tally(people),
        HOURS: tally(people),
        "employers_involved": placed,
        "workplaces_involved": placed,
        "course_participants": number(someone for someone in people if someone.course),
        "hired": number(someone for someone in people if someone.hired and someone.work),
        "placements_attainment_percent": none,
        "participants_attainment_percent": none,
    }
    groups = [row(group, [someone for someone in people if group in someone.groups]) for group in GROUPS]
    kinds = [row(kind, people, lambda work, kind=kind: work[0] == kind) for kind in KINDS]  # type: ignore[misc]
    spans = []
    for month in MONTHS:
        done = tally(people, lambda work, month=month: work[1] == month)  # type: ignore[misc]
        spans.append(Span(date(2024, month, 1), date(2024, month, 28), done, done))
    found = Sheet(figures, [kind for kind in kinds if kind.placed], [group for group in groups if group.people], spans)
    suppress(found, YEAR)
    return found


def behind(people: People, key: Key) -> set[int]:
    """Who stands behind a cell: their places in the list."""
    if isinstance(key, tuple):
        table, part, name = key
        if table == "group":
            return {at for at in behind(people, name) if part in people[at].groups}
        place, value = (0, part) if table == "kind" else (1, part.month)
        return {at for at, someone in enumerate(people) if any(work[place] == value for work in someone.work)}
    there: dict[object, Callable[[Someone], bool]] = {
        PARTICIPANTS: lambda _someone: True,
        "course_participants": lambda someone: someone.course,
        "hired": lambda someone: someone.hired and bool(someone.work),
    }
    counts = there.get(key, lambda someone: bool(someone.work))
    return {at for at, someone in enumerate(people) if counts(someone)}


def few(people: set[int]) -> bool:
    return 0 < len(people) < 5


def attack(people: People) -> None:
    found = sheet_of(people)
    for key, cell in found.cells.items():
        assert not (cell.printed and few(behind(people, key)) and found.shows(key)), key
    for name in (PARTICIPANTS, PLACED, STARTED, HOURS):
        whole = behind(people, name)
        for group in found.groups:
            key = ("group", group.key, name)
            if found.shows(name) and found.shows(key):
                assert not few(whole - behind(people, key)), f"not in the group: {key}"
    for one, other in ((PARTICIPANTS, PLACED), (PARTICIPANTS, "course_participants"), (PLACED, "hired")):
        if found.shows(one) and found.shows(other):
            assert not few(behind(people, one) - behind(people, other)), f"{one} less {other}"
    for name in (STARTED, HOURS):
        for table, parts in (("kind", [kind.key for kind in found.kinds]), ("span", [s.first for s in found.spans])):
            hidden = [key for part in parts if not found.shows(key := (table, part, name))]
            known = found.shows(name) or any(
                all(found.shows(key) for key in found.cells if isinstance(key, tuple) and key[::2] == (other, name))
                for other in {"kind", "span"} - {table}
            )
            if known:
                assert not few(set().union(*(behind(people, key) for key in hidden))), (
                    f"what is left of {table}, {name}"
                )


someone = st.builds(
    Someone,
    groups=st.frozensets(st.sampled_from(GROUPS), min_size=1),
    work=st.lists(st.tuples(st.sampled_from(KINDS), st.sampled_from(MONTHS)), max_size=6).map(tuple),
    course=st.booleans(),
    hired=st.booleans(),
)
# Many who are alike and a few who are not: that is where the few can be worked out.
crowds = st.tuples(
    st.lists(st.tuples(someone, st.integers(5, 12)), min_size=1, max_size=3), st.lists(someone, max_size=4)
)


@given(crowds)
@settings(max_examples=200, deadline=None)
def test_no_subtraction_leaves_few_people(crowd: tuple[list[tuple[Someone, int]], list[Someone]]) -> None:
    alike, others = crowd
    attack([*others, *(one for one, times in alike for _ in range(times))])


def test_all_are_young_and_one_is_no_refugee() -> None:
    work = (("job", 1),)
    both = Someone(frozenset({"ung", "flygtning"}), work)
    attack([*[both] * 11, Someone(frozenset({"ung"}), (*work, ("job", 1), ("job", 1)))])


def test_the_same_person_is_behind_every_month_that_is_hidden() -> None:
    young = frozenset({"ung"})
    attack([*[Someone(young, (("job", 1),))] * 11, Someone(young, tuple(("job", month) for month in MONTHS))])


def test_the_same_people_are_behind_every_kind_that_is_hidden() -> None:
    young = frozenset({"ung"})
    often = Someone(young, tuple((kind, 1) for _ in range(3) for kind in KINDS))
    attack([*[Someone(young, (("job", 1),))] * 11, *[often] * 3])


def test_one_was_not_on_the_course_and_one_was_not_hired() -> None:
    young, work = frozenset({"ung"}), (("job", 1),)
    attack([*[Someone(young, work, course=True, hired=True)] * 11, Someone(young, work, course=False, hired=False)])


def test_a_crowd_of_overlapping_groups_is_shown() -> None:
    work = (("job", 1), ("praktik", 2))
    both, one = Someone(frozenset({"ung", "flygtning"}), work, course=True), Someone(frozenset({"ung"}), work)
    assert sheet_of([*[both] * 9, *[one] * 6]).hidden == frozenset()
