"""The machinery of every list: search, filters, sorting and paging, all of it in the URL (docs/ui.md shows how a page uses it).

Nothing in a URL can break a list: a value that is none of the choices is as if it was not there, a page too far is the last one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from smaajob.audit import access

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Text = str | _StrPromise

Rows = TypeVar("Rows", bound="QuerySet[Any]")
SEARCH, SORT, PAGE = "q", "sorter", "side"
LONGEST_SEARCH = 100
BEST = "bedst"


@dataclass(frozen=True)
class Filter(Generic[Rows]):
    """A choice that narrows the list. With `counts` it is shown as counters on top, else as a select.

    `choices` are (value in the URL, text for people); `apply` gives the rows of one value; `counts` gives the number of
    rows by value in one query, of the rows that the other filters leave.
    """

    key: str
    label: Text
    choices: Sequence[tuple[str, Text]]
    apply: Callable[[Rows, str], Rows]
    counts: Callable[[Rows], dict[str, int]] | None = None
    everything: Text = ""


@dataclass(frozen=True)
class Sort:
    """An order with a name. `column` ties it to a table's head, `direction` is what the head then tells (aria-sort)."""

    key: str
    label: Text
    order: tuple[str, ...]
    column: str = ""
    direction: str = "ascending"


@dataclass(frozen=True)
class Option:
    """One value of a filter as the page shows it."""

    value: str
    text: str
    url: str
    selected: bool
    count: int | None = None


@dataclass(frozen=True)
class ShownFilter:
    key: str
    label: str
    options: list[Option]
    is_on: bool


@dataclass(frozen=True)
class Chip:
    """Something that is on; the URL is the list without it."""

    text: str
    url: str


@dataclass
class Listing(Generic[Rows]):
    """What the components and the page's own table are made from."""

    path: str
    page: Page[Any]
    words: str
    sort: Sort
    sorts: Sequence[Sort]
    selects: list[ShownFilter]
    counters: list[ShownFilter]
    chips: list[Chip]
    parameters: dict[str, str]
    noun: tuple[Text, Text]
    searchable: bool
    anchor: str = ""
    everything_url: str = field(init=False)

    def __post_init__(self) -> None:
        self.everything_url = self.path

    @cached_property
    def rows(self) -> list[Any]:
        return list(self.page.object_list)

    @property
    def total(self) -> int:
        return self.page.paginator.count

    @property
    def noun_now(self) -> str:
        """The noun that goes with the total."""
        return str(self.noun[0] if self.total == 1 else self.noun[1])

    @property
    def is_narrowed(self) -> bool:
        """Whether a search or a filter is on."""
        return bool(self.chips)

    @property
    def pages(self) -> list[tuple[int | None, str]]:
        """(number, URL) of the pages to link to; (None, "") where some are left out."""
        numbers = self.page.paginator.get_elided_page_range(self.page.number, on_each_side=1, on_ends=1)
        return [(n, self.page_url(n)) if isinstance(n, int) else (None, "") for n in numbers]

    @property
    def next_url(self) -> str:
        return self.page_url(self.page.number + 1) if self.page.has_next() else ""

    @property
    def previous_url(self) -> str:
        return self.page_url(self.page.number - 1) if self.page.has_previous() else ""

    def page_url(self, number: int) -> str:
        return address(self.path, {**self.parameters, **({PAGE: str(number)} if number > 1 else {})}, self.anchor)

    @property
    def sorts_by_heads(self) -> bool:
        """Whether the table's heads give every order, so that a select is only wanted where they are not seen."""
        return all(sort.column or sort.key == BEST for sort in self.sorts)

    @property
    def heads(self) -> dict[str, dict[str, str]]:
        """By column: the URL that its head links to, what that does, and the order it has now."""
        return {
            column: self._head([s for s in self.sorts if s.column == column])
            for column in {s.column for s in self.sorts}
            if column
        }

    def _head(self, sorts: list[Sort]) -> dict[str, str]:
        now = next((i for i, sort in enumerate(sorts) if sort.key == self.sort.key), None)
        target = sorts[0] if now is None else sorts[(now + 1) % len(sorts)]
        url = address(self.path, {**self.parameters, SORT: target.key}, self.anchor)
        return {"url": url, "does": str(target.label), "now": sorts[now].direction if now is not None else ""}


