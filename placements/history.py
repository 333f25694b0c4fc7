"""What happened to a placement, told in sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from placements.law.telling import answered
from placements.models import AttendanceState, Method, Party, Wish, WishAnswer
from placements.parties import Side
from smaajob.audit.models import Event
from smaajob.audit.telling import who_did
from smaajob.vocabulary import EndReason
from smaajob.writing import day_year, hours, lower_first, moment, number, period, times

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


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
    said = [first, planned if shifts else "", *answered(changes.get("law", [None, {}])[1])]
    return " ".join(part for part in said if part)


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


def _about_days(one: Any, many: Any) -> Callable[[dict[str, Any]], str]:
    """A sentence about hours on a day, by a side that the event names as who did it."""

    def tell(changes: dict[str, Any]) -> str:
        amounts = [Decimal(after if after is not None else before) for before, after in changes.values()]
        if len(amounts) > 1:
            return str(many) % {"n": len(amounts), "sum": hours(sum(amounts))}
        [days] = changes
        return str(one) % {"days": _days(days), "hours": hours(amounts[0])}

    return tell


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


def _planned(changes: dict[str, Any]) -> str:
    new, gone = changes["shifts"][1], changes["shifts_removed"][0]
    return _("Vagterne blev lagt om fra %(day)s: %(new)d kom til, og %(gone)d gik ud.") % {
        "day": _day(changes["first_day"][1]),
        "new": new,
        "gone": gone,
    }


def _moved(changes: dict[str, Any]) -> str:
    before, after = changes["shift"]
    return _("Vagten %(before)s blev flyttet til %(after)s.") % {"before": _span(before), "after": _span(after)}


def _shift_cancelled(changes: dict[str, Any]) -> str:
    return _("Vagten %(when)s blev aflyst.") % {"when": _span(changes["shift"][0])}


def _shift_back(changes: dict[str, Any]) -> str:
    return _("Vagten %(when)s er ikke aflyst alligevel.") % {"when": _span(changes["shift"][1])}


def _attended(changes: dict[str, Any]) -> str:
    said = {"day": _moment(changes["shift"][1]), "state": AttendanceState(changes["state"][1]).label}
    return _("Om vagten %(day)s blev skrevet: %(state)s.") % said


def _comes_after_all(changes: dict[str, Any]) -> str:
    return _("Personen kan komme alligevel til vagten %(day)s.") % {"day": _moment(changes["shift"][1])}


def _agreement(text: StrPromise) -> Callable[[dict[str, Any]], str]:
    return lambda _changes: str(text)


def _signed(changes: dict[str, Any]) -> str:
    party, method = Party(changes["party"][1]), Method(changes["method"][1])
    said = _("%(who)s skrev under på aftalen, %(how)s.")
    return said % {"who": party.label, "how": method.label}


def _refused(changes: dict[str, Any]) -> str:
    return _("%(who)s ville ikke skrive under på aftalen.") % {"who": Party(changes["party"][1]).label}


def _holds(changes: dict[str, Any]) -> str:
    said = [_("Aftalen, version %(n)d, gælder.") % {"n": changes["number"][1]}]
    removed, added = changes.get("shifts_removed", [0])[0], changes.get("shifts", [0, 0])[1]
    if removed:
        said.append(
            ngettext("%(n)d vagt gik ud af kalenderen.", "%(n)d vagter gik ud af kalenderen.", removed) % {"n": removed}
        )
    if added:
        said.append(ngettext("%(n)d vagt kom i kalenderen.", "%(n)d vagter kom i kalenderen.", added) % {"n": added})
    return " ".join(said)


def _extended(changes: dict[str, Any]) -> str:
    before, after = changes["planned_end"]
    said = _("Forløbet blev forlænget fra %(before)s til %(after)s.") % {"before": _day(before), "after": _day(after)}
    return " ".join([said, *_came(changes), *_went(changes), *answered(changes.get("law", [None, {}])[1])])


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


def _relocated(changes: dict[str, Any]) -> str:
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
    "placement.move": _relocated,
    "placement.call_off_move": lambda changes: (
        _("Flytningen til %(place)s blev taget tilbage.") % {"place": changes["place"][0]}
    ),
    "placement.hired": lambda _changes: _("Personen blev ansat, og jobbet begyndte, hvor det lille job sluttede."),
    "placement.ask": _asked,
    "placement.answer": _answered,
    "hours.record": _recorded,
    "hours.correct": _corrected,
    "hours.report": _about_days(
        gettext_lazy("%(hours)s blev meldt for %(days)s. De venter på den andens ja."),
        gettext_lazy("Timer blev meldt for %(n)d dage, i alt %(sum)s. De venter på den andens ja."),
    ),
    "hours.change": _about_days(gettext_lazy("De timer, der var meldt for %(days)s, blev rettet til %(hours)s."), ""),
    "hours.withdraw": _about_days(
        gettext_lazy("De timer, der var meldt for %(days)s, blev taget tilbage: %(hours)s."), ""
    ),
    "hours.refuse": _about_days(
        gettext_lazy("De timer, der var meldt for %(days)s, blev ikke godkendt: %(hours)s."), ""
    ),
    "hours.approve": _about_days(gettext_lazy("%(hours)s for %(days)s blev godkendt."), ""),
    "shifts.plan": _planned,
    "shift.move": _moved,
    "shift.cancel": _shift_cancelled,
    "shift.restore": _shift_back,
    "attendance.cannot_come": _attended,
    "attendance.note": _attended,
    "attendance.correct": _attended,
    "attendance.take_back": _comes_after_all,
    "agreement.draft": _agreement(gettext_lazy("En aftale blev begyndt.")),
    "agreement.amend": _agreement(gettext_lazy("En ændring af aftalen blev begyndt.")),
    "agreement.change": _agreement(gettext_lazy("Kladden til aftalen blev rettet.")),
    "agreement.discard": _agreement(gettext_lazy("Kladden til aftalen blev smidt ud.")),
    "agreement.send": _agreement(gettext_lazy("Aftalen blev sendt til underskrift.")),
    "agreement.withdraw": _agreement(gettext_lazy("Aftalen blev trukket tilbage.")),
    "agreement.link": _agreement(gettext_lazy("Et nyt link til at skrive under blev sendt.")),
    "agreement.sign": _signed,
    "agreement.refuse": _refused,
    "agreement.in_force": _holds,
    "import.create": lambda _changes: _("Forløbet blev oprettet ved en import."),
    "import.change": lambda _changes: _("Forløbet blev rettet ved en import."),
    "import.undo": lambda _changes: _("Importen blev fortrudt, så forløbet er som før."),
}


def _day(text: str) -> str:
    return day_year(date.fromisoformat(text))


def _moment(text: str) -> str:
    return moment(datetime.fromisoformat(text))


def _span(text: str) -> str:
    first, _slash, last = text.partition("/")
    start = datetime.fromisoformat(first)
    return f"{day_year(start)} kl. {times(start, datetime.fromisoformat(last))}"


def _days(text: str) -> str:
    first, _slash, last = text.partition("/")
    return period(date.fromisoformat(first), date.fromisoformat(last or first))
