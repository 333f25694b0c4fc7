"""Rules and rates, target groups and their lists, as values: which row holds on a day, for whom. Pure; no file, no table.

Nothing here knows a year or a law. What decides is the rows: a municipality's own before the common ones, a group's own before those for
all, and of lists of target groups the one that was taken into use last.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from uuid import UUID

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from smaajob.rules.units import Value, say
from smaajob.writing import day_year


class Confidence(models.TextChoices):
    """How sure a row is. What is unsure is never shown as a fact, and nothing is refused by it."""

    SURE = "sure", gettext_lazy("Bekræftet")
    LIKELY = "likely", gettext_lazy("Sandsynligt")
    UNSURE = "unsure", gettext_lazy("Ikke bekræftet")


@dataclass(frozen=True, slots=True)
class Key:
    """What there is a rule about."""

    key: str
    subject: str
    name: str
    unit: str
    explanation: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A rule or a rate as it holds: `value` in `unit`, for `group` (empty: all) from `valid_from` to `valid_to`, both included.

    `own` is the public id of the municipality's own row; None for one of ours.
    """

    key: str
    name: str
    unit: str
    value: Value
    group: str
    valid_from: date
    valid_to: date | None
    paragraph: str
    source: str
    checked_on: date
    confidence: str
    own: UUID | None = None
    reason: str = ""

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    @property
    def number(self) -> Decimal:
        """Raises TypeError where the rule is no number."""
        if not isinstance(self.value, Decimal):
            raise TypeError(f"{self.key} is no number")
        return self.value

    @property
    def whole(self) -> int:
        return int(self.number)

    @property
    def minute(self) -> int:
        """A time of day as minutes since midnight. Raises TypeError where the rule is none."""
        if not isinstance(self.value, time):
            raise TypeError(f"{self.key} is no time of day")
        return self.value.hour * 60 + self.value.minute

    @property
    def words(self) -> tuple[str, ...]:
        return self.value if isinstance(self.value, tuple) else ()

    @property
    def said(self) -> str:
        """`13 uger`."""
        return say(self.unit, self.value)

    @property
    def confidence_word(self) -> str:
        return str(Confidence(self.confidence).label)

    @property
    def is_sure(self) -> bool:
        return self.confidence == Confidence.SURE

    @property
    def is_unsure(self) -> bool:
        return self.confidence == Confidence.UNSURE

    @property
    def checked(self) -> str:
        """`kontrolleret den 21. nov. 2026`, and that it is not confirmed where it is not."""
        on = _("kontrolleret den %(day)s") % {"day": day_year(self.checked_on)}
        if self.is_unsure:
            return _("ikke bekræftet, %(checked)s") % {"checked": on}
        return on if self.is_sure else _("sandsynligt, %(checked)s") % {"checked": on}


@dataclass(frozen=True, slots=True)
class GroupList:
    """A list of target groups in the law. `active_from` is None while it is only expected (on `expected_from`)."""

    code: str
    country: str
    family: str
    short: str
    name: str
    active_from: date | None
    expected_from: date | None
    source: str
    checked_on: date
    confidence: str


