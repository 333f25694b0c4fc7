"""A pause in a placement, and its end. The seat is held; the person and the workplace are told the days, and nobody why."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from candidates.models import Candidate
from employers.models import Task
from placements.actions.checking import hold_shifts
from placements.actions.placements import locked
from placements.changing import replanning, telling
from placements.changing.closing import settle
from placements.changing.pauses import pauses_of
from placements.law.loader import NOTHING_TOLD, Told
from placements.models import Pause, PauseReason, PauseState, Placement, ReportedHours, Wish, WishAnswer
from smaajob import writing
from smaajob.accounts.scope import Scope
from smaajob.audit.models import record
from smaajob.changes import as_json
from smaajob.refusals import Sentences, told_from

# Who is away longer has left: the placement is ended, and another begins when they come back.
LONGEST = timedelta(days=366)
SENTENCES: Sentences = {
    "pause_one_at_a_time": ("first_day", gettext_lazy("Der er allerede en pause på de dage.")),
    "pause_inside_placement": ("first_day", gettext_lazy("Pausen skal ligge i forløbet.")),
}


def pause(
    *, by: Scope, placement: Placement, first_day: date, last_day: date | None, why: str, words: str = ""
) -> tuple[Pause, int]:
    """Nobody is expected from `first_day` to `last_day`, both included (None: until further). Gives the pause, and how many shifts went.

    Raises ValidationError by field: outside the placement, on days of another pause, or where hours are written.
    """
    with transaction.atomic():
        placement = held(placement)
        _check_running(placement)
        row = Pause(
            keeper_id=placement.keeper_id, placement=placement, candidate_id=placement.candidate_id,
            first_day=first_day, last_day=last_day, why=PauseReason(why), words=words.strip(), made_by=by.user,
        )  # fmt: skip
        check_days(placement, row)
        removed = replanning.take_out(replanning.going(placement, first_day, last_day))
        with told_from(SENTENCES):
            row.save()
        # Why stays in the row, which is erased with the person; the record outlives it.
        changes: dict[str, list[Any]] = {"pause": [None, _days(row)], "shifts_removed": [removed, 0]}
        record("placement.pause", placement, by=by.user, changes=changes, on_behalf_of=by.on_behalf_of)
        settle(by=by, placement=placement, wish=Wish.PAUSE, answer=WishAnswer.DONE)
        telling.placement_changed(
            by=by,
            placement=placement,
            person_told=[_("Du holder %(pause)s.") % {"pause": in_words(row)}, _comes_back(row)],
            workplace_told=[_("Der er %(pause)s. Pladsen holdes.") % {"pause": in_words(row)}],
        )
    return row, removed


def resume(
    *, by: Scope, pause: Pause, on: date, told: Told = NOTHING_TOLD, law_reason: str = ""
) -> tuple[Pause, int, int]:
    """The first day on which the person comes again, earlier or later than was said. On the pause's first day or before it, it comes to
    nothing. Shifts of the agreement come back; under 18 the law is asked of them (`told`: what only people know, `law_reason`: why it is in
    order). Gives the pause, how many shifts went and how many came.

    Raises ValidationError by field: it is over or was called off, a shift clashes or is not lawful (named), nothing is changed.
    """
    with transaction.atomic():
        placement = held(pause.placement)
        pause = Pause.objects.select_for_update(no_key=True, of=("self",)).get(pk=pause.pk)
        _check_resume(placement, pause, on)
        before, was = _days(pause), pause.last_day
        last = on - timedelta(days=1)
        pause.resumed_at, pause.resumed_by = timezone.now(), by.user
        if on <= pause.first_day:
            pause.called_off_at = pause.resumed_at
        else:
            pause.last_day = last
            check_days(placement, pause)
        removed = 0
        if pause.called_off_at is None and was is not None and last > was:
            gone = replanning.going(placement, was + timedelta(days=1), last)
            removed = replanning.take_out(gone)
        with told_from(SENTENCES):
            pause.save()
        added, law = 0, {}
        if was is None or on <= was:
            plan = freed(placement, pause, on, was, told)
            law = hold_shifts(
                by=by, placement=placement, planned=plan.to_come, gone=plan.gone, been=plan.been, told=told,
                reason=law_reason, at="on",
            )  # fmt: skip
            _removed, added = replanning.carry_out(placement, plan, at="on")
        changes: dict[str, list[Any]] = {"pause": [before, _days(pause)], "on": [None, as_json(on)]}
        changes |= {"shifts": [0, added]} if added else {}
        changes |= {"shifts_removed": [removed, 0]} if removed else {}
        record("placement.resume", placement, by=by.user, changes=changes | law, on_behalf_of=by.on_behalf_of)
        said = resumed(pause, on)
        telling.placement_changed(by=by, placement=placement, person_told=[said], workplace_told=[said])
    return pause, removed, added


def freed(
    placement: Placement, pause: Pause, on: date, was: date | None, told: Told = NOTHING_TOLD
) -> replanning.Replan:
    """The shifts that come back when the pause is over on a day; `was`: what its last day was before, None where it had none."""
    first = max(on, pause.first_day)
    others = [one for one in pauses_of(placement) if one.pk != pause.pk]
    return replanning.work_out(placement, first, last=was, pauses=others, past=True, told=told)


def held(placement: Placement, *tasks: int | None) -> Placement:
    """The placement, then tasks (by key), then its person, as they are now and held until the transaction ends."""
    found = locked(placement)
    wanted = sorted({one for one in tasks if one is not None})
    list(Task.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=wanted).order_by("pk"))
    Candidate.objects.select_for_update(no_key=True, of=("self",)).get(pk=found.candidate_id)
    return found


def check_days(placement: Placement, pause: Pause) -> None:
    """Raises ValidationError by field where a pause can't have its days; also asked by the page that shows what it would do."""
    first, last = pause.first_day, pause.last_day
    end = max(placement.planned_end, timezone.localdate())
    field = "on" if pause.pk else "last_day"
    if last is not None and last < first:
        raise ValidationError({field: _("Pausen kan ikke slutte, før den begynder.")})
    if first < placement.start:
        text = _("Forløbet begynder først %(day)s.")
        raise ValidationError({"first_day": text % {"day": writing.day_year(placement.start)}})
    if first > end:
        text = _("Forløbet slutter %(day)s. Pausen skal begynde før.")
        raise ValidationError({"first_day": text % {"day": writing.day_year(placement.planned_end)}})
    if last is not None and last > end:
        text = _("Forløbet slutter %(day)s. Forlæng det først, hvis pausen skal vare længere.")
        raise ValidationError({field: text % {"day": writing.day_year(placement.planned_end)}})
    if last is not None and last - first > LONGEST:
        raise ValidationError({field: _("En pause kan højst vare et år. Afslut forløbet i stedet.")})
    _check_free(placement, pause)


