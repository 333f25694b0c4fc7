"""Who can take which task: one function a rule, each with its outcome and its facts. Pure: no models, no words for people.

The rules are those of docs/import-format.md. An empty limit never bars; neither does the step (trin), which describes
how hard a job is. Every rule is looked at, so that all that stands in the way is told, not only the first thing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from placements.matching import fixed
from placements.matching.facts import Assessment, Fact, Outcome, Result, Rule, Why
from placements.matching.sessions import Limits, most
from placements.matching.values import Person, Work, Yes
from placements.matching.weeks import Stretch, stretches
from smaajob.geography import distance_km

__all__ = ["RULES", "Assessment", "Fact", "Outcome", "Person", "Result", "Rule", "Why", "Work", "assess"]


@dataclass(frozen=True)
class Case:
    """A person and a task on a day, and what several rules need to know of them, worked out once."""

    person: Person
    work: Work
    today: date

    @property
    def first(self) -> date:
        """The day on which the work can begin."""
        return max(self.work.start, self.today)

    @cached_property
    def weeks(self) -> tuple[Stretch, ...]:
        """From the first day to the work's last."""
        return stretches(self.person, self.work, self.first, self.work.end)

    @cached_property
    def takes_all(self) -> bool:
        """Whether sessions can be placed that keep everything at once (flexible work)."""
        limits = Limits(self.person.day_limit, self.person.week_limit, shifts=True)
        return self.holds(self.weeks, limits) == self.work.need

    @cached_property
    def fits_times(self) -> bool:
        """Whether the work fits into the person's times alone."""
        if self.work.flexible:
            return self.takes_all or self.holds(self.weeks, Limits()) == self.work.need
        return not any(fixed.outside(stretch, dated=False) for stretch in self.weeks)

    @cached_property
    def given(self) -> tuple[Stretch, ...]:
        """The weeks that the other rules look at: the person's times, or, where these don't fit anyway, any time."""
        if self.fits_times:
            return self.weeks
        anytime = Person(shifts=self.person.shifts)
        return stretches(anytime, self.work, self.first, self.work.end)

    @cached_property
    def own_hours(self) -> int:
        """The minutes that the work's own windows hold, no more than it needs (flexible work)."""
        return self.work.need if self.fits_times else self.holds(self.given, Limits())

    @cached_property
    def distance_km(self) -> float | None:
        """Between the person's postcode and the work's; None where either is unknown."""
        return distance_km(self.person.postcode, self.person.country, self.work.postcode, self.work.country)

    def holds(self, weeks: tuple[Stretch, ...], limits: Limits) -> int:
        """The most minutes, no more than needed, that every stretch of weeks holds."""
        return min((most(stretch, self.work, limits) for stretch in weeks), default=0)

    def too_little(self, why: Why, limits: Limits, limit: float = 0) -> tuple[Fact, ...]:
        """The fact that flexible work can't be placed within limits, if it can't."""
        if self.takes_all or self.own_hours < self.work.need:
            return ()
        held = self.holds(self.given, limits)
        return () if held == self.work.need else (self.lacks(why, held, limit),)

    def lacks(self, why: Why, amount: int, limit: float = 0) -> Fact:
        """The fact that only `amount` of the minutes needed find room."""
        return Fact(Outcome.MISSING, why, amount=amount, limit=limit, asked=self.work.need, dated=self.work.dated)


def already_there(case: Case) -> Result:
    """Nobody takes the task that they are in."""
    there = case.work.key in case.person.placed_in
    return Result(Rule.ALREADY_THERE, (Fact(Outcome.MISSING, Why.ALREADY_THERE),) if there else ())


def consent(case: Case) -> Result:
    """The person has said yes to being proposed, to this workplace or to all; it holds today and is not taken back."""
    fact = _consent(case)
    return Result(Rule.CONSENT, (fact,) if fact else ())


def _consent(case: Case) -> Fact | None:
    held = _held_consents(case.person, case.today)
    if any(yes.to in (None, case.work.workplace) for yes in held):
        return None
    return Fact(Outcome.MISSING, Why.CONSENT_TO_OTHERS) if held else no_consent(case.person, case.today)


