"""The lists of who can take a task and of which tasks a person can take: groups, order, search and paging from the URL."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from django.core.paginator import Paginator
from django.http import HttpRequest

from placements.matching.facts import Assessment, Outcome, Rule
from placements.matching.wording import sentences
from placements.models import Proposal
from placements.proposal_shown import said_no_before
from smaajob.audit import access
from smaajob.lists import LONGEST_SEARCH, PAGE, SEARCH, Listing, Sort, address

RULE, ALL = "regel", "alle"
PER_PAGE = 25
BY_LEAST_TO_ARRANGE = Sort("mindst", "", ("pk",))
ANCHOR = "andre"


@dataclass(frozen=True)
class Match:
    """A person or a task, `row`, and how it goes with the page's own task or person."""

    row: Any
    assessment: Assessment
    protected: bool = False  # the person's address is: no distance is told, nor sorted by
    startable: bool = True  # whether the task has a seat to give
    waitable: bool = False  # whether the person can be put on the task's waiting list
    proposals: Sequence[Proposal] = ()  # of this person for this task, the newest first

    @cached_property
    def fitting(self) -> list[str]:
        return self._sentences(Outcome.FITS)

    @cached_property
    def to_arrange(self) -> list[str]:
        return self._sentences(Outcome.CAN_BE_ARRANGED)

    @cached_property
    def missing(self) -> list[str]:
        return self._sentences(Outcome.MISSING)

    @property
    def proposed(self) -> Proposal | None:
        """The proposal that is open."""
        return next((one for one in self.proposals if one.is_open), None)

    @cached_property
    def said_no(self) -> list[str]:
        """Told kindly to whoever thinks of asking again. It counts nowhere."""
        return said_no_before(self.proposals)

    @property
    def asks_for_consent(self) -> bool:
        """Whether what is missing is the person's own yes, which a consultant can ask for."""
        return Rule.CONSENT in self.assessment.missing

    @property
    def order(self) -> tuple[int, float, str]:
        """Least to arrange first, then nearest, then by name. It says nothing about who is best."""
        km = self.assessment.distance_km
        far = float("inf") if km is None or self.protected else km
        return (len(self.assessment.facts(Outcome.CAN_BE_ARRANGED)), far, self.row.sort_key)

    def _sentences(self, outcome: Outcome) -> list[str]:
        return sentences(self.assessment.facts(outcome), protected=self.protected)


class Choice(NamedTuple):
    """A rule that bars some, as a filter."""

    text: str
    number: int
    url: str
    selected: bool


@dataclass(frozen=True)
class Matches:
    """What the page shows: those who can, those already there, the others by what stands in the way."""

    words: str
    rule: str
    possible: Listing[Any]
    there: Sequence[Match]
    others: Listing[Any]
    others_total: int
    choices: Sequence[Choice]
    all_others_url: str
    possible_url: str
    unsearched_url: str


def search_words(request: HttpRequest) -> str:
    """What is searched for: at most a line of it, nothing unprintable."""
    text = request.GET.get(SEARCH, "")[:LONGEST_SEARCH]
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def matches(request: HttpRequest, found: Sequence[Match], labels: Mapping[Rule, Any], noun: tuple[str, str]) -> Matches:
    """Group, sort and page what was found. A `regel` that is none of the rules is as if it was not there."""
    words = search_words(request)
    possible = sorted((one for one in found if one.assessment.possible), key=lambda one: one.order)
    there = [one for one in found if Rule.ALREADY_THERE in one.assessment.missing]
    others = [one for one in found if not one.assessment.possible and Rule.ALREADY_THERE not in one.assessment.missing]
    others.sort(key=lambda one: (len(one.assessment.missing), *one.order))
    rule = request.GET.get(RULE, "")
    rule = rule if rule == ALL or rule in set(Rule) else ""
    wanted = [one for one in others if rule in ("", ALL) or rule in one.assessment.missing]
    counts = Counter(barring for one in others for barring in one.assessment.missing)
    base = {SEARCH: words} if words else {}

    def url(key: str) -> str:
        return address(request.path, {**base, RULE: key}, ANCHOR)

    shown = _listing(request, possible, base, noun, paged=not rule)
    barred = _listing(request, wanted, {**base, RULE: rule or ALL}, noun, paged=bool(rule), anchor=ANCHOR)
    if found:
        named = [*([] if rule else shown.rows), *there, *barred.rows]
        by = [RULE] if rule else []
        access.listed(request, lambda: [one.row for one in named], type(found[0].row), typed=words, by=by)
    return Matches(
        words=words,
        rule=rule,
        possible=shown,
        there=there,
        others=barred,
        others_total=len(others),
        choices=[Choice(str(labels[key]), counts[key], url(key), rule == key) for key in Rule if counts[key]],
        all_others_url=url(ALL),
        possible_url=address(request.path, base),
        unsearched_url=address(request.path, {RULE: rule} if rule else {}),
    )


def _listing(
    request: HttpRequest,
    rows: Sequence[Match],
    parameters: dict[str, str],
    noun: tuple[str, str],
    *,
    paged: bool,
    anchor: str = "",
) -> Listing[Any]:
    return Listing(
        path=request.path,
        page=Paginator(rows, PER_PAGE).get_page(request.GET.get(PAGE) if paged else 1),
        words=parameters.get(SEARCH, ""),
        sort=BY_LEAST_TO_ARRANGE,
        sorts=(BY_LEAST_TO_ARRANGE,),
        selects=[],
        counters=[],
        chips=[],
        parameters=parameters,
        noun=noun,
        searchable=True,
        anchor=anchor,
    )
