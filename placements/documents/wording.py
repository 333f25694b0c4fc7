"""What an agreement says, in the words of its papers. Pure: from `content.AgreementContent` alone, in Danish through gettext.

A paper adds nothing of law or money to what the parties have signed: what holds for a placement stands in its content, where the
fingerprint covers it. So an old agreement reads the same whatever the law says later, and a Swedish one names no Danish act.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from placements.documents.content import AgreementContent, Contact, Step
from smaajob import phones, writing
from smaajob.schedule import AnyWindow, DatedWindow, parse_window
from smaajob.vocabulary import Accommodation, PlacementKind

# One of three, where the kind has a purpose at all. Source: vejledning 9641 of 17 June 2022 on virksomhedspraktik.
PURPOSES = {
    "ordinary": gettext_lazy("At få et almindeligt job med løn bagefter"),
    "training": gettext_lazy("At øve sig og lære det, der skal til i jobbet"),
    "clarify": gettext_lazy("At finde ud af, hvilket job eller hvilken uddannelse der passer"),
}
ROLES = {
    "person": gettext_lazy("Den, der skal arbejde"),
    "employer": gettext_lazy("Arbejdspladsen"),
    "employee_rep": gettext_lazy("Medarbejdernes repræsentant"),
    "guardian": gettext_lazy("Forælder eller værge"),
    "municipality": gettext_lazy("Kommunen"),
}
_YOURS = {
    PlacementKind.SMALL_JOB: gettext_lazy("Dit småjob hos %(place)s"),
    PlacementKind.YOUTH_JOB: gettext_lazy("Dit fritidsjob hos %(place)s"),
    PlacementKind.WORK_PLACEMENT: gettext_lazy("Din praktik hos %(place)s"),
    PlacementKind.LANGUAGE_PLACEMENT: gettext_lazy("Din sprogpraktik hos %(place)s"),
    PlacementKind.WORK_TRAINING: gettext_lazy("Din arbejdstræning hos %(place)s"),
    PlacementKind.COMMUNITY_WORK: gettext_lazy("Din nytteindsats hos %(place)s"),
    PlacementKind.WAGE_SUBSIDY: gettext_lazy("Dit job med løntilskud hos %(place)s"),
    PlacementKind.FLEX_JOB: gettext_lazy("Dit fleksjob hos %(place)s"),
}
_CODES = dict(Accommodation.choices)
_SENTENCE = re.compile(r"[.!?](?=\s)|\n")


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step as a row of a table: every part is ready to be read. `paid` is empty where nothing is said of it."""

    first_day: str
    hours: str
    paid: str
    times: str
    exceptions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """Somebody to call, with the words for who it is."""

    who: str
    name: str
    phone: str


def kind_of(content: AgreementContent) -> str:
    """`Småjob`; a code that we don't know shows itself."""
    return str(dict(PlacementKind.choices).get(content.kind, content.kind))


def purpose_of(content: AgreementContent) -> str:
    """The purpose in words; empty where the agreement has none."""
    return str(PURPOSES.get(content.purpose, content.purpose))


def role_of(role: str) -> str:
    """`Arbejdspladsen`."""
    return str(ROLES.get(role, role))


def yours(content: AgreementContent) -> str:
    """`Dit småjob hos Bageriet ved Åen`."""
    known = {str(kind): text for kind, text in _YOURS.items()}
    return known.get(content.kind, gettext_lazy("Dit job hos %(place)s")) % {"place": content.place}


def person_of(content: AgreementContent) -> str:
    """The name of who works; empty where no party is the person."""
    return next((party.name for party in content.parties if party.role == "person"), "")


def accommodations_of(content: AgreementContent) -> list[str]:
    """In words, whether they were frozen as words or as codes."""
    return [str(_CODES.get(one, one)) for one in content.accommodations]


def days_of(content: AgreementContent) -> str:
    """`fra mandag den 2. marts 2026 til fredag den 29. maj 2026`; one day is that day."""
    first, last = writing.day_long(content.start), writing.day_long(content.end)
    return first if first == last else _("fra %(first)s til %(last)s") % {"first": first, "last": last}


def pay_of(content: AgreementContent) -> str:
    """`142,50 kr. i timen. Tillæg om lørdagen.`; empty where nothing is said of pay."""
    by_the_hour = ""
    if content.hourly_pay is not None:
        by_the_hour = _("%(amount)s kr. i timen") % {"amount": kroner(content.hourly_pay)}
    return ". ".join(part.rstrip(".") for part in (by_the_hour, content.pay_note) if part)


def kroner(amount: Decimal) -> str:
    """`142,50`, `142`: øre are two digits or none."""
    text = writing.number(amount)
    return f"{text}0" if re.search(r",\d$", text) else text


def step_lines(content: AgreementContent) -> list[StepLine]:
    """The steps in hours as rows of a table, in order."""
    return [
        StepLine(
            first_day=writing.day_year(step.first_day),
            hours=writing.number(step.hours),
            paid="" if step.paid_hours is None else writing.number(step.paid_hours),
            times=_times(step, writing.windows),
            exceptions=_exceptions(step, writing.day),
        )
        for step in content.steps
    ]