def _held_consents(person: Person, today: date) -> list[Yes]:
    return [yes for yes in person.consents if yes.withdrawn is None and yes.until >= today]


def no_consent(person: Person, today: date) -> Fact | None:
    """Why nobody may propose the person to anybody: never said yes, run out, withdrawn; None where somebody may."""
    if _held_consents(person, today):
        return None
    last = max(person.consents, key=lambda yes: yes.withdrawn or yes.until, default=None)
    if last is None:
        return Fact(Outcome.MISSING, Why.CONSENT_NEVER)
    why = Why.CONSENT_WITHDRAWN if last.withdrawn else Why.CONSENT_RUN_OUT
    return Fact(Outcome.MISSING, why, day=last.withdrawn or last.until)


def availability(case: Case) -> Result:
    """The work lies in the person's times: fixed windows wholly; flexible hours in sessions that are long enough."""
    return Result(Rule.AVAILABILITY, (_availability(case),))


def _availability(case: Case) -> Fact:
    if not case.work.windows:
        return Fact(Outcome.CAN_BE_ARRANGED, Why.WORK_TIMES_UNKNOWN)
    if not case.weeks:
        return Fact(Outcome.MISSING, Why.NO_DAYS_LEFT)
    if case.work.flexible and case.own_hours < case.work.need:
        return case.lacks(Why.WORK_TIMES_IMPOSSIBLE, case.own_hours)
    if not case.person.availability:
        return Fact(Outcome.CAN_BE_ARRANGED, Why.TIMES_UNKNOWN)
    if case.fits_times:
        return Fact(Outcome.FITS, Why.TIMES_FIT)
    if case.work.flexible:
        return case.lacks(Why.TIMES_TOO_SHORT, case.holds(case.weeks, Limits()))
    return Fact(Outcome.MISSING, Why.TIMES_OUTSIDE, windows=fixed.outside(case.weeks[0], dated=case.work.dated))


def daily_hours(case: Case) -> Result:
    """No day has more hours than the person can, those already held on it included."""
    limit = case.person.day_limit
    if limit is None or not case.weeks:
        return Result(Rule.DAILY_HOURS)
    if case.work.flexible:
        return Result(Rule.DAILY_HOURS, case.too_little(Why.DAY_HOLDS_TOO_LITTLE, Limits(day=limit), limit))
    longest = fixed.longest_day(case.weeks[0])
    too_long = Fact(Outcome.MISSING, Why.DAY_TOO_LONG, amount=longest, limit=limit)
    return Result(Rule.DAILY_HOURS, (too_long,) if longest > limit else ())


def weekly_hours(case: Case) -> Result:
    """No week has more hours than the person can, those already held in it included."""
    limit = case.person.week_limit
    if limit is None or not case.weeks:
        return Result(Rule.WEEKLY_HOURS)
    if case.work.flexible and case.work.dated:
        return Result(Rule.WEEKLY_HOURS, case.too_little(Why.WEEKS_HOLD_TOO_LITTLE, Limits(week=limit), limit))
    if case.work.flexible:
        fullest = case.work.need + max(week.held_minutes for stretch in case.weeks for week in stretch)
    else:
        fullest = fixed.longest_week(case.weeks[0])
    if fullest > limit:
        return Result(Rule.WEEKLY_HOURS, (Fact(Outcome.MISSING, Why.WEEK_TOO_LONG, amount=fullest, limit=limit),))
    return Result(Rule.WEEKLY_HOURS, (Fact(Outcome.FITS, Why.WEEK_FITS, amount=fullest, limit=limit),))


def no_shift_then(case: Case) -> Result:
    """The person has no other shift at the time; another placement without times may have one."""
    facts: tuple[Fact, ...] = ()
    if case.work.flexible:
        facts = case.too_little(Why.SHIFTS_LEAVE_TOO_LITTLE, Limits(shifts=True))
    elif found := fixed.shifts_in_the_way(case.person, case.work, case.first, case.work.end):
        facts = (Fact(Outcome.MISSING, Why.SHIFT_IN_THE_WAY, windows=found[:1], amount=len(found)),)
    if case.person.without_times:
        unknown = Fact(Outcome.CAN_BE_ARRANGED, Why.OTHER_TIMES_UNKNOWN, amount=case.person.without_times)
        facts = (*facts, unknown)
    return Result(Rule.SHIFTS, facts)


