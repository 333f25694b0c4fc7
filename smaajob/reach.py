"""How far a transaction reaches: whose rows PostgreSQL shows it, and lets it write (docs/adr/0012-row-level-security.md).

The policies (smaajob/rowsecurity.py) read settings of the transaction; smaajob.database stamps them on each before its first
statement. The default is nothing. A request gets its reach from its scope, an order from its row's keeper, a command from the
organisation that it names; what must be done before there is a scope enters a reach as narrow as what led to it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from smaajob.accounts.models import Organisation

# What a setting may hold: it is written into a statement. No quote, no backslash.
PLAIN = re.compile(r"[A-Za-z0-9:_-]*")
NO_ORGANISATION = 0  # the keeper of what belongs to none: a code to somebody who has no organisation any more


@dataclass(frozen=True, slots=True)
class Reach:
    """`sight`: which people of the keeper, as smaajob.accounts.scope.Sight; and `person`: the one of that key.

    `company` (DK:12345678) opens what is a company's own, whoever keeps it; `asks` only its requests to take part. `token` is the
    hash of a secret link: it opens the row that has it. `post` opens a demo's outbox to people of companies. `day` is the
    date by which programmes and circles are judged. `workplace` opens one workplace with its contacts and tasks, and no people.
    """

    keeper: int | None = None
    sight: str = ""
    user: int | None = None
    role: str = ""
    day: date | None = None
    person: int | None = None
    workplace: int | None = None
    company: str = ""
    asks: str = ""
    token: str = ""
    post: bool = False
    tests: bool = False

    def settings(self) -> tuple[tuple[str, str], ...]:
        """What is stamped, by the setting's name. Raises ValueError on what can't stand in a statement."""
        return _settings(self)


NOTHING = Reach()
# Who works in the organisation. Who follows somebody, and people themselves, read no record and no outbox.
INSIDE = ("all", "programmes", "none")
# Outside any request, order or command. Tests put their own here.
default = NOTHING
_now: ContextVar[Reach | None] = ContextVar("reach", default=None)


@lru_cache(maxsize=1024)
def _settings(reach: Reach) -> tuple[tuple[str, str], ...]:
    found = {
        "keeper": "" if reach.keeper is None else str(int(reach.keeper)),
        "sight": reach.sight,
        "actor": "" if reach.user is None else str(int(reach.user)),
        "role": reach.role,
        "day": reach.day.isoformat() if reach.day else "",
        "person": "" if reach.person is None else str(int(reach.person)),
        "workplace": "" if reach.workplace is None else str(int(reach.workplace)),
        "company": reach.company,
        "asks": reach.asks,
        "token": reach.token,
        "post": "on" if reach.post else "",
        "tests": "on" if reach.tests else "",
    }
    for name, value in found.items():
        if not PLAIN.fullmatch(value):
            raise ValueError(f"{name} of a reach can't be {value!r}")
    return tuple((f"smaajob.{name}", value) for name, value in found.items())


def current() -> Reach:
    """What holds now, in this thread and context."""
    return _now.get() or default


@contextmanager
def reaching(reach: Reach) -> Iterator[None]:
    """Inside, transactions reach so far and no farther; after it, as before."""
    before = _now.set(reach)
    try:
        yield
    finally:
        _now.reset(before)


def nothing() -> AbstractContextManager[None]:
    """Inside, nothing is seen: how each request, order and command begins."""
    return reaching(NOTHING)


def whole_organisation(organisation: Organisation | int) -> AbstractContextManager[None]:
    """Inside, all that an organisation keeps is seen: for the worker and commands, and for what a verified link leads to."""
    return reaching(Reach(keeper=_key(organisation), sight="all"))


def whole_installation() -> AbstractContextManager[None]:
    """Inside, all that anybody keeps is seen. Only for figures that somebody at the server asks for over all organisations."""
    return reaching(Reach(sight="everywhere"))


def one_person(keeper: int, person: int) -> AbstractContextManager[None]:
    """Inside, one person of an organisation is seen, and what is about them: who came by a personal link."""
    return reaching(Reach(keeper=keeper, sight="person", person=person))


def one_workplace(workplace: int) -> AbstractContextManager[None]:
    """Inside, one workplace is seen with its contacts and its tasks, and nothing else: who came by a link to post a task."""
    return reaching(Reach(workplace=workplace))


def writing_for(organisation: Organisation | int | None) -> AbstractContextManager[None]:
    """Inside, a message or a line of the record can be written for an organisation; no people are seen.

    What is reached already stays as it is where it is that organisation's and its record may be read.
    """
    key = NO_ORGANISATION if organisation is None else _key(organisation)
    now = current()
    if now.tests or (now.keeper == key and now.sight in INSIDE):
        return reaching(now)
    return reaching(Reach(keeper=key, sight="none", user=now.user))


def with_token(token_hash: str) -> AbstractContextManager[None]:
    """Inside, the row with the hash of a secret link is seen, beside what was seen before."""
    now = current()
    if now.tests:
        return reaching(now)
    return reaching(replace(now, token=token_hash))


def asking_for(country: str, number: str) -> AbstractContextManager[None]:
    """Inside, what was asked in the name of one company is seen, at whichever municipality, beside what was seen before."""
    return reaching(replace(current(), asks=company_key(country, number)))


def company_key(country: str, number: str) -> str:
    """A company over its municipalities: its country and its number there."""
    return f"{country}:{number}" if number else ""


def streamed(parts: Iterable[bytes]) -> Iterator[bytes]:
    """An answer's parts, each made with what holds here, though it is sent when the request is over."""
    return _streamed(current(), iter(parts))


def _streamed(reach: Reach, source: Iterator[bytes]) -> Iterator[bytes]:
    while True:
        with reaching(reach):
            part = next(source, None)
        if part is None:
            return
        yield part


def carried(work: Callable[[], None]) -> Callable[[], None]:
    """The work as another thread is to do it: a thread begins with nothing, and this gives it what holds here."""
    reach = current()

    def run() -> None:
        with reaching(reach):
            work()

    return run


def _key(organisation: Organisation | int) -> int:
    return organisation if isinstance(organisation, int) else organisation.pk
