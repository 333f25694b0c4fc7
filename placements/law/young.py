"""Work under 18: hours a day and a week, evening and night, dangerous work, and who signs. Pure; the numbers are rows (young.*)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from placements.law.facts import Finding, Outcome, Said, Young, judged, unknown
from smaajob.rules.values import Answer, Rules
from smaajob.schedule import DatedWindow
from smaajob.vocabulary import Demand
from smaajob.writing import day, hours, joined, lower_first, times

SATURDAY = 5
HOUR = 60


@dataclass(frozen=True, slots=True)
class Load:
    """Minutes of a day, and of a week by its year and number: all that somebody works, counted once."""

    days: Counter[date]
    weeks: Counter[tuple[int, int]]

    def of_day(self, day: date) -> Decimal:
        """Hours."""
        return Decimal(self.days[day]) / HOUR

    def of_week(self, day: date) -> Decimal:
        """Hours of the week of a day."""
        return Decimal(self.weeks[day.isocalendar()[:2]]) / HOUR


def age_on(born: date, on: date) -> int:
    """Whole years; whoever was born on 29 February grows older on 1 March."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def is_adult(person: Young, rules: Rules, on: date) -> bool:
    """Whether the rules for adults hold: from the day on which somebody is old enough (young.adult_age)."""
    grown = rules.value("young.adult_age", on=on)
    return grown is None or age_on(person.born, on) >= grown.whole


def under_18(
    shifts: Sequence[DatedWindow],
    person: Young,
    rules: Rules,
    *,
    holidays: Collection[date] = frozenset(),
    besides: Iterable[DatedWindow] = (),
) -> list[Finding]:
    """What is wrong with each of some shifts of somebody under 18, each rule by its name; empty where all is well.

    `besides` are the person's other shifts: hours of a day and a week count them all. Minutes are local. A day is a school day where it is
    Monday to Friday, no public holiday, and not in a week without school (young.school_free_weeks).
    """
    every = _load({*shifts, *besides})
    found: list[Finding] = []
    for shift in sorted(shifts):
        if is_adult(person, rules, shift.day):
            continue
        for check in (_old_enough, _by_night, _in_a_day, _in_a_week):
            finding = check(shift, every, person, rules, holidays)
            if finding is not None:
                found.append(finding)
    return found


def dangerous(person: Young, demands: Collection[str], rules: Rules, on: date) -> list[Finding]:
    """Work that somebody under 18 must not have, or that must be looked at first, as far as a task's demands tell."""
    found = []
    barred = rules.value("young.barred_demands", on=on)
    if barred and (hit := [code for code in barred.words if code in demands]):
        sentence = _("Opgaven kræver %(what)s. Det må man ikke arbejde med under 18 år.") % {"what": _named(hit)}
        found.append(judged("dangerous", Outcome.NOT_ALLOWED, sentence, barred))
    looked_at = rules.value("young.demands_to_assess", on=on)
    if looked_at and (hit := [code for code in looked_at.words if code in demands]):
        sentence = _("Opgaven kræver %(what)s. Skriv, hvordan det bliver forsvarligt for en under 18 år.")
        found.append(judged("dangerous", Outcome.NEEDS_REASON, sentence % {"what": _named(hit)}, looked_at))
    return found


def task_text(rules: Rules, on: date) -> list[Finding]:
    """That of dangerous work only what is ticked off was looked at: what people write of the tasks is for people to read. Of somebody who
    is not grown up."""
    barred = rules.value("young.barred_demands", on=on)
    if barred is None or not barred.words:
        return []
    sentence = _(
        "Vi har kun set på de krav, der er sat kryds ved på opgaven, og ikke læst teksten om, hvad personen skal lave. Under 18 år må der"
        " heller ikke stå farligt arbejde i den, for eksempel det, som kræver %(what)s. Læs den igennem."
    )
    said = judged("task_text", Outcome.LAWFUL, sentence % {"what": _named(barred.words)}, barred)
    return [replace(said, to_read=True)]


def guardian(person: Young, said: str, rules: Rules, on: date) -> Finding | None:
    """A parent or guardian signs for somebody under 18, before the first day. None where the rule asks for none."""
    asked = rules.value("young.guardian", on=on)
    if asked is None or not asked.value or is_adult(person, rules, on):
        return None
    if said == Said.YES:
        return judged("guardian", Outcome.LAWFUL, _("Forældre eller værge har sagt ja."), asked)
    if said == Said.LATER:
        sentence = _("Forældre eller værge skal skrive under, før det begynder.")
        return judged("guardian", Outcome.LAWFUL, sentence, asked)
    sentence = _("Personen er under 18 år. Forældre eller værge skal skrive under. Har de sagt ja?")
    return judged("guardian", Outcome.NEEDS_REASON, sentence, asked, asks="guardian")


def summed_up(found: Iterable[Finding]) -> list[Finding]:
    """One finding of each rule and outcome: the first shift that it is about, and how many there are like it."""
    by_rule: dict[tuple[str, Outcome], list[Finding]] = {}
    for one in found:
        by_rule.setdefault((one.rule, one.outcome), []).append(one)
    result = []
    for same in by_rule.values():
        first, more = same[0], len(same) - 1
        if more:
            also = ngettext("Det gælder også %(n)d vagt mere.", "Det gælder også %(n)d vagter mere.", more) % {
                "n": more
            }
            first = replace(first, sentence=f"{first.sentence} {also}")
        result.append(first)
    return result


