"""How many may be in praktik or have wage subsidy at one P-number; and whether the employees have been heard. Pure."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from placements.law.facts import Finding, Outcome, Place, Said, judged, unknown
from smaajob.rules.values import Answer, Rules

KEYS = ("ratio.least", "ratio.first_size", "ratio.per_first", "ratio.per_rest")


def quota(employees: int, *, least: int, first_size: int, per_first: int, per_rest: int) -> int:
    """One for each `per_first` of the first `first_size` employees, one for each `per_rest` of the rest, and never fewer than `least`.

    Source: the rows ratio.* (LAB § 63 and § 77). Nytteindsats is no part of it.
    """
    of_first = min(employees, first_size) // per_first
    of_rest = max(employees - first_size, 0) // per_rest
    return max(least, of_first + of_rest)


def ratio(place: Place, rules: Rules, on: date) -> Finding:
    """Whether there is room for one more. What is missing is said; no number is guessed."""
    answers = [rules.value(key, on=on) for key in KEYS]
    known = [one for one in answers if one is not None and isinstance(one.value, Decimal)]
    if len(known) < len(KEYS) or not all(one.value for one in known[2:]):
        return unknown("ratio", _("Vi kender ikke reglen om, hvor mange der må være ad gangen."))
    if not place.p_number or place.supported is None:
        sentence = _(
            "Arbejdspladsens P-nummer mangler. Derfor kan vi ikke tælle, hvor mange der er i praktik eller løntilskud."
        )
        return unknown("ratio", sentence, *known, asks="p_number")
    if place.employees is None:
        sentence = _(
            "Antallet af ansatte på arbejdspladsen mangler. Derfor ved vi ikke, hvor mange der må være ad gangen."
        )
        return unknown("ratio", sentence, *known, asks="employees")
    if place.employees == 0:
        sentence = _(
            "Der er ingen ansatte på arbejdspladsen. Vi ved ikke, om der så må være én i praktik eller løntilskud."
        )
        return unknown("ratio", sentence, *known)
    return _counted(place.employees, place.supported, known)


def _counted(employees: int, supported: int, known: list[Answer]) -> Finding:
    """Those with support are taken out of the employees. Where it decides whether they were counted among them, that is asked."""
    least, first_size, per_first, per_rest = (one.whole for one in known)

    def room(of: int) -> int:
        return quota(of, least=least, first_size=first_size, per_first=per_first, per_rest=per_rest)

    most, fewest = room(employees), room(max(employees - supported, 0))
    told = {
        "employees": ngettext("%(n)d ansat", "%(n)d ansatte", employees) % {"n": employees},
        "most": most,
        "there": supported,
    }
    said = _("Med %(employees)s må der være %(most)d i praktik eller løntilskud ad gangen. Der er %(there)d nu.") % told
    if supported < fewest:
        return judged("ratio", Outcome.LAWFUL, said, *known)
    if supported >= most:
        return judged("ratio", Outcome.NOT_ALLOWED, said + " " + _("Der er ikke plads til én til."), *known)
    sentence = _(
        "%(said)s Er de talt med i antallet af ansatte, er der ikke plads til én til. Skriv, om de er talt med."
    )
    return judged("ratio", Outcome.NEEDS_REASON, sentence % {"said": said}, *known)


def statement(place: Place, said: str, rules: Rules, on: date) -> Finding:
    """The employees' representative is asked where there are more employees than so many. Source: the row praktik.rep_statement."""
    above = rules.value("praktik.rep_statement", on=on)
    if above is None or above.value is None:
        return unknown("statement", _("Vi kender ikke reglen om medarbejdernes udtalelse."))
    if place.employees is not None and place.employees <= above.whole:
        sentence = _("Med %(said)s eller færre skal medarbejderne ikke udtale sig.") % {"said": above.said}
        return judged("statement", Outcome.LAWFUL, sentence, above)
    if said == Said.YES:
        return judged("statement", Outcome.LAWFUL, _("Medarbejdernes repræsentant har udtalt sig."), above)
    if said == Said.LATER:
        sentence = _("Medarbejdernes repræsentant skal udtale sig, før det begynder.")
        return judged("statement", Outcome.LAWFUL, sentence, above)
    if said == Said.AGAINST:
        sentence = _("Medarbejdernes repræsentant er imod. Skriv, hvorfor det skal være alligevel.")
        return judged("statement", Outcome.NEEDS_REASON, sentence, above, asks="statement")
    sentence = _("Medarbejdernes repræsentant skal udtale sig, når der er flere end %(said)s. Er det sket?") % {
        "said": above.said
    }
    return judged("statement", Outcome.NEEDS_REASON, sentence, above, asks="statement")
