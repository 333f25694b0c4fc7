"""Move a placement to another workplace, or another task, of the same employer. One placement goes on; its record keeps both places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from candidates.models import Consent, Disclosure, To
from employers.models import Task, Workplace, WorkplaceQuerySet
from placements import planning
from placements.actions.disclosing import tell_workplace
from placements.actions.lawful import filled_in, held_to, in_full, keep, reasoned_in, said_before
from placements.actions.pauses import held
from placements.actions.placements import check_current, free_seats, no_seat_message
from placements.changing import hooks, replanning, telling
from placements.law.facts import Said, Verdict
from placements.law.loader import NOTHING_TOLD, Told
from placements.law.moves import changes_place, judge_move
from placements.models import LawCheck, LawDoor, Move, MoveState, Placement
from smaajob import writing
from smaajob.accounts.scope import Scope
from smaajob.audit.models import record
from smaajob.refusals import Sentences, told_from
from smaajob.schedule import AnyWindow, is_dated, tidy

SENTENCES: Sentences = {
    "move_one_planned": ("on", gettext_lazy("Der er allerede aftalt en flytning. Tag den tilbage først.")),
    "placement_has_a_seat": ("task", gettext_lazy("Opgaven har netop fået en anden på den sidste plads.")),
    "archived_has_no_placement": ("workplace", gettext_lazy("Arbejdspladsen eller opgaven er netop lagt i arkivet.")),
}


def workplaces_to(by: Scope, placement: Placement) -> WorkplaceQuerySet:
    """Where it can move: the employer's workplaces (one CVR and one keeper), its own too, for another task there."""
    rows = Workplace.objects.visible_to(by).current().filter(keeper=placement.keeper_id)
    return rows.filter(employer=placement.workplace.employer_id).order_by("sort_key", "pk")


def move(
    *,
    by: Scope,
    placement: Placement,
    workplace: Workplace,
    task: Task | None,
    on: date,
    reason: str,
    windows: Sequence[AnyWindow] = (),
    told: Told = NOTHING_TOLD,
    law_reason: str = "",
) -> Move:
    """From `on` it is there: at once where the day has come, else on the day. Without `windows` the times stay. The law is asked of the
    new place (`told`: what only people know, `law_reason`: why it is in order), and on the day again.

    Raises ValidationError by field (workplace, task, on, reason, windows, and what the law asks): another employer's, no seat, a clash
    (named), not lawful.
    """
    with transaction.atomic():
        placement = held(placement, placement.task_id, task.pk if task else None)
        row = Move(
            keeper_id=placement.keeper_id, placement=placement, candidate_id=placement.candidate_id, on=on,
            from_workplace=placement.workplace, from_task=placement.task, to_workplace=workplace, to_task=task,
            reason=reason.strip(), made_by=by.user,
        )  # fmt: skip
        row.windows = tidy(windows)
        check(by, placement, row)
        told = known(placement, row, told)
        replan = work_out(placement, row, told, lock=True)
        law = held_to(replan.law, told, law_reason, at="workplace", beside="law_reason") if replan.law.findings else {}
        if replan.says_no:
            raise ValidationError({"windows": replan.says_no})
        with told_from(SENTENCES):
            row.save()
        why = law_reason if replan.law.to_reason else ""
        keep(by=by, door=LawDoor.MOVE, about=placement, verdict=replan.law, told=told, reason=why)
        changes: dict[str, list[Any]] = {"place": _places(row), "on": [None, on.isoformat()]}
        record("placement.plan_move", placement, by=by.user, changes=changes | law, reason=row.reason)
        if on <= timezone.localdate():
            _carry_out(by, placement, row, replan)
        _tell(by, placement, row)
    return row


def call_off(*, by: Scope, move: Move, reason: str = "") -> Move:
    """A move that has not been carried out comes to nothing. Raises ValidationError where it was, or was called off."""
    with transaction.atomic():
        placement = held(move.placement)
        row = Move.objects.select_for_update(no_key=True, of=("self",)).get(pk=move.pk)
        if row.state != MoveState.PLANNED:
            raise ValidationError(_("Flytningen er ikke planlagt mere. Se efter på forløbet."))
        _settle(row, MoveState.CALLED_OFF)
        changes: dict[str, list[Any]] = {"place": [_places(row)[1], None], "on": [row.on.isoformat(), None]}
        record("placement.call_off_move", placement, by=by.user, changes=changes, reason=reason.strip())
        said = _("Flytningen til %(place)s bliver ikke til noget.") % {"place": row.to_workplace}
        telling.placement_changed(by=by, placement=placement, person_told=[said], workplace_told=[said])
        if row.to_workplace_id != placement.workplace_id:
            telling.placement_changed(by=by, placement=placement, workplace_told=[said], workplace=row.to_workplace)
    return row