def is_school_day(on: date, rules: Rules, holidays: Collection[date]) -> bool:
    """Monday to Friday, no public holiday, not in a week without school."""
    free = rules.value("young.school_free_weeks", on=on)
    week = str(on.isocalendar().week)
    return on.weekday() < SATURDAY and on not in holidays and week not in (free.words if free else ())


def _old_enough(
    shift: DatedWindow, _every: Load, person: Young, rules: Rules, _holidays: Collection[date]
) -> Finding | None:
    least = rules.value("young.least_age", on=shift.day)
    if least is None or age_on(person.born, shift.day) >= least.whole:
        return None
    sentence = _("%(day)s: Man skal være fyldt %(age)s for at arbejde.") % {"day": day(shift.day), "age": least.said}
    return judged("least_age", Outcome.NOT_ALLOWED, sentence, least)


def _by_night(
    shift: DatedWindow, _every: Load, _person: Young, rules: Rules, _holidays: Collection[date]
) -> Finding | None:
    first, last = rules.value("young.night_to", on=shift.day), rules.value("young.night_from", on=shift.day)
    if first is None or last is None:
        return unknown("night", _("Vi kender ikke reglen om arbejde om aftenen og natten under 18 år."))
    if first.minute <= shift.start and shift.end <= last.minute:
        return None
    sentence = _("%(day)s %(times)s: Under 18 år må man ikke arbejde fra %(from)s til %(to)s.") % {
        "day": day(shift.day),
        "times": times(shift.start, shift.end),
        "from": last.said,
        "to": first.said,
    }
    return judged("night", Outcome.NOT_ALLOWED, sentence, first, last)


def _in_a_day(
    shift: DatedWindow, every: Load, person: Young, rules: Rules, holidays: Collection[date]
) -> Finding | None:
    school = is_school_day(shift.day, rules, holidays)
    child = _is_child(person, rules, shift.day)
    free_day = "young.free_day_hours_child" if child else "young.free_day_hours_pupil"
    as_pupil = rules.value("young.school_day_hours" if school else free_day, on=shift.day)
    otherwise = rules.value("young.day_hours", on=shift.day)
    worked = every.of_day(shift.day)
    said = _("%(day)s: %(hours)s i alt.") % {"day": day(shift.day), "hours": hours(worked)}
    what = _("på en skoledag") if school else _("på en dag uden skole")
    return _weighed("day", worked, as_pupil, otherwise, person, child, said, what, _("på en dag"))


def _in_a_week(
    shift: DatedWindow, every: Load, person: Young, rules: Rules, holidays: Collection[date]
) -> Finding | None:
    week = shift.day.isocalendar()[:2]
    days = [date.fromisocalendar(*week, number) for number in range(1, 8)]
    school = any(is_school_day(one, rules, holidays) for one in days)
    child = _is_child(person, rules, shift.day)
    free_week = "young.free_week_hours_child" if child else "young.free_week_hours_pupil"
    as_pupil = rules.value("young.school_week_hours" if school else free_week, on=shift.day)
    otherwise = rules.value("young.week_hours", on=shift.day)
    worked = every.of_week(shift.day)
    said = _("Uge %(week)d, %(day)s: %(hours)s i alt.") % {
        "week": week[1],
        "day": day(shift.day),
        "hours": hours(worked),
    }
    what = _("i en uge med skole") if school else _("i en uge uden skole")
    return _weighed("week", worked, as_pupil, otherwise, person, child, said, what, _("i en uge"))


def _weighed(
    rule: str,
    worked: Decimal,
    as_pupil: Answer | None,
    otherwise: Answer | None,
    person: Young,
    child: bool,
    said: str,
    what: str,
    of_others: str,
) -> Finding | None:
    """Against the limit of those who must go to school, or of the others; where it is not known which, and decides, it is asked."""
    if as_pupil is None or otherwise is None:
        return unknown(rule, _("Vi kender ikke reglen om timer under 18 år."))
    must_go = True if child else person.in_school
    limit, where = (otherwise, of_others) if must_go is False else (as_pupil, what)
    if worked <= limit.number:
        return None
    told = {"said": said, "most": limit.said, "what": where}
    if must_go is None and worked <= otherwise.number:
        sentence = _(
            "%(said)s Med undervisningspligt må det højst være %(most)s %(what)s. Har personen undervisningspligt?"
        )
        return judged(rule, Outcome.NEEDS_REASON, sentence % told, limit, asks="in_school")
    sentence = _("%(said)s Under 18 år må det højst være %(most)s %(what)s.")
    if must_go is not False:
        sentence = _("%(said)s Med undervisningspligt må det højst være %(most)s %(what)s.")
    return judged(rule, Outcome.NOT_ALLOWED, sentence % told, limit)


def _is_child(person: Young, rules: Rules, on: date) -> bool:
    """So young that they go to school, whatever is said of it."""
    until = rules.value("young.school_until", on=on)
    return until is not None and age_on(person.born, on) < until.whole


def _load(shifts: Iterable[DatedWindow]) -> Load:
    days: Counter[date] = Counter()
    weeks: Counter[tuple[int, int]] = Counter()
    for one in shifts:
        days[one.day] += one.minutes
        weeks[one.day.isocalendar()[:2]] += one.minutes
    return Load(days, weeks)


def _named(codes: Iterable[str]) -> str:
    return joined(lower_first(str(Demand(code).label)) for code in codes)
