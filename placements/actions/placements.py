"""Start and end a placement."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from candidates.models import Candidate, Programme, StatusSpell
from employers.actions.posting import mark_seen
from employers.models import Task, Workplace
from placements.actions.agreements import first_agreement
from placements.actions.disclosing import stop_telling, tell_workplace
from placements.actions.lawful import clean_reason, held_to, judge_in_task, keep
from placements.actions.shifts import find_clash, planned_shifts, write_shifts
from placements.changing.closing import close
from placements.changing.pauses import cut
from placements.law.loader import NOTHING_TOLD, Told
from placements.models import AgreementVersion, LawDoor, Placement, Proposal, ReportedHours, Shift
from placements.parties import Side, side_of
from placements.pattern import Planned
from smaajob import writing
from smaajob.accounts.scope import Scope
from smaajob.audit.models import record
from smaajob.refusals import constraint_of
from smaajob.schedule import AnyWindow, DatedWindow, tidy
from smaajob.vocabulary import EndReason, Status

AGREED = {"agreed_by_person": [None, True]}


def start(
    *,
    by: Scope,
    candidate: Candidate,
    task: Task,
    kind: str,
    start: date,
    planned_end: date,
    windows: list[AnyWindow],
    programme: Programme | None = None,
    agreed: bool = False,
    told: Told = NOTHING_TOLD,
    reason: str = "",
    tell: Collection[str] | None = None,
) -> Placement:
    """Put a person in a task: the placement, its first agreement and its shifts; the workplace is told what they said yes to.

    `agreed`: there is no consent to being proposed, but the person has said yes to this very placement; that is on record. `told` and
    `reason` are for the check of the law (placements.law): what only people know, and why it is in order where that must be said.
    `tell`: what the workplace is told, where the person was shown just that; else all that they said yes to.
    Raises ValidationError (by field) where there is no free seat, a shift clashes, the dates don't fit, or the law says no.
    """
    check_period(task, start, planned_end, windows)
    windows = tidy(windows)
    terms: dict[str, Any] = {"kind": kind, "start": start, "planned_end": planned_end}
    with transaction.atomic():
        task, candidate = _both(by, task, candidate)
        planned = _free(by, candidate, task, windows, start, planned_end)
        verdict = judge_in_task(candidate, task, **terms, windows=windows, told=told, lock=True)
        lawful = held_to(verdict, told, reason)
        parties = {"candidate": candidate, "workplace": task.workplace, "task": task, "programme": programme}
        placement = create(keeper=by.organisation, **parties, **terms)
        _write(placement, planned, first_agreement(placement, task, windows))
        keep(by=by, door=LawDoor.START, about=placement, verdict=verdict, told=told, reason=reason)
        changes = {"start": [None, start.isoformat()], "shifts": [0, len(planned)], **(AGREED if agreed else {})}
        tell_workplace(by=by, placement=placement, items=tell)
        said = {"reason": clean_reason(reason), "on_behalf_of": by.on_behalf_of}
        record("placement.start", placement, by=by.user, changes=changes | lawful, **said)
    return placement


def end(
    *,
    by: Scope,
    placement: Placement,
    on: date,
    reason: str,
    status: str = "",
    words: str = "",
    asked_by: str = "",
    tell: bool = True,
) -> int:
    """End a placement on a day, with a reason; shifts after it go, and its workplace sees the person no longer. Gives how many went.

    `status` is the person's situation from the day after; empty means as before. `words` why, in own words, and `asked_by` whose wish it
    was, for the record. Pauses end with it, what waits for an answer or a signature does too. Both sides are told, unless the caller does
    (`tell`). Raises ValidationError by field.
    """
    with transaction.atomic():
        placement = locked(placement)
        # "Didn't come" on a day after the end says nothing any more; worked hours there must be put right first.
        empty = placement.hours.filter(first_day__gt=on, hours=0)
        gone = [day.isoformat() for day in empty.values_list("first_day", flat=True)]
        empty.delete()
        _check_end(placement, on)
        cut(placement, start=placement.start, end=on)
        after = Shift.everything.filter(placement=placement, day__gt=on)
        removed = after.filter(cancelled_at__isnull=True).count()
        after.delete()
        placement.actual_end, placement.end_reason = on, EndReason(reason)
        placement.save(update_fields=["actual_end", "end_reason"])
        changes: dict[str, list[object]] = {
            "actual_end": [None, on.isoformat()],
            "end_reason": ["", reason],
            "shifts_removed": [None, removed],
        }
        stop_telling(placement)
        if gone:
            changes["empty_hours_removed"] = [gone, None]
        if status:
            changes["status"] = [_set_status(placement, Status(status), on + timedelta(days=1)), status]
        if asked_by:
            changes["asked_by"] = [None, str(Side(asked_by))]
        record("placement.end", placement, by=by.user, changes=changes, reason=words.strip())
        close(by=by, placement=placement, tell=tell)
    return removed


def create(**values: Any) -> Placement:
    """Store a placement. Raises ValidationError where its person, workplace or task was put away or merged a moment ago."""
    try:
        with transaction.atomic():
            return Placement.objects.create(**values)
    except IntegrityError as error:
        if constraint_of(error) in {"archived_has_no_placement", "merged_has_nothing_new"}:
            raise ValidationError(
                _("Personen, arbejdspladsen eller opgaven er netop lagt i arkivet. Se efter, og prøv igen.")
            ) from error
        raise


def check_current(*things: Candidate | Workplace | Task | None) -> None:
    """Raises ValidationError where one of them is put away: nothing new begins there."""
    for thing in things:
        if thing is not None and thing.is_archived:
            raise ValidationError(_("%(thing)s ligger i arkivet. Tag det ud af arkivet først.") % {"thing": thing})


def why_closed(task: Task) -> str:
    """Why nobody new comes into a task, in a sentence; empty where somebody can."""
    if task.is_archived:
        return _("%(thing)s ligger i arkivet. Tag det ud af arkivet først.") % {"thing": task}
    if task.closed_at is not None:
        return _(
            "Virksomheden har lukket opgaven for flere, så ingen ny kan begynde i den. Åbn den igen, hvis de har brug for flere."
        )
    return ""


def check_open(task: Task) -> None:
    """Raises ValidationError where nobody new comes into the task."""
    if told := why_closed(task):
        raise ValidationError(told)


def free_seats(task: Task, day: date) -> int:
    """Seats that are free from a day on, for good: a placement that has not ended holds its seat, and a proposal that waits does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT seats_held(%s, %s, 'infinity') + seats_promised(%s, 0)", [task.pk, day, task.pk])
        held: int = cursor.fetchone()[0]
    return task.seats - held