def in_words(pause: Pause) -> str:
    """`pause fra 2. mar. til 8. mar. 2026`; without an end `pause fra 2. mar. 2026 og indtil videre`."""
    if pause.last_day is None:
        return _("pause fra %(first)s og indtil videre") % {"first": writing.day_year(pause.first_day)}
    if pause.last_day == pause.first_day:
        return _("pause %(first)s") % {"first": writing.day_year(pause.first_day)}
    return _("pause fra %(first)s til %(last)s") % {
        "first": writing.day_year(pause.first_day),
        "last": writing.day_year(pause.last_day),
    }


def resumed(pause: Pause, on: date) -> str:
    """What is said of a pause whose end somebody has said."""
    if pause.called_off_at is not None:
        return _("Pausen, der skulle begynde %(day)s, bliver ikke til noget. Vagterne er som før.") % {
            "day": writing.day_year(pause.first_day)
        }
    return _("Pausen er slut, og vagterne begynder igen fra %(day)s.") % {"day": writing.day_year(on)}


def _check_running(placement: Placement) -> None:
    if placement.is_over:
        raise ValidationError(_("Forløbet er slut. Der kan ikke holdes pause i det mere."))


def _check_resume(placement: Placement, pause: Pause, on: date) -> None:
    _check_running(placement)
    state = pause.state_on(timezone.localdate())
    if state == PauseState.CALLED_OFF:
        raise ValidationError(_("Pausen blev ikke til noget. En kollega har lige skrevet det."))
    if state == PauseState.OVER:
        raise ValidationError(_("Pausen er slut. Skal der holdes pause igen, så skriv en ny."))
    if on < placement.start:
        text = _("Forløbet begynder først %(day)s.")
        raise ValidationError({"on": text % {"day": writing.day_year(placement.start)}})
    if pause.last_day is not None and on == pause.last_day + timedelta(days=1):
        raise ValidationError({"on": _("Det er den dag, der er aftalt nu.")})


def _check_free(placement: Placement, pause: Pause) -> None:
    """Neither another pause nor hours on the days."""
    for other in pauses_of(placement):
        ends = pause.last_day is None or other.first_day <= pause.last_day
        if other.pk != pause.pk and ends and (other.last_day is None or other.last_day >= pause.first_day):
            field = "on" if pause.pk else "first_day"
            raise ValidationError({field: _("Der er allerede %(pause)s.") % {"pause": in_words(other)}})
    worked = placement.hours.filter(last_day__gte=pause.first_day, hours__gt=0)
    if pause.last_day is not None:
        worked = worked.filter(first_day__lte=pause.last_day)
    if (row := worked.order_by("first_day").first()) is not None:
        text = _("Der er skrevet timer %(days)s. Ret timerne først, eller vælg andre dage.")
        raise ValidationError(
            {"on" if pause.pk else "first_day": text % {"days": writing.period(row.first_day, row.last_day)}}
        )
    reported = ReportedHours.objects.waiting().filter(placement=placement, day__gte=pause.first_day, hours__gt=0)
    if pause.last_day is not None:
        reported = reported.filter(day__lte=pause.last_day)
    if (day := reported.order_by("day").values_list("day", flat=True).first()) is not None:
        text = _("Der er meldt timer %(day)s, og de venter på svar. Få dem afgjort først, eller vælg andre dage.")
        raise ValidationError({"on" if pause.pk else "first_day": text % {"day": writing.day_year(day)}})


def _comes_back(pause: Pause) -> str:
    if pause.last_day is None:
        return _("Når du kan komme igen, så ring til din kontakt. Din plads venter på dig.")
    return _("Vi regner med dig igen fra %(day)s. Din plads venter på dig.") % {
        "day": writing.day_year(pause.last_day + timedelta(days=1))
    }


def _days(pause: Pause) -> str | None:
    if pause.called_off_at is not None:
        return None
    return f"{pause.first_day.isoformat()}/{pause.last_day.isoformat() if pause.last_day else ''}"
