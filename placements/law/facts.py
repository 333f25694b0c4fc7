"""What the checks look at, and what they answer. Plain values; nothing here knows a model or a law."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from smaajob.rules.values import Answer, Possible
from smaajob.schedule import DatedWindow
from smaajob.vocabulary import PlacementKind
from smaajob.writing import joined

# Which of our kinds of placement are which measure in the law.
PRAKTIK = frozenset({PlacementKind.WORK_PLACEMENT, PlacementKind.LANGUAGE_PLACEMENT, PlacementKind.WORK_TRAINING})
SUBSIDISED = frozenset({PlacementKind.WAGE_SUBSIDY})
# Those that count where the law says how many there may be at once: nytteindsats is none of them.
A_MEASURE = PRAKTIK | SUBSIDISED


class Outcome(StrEnum):
    """Lawful, lawful with a reason that somebody writes, or not allowed."""

    LAWFUL = "lawful"
    NEEDS_REASON = "needs_reason"
    NOT_ALLOWED = "not_allowed"


_WORSE = (Outcome.LAWFUL, Outcome.NEEDS_REASON, Outcome.NOT_ALLOWED)


class Purpose(models.TextChoices):
    """What a praktik is for: exactly one of three; the papers have the same codes (placements.documents.wording.PURPOSES)."""

    JOB = "ordinary", gettext_lazy("Et almindeligt job bagefter")
    TRAINING = "training", gettext_lazy("At træne og få det lært")
    CLARIFY = "clarify", gettext_lazy("At finde ud af, hvad personen kan og vil")


class Said(models.TextChoices):
    """Whether somebody whom the law asks has said yes: `LATER` is with the agreement, before it begins."""

    YES = "ja", gettext_lazy("Ja")
    LATER = "senere", gettext_lazy("Ikke endnu. Det sker, før det begynder")
    AGAINST = "imod", gettext_lazy("Ja, og de er imod")
    UNKNOWN = "", gettext_lazy("Det ved jeg ikke")


@dataclass(frozen=True, slots=True)
class Place:
    """A workplace. `employees` and `supported` are counted at its P-number; None where that is not known.

    `supported` are those in praktik or with wage subsidy there now, without the person whom it is about.
    """

    p_number: str
    employees: int | None
    supported: int | None
    public: bool = False


@dataclass(frozen=True, slots=True)
class Young:
    """Somebody's age, and whether they have to go to school (None: not known)."""

    born: date
    in_school: bool | None = None


