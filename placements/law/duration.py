"""How long praktik, wage subsidy and mentor may last, for each group that the person may be in. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from django.utils.translation import gettext as _

from placements.law.facts import Finding, Outcome, Terms, judged, unknown
from placements.law.lengths import days_between, in_weeks, last_day, last_day_of_months
from smaajob.rules.values import Answer, LawGroup, Rules
from smaajob.writing import day_year, joined, lower_first

MOST_NAMED = 4
Judge = Callable[[Terms, LawGroup, Rules, date, date | None], Finding]


def praktik(terms: Terms, group: LawGroup, rules: Rules, on: date, ended: date | None) -> Finding:
    """So many weeks from the beginning, more after a concrete assessment, then so many at a time. `ended`: until when it was agreed before.

    Source: the rows praktik.max_weeks, praktik.extended_weeks, praktik.special_weeks.
    """
    first, assessed, special = (
        rules.value(key, on=on, group=group.code)
        for key in ("praktik.max_weeks", "praktik.extended_weeks", "praktik.special_weeks")
    )
    if first is None or assessed is None or special is None:
        return unknown(
            "duration", _("Vi kender ikke reglen om, hvor længe praktik kan vare for %(group)s.") % _of(group)
        )
    if first.value is None:
        return judged("duration", Outcome.LAWFUL, _("Der er ingen grænse for, hvor længe praktikken kan vare."), first)
    began, end = terms.first_day, terms.planned_end
    told = {"length": in_weeks(days_between(began, end)), "first": first.said, **_of(group)}
    if end <= last_day(began, first.whole):
        return judged(
            "duration", Outcome.LAWFUL, _("Praktikken varer %(length)s. Den kan vare op til %(first)s.") % told, first
        )
    if assessed.value is None or end <= last_day(began, assessed.whole):
        return judged(
            "duration",
            Outcome.NEEDS_REASON,
            _("Praktikken varer %(length)s. Over %(first)s kræver en konkret vurdering. Skriv den her.") % told,
            assessed,
        )
    return _beyond(terms, assessed, special, first, ended, told)


def _beyond(
    terms: Terms, assessed: Answer, special: Answer, first: Answer, ended: date | None, told: dict[str, str]
) -> Finding:
    """Longer than an assessment alone gives: only as an extension, and so many weeks at a time."""
    told |= {"most": assessed.said, "special": special.said}
    if special.value is not None and special.whole == 0:
        cannot = assessed.whole <= first.whole
        sentence = (
            _("Praktikken varer %(length)s. For %(group)s kan den højst vare %(first)s, og den kan ikke forlænges.")
            if cannot
            else _("Praktikken varer %(length)s. For %(group)s kan den højst vare %(most)s.")
        )
        return judged("duration", Outcome.NOT_ALLOWED, sentence % told, first, assessed, special)
    if ended is None:
        sentence = _("Praktikken varer %(length)s. Den kan højst aftales til %(most)s fra begyndelsen.")
        more = _("Derefter kan den forlænges med op til %(special)s ad gangen.")
        return judged("duration", Outcome.NOT_ALLOWED, f"{sentence} {more}" % told, assessed, special)
    agreed_until = max(last_day(terms.first_day, assessed.whole), ended)
    if special.value is not None and terms.planned_end > agreed_until + timedelta(weeks=special.whole):
        told["day"] = day_year(agreed_until + timedelta(weeks=special.whole))
        sentence = _(
            "Ud over %(most)s kan praktikken forlænges med %(special)s ad gangen. Det er nu til og med %(day)s."
        )
        return judged("duration", Outcome.NOT_ALLOWED, sentence % told, special)
    return judged(
        "duration",
        Outcome.NEEDS_REASON,
        _("Praktikken varer så %(length)s i alt. Ud over %(most)s kræver det et ganske særligt behov. Skriv det her.")
        % told,
        special,
    )


def subsidy(terms: Terms, group: LawGroup, rules: Rules, on: date, ended: date | None) -> Finding:
    """So many months, at a private or a public employer; some groups can't have it. Source: the rows loentilskud.*."""
    open_to = rules.value("loentilskud.open_to", on=on, group=group.code)
    if open_to is not None and open_to.value is False:
        sentence = _("%(group)s kan ikke få et job med løntilskud.") % {"group": group.name}
        return judged("subsidy", Outcome.NOT_ALLOWED, sentence, open_to)
    public = terms.place.public
    months = rules.value(
        "loentilskud.public_months" if public else "loentilskud.private_months", on=on, group=group.code
    )
    if open_to is None or months is None:
        return unknown(
            "subsidy", _("Vi kender ikke reglen om, hvor længe løntilskud kan vare for %(group)s.") % _of(group)
        )
    where = _("en offentlig arbejdsgiver") if public else _("en privat arbejdsgiver")
    if months.value is None:
        return judged(
            "subsidy", Outcome.LAWFUL, _("Der er ingen grænse for, hvor længe løntilskuddet kan vare."), months
        )
    last = last_day_of_months(terms.first_day, months.whole)
    told = {"months": months.said, "where": where, "day": day_year(last)}
    if terms.planned_end <= last:
        sentence = _("Løntilskud kan vare op til %(months)s hos %(where)s: til og med %(day)s.") % told
        return judged("subsidy", Outcome.LAWFUL, sentence, months)
    sentence = _("Løntilskud kan højst vare %(months)s hos %(where)s: til og med %(day)s.") % told
    return judged("subsidy", Outcome.NOT_ALLOWED, sentence, months)