def listing(
    request: HttpRequest,
    rows: Rows,
    *,
    sorts: Sequence[Sort],
    noun: tuple[Text, Text],
    search: Callable[[Rows, str], Rows] | None = None,
    filters: Sequence[Filter[Rows]] = (),
    per_page: int = 25,
    anchor: str = "",
) -> Listing[Rows]:
    """The list that the request's URL asks for. The first sort is the one without asking.

    While something is searched for it is the best match, where `search` says how well a row matches (smaajob.search.find).

    Whom it shows is on record without the view's saying it (smaajob.audit.access).

    Costs a query for the total, one for the page's rows and one for each filter with counts.
    """
    words = words_of(request.GET.get(SEARCH, "")) if search else ""
    on = _on(request.GET, filters)
    if search and words:
        rows = search(rows, words)
        sorts = _with_best(rows, sorts)
    sort = next((s for s in sorts if s.key == request.GET.get(SORT)), sorts[0])
    parameters = {**({SEARCH: words} if words else {}), **on, **({SORT: sort.key} if sort is not sorts[0] else {})}
    counts = {f.key: f.counts(_narrow(rows, filters, on, but=f.key)) for f in filters if f.counts}
    found = _narrow(rows, filters, on).order_by(*_stable(sort.order))
    shown = [_shown(f, on, parameters, request.path, anchor, counts.get(f.key)) for f in filters]
    made: Listing[Rows] = Listing(
        path=request.path,
        page=Paginator(found, per_page).get_page(request.GET.get(PAGE)),
        words=words,
        sort=sort,
        sorts=sorts,
        selects=[s for s, f in zip(shown, filters, strict=True) if not f.counts],
        counters=[s for s, f in zip(shown, filters, strict=True) if f.counts],
        chips=_chips(words, filters, on, parameters, request.path, anchor),
        parameters=parameters,
        noun=noun,
        searchable=search is not None,
        anchor=anchor,
    )
    access.listed(request, lambda: made.rows, rows.model, typed=words, by=[f.key for f in filters if f.key in on])
    return made


def narrowed(
    parameters: Mapping[str, str],
    rows: Rows,
    *,
    search: Callable[[Rows, str], Rows] | None = None,
    filters: Sequence[Filter[Rows]] = (),
) -> Rows:
    """All rows of the list that a URL's parameters ask for, whatever the page: for an act on everything that a list shows."""
    words = words_of(parameters.get(SEARCH, "")) if search else ""
    if search and words:
        rows = search(rows, words)
    return _narrow(rows, filters, _on(parameters, filters))


def address(path: str, parameters: dict[str, str], anchor: str = "") -> str:
    """A path with its parameters."""
    return path + (f"?{urlencode(parameters)}" if parameters else "") + (f"#{anchor}" if anchor else "")


def words_of(text: str) -> str:
    """What is looked for, in words with a space between."""
    # PostgreSQL takes no NUL in text; other control characters are nobody's search.
    text = "".join(sign if sign.isprintable() else " " for sign in text[:LONGEST_SEARCH])
    return " ".join(text.split())


def _with_best(rows: QuerySet[Any], sorts: Sequence[Sort]) -> Sequence[Sort]:
    # Among equals the list's own first order holds.
    if "relevance" not in rows.query.annotations:
        return sorts
    return [Sort(BEST, _("Bedst match"), ("relevance", *sorts[0].order)), *sorts]


def _on(parameters: Mapping[str, str], filters: Sequence[Filter[Rows]]) -> dict[str, str]:
    return {
        f.key: value
        for f in filters
        if (value := parameters.get(f.key, "")) in {str(v) for v, _text in f.choices} and value
    }


def _narrow(rows: Rows, filters: Sequence[Filter[Rows]], on: dict[str, str], but: str = "") -> Rows:
    for each in filters:
        if each.key in on and each.key != but:
            rows = each.apply(rows, on[each.key])
    return rows


def _stable(order: tuple[str, ...]) -> tuple[str, ...]:
    # Rows that are equal in the order change places between two queries, so that one is on no page: the key decides.
    return order if order[-1].lstrip("-") == "pk" else (*order, "pk")


def _shown(
    each: Filter[Rows],
    on: dict[str, str],
    parameters: dict[str, str],
    path: str,
    anchor: str,
    counts: dict[str, int] | None,
) -> ShownFilter:
    without = {key: value for key, value in parameters.items() if key != each.key}
    everything = sum(counts.values()) if counts is not None else None
    options = [
        Option("", str(each.everything or _("Alle")), address(path, without, anchor), each.key not in on, everything)
    ]
    for value, text in each.choices:
        count = counts.get(str(value), 0) if counts is not None else None
        selected = on.get(each.key) == str(value)
        if count == 0 and not selected:
            continue
        options.append(
            Option(str(value), str(text), address(path, {**without, each.key: str(value)}, anchor), selected, count)
        )
    return ShownFilter(each.key, str(each.label), options, each.key in on)


def _chips(
    words: str, filters: Sequence[Filter[Rows]], on: dict[str, str], parameters: dict[str, str], path: str, anchor: str
) -> list[Chip]:
    chips = []
    if words:
        chips.append(Chip(f"”{words}”", address(path, {k: v for k, v in parameters.items() if k != SEARCH}, anchor)))
    for each in filters:
        if each.key in on:
            text = next(str(text) for value, text in each.choices if str(value) == on[each.key])
            chips.append(
                Chip(
                    f"{each.label}: {text}",
                    address(path, {k: v for k, v in parameters.items() if k != each.key}, anchor),
                )
            )
    return chips