@dataclass(frozen=True, slots=True)
class LawGroup:
    """A target group as a law has it (`law`: the list's short name). `below_age`: only for those who are younger.

    `successor` takes over in a later list.
    """

    code: str
    list: str
    law: str
    number: str
    name: str
    below_age: int | None
    valid_from: date
    valid_to: date | None
    no_new_from: date | None
    successor: str
    confidence: str
    note: str

    def __str__(self) -> str:
        return f"{self.name} ({self.law}, nr. {self.number})" if self.number else f"{self.name} ({self.law})"

    def fits(self, day: date, age: int | None) -> bool:
        """Whether the group is there on a day, and for somebody of an age (None: not known)."""
        there = self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)
        return there and (self.below_age is None or age is None or age < self.below_age)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a target group of ours is in a list; where it may be several, the question that parts them."""

    list: str
    group: str
    law_groups: tuple[str, ...]
    question: str


@dataclass(frozen=True, slots=True)
class Activation:
    """A list is in use from a day; `own` where the municipality itself took it into use."""

    list: str
    valid_from: date
    own: bool = False


@dataclass(frozen=True, slots=True)
class Possible:
    """The groups that somebody may be in by the law; the question that is open where they are not one."""

    groups: tuple[LawGroup, ...]
    question: str = ""

    @property
    def is_open(self) -> bool:
        return len(self.groups) != 1


@dataclass(frozen=True, slots=True)
class Rules:
    """All that holds for one keeper: the common rows of its country, and its own."""

    answers: Mapping[str, tuple[Answer, ...]]
    lists: tuple[GroupList, ...] = ()
    groups: tuple[LawGroup, ...] = ()
    meanings: tuple[Meaning, ...] = ()
    activations: tuple[Activation, ...] = ()
    _codes: Mapping[str, LawGroup] = field(default_factory=dict)

    @property
    def apply(self) -> bool:
        """Whether there are any: none of another country's law holds for a Swedish municipality."""
        return bool(self.answers)

    def value(self, key: str, *, on: date, group: str = "") -> Answer | None:
        """The rule of a key on a day for a target group of the law (empty: for all). None where no row says anything."""
        holding = [one for one in self.answers.get(key, ()) if one.holds_on(on) and one.group in (group, "")]
        return max(holding, key=lambda one: (one.own is not None, one.group != ""), default=None)

    def group(self, code: str) -> LawGroup | None:
        return self._codes.get(code)

    def lists_in_use(self, on: date) -> tuple[GroupList, ...]:
        """One list of each family: the one that was taken into use last; of the same day the municipality's own choice."""
        found: dict[str, tuple[tuple[date, bool], GroupList]] = {}
        by_code = {one.code: one for one in self.lists}
        for one in self.activations:
            known = by_code.get(one.list)
            if known is None or one.valid_from > on:
                continue
            rank = (one.valid_from, one.own)
            if known.family not in found or found[known.family][0] < rank:
                found[known.family] = (rank, known)
        return tuple(known for _rank, known in found.values())

    def groups_in_use(self, on: date, age: int | None = None) -> tuple[LawGroup, ...]:
        """The groups of the lists in use that somebody of an age can be in."""
        codes = [one.code for one in self.lists_in_use(on)]
        return tuple(one for code in codes for one in self.groups if one.list == code and one.fits(on, age))

    def possible(self, ours: Iterable[str], *, on: date, age: int | None = None) -> Possible:
        """The groups by law that somebody may be in, who is in these groups of ours. Where they say nothing, all in use are."""
        in_use = {one.code: one for one in self.groups_in_use(on, age)}
        codes: dict[str, LawGroup] = {}
        questions: list[str] = []
        for meaning in self._meanings_of(ours, on):
            fitting = [in_use[code] for code in meaning.law_groups if code in in_use]
            codes |= {one.code: one for one in fitting}
            if len(fitting) > 1 and meaning.question not in questions:
                questions.append(meaning.question)
        if not codes:
            return Possible(tuple(in_use.values()), _("Hvilken målgruppe i loven er personen i?"))
        if len(codes) > 1 and not questions:
            questions = [_("Hvilken målgruppe i loven gælder for det her forløb?")]
        return Possible(tuple(codes.values()), " ".join(questions))

    def in_force(self, code: str, on: date) -> LawGroup | None:
        """The group itself where its list is in use on a day, else the one that takes over after it; None where there is none."""
        in_use = {one.code: one for one in self.groups_in_use(on)}
        seen: set[str] = set()
        while code and code not in seen:
            if code in in_use:
                return in_use[code]
            seen.add(code)
            known = self._codes.get(code)
            code = known.successor if known else ""
        return None

    def _meanings_of(self, ours: Iterable[str], on: date) -> list[Meaning]:
        wanted, lists = list(ours), {one.code for one in self.lists_in_use(on)}
        return [one for group in wanted for one in self.meanings if one.group == group and one.list in lists]


def rules(
    answers: Iterable[Answer],
    lists: Sequence[GroupList] = (),
    groups: Sequence[LawGroup] = (),
    meanings: Sequence[Meaning] = (),
    activations: Sequence[Activation] = (),
) -> Rules:
    """Put rows together. Lists that have a day of their own are in use from it."""
    by_key: dict[str, tuple[Answer, ...]] = {}
    for one in answers:
        by_key[one.key] = (*by_key.get(one.key, ()), one)
    of_ours = [Activation(one.code, one.active_from) for one in lists if one.active_from]
    codes = {one.code: one for one in groups}
    return Rules(by_key, tuple(lists), tuple(groups), tuple(meanings), (*of_ours, *activations), codes)
