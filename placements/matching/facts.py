"""What the rules find, in codes and numbers: nothing here is text for people (placements/matching/wording.py)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum

from smaajob.schedule import AnyWindow


class Outcome(IntEnum):
    """How well a person and a task go together, by one rule; the highest of several counts."""

    FITS = 0
    CAN_BE_ARRANGED = 1
    MISSING = 2


class Rule(StrEnum):
    """The value is what stands in a URL."""

    ALREADY_THERE = "allerede"
    CONSENT = "samtykke"
    AVAILABILITY = "tider"
    DAILY_HOURS = "dag"
    WEEKLY_HOURS = "uge"
    SHIFTS = "vagter"
    TOGETHER = "samlet"
    ACCOMMODATIONS = "hensyn"
    LANGUAGE = "sprog"
    REACH = "afstand"
    CERTIFICATES = "beviser"


class Why(StrEnum):
    """What a fact says; beside it, which fields of Fact it fills."""

    ALREADY_THERE = "already_there"
    CONSENT_NEVER = "consent_never"
    CONSENT_RUN_OUT = "consent_run_out"  # day: the last on which it held
    CONSENT_WITHDRAWN = "consent_withdrawn"  # day
    CONSENT_TO_OTHERS = "consent_to_others"
    NO_DAYS_LEFT = "no_days_left"
    WORK_TIMES_UNKNOWN = "work_times_unknown"
    WORK_TIMES_IMPOSSIBLE = "work_times_impossible"  # amount: minutes that its own windows hold; asked
    TIMES_UNKNOWN = "times_unknown"
    TIMES_FIT = "times_fit"
    TIMES_OUTSIDE = "times_outside"  # windows
    TIMES_TOO_SHORT = "times_too_short"  # amount: the most minutes that fit; asked
    DAY_TOO_LONG = "day_too_long"  # amount: the longest day's minutes; limit
    DAY_HOLDS_TOO_LITTLE = "day_holds_too_little"  # amount: the most minutes that fit; limit; asked
    WEEK_FITS = "week_fits"  # amount: the fullest week's minutes; limit
    WEEK_TOO_LONG = "week_too_long"  # amount: the fullest week's minutes; limit
    WEEKS_HOLD_TOO_LITTLE = "weeks_hold_too_little"  # amount: the most minutes that fit; limit; asked
    SHIFT_IN_THE_WAY = "shift_in_the_way"  # windows: the first; amount: how many times
    SHIFTS_LEAVE_TOO_LITTLE = "shifts_leave_too_little"  # amount: the most minutes that fit; asked
    OTHER_TIMES_UNKNOWN = "other_times_unknown"  # amount: how many placements
    TOGETHER_TOO_LITTLE = "together_too_little"  # amount: the most minutes that fit; asked
    OFFERED = "offered"  # codes: the accommodation
    REFUSED = "refused"  # codes: the accommodation
    NOT_SAID = "not_said"  # codes: the accommodation
    LANGUAGE_SPOKEN = "language_spoken"  # codes: as the person speaks it
    LANGUAGE_LACKING = "language_lacking"  # codes: as the task asks for it
    LANGUAGE_TOO_LOW = "language_too_low"  # codes: as asked, as spoken
    LANGUAGE_LEVEL_UNKNOWN = "language_level_unknown"  # codes: as asked
    NEAR = "near"  # amount: km
    TOO_FAR = "too_far"  # amount: km; limit: km
    DISTANCE_UNKNOWN = "distance_unknown"  # limit: km
    CERTIFICATE_HELD = "certificate_held"  # codes: the certificate
    CERTIFICATE_LACKING = "certificate_lacking"  # codes: the certificate


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing found, in codes and numbers: minutes or km as `Why` says. `dated` hours are in all, others a week."""

    outcome: Outcome
    why: Why
    codes: tuple[str, ...] = ()
    windows: tuple[AnyWindow, ...] = ()
    amount: float = 0
    limit: float = 0
    asked: int = 0
    dated: bool = False
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What one rule found. A rule that has nothing to say fits."""

    rule: Rule
    facts: tuple[Fact, ...] = ()

    @property
    def outcome(self) -> Outcome:
        return max((fact.outcome for fact in self.facts), default=Outcome.FITS)


@dataclass(frozen=True, slots=True)
class Assessment:
    """What all rules found about one person and one task."""

    results: tuple[Result, ...]
    distance_km: float | None

    @property
    def possible(self) -> bool:
        """Whether nothing is missing."""
        return not self.missing

    @property
    def missing(self) -> tuple[Rule, ...]:
        """The rules that bar."""
        return tuple(result.rule for result in self.results if result.outcome is Outcome.MISSING)

    def facts(self, outcome: Outcome) -> list[Fact]:
        """The facts with one outcome, in the rules' order."""
        return [fact for result in self.results for fact in result.facts if fact.outcome is outcome]
