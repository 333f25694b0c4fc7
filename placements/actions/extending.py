"""Let a placement last longer, and let its hours step up from a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from placements import planning
from placements.actions.disclosing import tell_workplace
from placements.actions.lawful import held_to, keep
from placements.actions.pauses import held
from placements.actions.placements import check_current
from placements.changing import hooks, replanning, telling
from placements.changing.closing import settle
from placements.law.facts import Verdict, together
from placements.law.loader import NOTHING_TOLD, Told
from placements.models import LawDoor, Placement, Wish, WishAnswer
from smaajob import writing
from smaajob.accounts.scope import Scope
from smaajob.audit.models import record
from smaajob.schedule import AnyWindow, is_dated, tidy

LONGEST = timedelta(days=3 * 366)


@dataclass(slots=True)
class Extension:
    """What an extension would do, or did. With `faults` (by field) or where `replan` says no it can't be; `law` (None before it is asked)
    may say no as well, or ask for an answer or a reason.

    `must_be_signed`: the days and the shifts change when those whom it concerns have signed; then `amended` is what they are asked.
    """

    placement: Placement
    until: date
    from_day: date | None
    faults: dict[str, str]
    law: Verdict | None = None
    told: Told = NOTHING_TOLD
    replan: replanning.Replan = field(default_factory=replanning.Replan)
    must_be_signed: bool = False
    amended: hooks.Amended | None = None


def work_out(
    placement: Placement,
    until: date,
    *,
    from_day: date | None = None,
    windows: Sequence[AnyWindow] = (),
    told: Told = NOTHING_TOLD,
    lock: bool = False,
) -> Extension:
    """What would happen if it lasted until a day; with `windows` by other times from `from_day` (else from the first new day).

    `told` is what only people know of what the law asks. `lock`: inside the transaction that does it.
    """
    windows = tidy(windows)
    steps = planning.segments(placement)
    found = Extension(placement, until, from_day, _faults(placement, until, from_day, windows, steps))
    if found.faults:
        return found
    found.told = told = hooks.what_is_known(placement, told)
    found.law = hooks.lawfulness(placement, until, told, windows=windows or None, lock=lock)
    found.must_be_signed = hooks.is_signed(placement)
    first = first_new_day(placement)
    if windows:
        found.from_day = from_day or first
        steps = replanning.with_times(steps, found.from_day, windows)
        first = min(first, max(found.from_day, timezone.localdate()))
    # Days that have been while it should have been over are not planned afterwards.
    found.replan = replanning.work_out(placement, first, until=until, steps=steps, told=told)
    # Under 18 a shift may need a reason that the times of the agreement did not: one that was planned by hand since.
    found.law = together(found.law, found.replan.law)
    return found


def extend(
    *,
    by: Scope,
    placement: Placement,
    until: date,
    reason: str = "",
    from_day: date | None = None,
    windows: Sequence[AnyWindow] = (),
    told: Told = NOTHING_TOLD,
) -> Extension:
    """It lasts until `until`; with `windows` by other times from `from_day`. Where the agreement is signed, an amendment is sent to those
    whom it concerns, and nothing else changes before they have said yes. Gives what was done.

    Raises ValidationError by field (until, reason, from_day, windows, and what the law asks): not lawful, past the task's end, a clash
    (named), an agreement that waits already, over already.
    """
    with transaction.atomic():
        # A placement that has not ended holds its seat for good, so there is none to look for; whoever closes the task waits.
        placement = held(placement, placement.task_id)
        if placement.is_over:
            raise ValidationError(_("Forløbet er slut. Start et nyt i stedet."))
        check_current(placement.candidate, placement.workplace, placement.task)
        done = work_out(placement, until, from_day=from_day, windows=windows, told=told, lock=True)
        if done.faults:
            raise ValidationError(done.faults)
        lawful = held_to(done.law, done.told, reason) if done.law else {}
        if done.replan.says_no:
            raise ValidationError({"until": done.replan.says_no})
        before = placement.planned_end
        if not done.must_be_signed:
            placement.planned_end = until
            placement.save(update_fields=["planned_end"])
        done.amended = hooks.amend(
            by=by, placement=placement, valid_from=done.from_day or first_new_day(placement, before), until=until,
            reason=reason, windows=tidy(windows) or None, told=done.told,
        )  # fmt: skip
        changes: dict[str, list[Any]] = {"planned_end": [before.isoformat(), until.isoformat()]}
        changes |= {"agreement": [None, done.amended.version.number]} if done.amended else {}
        if done.must_be_signed:
            verb, answer = "placement.agree_to_extend", WishAnswer.TALKED
        else:
            verb, answer = "placement.extend", WishAnswer.DONE
            changes |= _carry_out(by, placement, done, windows)
            _keep(by, placement, done, reason)
        record(verb, placement, by=by.user, changes=changes | lawful, reason=reason.strip())
        settle(by=by, placement=placement, wish=Wish.EXTEND, answer=answer)
    return done


def _carry_out(by: Scope, placement: Placement, done: Extension, windows: Sequence[AnyWindow]) -> dict[str, list[Any]]:
    """Without signatures it is as it was said. Gives what became of the shifts, for the record."""
    removed, added = replanning.carry_out(placement, done.replan, at="until")
    tell_workplace(by=by, placement=placement)
    _tell(by, placement, done, windows)
    return {"shifts": [0, added]} | ({"shifts_removed": [removed, 0]} if removed else {})


def _keep(by: Scope, placement: Placement, done: Extension, reason: str) -> None:
    """How it was held to the law, beside the placement; of what is signed the sending keeps it."""
    if done.law is not None:
        why = reason if done.law.to_reason else ""
        keep(by=by, door=LawDoor.EXTENSION, about=placement, verdict=done.law, told=done.told, reason=why)


def proposals(placement: Placement) -> list[tuple[date, str]]:
    """Days until which it is likely to be extended, and what each is: four weeks more, thirteen, as long as the task lasts."""
    end, task = max(placement.planned_end, timezone.localdate()), placement.task
    found = [
        (end + timedelta(weeks=4), _("4 uger mere")),
        (end + timedelta(weeks=13), _("13 uger mere")),
    ]
    if task is not None and task.end is not None:
        found = [one for one in found if one[0] < task.end]
        if task.end > end:
            found.append((task.end, _("Til opgaven slutter")))
    return [one for one in found if one[0] - placement.start <= LONGEST]


def first_new_day(placement: Placement, planned_end: date | None = None) -> date:
    """The first day that an extension adds and that has not been yet."""
    return max((planned_end or placement.planned_end) + timedelta(days=1), timezone.localdate())


def _faults(
    placement: Placement,
    until: date,
    from_day: date | None,
    windows: Sequence[AnyWindow],
    steps: Sequence[planning.Segment],
) -> dict[str, str]:
    faults: dict[str, str] = {}
    task, today = placement.task, timezone.localdate()
    if until <= placement.planned_end:
        faults["until"] = _("Forløbet varer allerede til %(day)s. Vælg en senere dag.") % {
            "day": writing.day_year(placement.planned_end)
        }
    elif until < today:
        faults["until"] = _("Dagen er gået. Vælg en, der kommer.")
    elif until - placement.start > LONGEST:
        faults["until"] = _("Et forløb kan højst være tre år. Start et nyt, når det er gået.")
    elif task and task.end and until > task.end:
        faults["until"] = _("Opgaven er slut %(day)s.") % {"day": writing.day_year(task.end)}
    elif waits := hooks.in_the_way(placement):
        faults["until"] = waits
    if len({is_dated([one]) for one in windows}) > 1:
        faults["windows"] = _("Skriv enten ugedage eller datoer, ikke begge dele.")
    if from_day is not None and not windows:
        faults["windows"] = _("Skriv de nye tider, eller lad dagen stå tom.")
    if from_day is not None and not max(placement.start, today) <= from_day <= max(until, placement.planned_end):
        text = _("Dagen skal ligge mellem i dag og %(last)s.")
        faults["from_day"] = text % {"last": writing.day_year(until)}
    elif from_day is not None and any(one.first_day > from_day for one, _works in steps):
        faults["from_day"] = _("Der er aftalt andre tider, der begynder senere. Vælg en dag efter dem.")
    return faults


def _tell(by: Scope, placement: Placement, done: Extension, windows: Sequence[AnyWindow]) -> None:
    day = writing.day_year(placement.planned_end)
    mine, theirs = (
        [_("Dit forløb fortsætter til %(day)s.") % {"day": day}],
        [_("Forløbet fortsætter til %(day)s.") % {"day": day}],
    )
    if windows and done.from_day:
        said = _("Fra %(day)s er tiderne: %(times)s.") % {
            "day": writing.day_year(done.from_day),
            "times": writing.windows(tidy(windows)),
        }
        mine.append(said)
        theirs.append(said)
    telling.placement_changed(by=by, placement=placement, person_told=mine, workplace_told=theirs)
