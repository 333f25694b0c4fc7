"""What happened to a placement, told in sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from placements.models import Wish, WishAnswer
from placements.parties import Side
from smaajob.audit.models import Event
from smaajob.audit.telling import who_did
from smaajob.vocabulary import EndReason
from smaajob.writing import day_year, hours, lower_first, number, period


@dataclass(frozen=True, slots=True)
class Told:
    """One event: `who` did it (empty where nobody is named), what, and why where somebody said so."""

    at: datetime
    who: str
    what: str
    why: str


def tell(events: Iterable[Event]) -> list[Told]:
    """The events in the order in which they come; their actors must be loaded."""
    return [Told(one.at, who_did(one), _what(one), one.reason) for one in events]


def _what(event: Event) -> str:
    sentence = _SENTENCES.get(event.verb)
    try:
        return sentence(event.changes) if sentence else _("Forløbet blev ændret.")
    except (KeyError, ValueError, TypeError, ArithmeticError):
        # The record outlives the code that wrote it: an old form of it is told without its figures.
        return _("Forløbet blev ændret.")


def _started(changes: dict[str, Any]) -> str:
    shifts = changes["shifts"][1]
    planned = ngettext("%(n)d vagt kom i kalenderen.", "%(n)d vagter kom i kalenderen.", shifts) % {"n": shifts}
    first = _("Forløbet blev startet med første dag %(day)s.") % {"day": _day(changes["start"][1])}
    return f"{first} {planned}" if shifts else first


def _ended(changes: dict[str, Any]) -> str:
    reason = EndReason(changes["end_reason"][1]).label
    said = _("Forløbet blev afsluttet %(day)s: %(reason)s.") % {
        "day": _day(changes["actual_end"][1]),
        "reason": f"{reason[:1].lower()}{reason[1:]}",
    }
    removed = changes.get("shifts_removed", [None, 0])[1]
    gone = ngettext("%(n)d vagt gik ud af kalenderen.", "%(n)d vagter gik ud af kalenderen.", removed) % {"n": removed}
    return f"{said} {gone}" if removed else said


def _recorded(changes: dict[str, Any]) -> str:
    amounts = [Decimal(after) for _before, after in changes.values()]
    if len(amounts) == 1:
        [days] = changes
        return _("%(hours)s blev skrevet for %(days)s.") % {
            "hours": hours(amounts[0]),
            "days": _days(days),
        }
    return _("Timer blev skrevet for %(n)d dage, i alt %(sum)s.") % {"n": len(amounts), "sum": hours(sum(amounts))}


def _corrected(changes: dict[str, Any]) -> str:
    [(days, (before, after))] = changes.items()
    return _("Timerne for %(days)s blev rettet fra %(before)s til %(after)s.") % {
        "days": _days(days),
        "before": number(Decimal(before)),
        "after": number(Decimal(after)),
    }


def _cancelled(changes: dict[str, Any]) -> str:
    said = [_("Forløbet blev annulleret: Det var en fejl.")]
    removed = changes["shifts_removed"][0]
    if removed:
        gone = ngettext("%(n)d vagt gik ud af kalenderen.", "%(n)d vagter gik ud af kalenderen.", removed)
        said.append(gone % {"n": removed})
    if amount := Decimal(changes["hours"][0]):
        said.append(_("%(hours)s gik ud af tallene.") % {"hours": hours(amount)})
    return " ".join(said)


def _taken_back(changes: dict[str, Any]) -> str:
    said = _("Annulleringen blev fortrudt, så forløbet gælder igen.")
    shifts = changes["shifts"][1]
    planned = ngettext("%(n)d vagt kom i kalenderen.", "%(n)d vagter kom i kalenderen.", shifts) % {"n": shifts}
    return f"{said} {planned}" if shifts else said


def _registered(changes: dict[str, Any]) -> str:
    said = _("Forløbet blev skrevet ind med første dag %(day)s.") % {"day": _day(changes["start"][1])}
    return f"{said} {_ended(changes)}" if "actual_end" in changes else said


def _updated(changes: dict[str, Any]) -> str:
    if changes.get("actual_end", [None, ""])[1] is None:
        return _("Forløbet var ikke slut alligevel, og det er i gang igen.")
    said = [_("Forløbet blev rettet.")]
    for name, text in (
        ("start", _("Første dag fra %(before)s til %(after)s.")),
        ("planned_end", _("Planlagt slut fra %(before)s til %(after)s.")),
        ("actual_end", _("Sidste dag fra %(before)s til %(after)s.")),
    ):
        if name in changes:
            before, after = changes[name]
            said.append(text % {"before": _day(before), "after": _day(after)})
    return " ".join(said)


def _removed(changes: dict[str, Any]) -> str:
    [(days, (before, _after))] = changes.items()
    return _("Timerne for %(days)s blev fjernet. Der stod %(hours)s.") % {
        "days": _days(days),
        "hours": hours(Decimal(before)),
    }


def _extended(changes: dict[str, Any]) -> str:
    before, after = changes["planned_end"]
    said = _("Forløbet blev forlænget fra %(before)s til %(after)s.") % {"before": _day(before), "after": _day(after)}
    return " ".join([said, *_came(changes)])


def _paused(changes: dict[str, Any]) -> str:
    return " ".join([_("Der blev aftalt %(pause)s.") % {"pause": _pause(changes["pause"][1])}, *_went(changes)])


def _resumed(changes: dict[str, Any]) -> str:
    before, after = changes["pause"]
    if after is None:
        said = _("Det blev ikke til noget: %(pause)s.") % {"pause": _pause(before)}
    else:
        said = _("Pausen varer til og med dagen før %(day)s.") % {"day": _day(changes["on"][1])}
    return " ".join([said, *_came(changes), *_went(changes)])


def _pause(text: str) -> str:
    first, _slash, last = text.partition("/")
    if not last:
        return _("pause fra %(day)s og indtil videre") % {"day": _day(first)}
    return _("pause %(days)s") % {"days": period(date.fromisoformat(first), date.fromisoformat(last))}


def _came(changes: dict[str, Any]) -> list[str]:
    n = changes.get("shifts", [0, 0])[1]
    return [ngettext("%(n)d vagt kom i kalenderen.", "%(n)d vagter kom i kalenderen.", n) % {"n": n}] if n else []


def _went(changes: dict[str, Any]) -> list[str]:
    n = changes.get("shifts_removed", [0, 0])[0]
    return (
        [ngettext("%(n)d vagt gik ud af kalenderen.", "%(n)d vagter gik ud af kalenderen.", n) % {"n": n}] if n else []
    )


def _moved(changes: dict[str, Any]) -> str:
    before, after = changes["place"]
    return _("Forløbet flyttede fra %(before)s til %(after)s.") % {"before": before, "after": after}


def _move_planned(changes: dict[str, Any]) -> str:
    before, after = changes["place"]
    return _("Det blev aftalt at flytte fra %(before)s til %(after)s fra %(day)s.") % {
        "before": before,
        "after": after,
        "day": _day(changes["on"][1]),
    }


def _asked(changes: dict[str, Any]) -> str:
    who = Side(changes["side"][1]).label
    return _("%(who)s skrev et ønske: %(wish)s.") % {
        "who": who,
        "wish": lower_first(str(Wish(changes["wish"][1]).label)),
    }


def _answered(changes: dict[str, Any]) -> str:
    wish, said = Wish(changes["wish"][1]).label, WishAnswer(changes["answer"][1]).label
    return _("Ønsket (%(wish)s) fik svar: %(answer)s.") % {
        "wish": lower_first(str(wish)),
        "answer": lower_first(str(said)),
    }


_SENTENCES: dict[str, Callable[[dict[str, Any]], str]] = {
    "placement.register": _registered,
    "placement.update": _updated,
    "hours.remove": _removed,
    "placement.start": _started,
    "placement.end": _ended,
    "placement.cancel": _cancelled,
    "placement.undo_cancel": _taken_back,
    "placement.extend": _extended,
    "placement.agree_to_extend": lambda changes: (
        _("Det blev aftalt at forlænge til %(day)s. Ændringen skal skrives under.")
        % {"day": _day(changes["planned_end"][1])}
    ),
    "placement.pause": _paused,
    "placement.resume": _resumed,
    "placement.plan_move": _move_planned,
    "placement.move": _moved,
    "placement.call_off_move": lambda changes: (
        _("Flytningen til %(place)s blev taget tilbage.") % {"place": changes["place"][0]}
    ),
    "placement.hired": lambda _changes: _("Personen blev ansat, og jobbet begyndte, hvor det lille job sluttede."),
    "placement.ask": _asked,
    "placement.answer": _answered,
    "hours.record": _recorded,
    "hours.correct": _corrected,
    "import.create": lambda _changes: _("Forløbet blev oprettet ved en import."),
    "import.change": lambda _changes: _("Forløbet blev rettet ved en import."),
    "import.undo": lambda _changes: _("Importen blev fortrudt, så forløbet er som før."),
}


def _day(text: str) -> str:
    return day_year(date.fromisoformat(text))


def _days(text: str) -> str:
    first, _slash, last = text.partition("/")
    return period(date.fromisoformat(first), date.fromisoformat(last or first))
