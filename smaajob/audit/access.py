"""Every look at a person is on record: a page says whom it shows, the middleware writes it before the answer leaves.

`seen` in a view, `log` in the worker and in commands. What a page shows is one row for all whom it shows; a list of 25 is one row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from django.http import HttpRequest

from smaajob.audit.models import Access, Kind
from smaajob.audit.people import is_about_people, people_of
from smaajob.audit.purposes import purpose_of
from smaajob.masking import mask
from smaajob.reach import writing_for
from smaajob.search import fold
from smaajob.secrets import keyed_hash

if TYPE_CHECKING:
    from django.db import models

    from smaajob.accounts.models import Kept, Organisation
    from smaajob.accounts.scope import Scope

__all__ = ["Kind", "log", "searched", "seen", "seen_ids"]
NOTED, LISTED = "_looks", "_listings"
LONGEST_PURPOSE = 200


@dataclass
class Look:
    """What one row will say; `people` is a dict for its order. `keeper`: whose log it is in, where not the scope's own."""

    kind: Kind
    purpose: str
    people: dict[UUID, None] = field(default_factory=dict)
    criteria: tuple[str, ...] = ()
    typed_hash: str = ""
    of_the_log: bool = False
    keeper: Organisation | None = None

    @property
    def says_something(self) -> bool:
        """A page that shows nobody is no look; a search that finds nobody is one, and reading the log is always one."""
        return bool(self.people) or self.kind == Kind.SEARCH or self.of_the_log


def seen(request: HttpRequest, *things: Kept, kind: Kind = Kind.VIEW, purpose: str = "") -> None:
    """Note that the page shows the people behind these rows. `purpose` is the page's (smaajob.audit.purposes) where none is said."""
    seen_ids(request, people_of(things), kind=kind, purpose=purpose)


def seen_ids(
    request: HttpRequest,
    people: Iterable[UUID],
    *,
    kind: Kind = Kind.VIEW,
    purpose: str = "",
    keeper: Organisation | None = None,
) -> None:
    """As `seen`, by the people's public ids. `keeper`: theirs, where somebody of another organisation looks."""
    _note(request, Look(kind, _kept(purpose or purpose_of(request)), keeper=keeper), people)


def searched(
    request: HttpRequest, things: Iterable[Kept], *, typed: str = "", by: Sequence[str] = (), purpose: str = ""
) -> None:
    """Note what a search found. `by` are the names of its fields; of what was typed the log has a keyed hash only."""
    hashed = keyed_hash(fold(typed).strip()) if typed.strip() else ""
    look = Look(Kind.SEARCH, _kept(purpose or purpose_of(request)), criteria=tuple(by), typed_hash=hashed)
    _note(request, look, people_of(things))


def read_log(request: HttpRequest, people: Iterable[UUID], *, kind: Kind = Kind.VIEW, by: Sequence[str] = ()) -> None:
    """Note that the page shows the log itself, of these people; also where it shows an empty one."""
    look = Look(kind, purpose_of(request), criteria=tuple(by), of_the_log=True)
    _note(request, look, people)


def listed(
    request: HttpRequest,
    rows: Callable[[], Iterable[Any]],
    model: type[models.Model],
    *,
    typed: str = "",
    by: Sequence[str] = (),
) -> None:
    """Note that the page shows a list; its rows are asked for when the page is made, so that they are not read twice."""
    if is_about_people(model):
        request.__dict__.setdefault(LISTED, []).append(lambda: _list(request, rows(), typed, by))


def log(scope: Scope, *things: Kept, kind: Kind, purpose: str, page: str = "") -> None:
    """Write at once, in the caller's transaction: for the worker and for commands. `page` is the order's or the command's name."""
    log_ids(scope, people_of(things), kind=kind, purpose=purpose, page=page)


def log_ids(scope: Scope, people: Iterable[UUID], *, kind: Kind, purpose: str, page: str = "") -> None:
    """As `log`, by the people's public ids."""
    look = Look(kind, _kept(purpose), dict.fromkeys(people))
    if look.says_something:
        row_of(scope, look, page).save(force_insert=True)


def noted(request: HttpRequest) -> list[Look]:
    """What the page has said that it shows."""
    for told in request.__dict__.pop(LISTED, []):
        told()
    return [one for one in getattr(request, NOTED, []) if one.says_something]


def write(request: HttpRequest) -> None:
    """Write what the page shows: one INSERT, and none where it shows nobody. For the middleware."""
    looks = noted(request)
    if not looks:
        return
    match = request.resolver_match
    scope = cast(Any, request).scope
    rows = [row_of(scope, look, match.view_name if match else "") for look in looks]
    for organisation, of_it in groupby(sorted(rows, key=_organisation), key=_organisation):
        with writing_for(organisation):
            _insert(list(of_it))


def _insert(rows: list[Access]) -> None:
    if len(rows) == 1:
        rows[0].save(force_insert=True)  # alone it needs no transaction round it
    else:
        Access.objects.bulk_create(rows)


def _organisation(row: Access) -> int:
    return row.organisation_id


def row_of(scope: Scope, look: Look, page: str) -> Access:
    """The row, not yet written."""
    return Access(
        organisation=look.keeper or scope.organisation,
        user=scope.user,
        role=scope.role if scope.user else "",
        place=scope.place[:200],
        on_behalf_of=scope.on_behalf_of,
        kind=look.kind,
        page=page[:80],
        purpose=look.purpose,
        people=list(look.people),
        criteria=list(look.criteria),
        typed_hash=look.typed_hash,
    )


def _list(request: HttpRequest, rows: Iterable[Any], typed: str, by: Sequence[str]) -> None:
    if typed:
        searched(request, rows, typed=typed, by=["q", *by])
    else:
        seen(request, *rows)


def _note(request: HttpRequest, look: Look, people: Iterable[UUID]) -> None:
    looks: list[Look] = request.__dict__.setdefault(NOTED, [])
    same = next((one for one in looks if _same(one, look)), None)
    if same is None:
        looks.append(look)
        same = look
    same.people.update(dict.fromkeys(people))


def _same(one: Look, other: Look) -> bool:
    return _key(one) == _key(other)


def _key(look: Look) -> tuple[object, ...]:
    return look.kind, look.purpose, look.criteria, look.typed_hash, look.keeper


def _kept(purpose: str) -> str:
    """As it is kept: a purpose that people type may hold a number that stands nowhere."""
    return mask(str(purpose).strip())[:LONGEST_PURPOSE]