def carry_out(*, by: Scope, move: Move) -> bool:
    """The day has come. Whether it was done: where it can't be, the row says why and waits for the consultant."""
    try:
        with transaction.atomic():
            placement = held(move.placement, move.from_task_id, move.to_task_id)
            row = Move.objects.select_for_update(no_key=True, of=("self",)).get(pk=move.pk)
            if row.state != MoveState.PLANNED:
                return False
            check(by, placement, row)
            told = known(placement, row)
            replan = work_out(placement, row, told, lock=True)
            law = _still_lawful(placement, row, replan.law, told)
            _carry_out(by, placement, row, replan, law)
    except (ValidationError, IntegrityError) as refusal:
        # One that can't be done holds nobody else up.
        said = refusal.messages if isinstance(refusal, ValidationError) else [_("Noget andet er ændret imens.")]
        problem = " ".join(said)
        Move.objects.filter(pk=move.pk).planned().exclude(problem=problem).update(problem=problem)
        return False
    return True


def carry_out_due(*, by: Scope) -> int:
    """All whose day has come in the scope's organisation. Gives how many were done; run again it does no more."""
    rows = Move.objects.planned().filter(keeper=by.organisation, on__lte=timezone.localdate())
    rows = rows.filter(placement__cancelled_at__isnull=True, placement__actual_end__isnull=True)
    due = list(rows.select_related("placement__workplace", "placement__task").order_by("on", "pk"))
    return sum(carry_out(by=by, move=one) for one in due)


def work_out(placement: Placement, row: Move, told: Told = NOTHING_TOLD, *, lock: bool = False) -> replanning.Replan:
    """The shifts that come and go: none where the times stay. `law` is what it says of the new place and task, and of the new times."""
    found = replanning.Replan()
    if row.windows:
        first = max(row.on, timezone.localdate())
        steps = replanning.with_times(planning.segments(placement), row.on, row.windows)
        found = replanning.work_out(placement, first, steps=steps, judged=False)
    found.law = judge_move(
        placement=placement, workplace=row.to_workplace, task=row.to_task, on=row.on, planned=found.to_come,
        gone=found.gone, told=told, lock=lock,
    )  # fmt: skip
    return found


def known(placement: Placement, row: Move, told: Told = NOTHING_TOLD) -> Told:
    """What is answered now, else when the move was agreed, else before. Those who are heard at a workplace are not those at another."""
    if (kept := _kept(placement, row)) is not None:
        return filled_in(told, Told.of_record(kept.told))
    before, _reason = said_before(placement)
    if changes_place(placement, row.to_workplace):
        before = replace(before, statement=Said.UNKNOWN)
    return filled_in(told, before)


def check(by: Scope, placement: Placement, row: Move) -> None:
    """Raises ValidationError by field where it can't move there on that day; also asked by the page that shows what it would do."""
    if placement.is_over:
        raise ValidationError(_("Forløbet er slut."))
    if row.on <= timezone.localdate() and (waits := hooks.in_the_way(placement)):
        raise ValidationError(waits)
    workplace, task = row.to_workplace, row.to_task
    if (workplace.keeper_id, workplace.employer_id) != (placement.keeper_id, placement.workplace.employer_id):
        raise ValidationError(
            {"workplace": _("Der kan kun flyttes til et sted, der hører til den samme arbejdsgiver.")}
        )
    if (workplace.pk, row.to_task_id) == (placement.workplace_id, placement.task_id):
        raise ValidationError({"workplace": _("Der er forløbet allerede. Vælg et andet sted eller en anden opgave.")})
    if task is not None and task.workplace_id != workplace.pk:
        raise ValidationError({"task": _("Opgaven hører til et andet sted. Vælg en, der hører til stedet.")})
    check_current(workplace, task)
    if not row.reason:
        raise ValidationError({"reason": _("Skriv, hvorfor der flyttes.")})
    _check_days(placement, row)
    if row.windows and len({is_dated([one]) for one in row.windows}) > 1:
        raise ValidationError({"windows": _("Skriv enten ugedage eller datoer, ikke begge dele.")})
    if task is not None and task.pk != placement.task_id:
        same = Placement.objects.filter(candidate=placement.candidate_id, task=task).not_ended()
        if same.exclude(pk=placement.pk).exists():
            raise ValidationError({"task": _("Personen er allerede i opgaven.")})
        if free_seats(task, row.on) < 1:
            raise ValidationError({"task": no_seat_message(task, row.on, by)})


