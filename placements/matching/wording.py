"""What the rules found, in plain Danish. The rules themselves know only codes and numbers."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from candidates.needs import phrases
from placements.matching.criteria import no_consent
from placements.matching.facts import Fact, Rule, Why
from placements.matching.values import Person
from smaajob import writing
from smaajob.language_codes import language_label
from smaajob.vocabulary import Certificate

# The rules as headings of what stands in the way: "12 kan ikke på de tider".
OF_PEOPLE = {
    Rule.ALREADY_THERE: gettext_lazy("er der allerede"),
    Rule.CONSENT: gettext_lazy("har ikke sagt ja til at blive foreslået"),
    Rule.AVAILABILITY: gettext_lazy("kan ikke på de tider"),
    Rule.DAILY_HOURS: gettext_lazy("kan ikke så længe på en dag"),
    Rule.WEEKLY_HOURS: gettext_lazy("kan ikke så mange timer om ugen"),
    Rule.SHIFTS: gettext_lazy("har vagter et andet sted"),
    Rule.TOGETHER: gettext_lazy("kan ikke få tider, timer og vagter til at gå op"),
    Rule.ACCOMMODATIONS: gettext_lazy("har brug for noget, der ikke tilbydes"),
    Rule.LANGUAGE: gettext_lazy("mangler sproget"),
    Rule.REACH: gettext_lazy("har for langt"),
    Rule.CERTIFICATES: gettext_lazy("mangler et bevis"),
}
OF_TASKS = {
    Rule.ALREADY_THERE: gettext_lazy("er personen i allerede"),
    Rule.CONSENT: gettext_lazy("kræver, at personen siger ja"),
    Rule.AVAILABILITY: gettext_lazy("ligger på andre tider"),
    Rule.DAILY_HOURS: gettext_lazy("har for lange dage"),
    Rule.WEEKLY_HOURS: gettext_lazy("giver for mange timer om ugen"),
    Rule.SHIFTS: gettext_lazy("ligger oven i personens vagter"),
    Rule.TOGETHER: gettext_lazy("går ikke op med tider, timer og vagter"),
    Rule.ACCOMMODATIONS: gettext_lazy("kan ikke tage det hensyn, der skal til"),
    Rule.LANGUAGE: gettext_lazy("kræver et sprog, personen mangler"),
    Rule.REACH: gettext_lazy("ligger for langt væk"),
    Rule.CERTIFICATES: gettext_lazy("kræver et bevis, personen mangler"),
}


def why_not_proposed(person: Person, today: date) -> str:
    """The sentence that says why nobody may be told of the person; empty where somebody may."""
    fact = no_consent(person, today)
    return sentence(fact) if fact else ""


def sentences(facts: Iterable[Fact], *, protected: bool = False) -> list[str]:
    """The facts in plain words, what is needed and answered alike in one sentence."""
    told: list[Fact] = []
    for fact in facts:
        if fact.why in _NEEDS and told and told[-1].why is fact.why:
            told[-1] = replace(fact, codes=told[-1].codes + fact.codes)
        else:
            told.append(fact)
    return [sentence(fact, protected=protected) for fact in told]


def sentence(fact: Fact, *, protected: bool = False) -> str:
    """One fact in plain words. Where the person's address is `protected`, how far they live from the work is not told."""
    if protected and fact.why in (Why.NEAR, Why.TOO_FAR):
        return _("Inden for rækkevidde.") if fact.why is Why.NEAR else _("Længere væk, end personen kan komme.")
    return _SENTENCES[fact.why](fact)


_NEEDS = frozenset({Why.OFFERED, Why.NOT_SAID, Why.REFUSED})


def _hours(minutes: float) -> str:
    return writing.hours(minutes / 60)


def _how_often(fact: Fact) -> str:
    return (
        _("%(hours)s i alt") % {"hours": _hours(fact.asked)}
        if fact.dated
        else _("%(hours)s om ugen") % {"hours": _hours(fact.asked)}
    )


def _room(fact: Fact) -> dict[str, str]:
    return {"most": _hours(fact.amount), "asked": _how_often(fact), "limit": _hours(fact.limit)}


def _accommodation(fact: Fact) -> dict[str, str]:
    return {"need": writing.joined(phrases(fact.codes))}


def _language(index: int = 0) -> Callable[[Fact], dict[str, str]]:
    return lambda fact: {"language": language_label(fact.codes[index])}


def _day(fact: Fact) -> dict[str, str]:
    return {"day": writing.day_year(fact.day) if fact.day else ""}


def _km(value: float) -> str:
    return f"{writing.number(value, 1)}{writing.NO_BREAK}km"


def _certificate(fact: Fact) -> dict[str, str]:
    label = str(Certificate(fact.codes[0]).label)
    return {"certificate": label[:1].lower() + label[1:]}


def _near(fact: Fact) -> str:
    return _("%(km)s væk.") % {"km": _km(fact.amount)} if fact.amount >= 0.05 else _("Samme postnummer.")


def _week_fits(fact: Fact) -> str:
    return _("%(hours)s af %(limit)s om ugen.") % {
        "hours": writing.number(fact.amount / 60),
        "limit": _hours(fact.limit),
    }


def _too_far(fact: Fact) -> str:
    # Rounded up, so that 10,04 km does not read as the 10 km that the person can come.
    km = _km(math.ceil(fact.amount * 10) / 10)
    return _("%(km)s. Personen kan komme %(reach)s.") % {"km": km, "reach": _km(fact.limit)}


