"""What a change asks of the agreement and of the law: the one place that knows both (the calendar is placements.planning).

What was noted without signatures is noted anew. What is signed gets an amendment, which is sent to those it concerns, and holds when they
have said yes: then `signing.enter_into_force` changes the placement's days and shifts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from employers.models import Task
from placements import planning
from placements.actions.lawful import filled_in, said_before
from placements.agreeing.rules import who_signs
from placements.agreeing.steps import from_day
from placements.agreeing.wording import first_contact
from placements.documents.content import Step
from placements.law.facts import Said, Verdict
from placements.law.loader import Told, judge_extension
from placements.models import AgreementState, AgreementVersion, Party, Pattern, Placement
from placements.pattern import step_of
from smaajob.schedule import AnyWindow

if TYPE_CHECKING:
    from smaajob.accounts.scope import Scope


@dataclass(frozen=True, slots=True)
class Amended:
    """What is agreed from a day on. `waits`: it is signed first. `unsent`: why it is a draft still, empty where it was sent."""

    version: AgreementVersion
    waits: bool = False
    unsent: str = ""


def is_signed(placement: Placement) -> bool:
    """Whether the parties have signed what is changed here, so that they must sign the change as well."""
    return placement.agreements.filter(state=AgreementState.IN_FORCE).exists()


def in_the_way(placement: Placement) -> str:
    """Why no change can be agreed now: a version that is drafted or waits for signatures would change it back. Empty where nothing is."""
    found = placement.agreements.open().first()
    if found is None:
        return ""
    if found.state == AgreementState.DRAFT:
        return _("Der ligger en kladde til en aftale. Send den, eller smid den ud først.")
    return _("Der ligger en aftale til underskrift. Vent på dem, der mangler, eller træk den tilbage først.")


def amend(
    *,
    by: Scope,
    placement: Placement,
    valid_from: date,
    until: date,
    reason: str,
    windows: Sequence[AnyWindow] | None = None,
    moves: bool = False,
    told: Told | None = None,
) -> Amended | None:
    """What is agreed from a day on: other times, a later last day, another place (`moves`); None where that says nothing new.

    `placement` is as it has become, and held. What is signed is sent to those it concerns at once; where one of them can't be reached,
    the draft stays for the consultant to send. Raises ValidationError where a draft or something unsigned is in the way.
    """
    if said := in_the_way(placement):
        raise ValidationError(said)
    if not is_signed(placement):
        version = _note(placement, valid_from, windows, moves=moves)
        return Amended(version) if version else None
    values: dict[str, Any] = {"end": until, "reason": reason.strip() or _("Forløbet ændres.")}
    steps = _steps(placement, valid_from, until, windows, values)
    if moves:
        values |= _of_the_place(placement)
    return _sign(by, placement, valid_from, steps, values, told, reason)


def withdraw_open(*, by: Scope, placement: Placement, reason: str) -> int:
    """What is drafted or waits for signatures when the placement is over is withdrawn. Gives how many there were."""
    from placements.actions import drafting, sending  # which know how a placement ends, and that ends what is open

    found = list(placement.agreements.open())
    for version in found:
        if version.state == AgreementState.DRAFT:
            drafting.discard(by=by, agreement=version)
        else:
            sending.withdraw(by=by, agreement=version, why=reason)
    return len(found)


def what_is_known(placement: Placement, told: Told) -> Told:
    """What is answered now, else what was answered before. What the agreement says (its purpose, who will sign) is not asked again."""
    before, _reason = said_before(placement)
    told = filled_in(told, before)
    held = placement.agreements.holding().last()
    if held is not None and held.purpose and not told.purposes:
        told = replace(told, purposes=(held.purpose,))
    if is_signed(placement):
        asks = set(who_signs(placement, timezone.localdate()))
        told = replace(
            told,
            statement=told.statement or (Said.LATER if Party.EMPLOYEE_REP in asks else Said.UNKNOWN),
            guardian=told.guardian or (Said.LATER if Party.GUARDIAN in asks else Said.UNKNOWN),
        )
    return told


def lawfulness(
    placement: Placement, until: date, told: Told, *, windows: Sequence[AnyWindow] | None = None, lock: bool = False
) -> Verdict:
    """Whether the placement may last until a day, by `what_is_known`."""
    return judge_extension(
        placement=placement, ends=until, decided_on=timezone.localdate(), told=told, windows=windows, lock=lock
    )


def _note(
    placement: Placement, valid_from: date, windows: Sequence[AnyWindow] | None, *, moves: bool
) -> AgreementVersion | None:
    """The next version without signatures."""
    before, task = placement.agreements.holding().last(), placement.task if moves else None
    postcode = placement.task.place if placement.task else placement.workplace.postcode
    if windows is None and (before is None or not moves or (task is None and before.postcode == postcode)):
        return None
    version = AgreementVersion(
        keeper_id=placement.keeper_id, placement=placement, number=before.number + 1 if before else 1
    )
    source = task or before or placement.task
    if source is not None:
        source.copy_terms_to(version)
    times = windows if windows is not None else before.windows if before else []
    version.kind, version.windows = placement.kind, list(times)
    version.postcode = postcode if moves or before is None else before.postcode
    version.valid_from = max(valid_from, placement.start)
    version.flexible, version.hours = (before.flexible, before.hours) if before and windows is None else (False, None)
    version.save()
    if windows is not None:
        # What a consultant had planned by hand from that day on gives way, as where they plan anew.
        Pattern.objects.filter(placement=placement, first_day__gte=version.valid_from).delete()
    return version


def _sign(
    by: Scope,
    placement: Placement,
    valid_from: date,
    steps: list[Step] | None,
    values: dict[str, Any],
    told: Told | None,
    reason: str,
) -> Amended | None:
    """An amendment, sent to those it concerns; None where nothing in it is new. Our own words for why are none to the law."""
    from placements.actions import drafting, sending

    before = placement.agreements.holding().last()
    since = max(valid_from, placement.start, before.valid_from if before else valid_from)
    version = drafting.amend(by=by, placement=placement, valid_from=since, steps=steps, **values)
    if sending.outgoing(version, drafting.whole(placement)).nothing_changed:
        drafting.discard(by=by, agreement=version)
        return None
    try:
        with transaction.atomic():
            return Amended(sending.send(by=by, agreement=version, told=told, reason=reason), waits=True)
    except ValidationError as refusal:
        return Amended(version, waits=True, unsent=" ".join(refusal.messages))


def _steps(
    placement: Placement,
    valid_from: date,
    until: date,
    windows: Sequence[AnyWindow] | None,
    values: dict[str, Any],
) -> list[Step] | None:
    """What an amendment says of times: the new ones; else what a consultant has planned by hand since (then that is agreed from now on);
    else None: as it was agreed."""
    held = [step for step, _works in planning.segments(placement) if step.first_day <= valid_from]
    if windows:
        step = step_of(windows, valid_from)
        paid = held[-1].paid_hours if held else None
        return [step if paid is None else replace(step, paid_hours=min(paid, step.hours))]
    pattern = Pattern.objects.filter(placement=placement, first_day__lte=valid_from).last()
    if pattern is None or not held or pattern.first_day < held[-1].first_day:
        return None
    values["works_on_holidays"] = pattern.works_on_holidays
    return from_day([pattern.step()], valid_from, until)


def _of_the_place(placement: Placement) -> dict[str, Any]:
    """What an amendment says of where it has become: the task's own words, else the workplace's."""
    workplace, task, contact = placement.workplace, placement.task, first_contact(placement)
    meets = (contact.name, contact.phone) if contact else ("", "")
    values: dict[str, Any] = {
        "place_text": ", ".join(one for one in (workplace.address, workplace.town) if one),
        "postcode": task.place if task else workplace.postcode,
        "meets_name": meets[0],
        "meets_phone": meets[1],
        "find_way": "",
        "bring": "",
    }
    if isinstance(task, Task):
        values |= {"find_way": task.find_way, "bring": task.bring, "description": task.description or task.title}
        values["demands"] = list(task.demands)  # what is asked of later shifts under 18
        if task.meets_name:
            values |= {"meets_name": task.meets_name, "meets_phone": task.meets_phone}
    return values