def _check_days(placement: Placement, row: Move) -> None:
    last = max(placement.planned_end, timezone.localdate())
    if not placement.start <= row.on <= last:
        text = _("Dagen skal ligge i forløbet: %(days)s.")
        raise ValidationError({"on": text % {"days": writing.period(placement.start, last)}})
    if any(one.first_day > row.on for one, _works in planning.segments(placement)):
        raise ValidationError({"on": _("Der er aftalt nye tider, der begynder senere. Vælg en dag efter dem.")})
    task = row.to_task
    if task is not None and row.on < task.start:
        raise ValidationError({"on": _("Opgaven begynder først %(day)s.") % {"day": writing.day_year(task.start)}})
    if task is not None and task.end is not None and placement.planned_end > task.end:
        text = _("Opgaven er slut %(day)s, før forløbet er det.")
        raise ValidationError({"task": text % {"day": writing.day_year(task.end)}})


def _kept(placement: Placement, row: Move) -> LawCheck | None:
    """What the law said when the move was agreed; None where it is being agreed, and where no rule was there."""
    if row.pk is None:
        return None
    return placement.law_checks.filter(door=LawDoor.MOVE, at__gte=row.made_at).order_by("at", "pk").last()


def _still_lawful(placement: Placement, row: Move, law: Verdict, told: Told) -> dict[str, list[Any]]:
    """For the record. Raises ValidationError where it is not allowed any more, or needs a reason that nobody has been asked for."""
    if law.refused:
        raise ValidationError([in_full(one) for one in law.refused])
    weighed = reasoned_in(_kept(placement, row), law)
    if new := [in_full(one) for one in law.to_reason if one.rule not in weighed]:
        again = _("Det kræver en begrundelse. Tag flytningen tilbage, og aftal den igen.")
        raise ValidationError([*new, again])
    return {"law": [None, {**law.on_record(), **told.on_record()}]} if law.findings else {}


def _carry_out(
    by: Scope, placement: Placement, row: Move, replan: replanning.Replan, law: dict[str, list[Any]] | None = None
) -> None:
    """Call it with the rows held and checked."""
    before = placement.workplace
    _settle(row, MoveState.DONE)
    placement.workplace, placement.task = row.to_workplace, row.to_task
    with told_from(SENTENCES):
        placement.save(update_fields=["workplace", "task"])
    amended = hooks.amend(
        by=by, placement=placement, valid_from=row.on, until=placement.planned_end, reason=row.reason,
        windows=list(row.windows) or None, moves=True,
    )  # fmt: skip
    # Times that must be signed are planned when they have been.
    waits = amended is not None and amended.waits
    removed, added = (0, 0) if waits else replanning.carry_out(placement, replan, at="windows")
    if before.pk != placement.workplace_id:
        leave(placement, before)
        tell_workplace(by=by, placement=placement)
    changes: dict[str, list[Any]] = {"place": _places(row), **(law or {})}
    changes |= {"shifts": [removed, added]} if removed or added else {}
    changes |= {"agreement": [None, amended.version.number]} if amended else {}
    record("placement.move", placement, by=by.user, changes=changes, reason=row.reason)


def leave(placement: Placement, workplace: Workplace) -> int:
    """The workplace that somebody leaves is told no more of them from now on, unless they are there in another placement."""
    still = Placement.objects.not_ended().filter(candidate=placement.candidate_id, workplace=workplace)
    if still.exists():
        return 0
    told = Disclosure.objects.filter(candidate=placement.candidate_id, to_id=workplace.public_id, ended_at__isnull=True)
    return told.filter(end__gte=timezone.localdate()).update(ended_at=timezone.now())


def may_be_told(placement: Placement, workplace: Workplace) -> bool:
    """Whether the person has said yes to that a workplace is told of them."""
    rows = Consent.objects.valid_on(timezone.localdate()).filter(candidate=placement.candidate_id)
    return any(one.to_kind == To.EMPLOYERS or one.to_id == workplace.public_id for one in rows)


def _settle(row: Move, state: MoveState) -> None:
    row.state, row.settled_at, row.problem = state, timezone.now(), ""
    row.save(update_fields=["state", "settled_at", "problem"])


def _places(row: Move) -> list[Any]:
    """Where it was and where it is, as the record says it: the workplace, and the task where there is one."""

    def name(workplace: Workplace, task: Task | None) -> str:
        return f"{workplace.name}, {task.title}" if task else workplace.name

    return [name(row.from_workplace, row.from_task), name(row.to_workplace, row.to_task)]


def _tell(by: Scope, placement: Placement, row: Move) -> None:
    day, to = writing.day_year(row.on), _places(row)[1]
    said = [_("Fra %(day)s er det hos %(place)s.") % {"day": day, "place": to}]
    times = [_("Tiderne er: %(times)s.") % {"times": writing.windows(row.windows)}] if row.windows else []
    telling.placement_changed(
        by=by, placement=placement, person_told=[*said, *times], workplace_told=[*said, *times],
        workplace=row.to_workplace,
    )  # fmt: skip
    if row.from_workplace_id != row.to_workplace_id:
        left = [_("Fra %(day)s er personen ikke hos jer mere.") % {"day": day}]
        telling.placement_changed(by=by, placement=placement, workplace_told=left, workplace=row.from_workplace)