def step_sentences(content: AgreementContent) -> list[str]:
    """`Fra 2. marts 2026: 4 timer om ugen, mandag kl. 9–11.`: a step each, as one says it."""
    return [
        _("Fra %(day)s: %(hours)s om ugen, %(times)s.")
        % {
            "day": spoken_day(step.first_day),
            "hours": writing.hours(step.hours),
            "times": _times(step, spoken_times) or _("tiderne aftaler I"),
        }
        + "".join(f" {one}." for one in _exceptions(step, _spoken_weekday))
        for step in content.steps
    ]


def spoken_day(day: date) -> str:
    """`2. marts 2026`: no word is cut short."""
    return f"{day.day}. {writing.MONTHS_LONG[day.month - 1]} {day.year}"


def spoken_times(values: Iterable[AnyWindow]) -> str:
    """`mandag og onsdag kl. 9–11.15, fredag kl. 10–12`: whole words, read aloud; days with the same times together."""
    alike: dict[str, list[str]] = {}
    for window in sorted(values, key=lambda one: (one.weekday, one.start)):
        alike.setdefault(writing.times(window.start, window.end), []).append(_spoken(window))
    return ", ".join(
        _("%(days)s kl. %(times)s") % {"days": writing.joined(days), "times": times} for times, days in alike.items()
    )


def spoken_week(step: Step) -> str:
    """`mandag og onsdag kl. 9–11.15, hver anden uge`: the week of a step; empty where its times are not fixed."""
    return _times(step, spoken_times)


def calls(content: AgreementContent) -> list[Call]:
    """Whom to call, in the order in which one should: at the workplace, at the municipality, the stand-in; each only if there is one."""
    found = (
        (_("På arbejdspladsen"), content.meets),
        (_("I kommunen"), content.municipal),
        (_("En anden i kommunen"), content.stand_in),
    )
    return [Call(who, one.name, phones.written(one.phone)) for who, one in found if one and (one.name or one.phone)]


def whom_to_ask(content: AgreementContent) -> str:
    """`Spørgsmål? Ring til Mette Holm på +45 12 34 56 78.`: stands on each page."""
    for one in (content.municipal, content.stand_in, content.meets):
        if one and one.phone:
            who = {"name": one.name or content.keeper, "phone": phones.written(one.phone)}
            return _("Spørgsmål? Ring til %(name)s på %(phone)s.") % who
    return _("Spørgsmål? Ring til %(keeper)s.") % {"keeper": content.keeper}


def contact_line(contact: Contact) -> str:
    """`Bente, +45 12 34 56 78, bente@bageriet.example`."""
    return ", ".join(part for part in (contact.name, phones.written(contact.phone), contact.email) if part)


def running(title: str) -> str:
    """A title as it stands on top of each page, in one line."""
    return shortened(title, 60)


def shortened(text: str, limit: int) -> str:
    """At most about `limit` signs: whole sentences where some fit, else whole words; what was left out is marked by `…`."""
    text = text.strip()
    if len(text) <= limit:
        return text
    head = text[:limit]
    ends = [found.end() for found in _SENTENCE.finditer(text[: limit + 1]) if found.end() <= limit]
    if ends and ends[-1] >= limit // 3:
        head = head[: ends[-1]]
    elif " " in head:
        head = head[: head.rindex(" ")]
    return f"{head.rstrip()} …"


def paragraphs(text: str) -> list[str]:
    """The lines of a text, without marks of a list and without empty ones."""
    return [line for line in (re.sub(r"^\s*[-*•–]\s+", "", one).strip() for one in text.splitlines()) if line]


def _times(step: Step, written: Callable[[Iterable[AnyWindow]], str]) -> str:
    read = _windows(step.windows)
    text = written(read) if read else ""
    return _("%(times)s, hver anden uge") % {"times": text} if text and step.every == 2 else text


def _windows(values: Sequence[str]) -> list[AnyWindow]:
    return [parse_window(one) for one in values]


def _exceptions(step: Step, written: Callable[[date], str]) -> tuple[str, ...]:
    told = []
    if step.skipped:
        days = writing.joined(written(one) for one in sorted(step.skipped))
        told.append(pgettext("days without work", "Ikke %(days)s") % {"days": days})
    if step.extra:
        dated = [one for one in _windows(step.extra) if isinstance(one, DatedWindow)]
        days = writing.joined(f"{written(one.day)} {_at(one)}" for one in sorted(dated))
        told.append(_("Også %(days)s") % {"days": days})
    return tuple(told)


def _spoken(window: AnyWindow) -> str:
    return _spoken_weekday(window.day) if isinstance(window, DatedWindow) else writing.WEEKDAYS_LONG[window.weekday]


def _at(window: DatedWindow) -> str:
    return _("kl. %(times)s") % {"times": writing.times(window.start, window.end)}


def _spoken_weekday(day: date) -> str:
    return _("%(weekday)s den %(day)s. %(month)s") % {
        "weekday": writing.WEEKDAYS_LONG[day.weekday()],
        "day": day.day,
        "month": writing.MONTHS_LONG[day.month - 1],
    }
