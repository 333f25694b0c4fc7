"""From a cell's text to a value, and back. One reader a type; docs/import-format.md is the law.

`read` gets text without space around it, never empty, and raises Unreadable (literals.py) with what was expected. `write` is its inverse:
reading what it wrote gives the value back. `expects` says in a few words what may stand in the column.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models
from django.utils.translation import gettext as _

from smaajob.literals import TWO_WAYS, composed, plain, read_date, read_number
from smaajob.literals import Unreadable as Unreadable  # a reader's caller catches it

SEPARATOR = "|"
FORMULA_SIGNS = "=+-@'"


_CLOCK = re.compile(r"([0-9]{1,3}):([0-5][0-9])(?::00)?")


def _as_hours(hours: int, minutes: int) -> str:
    """`2:30` as `2,5`; minutes that are no hundredths of an hour are rounded."""
    return plain(round(Decimal(hours) + Decimal(minutes) / 60, 2)).replace(".", ",")


class Reader:
    """What a column holds."""

    def read(self, text: str) -> Any:
        raise NotImplementedError

    def write(self, value: Any) -> str:
        return str(value)

    @property
    def expects(self) -> str:
        raise NotImplementedError


def guarded(text: str) -> str:
    """With a ' before what a spreadsheet would run as a formula (and before what looks as if it had one already)."""
    return f"'{text}" if text and text[0] in FORMULA_SIGNS else text


def unguarded(text: str) -> str:
    """The inverse of `guarded`."""
    return text[1:] if text[0] == "'" and text[1:2] and text[1] in FORMULA_SIGNS else text


@dataclass(frozen=True)
class Text(Reader):
    """Free text. What a spreadsheet would run as a formula is written with a ' before it, and read without."""

    longest: int | None = None

    def read(self, text: str) -> str:
        text = unguarded(composed(text.replace("\r\n", "\n").replace("\r", "\n")))
        if self.longest is not None and len(text) > self.longest:
            raise Unreadable(self.expects)
        return text

    def write(self, value: str) -> str:
        # A form keeps a browser's line ends, and what space somebody left around.
        return guarded(composed(value.replace("\r\n", "\n").replace("\r", "\n")).strip())

    @property
    def expects(self) -> str:
        return _("højst %(n)d tegn") % {"n": self.longest} if self.longest else _("tekst")


@dataclass(frozen=True)
class Id(Text):
    """The id of a row in the organisation's own spreadsheet, or of the row that it refers to."""

    longest: int | None = 60


@dataclass(frozen=True)
class Ref(Id):
    """The id of a row of another file."""

    file: str = ""

    @property
    def expects(self) -> str:
        return _("et id fra %(file)s.csv") % {"file": self.file}


@dataclass(frozen=True)
class Email(Reader):
    """An address. It may begin with a sign that a spreadsheet takes for a formula: guarded as a text is."""

    def read(self, text: str) -> str:
        text = unguarded(text)
        try:
            validate_email(text)
        except ValidationError as error:
            raise Unreadable(self.expects) from error
        if len(text) > 254:
            raise Unreadable(self.expects)
        return text

    def write(self, value: str) -> str:
        return guarded(value.strip())

    @property
    def expects(self) -> str:
        return _("en e-mail-adresse, fx navn@kommune.dk")


@dataclass(frozen=True)
class Date(Reader):
    """`2022-03-01`, `01-03-2022`, `1.3.2022` or `01/03/2022`, the day first."""

    def read(self, text: str) -> date:
        return read_date(text)

    def write(self, value: date) -> str:
        return value.isoformat()

    @property
    def expects(self) -> str:
        return _("en dato, fx 2022-03-01 eller 01-03-2022")


@dataclass(frozen=True)
class Number(Reader):
    """A number with a decimal comma or point, between two limits, both included."""

    low: Decimal = Decimal(0)
    high: Decimal = Decimal("Infinity")
    decimals: int = 2

    def read(self, text: str) -> Any:
        if TWO_WAYS.fullmatch(text):
            raise Unreadable(
                _("et tal, der kun kan læses på én måde: skriv %(whole)s eller %(fraction)s")
                % {"whole": text.replace(".", ""), "fraction": text.replace(".", ",")}
            )
        if found := _CLOCK.fullmatch(text):
            raise Unreadable(
                _("timer som et tal: skriv %(hours)s") % {"hours": _as_hours(int(found[1]), int(found[2]))}
            )
        value = read_number(text)
        if value is None:
            raise Unreadable(self.expects)
        return self._within(value)

    def _within(self, value: Decimal) -> Decimal:
        if not self.low <= value <= self.high:
            raise Unreadable(self.expects)
        if value != round(value, self.decimals):
            raise Unreadable(_("et tal med højst %(n)d decimaler") % {"n": self.decimals})
        return value

    def write(self, value: Any) -> str:
        return plain(value).replace(".", ",")

    @property
    def expects(self) -> str:
        if self.high.is_finite():
            return _("et tal fra %(low)s til %(high)s") % {
                "low": plain(self.low),
                "high": plain(self.high).replace(".", ","),
            }
        return _("et tal, mindst %(low)s") % {"low": plain(self.low)}


