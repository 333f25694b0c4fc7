"""Is it lawful? Asked before a proposal is sent, before an agreement is sent to be signed, and at each extension.

    check_placement(terms, rules)                        a new placement
    check_extension(terms, rules, ended=…, decided_on=…) the same placement, until later
    check_move(kind, person, rules, on=…, place=…, …)    the same placement, at another workplace or in another task
    check_tasks(person, demands, rules, on)              the same placement, with other tasks
    check_shift_under_18(shift, person, rules, …)        one shift, as it is planned or moved

Each answers with a Verdict: lawful, needs a reason, or not allowed, and the findings that say why, with their paragraphs. `rules` come from
`placements.law.loader.rules_of` (or smaajob.rules.lookup.rules_for); `terms` from the loader, or written by hand. Nothing is written.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _

from placements.law import young
from placements.law.duration import for_the_group, mentor, praktik, subsidy
from placements.law.facts import (
    A_MEASURE,
    PRAKTIK,
    SUBSIDISED,
    Calendar,
    Finding,
    Outcome,
    Place,
    Purpose,
    Said,
    Terms,
    Verdict,
    Young,
    judged,
    unknown,
    verdict,
)
from placements.law.ratio import ratio, statement
from smaajob.rules.values import Rules
from smaajob.schedule import DatedWindow

NOTHING_PLANNED = Calendar()


def check_placement(terms: Terms, rules: Rules) -> Verdict:
    """A new placement, by the rules of its first day."""
    return _check(terms, rules, terms.start, ended=None)


def check_extension(terms: Terms, rules: Rules, *, ended: date, decided_on: date) -> Verdict:
    """A placement that is to last until `terms.planned_end`, and was agreed until `ended`; by the rules of the day of deciding."""
    return _check(terms, rules, decided_on, ended=ended)


def check_move(
    kind: str,
    person: Young,
    rules: Rules,
    *,
    on: date,
    place: Place | None = None,
    said: str = Said.UNKNOWN,
    demands: Collection[str] = (),
    calendar: Calendar = NOTHING_PLANNED,
) -> Verdict:
    """A placement that is somewhere else from a day: how many there may be at the new `place` (None: its P-number stays) and whether its
    employees have been heard; under 18 what the new task demands, and the shifts that are new. How long it lasts is not asked again.
    """
    if not rules.apply:
        return _elsewhere()
    found: list[Finding] = []
    if place is not None and kind in A_MEASURE:
        found += [ratio(place, rules, on), statement(place, said, rules, on)]
    wrong = young.under_18(calendar.shifts, person, rules, holidays=calendar.holidays, besides=calendar.besides)
    found += young.summed_up(wrong)
    if not young.is_adult(person, rules, on):
        found += young.dangerous(person, demands, rules, on) + young.task_text(rules, on)
    return verdict(found)


def check_tasks(person: Young, demands: Collection[str], rules: Rules, on: date) -> Verdict:
    """Other tasks in the same placement: whoever is 18 on the day is not asked about."""
    if not rules.apply or young.is_adult(person, rules, on):
        return verdict(())
    return verdict(young.dangerous(person, demands, rules, on) + young.task_text(rules, on))


def check_shift_under_18(
    shift: DatedWindow,
    person: Young,
    rules: Rules,
    *,
    besides: Iterable[DatedWindow] = (),
    holidays: Collection[date] = frozenset(),
    demands: Collection[str] = (),
) -> Verdict:
    """One shift (local minutes) of somebody; whoever is 18 that day is not asked about. `besides`: all their other shifts that week."""
    if not rules.apply:
        return _elsewhere()
    found = young.under_18([shift], person, rules, holidays=holidays, besides=besides)
    if not young.is_adult(person, rules, shift.day):
        found += young.dangerous(person, demands, rules, shift.day)
    return verdict(found)


def _check(terms: Terms, rules: Rules, on: date, *, ended: date | None) -> Verdict:
    if not rules.apply:
        return _elsewhere()
    found: list[Finding] = []
    if terms.kind in PRAKTIK:
        found += [_purpose(terms, rules, on), *for_the_group("duration", terms, rules, on, praktik, ended=ended)]
    if terms.kind in SUBSIDISED:
        found += for_the_group("subsidy", terms, rules, on, subsidy, ended=ended)
    if terms.kind in A_MEASURE:
        found += [ratio(terms.place, rules, on), statement(terms.place, terms.statement, rules, on)]
    if (granted := mentor(terms, rules, on)) is not None:
        found.append(granted)
    found += _young(terms, rules, on)
    return verdict(found or [_ordinary()])


def _purpose(terms: Terms, rules: Rules, on: date) -> Finding:
    """Exactly one of three. Source: the row praktik.purposes."""
    asked = rules.value("praktik.purposes", on=on)
    if asked is None or asked.value is None:
        return unknown("purpose", _("Vi kender ikke reglen om praktikkens formål."))
    chosen = [Purpose(code) for code in dict.fromkeys(terms.purposes) if code in Purpose.values]
    if len(chosen) == asked.whole:
        sentence = _("Formålet: %(purpose)s.") % {"purpose": chosen[0].label}
        return judged("purpose", Outcome.LAWFUL, sentence, asked)
    sentence = _("En praktik skal have netop ét formål. Vælg det, der passer bedst.")
    options = tuple((one.value, str(one.label)) for one in Purpose)
    return replace(judged("purpose", Outcome.NOT_ALLOWED, sentence, asked, asks="purpose"), options=options)


def _young(terms: Terms, rules: Rules, on: date) -> list[Finding]:
    """Shifts under 18, whichever kind it is; what is dangerous and who signs, where somebody is not 18 on the first day."""
    planned = terms.calendar
    wrong = young.under_18(planned.shifts, terms.person, rules, holidays=planned.holidays, besides=planned.besides)
    found = young.summed_up(wrong)
    first = max(on, terms.start)
    if young.is_adult(terms.person, rules, first):
        return found
    signs = young.guardian(terms.person, terms.guardian, rules, first)
    work = young.dangerous(terms.person, terms.demands, rules, first) + young.task_text(rules, first)
    return found + work + ([signs] if signs else [])


def _ordinary() -> Finding:
    """Ordinary work, flex job, nytteindsats: none of the rules here holds for it."""
    sentence = _("Reglerne om praktik og løntilskud gælder ikke for det her forløb.")
    return Finding("ordinary", Outcome.LAWFUL, sentence)


def _elsewhere() -> Verdict:
    return verdict([Finding("country", Outcome.LAWFUL, _("Dansk lov gælder ikke her."))])