def _shift(fact: Fact) -> str:
    first = {"when": writing.windows(fact.windows)}
    more = int(fact.amount) - 1
    if more < 1:
        return _("Personen har en anden vagt %(when)s.") % first
    return ngettext(
        "Personen har en anden vagt %(when)s, og %(n)d gang mere.",
        "Personen har en anden vagt %(when)s, og %(n)d gange mere.",
        more,
    ) % {**first, "n": more}


def _other_times(fact: Fact) -> str:
    count = int(fact.amount)
    return ngettext(
        "Personen er i et andet forløb. Tiderne der er ikke kendt.",
        "Personen er i %(n)d andre forløb. Tiderne der er ikke kendt.",
        count,
    ) % {"n": count}


_SENTENCES: dict[Why, Callable[[Fact], str]] = {
    Why.ALREADY_THERE: lambda f: _("Personen er i opgaven nu."),
    Why.CONSENT_NEVER: lambda f: _("Har ikke sagt ja til at blive foreslået."),
    Why.CONSENT_RUN_OUT: lambda f: _("Samtykket udløb %(day)s.") % _day(f),
    Why.CONSENT_WITHDRAWN: lambda f: _("Trak sit samtykke tilbage %(day)s.") % _day(f),
    Why.CONSENT_TO_OTHERS: lambda f: _("Har kun sagt ja til at blive foreslået til en anden arbejdsplads."),
    Why.NO_DAYS_LEFT: lambda f: _("Opgaven har ingen dage tilbage."),
    Why.WORK_TIMES_UNKNOWN: lambda f: _("Opgavens tider er ikke skrevet endnu."),
    Why.WORK_TIMES_IMPOSSIBLE: lambda f: _("Opgaven er på %(asked)s, men dens tider rummer kun %(most)s.") % _room(f),
    Why.TIMES_UNKNOWN: lambda f: _("Personens tider er ikke kendt endnu."),
    Why.TIMES_FIT: lambda f: _("Kan på de tider."),
    Why.TIMES_OUTSIDE: lambda f: _("Kan ikke %(times)s.") % {"times": writing.windows(f.windows)},
    Why.TIMES_TOO_SHORT: lambda f: (
        _("I personens tider er der plads til %(most)s. Opgaven er på %(asked)s.") % _room(f)
    ),
    Why.DAY_TOO_LONG: lambda f: _("Det giver en dag på %(most)s. Personen kan %(limit)s om dagen.") % _room(f),
    Why.DAY_HOLDS_TOO_LITTLE: lambda f: (
        _("Personen kan %(limit)s om dagen. Så er der plads til %(most)s, og opgaven er på %(asked)s.") % _room(f)
    ),
    Why.WEEK_FITS: _week_fits,
    Why.WEEK_TOO_LONG: lambda f: _("Det giver en uge på %(most)s. Personen kan %(limit)s om ugen.") % _room(f),
    Why.WEEKS_HOLD_TOO_LITTLE: lambda f: (
        _("Personen kan %(limit)s om ugen. Så er der plads til %(most)s, og opgaven er på %(asked)s.") % _room(f)
    ),
    Why.SHIFT_IN_THE_WAY: _shift,
    Why.SHIFTS_LEAVE_TOO_LITTLE: lambda f: (
        _("Mellem personens vagter er der plads til %(most)s. Opgaven er på %(asked)s.") % _room(f)
    ),
    Why.OTHER_TIMES_UNKNOWN: _other_times,
    Why.TOGETHER_TOO_LITTLE: lambda f: (
        _("Med personens tider, timer og vagter er der plads til %(most)s. Opgaven er på %(asked)s.") % _room(f)
    ),
    Why.OFFERED: lambda f: _("Har brug for %(need)s. Det tilbydes.") % _accommodation(f),
    Why.REFUSED: lambda f: _("Har brug for %(need)s. Det tilbydes ikke.") % _accommodation(f),
    Why.NOT_SAID: lambda f: _("Har brug for %(need)s. Spørg arbejdspladsen.") % _accommodation(f),
    Why.LANGUAGE_SPOKEN: lambda f: _("Taler %(language)s.") % _language()(f),
    Why.LANGUAGE_LACKING: lambda f: _("Opgaven kræver %(language)s. Det taler personen ikke.") % _language()(f),
    Why.LANGUAGE_TOO_LOW: lambda f: (
        _("Opgaven kræver %(language)s. Personen taler %(spoken)s.")
        % {**_language()(f), "spoken": language_label(f.codes[1])}
    ),
    Why.LANGUAGE_LEVEL_UNKNOWN: lambda f: (
        _("Opgaven kræver %(language)s. Hvor godt taler personen sproget?") % _language()(f)
    ),
    Why.NEAR: _near,
    Why.TOO_FAR: _too_far,
    Why.DISTANCE_UNKNOWN: lambda f: (
        _("Afstanden er ikke kendt. Personen kan komme %(reach)s.") % {"reach": _km(f.limit)}
    ),
    Why.CERTIFICATE_HELD: lambda f: _("Har %(certificate)s.") % _certificate(f),
    Why.CERTIFICATE_LACKING: lambda f: _("Opgaven kræver %(certificate)s. Det har personen ikke.") % _certificate(f),
}