@dataclass(frozen=True)
class Whole(Number):
    """A whole number; here `1.250` is 1,250."""

    decimals: int = 0

    def read(self, text: str) -> int:
        if re.fullmatch(r"[1-9][0-9]{0,2},[0-9]{3}", text):
            raise Unreadable(_("et helt tal uden komma, fx %(n)s") % {"n": text.replace(",", "")})
        value = read_number(text.replace(".", "") if TWO_WAYS.fullmatch(text) else text)
        if value is None or value != value.to_integral_value():
            raise Unreadable(self.expects)
        return int(self._within(value))

    @property
    def expects(self) -> str:
        if self.high.is_finite():
            return _("et helt tal fra %(low)s til %(high)s") % {"low": plain(self.low), "high": plain(self.high)}
        return _("et helt tal, mindst %(low)s") % {"low": plain(self.low)}


@dataclass(frozen=True)
class YesNo(Reader):
    """`ja/nej`, `j/n`, `1/0`, `x`/(empty), `true/false`; and what a Danish Excel writes for a ticked cell."""

    def read(self, text: str) -> bool:
        word = text.casefold()
        if word in {"ja", "j", "1", "x", "true", "sand"}:
            return True
        if word in {"nej", "n", "0", "false", "falsk"}:
            return False
        raise Unreadable(self.expects)

    def write(self, value: bool) -> str:
        return "ja" if value else "nej"

    @property
    def expects(self) -> str:
        return _("ja eller nej")


class Choice(Reader):
    """One of a vocabulary's words, in any case."""

    def __init__(self, choices: type[models.TextChoices], aliases: dict[str, str] | None = None) -> None:
        self.values: tuple[str, ...] = tuple(choices.values)
        self.labels: dict[str, Any] = dict(choices.choices)
        self._by_word = {value.casefold(): value for value in self.values}
        self._by_word.update(aliases or {})

    def read(self, text: str) -> str:
        word = composed(text).casefold()
        try:
            return self._by_word[word]
        except KeyError:
            raise Unreadable(self._not_known(word)) from None

    def _not_known(self, word: str) -> str:
        near = get_close_matches(word, list(self._by_word), n=1)
        if near:
            return _("%(expected)s. Mente du »%(near)s«?") % {"expected": self.expects, "near": self._by_word[near[0]]}
        return self.expects

    @property
    def expects(self) -> str:
        return _("en af disse: %(values)s") % {"values": ", ".join(self.values)}


class Several(Reader):
    """A list in a cell, separated by `|`. The same word twice counts once."""

    def __init__(self, one: Reader) -> None:
        self.one = one

    def read(self, text: str) -> list[Any]:
        values: list[Any] = []
        for part in text.split(SEPARATOR):
            if part := part.strip():
                value = self._read_one(part, alone=SEPARATOR not in text)
                if value not in values:
                    values.append(value)
        return values

    def _read_one(self, part: str, *, alone: bool) -> Any:
        try:
            return self.one.read(part)
        except Unreadable as fault:
            if alone and (instead := self._with_bars(part)):
                raise Unreadable(_("en liste med | mellem. Skriv »%(list)s«") % {"list": instead}) from None
            raise Unreadable(_("»%(part)s« er ikke %(expected)s") % {"part": part, "expected": fault}) from None

    def _with_bars(self, text: str) -> str:
        """What was meant, where a list has been written with commas, semicolons or line breaks; else nothing."""
        parts = [part.strip() for part in re.split(r"[,;/\n]| og ", text) if part.strip()]
        try:
            for part in parts:
                self.one.read(part)
        except Unreadable:
            return ""
        return SEPARATOR.join(parts) if len(parts) > 1 else ""

    def write(self, value: list[Any]) -> str:
        # A free text may hold the separator itself: a form can't know that a spreadsheet will part it there.
        parts = (self.one.write(one).replace(SEPARATOR, "/") for one in value)
        return SEPARATOR.join(dict.fromkeys(part for part in parts if part))

    @property
    def expects(self) -> str:
        return _("en liste med | mellem; hver er %(one)s") % {"one": self.one.expects}


@dataclass(frozen=True)
class Checked(Reader):
    """A value that a function reads: it gives the value, or raises ValueError."""

    function: Callable[[str], Any]
    what: Callable[[], str]
    back: Callable[[Any], str] = str

    def read(self, text: str) -> Any:
        try:
            return self.function(text)
        except ValueError as error:
            raise Unreadable(self.what()) from error

    def write(self, value: Any) -> str:
        return self.back(value)

    @property
    def expects(self) -> str:
        return self.what()