def mentor(terms: Terms, rules: Rules, on: date) -> Finding | None:
    """So many months at a time. Source: the row mentor.max_months. None where no mentor is granted."""
    if terms.mentor is None:
        return None
    months = rules.value("mentor.max_months", on=on)
    if months is None:
        return unknown("mentor", _("Vi kender ikke reglen om, hvor længe mentorstøtte kan gives."))
    if months.value is None:
        return judged(
            "mentor", Outcome.LAWFUL, _("Der er ingen grænse for, hvor længe mentorstøtte kan gives."), months
        )
    first, end = terms.mentor
    last = last_day_of_months(first, months.whole)
    told = {"months": months.said, "day": day_year(last)}
    if end <= last:
        return judged("mentor", Outcome.LAWFUL, _("Mentorstøtten varer højst %(months)s.") % told, months)
    sentence = _("Mentorstøtte kan højst gives for %(months)s ad gangen: til og med %(day)s.") % told
    return judged("mentor", Outcome.NOT_ALLOWED, sentence, months)


def for_the_group(
    rule: str, terms: Terms, rules: Rules, on: date, judge: Judge, *, ended: date | None
) -> list[Finding]:
    """The finding of the person's group. Where it may be one of several and they come out differently, that is asked, not guessed."""
    groups = terms.groups.groups
    if not groups:
        return [
            unknown("law_group", _("Vi kender ingen målgrupper i loven, som personen kan være i."), asks="law_group")
        ]
    by_group = {group: judge(terms, group, rules, on, ended) for group in groups}
    found = list(by_group.values())
    if len(groups) == 1:
        return found
    answers = tuple(dict.fromkeys(answer for one in found for answer in one.answers))
    if all(one.is_lawful for one in found):
        sentence = _("Længden er lovlig i alle de målgrupper, som personen kan være i.")
        return [Finding(rule, Outcome.LAWFUL, sentence, answers)]
    if all(one.refuses for one in found):
        return found[:1]
    options = tuple((group.code, str(group)) for group in groups)
    sentence = _("%(question)s Det afgør, hvad der er lovligt: %(ways)s.")
    told = {"question": terms.groups.question, "ways": _ways(by_group)}
    return [Finding(rule, Outcome.NEEDS_REASON, sentence % told, answers, "law_group", options)]


def _ways(by_group: Mapping[LawGroup, Finding]) -> str:
    """`lovligt for a og b; ikke lovligt for c`; where they are many, the last of them are "de andre"."""
    words = {
        Outcome.LAWFUL: _("lovligt for %(groups)s"),
        Outcome.NEEDS_REASON: _("det kræver en begrundelse for %(groups)s"),
        Outcome.NOT_ALLOWED: _("ikke lovligt for %(groups)s"),
    }
    names = {
        outcome: [lower_first(group.name) for group, found in by_group.items() if found.outcome is outcome]
        for outcome in words
    }
    said = sorted((outcome for outcome in words if names[outcome]), key=lambda outcome: len(names[outcome]))
    parts = [words[one] % {"groups": joined(names[one])} for one in said]
    if len(names[said[-1]]) > MOST_NAMED:
        parts[-1] = words[said[-1]] % {"groups": _("de andre")}
    return "; ".join(parts)


def _of(group: LawGroup) -> dict[str, str]:
    return {"group": lower_first(group.name)}