@dataclass(frozen=True, slots=True)
class Calendar:
    """The shifts that are planned (local minutes), the person's other ones, and the place's public holidays. Needed only under 18."""

    shifts: tuple[DatedWindow, ...] = ()
    besides: tuple[DatedWindow, ...] = ()
    holidays: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class Terms:
    """What a placement is to be. `began` is the first day of the one that it goes on from, else its own first day.

    `groups` are the target groups by law that the person may be in (smaajob.rules.values.Rules.possible); one where it is known.
    `statement` is that of the employees' representative, `guardian` whether a parent or guardian signs. `mentor` is from and
    to, where a mentor is granted.
    """

    kind: str
    start: date
    planned_end: date
    place: Place
    person: Young
    groups: Possible
    purposes: tuple[str, ...] = ()
    statement: str = Said.UNKNOWN
    guardian: str = Said.UNKNOWN
    mentor: tuple[date, date] | None = None
    began: date | None = None
    demands: Collection[str] = ()
    calendar: Calendar = Calendar()

    @property
    def first_day(self) -> date:
        return self.began or self.start


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `answers` are the rows that it rests on; `asks` the input that would settle it.

    `asks` is one of "purpose", "law_group", "statement", "guardian", "in_school", "employees", "p_number"; empty where nothing would.
    `options` are what can be answered, where that is a choice: code and words. `to_read`: in order, and yet something that whoever
    decides must have read, so that it is not folded away with the rest that is in order.
    """

    rule: str
    outcome: Outcome
    sentence: str
    answers: tuple[Answer, ...] = ()
    asks: str = ""
    options: tuple[tuple[str, str], ...] = ()
    to_read: bool = False

    @property
    def paragraph(self) -> str:
        """`LAB § 61, stk. 1`."""
        return joined(_once(one.paragraph for one in self.answers if one.paragraph))

    @property
    def source(self) -> str:
        return " · ".join(_once(one.source for one in self.answers))

    @property
    def checked(self) -> str:
        """`kontrolleret den 21. nov. 2026`: of the row that is least sure."""
        if not self.answers:
            return ""
        return max(self.answers, key=lambda one: (one.is_unsure, not one.is_sure, -one.checked_on.toordinal())).checked

    @property
    def confirmed(self) -> bool:
        """Whether every row that it rests on is sure."""
        return all(one.is_sure for one in self.answers)

    @property
    def is_lawful(self) -> bool:
        return self.outcome is Outcome.LAWFUL

    @property
    def refuses(self) -> bool:
        return self.outcome is Outcome.NOT_ALLOWED


@dataclass(frozen=True, slots=True)
class Verdict:
    """All that was found, the worst first; `outcome` is the worst."""

    findings: tuple[Finding, ...]

    @property
    def outcome(self) -> Outcome:
        return max((one.outcome for one in self.findings), key=_WORSE.index, default=Outcome.LAWFUL)

    @property
    def is_lawful(self) -> bool:
        return self.outcome is Outcome.LAWFUL

    @property
    def needs_reason(self) -> bool:
        return self.outcome is Outcome.NEEDS_REASON

    @property
    def is_refused(self) -> bool:
        return self.outcome is Outcome.NOT_ALLOWED

    @property
    def refused(self) -> tuple[Finding, ...]:
        return tuple(one for one in self.findings if one.refuses)

    @property
    def to_reason(self) -> tuple[Finding, ...]:
        """Those for which somebody must write why."""
        return tuple(one for one in self.findings if one.outcome is Outcome.NEEDS_REASON)

    @property
    def stops(self) -> tuple[Finding, ...]:
        """Those that no answer and no reason gets past."""
        return tuple(one for one in self.refused if not one.asks)

    @property
    def open(self) -> tuple[Finding, ...]:
        """Those that somebody can answer or give a reason for."""
        return tuple(one for one in self.findings if not one.is_lawful and one not in self.stops)

    @property
    def lawful(self) -> tuple[Finding, ...]:
        return tuple(one for one in self.findings if one.is_lawful)

    @property
    def to_read(self) -> tuple[Finding, ...]:
        """Of what is in order what is read all the same."""
        return tuple(one for one in self.lawful if one.to_read)

    @property
    def folded(self) -> tuple[Finding, ...]:
        """The rest of what is in order."""
        return tuple(one for one in self.lawful if not one.to_read)

    @property
    def was_checked(self) -> bool:
        """Whether any rule was there to hold it against: not in another country, and not for ordinary work."""
        return any(one.answers for one in self.findings)

    @property
    def asks(self) -> frozenset[str]:
        """What would settle what is open."""
        return frozenset(one.asks for one in self.findings if one.asks)

    def asked(self, name: str) -> Finding | None:
        return next((one for one in self.findings if one.asks == name), None)

    def on_record(self) -> dict[str, str]:
        """What the record keeps of it: each rule with how it came out. No words about anybody."""
        return {one.rule: str(one.outcome) for one in reversed(self.findings)}


def verdict(findings: Iterable[Finding]) -> Verdict:
    """The worst first; otherwise in the order in which they were looked at."""
    return Verdict(tuple(sorted(findings, key=lambda one: -_WORSE.index(one.outcome))))


def together(first: Verdict, second: Verdict) -> Verdict:
    """Both as one. A rule that both looked at is said once: by the one in which it came out worse, by the first where they agree."""

    def worst(found: Verdict, rule: str) -> int:
        return max((_WORSE.index(one.outcome) for one in found.findings if one.rule == rule), default=-1)

    kept = [one for one in first.findings if worst(first, one.rule) >= worst(second, one.rule)]
    return verdict(kept + [one for one in second.findings if worst(second, one.rule) > worst(first, one.rule)])


def judged(rule: str, outcome: Outcome, sentence: str, *answers: Answer, asks: str = "") -> Finding:
    """A finding; what is not confirmed refuses nothing: it asks for a reason instead, and says so."""
    if outcome is Outcome.NOT_ALLOWED and any(one.is_unsure for one in answers):
        sentence = _("%(sentence)s Reglen er ikke bekræftet.") % {"sentence": sentence}
        outcome = Outcome.NEEDS_REASON
    return Finding(rule, outcome, sentence, answers, asks)


def unknown(rule: str, what: str, *answers: Answer, asks: str = "") -> Finding:
    """Something that is missing: said, and never guessed."""
    return Finding(rule, Outcome.NEEDS_REASON, what, answers, asks)


def _once(words: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(words))