def no_seat_message(task: Task, day: date, by: Scope) -> str:
    """Why the task can't take one more, and who holds the seats; who asks sees the names of those whom they see."""
    held = Placement.objects.visible_to(by).filter(task=task).holding_a_seat(day, None)
    holders = list(held.select_related("candidate").order_by("start")[:5])
    promised = Proposal.objects.visible_to(by).filter(task=task).active().select_related("candidate").order_by("since")
    named = [str(one.candidate) for one in holders]
    named += [_("%(name)s (et forslag)") % {"name": one.candidate} for one in promised[:5]]
    names = ", ".join(named) or _("andre")
    text = ngettext(
        "Opgaven har én plads, og den er ikke ledig fra %(day)s. Den er taget af %(names)s.",
        "Opgaven har %(n)d pladser, og ingen er ledig fra %(day)s. De er taget af %(names)s.",
        task.seats,
    )
    return text % {"n": task.seats, "day": writing.day_long(day), "names": names}


def clash_message(shift: Shift) -> str:
    """Which shift the person already has at that time."""
    return _("Personen har allerede en vagt %(day)s kl. %(times)s hos %(workplace)s.") % {
        "day": date_format(shift.day, "l j. F Y"),
        "times": writing.times(timezone.localtime(shift.starts_at), timezone.localtime(shift.ends_at)),
        "workplace": shift.placement.workplace.name,
    }


def check_period(task: Task, start: date, planned_end: date, windows: list[AnyWindow]) -> None:
    """Raises ValidationError by field where a period and its times don't fit the task."""
    faults: dict[str, str] = {}
    if planned_end < start:
        faults["planned_end"] = _("Forløbet kan ikke slutte, før det starter.")
    elif (planned_end - start).days > 3 * 366:
        faults["planned_end"] = _("Et forløb kan højst være tre år. Start et nyt, når det er gået.")
    if start < task.start:
        faults["start"] = _("Opgaven begynder først %(day)s.") % {"day": date_format(task.start, "j. F Y")}
    elif task.end and start > task.end:
        faults["start"] = _("Opgaven er slut %(day)s.") % {"day": date_format(task.end, "j. F Y")}
    elif task.end and planned_end > task.end:
        faults.setdefault("planned_end", _("Opgaven er slut %(day)s.") % {"day": date_format(task.end, "j. F Y")})
    if not windows:
        faults["windows"] = _("Skriv mindst én tid, fx man 9-12.")
    elif len({isinstance(window, DatedWindow) for window in windows}) > 1:
        faults["windows"] = _("Skriv enten ugedage eller datoer, ikke begge dele.")
    if faults:
        raise ValidationError(faults)


