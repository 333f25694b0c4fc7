"""What an agreement says, whole and in one value: read on a screen, printed, signed and compared from here (ADR 15).

It is frozen when an agreement is sent to be signed: names, times and money stand in it as they were, and later changes of a
person, a workplace or a rule change no agreement. Dates and times are ISO texts in the stored form, so that the hash is the same
wherever it is computed.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from decimal import Decimal
from typing import Any

FORM = "smaajob.agreement.1"


@dataclass(frozen=True, slots=True)
class Party:
    """Who signs, or is named: `role` is a code of `Party` of the agreement, `lines` what is said of them (an address, a number)."""

    role: str
    name: str
    lines: tuple[str, ...] = ()
    signs: bool = True


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody to call."""

    name: str
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """From `first_day` on until the next step: a week's times (`man 09:00-12:00`), each week or every second.

    `hours` and `paid_hours` are hours a week (a mean of two where it is every second); `skipped` are dates left out, `extra`
    dated times beside the pattern.
    """

    first_day: date
    hours: Decimal
    windows: tuple[str, ...]
    every: int = 1
    paid_hours: Decimal | None = None
    skipped: tuple[date, ...] = ()
    extra: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """What an amendment changes: in words, as people read it. `concerns` are the parties whom it is asked of."""

    what: str
    before: str
    after: str
    concerns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AgreementContent:
    """An agreement (number 1) or an amendment of it, as its parties read it. `kind` and `purpose` are codes."""

    number: int
    country: str
    keeper: str
    kind: str
    title: str
    start: date
    end: date
    place: str
    address: tuple[str, ...]
    tasks: str
    steps: tuple[Step, ...]
    parties: tuple[Party, ...]
    purpose: str = ""
    find_way: str = ""
    bring: str = ""
    meets: Contact | None = None
    municipal: Contact | None = None
    stand_in: Contact | None = None
    accommodations: tuple[str, ...] = ()
    hourly_pay: Decimal | None = None
    pay_note: str = ""
    insurance: str = ""
    works_on_holidays: bool = False
    follow_ups: tuple[date, ...] = ()
    valid_from: date | None = None
    changes: tuple[Change, ...] = ()
    remarks: str = ""
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def is_amendment(self) -> bool:
        return self.number > 1


def stored(content: AgreementContent) -> dict[str, Any]:
    """As it is kept in the database: plain JSON values, with the name of its form."""
    plain: dict[str, Any] = json.loads(json.dumps(asdict(content), default=_plain, ensure_ascii=False))
    return {"form": FORM, **plain}


def read(values: dict[str, Any]) -> AgreementContent:
    """The other way. Raises ValueError where the form is none that we know."""
    if values.get("form") != FORM:
        raise ValueError(f"not an agreement that we can read: {values.get('form')!r}")
    known = {one.name for one in fields(AgreementContent)}
    plain = {name: value for name, value in values.items() if name in known}
    for name in ("start", "end", "valid_from"):
        plain[name] = date.fromisoformat(plain[name]) if plain.get(name) else None
    plain["hourly_pay"] = Decimal(plain["hourly_pay"]) if plain.get("hourly_pay") is not None else None
    plain["follow_ups"] = tuple(date.fromisoformat(one) for one in plain.get("follow_ups", ()))
    plain["address"], plain["accommodations"] = tuple(plain["address"]), tuple(plain.get("accommodations", ()))
    plain["steps"] = tuple(_step(one) for one in plain["steps"])
    plain["parties"] = tuple(Party(**{**one, "lines": tuple(one["lines"])}) for one in plain["parties"])
    plain["changes"] = tuple(Change(**{**one, "concerns": tuple(one["concerns"])}) for one in plain.get("changes", ()))
    for name in ("meets", "municipal", "stand_in"):
        plain[name] = Contact(**plain[name]) if plain.get(name) else None
    return AgreementContent(**plain)


def fingerprint(values: dict[str, Any]) -> str:
    """SHA-256 of the stored form, in hex: what a signature is given to. Keys in order, no spaces, UTF-8."""
    text = json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _step(values: dict[str, Any]) -> Step:
    return Step(
        first_day=date.fromisoformat(values["first_day"]),
        hours=Decimal(values["hours"]),
        windows=tuple(values["windows"]),
        every=values["every"],
        paid_hours=Decimal(values["paid_hours"]) if values["paid_hours"] is not None else None,
        skipped=tuple(date.fromisoformat(one) for one in values["skipped"]),
        extra=tuple(values["extra"]),
    )


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    raise TypeError(f"{value!r} can't be kept")