def together(case: Case) -> Result:
    """The person's times, limits and shifts each leave room for flexible work, but not all at once."""
    alone = (daily_hours, weekly_hours, no_shift_then)
    if not case.work.flexible or not case.fits_times or case.takes_all:
        return Result(Rule.TOGETHER)
    if not case.weeks or any(rule(case).outcome is Outcome.MISSING for rule in alone):
        return Result(Rule.TOGETHER)
    limits = Limits(case.person.day_limit, case.person.week_limit, shifts=True)
    return Result(Rule.TOGETHER, (case.lacks(Why.TOGETHER_TOO_LITTLE, case.holds(case.weeks, limits)),))


def accommodations(case: Case) -> Result:
    """What the person needs is offered, refused (which wins over an offer), or not said and so can be arranged."""
    return Result(Rule.ACCOMMODATIONS, tuple(_accommodation(code, case.work) for code in sorted(case.person.needs)))


def _accommodation(code: str, work: Work) -> Fact:
    if code in work.refused:
        return Fact(Outcome.MISSING, Why.REFUSED, codes=(code,))
    if code in work.offered:
        return Fact(Outcome.FITS, Why.OFFERED, codes=(code,))
    return Fact(Outcome.CAN_BE_ARRANGED, Why.NOT_SAID, codes=(code,))


def language(case: Case) -> Result:
    """Every language that the task asks for is spoken, at its level or above."""
    return Result(Rule.LANGUAGE, tuple(_language(asked, case.person.languages) for asked in case.work.languages))


def _language(asked: str, languages: tuple[str, ...]) -> Fact:
    name, _colon, level = asked.partition(":")
    # CEFR levels sort as they rise: A1, A2, B1 …; a language without a level comes first.
    spoken = max((own for own in languages if own.partition(":")[0] == name), default=None)
    if spoken is None:
        return Fact(Outcome.MISSING, Why.LANGUAGE_LACKING, codes=(asked,))
    own_level = spoken.partition(":")[2]
    if not level or own_level >= level:
        return Fact(Outcome.FITS, Why.LANGUAGE_SPOKEN, codes=(spoken,))
    if not own_level:
        return Fact(Outcome.CAN_BE_ARRANGED, Why.LANGUAGE_LEVEL_UNKNOWN, codes=(asked,))
    return Fact(Outcome.MISSING, Why.LANGUAGE_TOO_LOW, codes=(asked, spoken))


def reach(case: Case) -> Result:
    """The work is no farther than the person can come."""
    km, limit = case.distance_km, case.person.reach_km
    if km is not None and limit is not None and km > limit:
        return Result(Rule.REACH, (Fact(Outcome.MISSING, Why.TOO_FAR, amount=km, limit=limit),))
    if km is not None:
        return Result(Rule.REACH, (Fact(Outcome.FITS, Why.NEAR, amount=km),))
    if limit is None:
        return Result(Rule.REACH)
    return Result(Rule.REACH, (Fact(Outcome.CAN_BE_ARRANGED, Why.DISTANCE_UNKNOWN, limit=limit),))


def certificates(case: Case) -> Result:
    """The person has every certificate that the task asks for."""
    return Result(Rule.CERTIFICATES, tuple(_certificate(code, case.person) for code in sorted(case.work.certificates)))


def _certificate(code: str, person: Person) -> Fact:
    if code in person.certificates:
        return Fact(Outcome.FITS, Why.CERTIFICATE_HELD, codes=(code,))
    return Fact(Outcome.MISSING, Why.CERTIFICATE_LACKING, codes=(code,))


RULES: tuple[Callable[[Case], Result], ...] = (
    already_there,
    consent,
    availability,
    daily_hours,
    weekly_hours,
    no_shift_then,
    together,
    accommodations,
    language,
    reach,
    certificates,
)


def assess(person: Person, work: Work, today: date) -> Assessment:
    """What every rule says about a person and a task, looking from `today` on."""
    case = Case(person, work, today)
    return Assessment(tuple(rule(case) for rule in RULES), case.distance_km)