def _both(by: Scope, task: Task, candidate: Candidate) -> tuple[Task, Candidate]:
    """The task first, then the person, held: two who start at one moment come one after the other, and see each other."""
    task = Task.objects.select_for_update(no_key=True, of=("self",)).select_related("workplace").get(pk=task.pk)
    candidate = Candidate.objects.select_for_update(no_key=True).get(pk=candidate.pk)
    _check_parties(by, candidate, task)
    if side_of(by) == Side.MUNICIPALITY:
        mark_seen(by=by, task=task)
    return task, candidate


def _free(
    by: Scope, candidate: Candidate, task: Task, windows: list[AnyWindow], start: date, planned_end: date
) -> list[Planned]:
    """The shifts that are to be. Raises ValidationError where there is no seat, or one of them clashes."""
    if free_seats(task, start) < 1:
        raise ValidationError(no_seat_message(task, start, by))
    planned = planned_shifts(windows, start, planned_end, task.workplace.country)
    if (clash := find_clash(candidate.pk, planned)) is not None:
        raise ValidationError({"windows": clash_message(clash)})
    return planned


def _check_parties(by: Scope, candidate: Candidate, task: Task) -> None:
    if {candidate.keeper_id, task.keeper_id} != {by.organisation.pk}:
        raise ValidationError(_("Personen og opgaven skal høre til din egen organisation."))
    check_current(candidate, task.workplace)
    check_open(task)
    if Placement.objects.filter(candidate=candidate, task=task).not_ended().exists():
        raise ValidationError(_("%(person)s er allerede i opgaven.") % {"person": candidate})


def locked(placement: Placement) -> Placement:
    """The placement as it is now, held until the transaction ends.

    Raises ValidationError where it was cancelled meanwhile, or its import was taken back.
    """
    found: Placement | None = Placement.everything.select_for_update(no_key=True).filter(pk=placement.pk).first()
    if found is None:
        raise ValidationError(no_longer_there())
    if found.is_cancelled:
        raise ValidationError(_("Forløbet er netop annulleret. Der kan ikke ændres noget i det."))
    return found


def no_longer_there() -> str:
    """What is said of a placement whose import somebody has just undone."""
    return _("Forløbet er der ikke længere. Den import, som det kom fra, er netop fortrudt.")


def _check_end(placement: Placement, on: date) -> None:
    if placement.is_over:
        raise ValidationError(_("Forløbet er allerede afsluttet."))
    if on < placement.start:
        raise ValidationError(
            {"on": _("Forløbet startede først %(day)s.") % {"day": date_format(placement.start, "j. F Y")}}
        )
    if on > timezone.localdate():
        raise ValidationError({"on": _("Dagen er ikke kommet endnu. Afslut forløbet, når det er slut.")})
    late = placement.hours.filter(last_day__gt=on).order_by("last_day").last()
    if late is not None:
        raise ValidationError(
            {
                "on": _("Der er skrevet timer helt til %(day)s. Ret timerne først, eller vælg en senere dag.")
                % {"day": date_format(late.last_day, "j. F Y")}
            }
        )
    waits = ReportedHours.objects.waiting().filter(placement=placement, day__gt=on).order_by("day").last()
    if waits is not None:
        text = _("Der er meldt timer %(day)s, og de venter på svar. Få dem afgjort først, eller vælg en senere dag.")
        raise ValidationError({"on": text % {"day": writing.day_year(waits.day)}})


def _set_status(placement: Placement, status: Status, day: date) -> str | None:
    """The person's situation from a day on; gives the one that would else have held then."""
    before = StatusSpell.objects.filter(candidate_id=placement.candidate_id, start__lte=day).order_by("start").last()
    if before is not None and before.status == status:
        return before.status
    StatusSpell.objects.update_or_create(
        candidate_id=placement.candidate_id, start=day, defaults={"status": status, "keeper_id": placement.keeper_id}
    )
    return before.status if before else None


def _write(placement: Placement, planned: list[Planned], agreement: AgreementVersion) -> None:
    agreement.save()
    try:
        with transaction.atomic():
            write_shifts(placement, planned)
    except IntegrityError as error:
        # Somebody else's code wrote a shift without taking the person's lock: the database has the last word.
        raise ValidationError(
            {"windows": _("Personen har netop fået en anden vagt på det tidspunkt. Prøv igen.")}
        ) from error
