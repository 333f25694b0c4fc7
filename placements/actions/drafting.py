"""Draft an agreement from what is known, change the draft, throw it away; and draft what changes one that holds (an amendment)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from candidates.models import ConsentItem, Disclosure
from placements.actions.lawful import said_before
from placements.actions.placements import locked
from placements.agreeing.rules import asks_for_purpose, insurance_of
from placements.agreeing.standing import what_became
from placements.agreeing.steps import faults_of, from_day, steps_to_shifts, weekly_hours
from placements.agreeing.wording import default_follow_ups, first_contact
from placements.documents.content import Step
from placements.models import AgreementState, AgreementStep, AgreementVersion, Placement, Proposal
from smaajob.accounts.scope import Scope
from smaajob.audit.models import record
from smaajob.changes import Changes, set_values
from smaajob.schedule import is_dated, parse_window
from smaajob.writing import day_year

# What an edit may change, by the row's own names.
FIELDS = (
    "kind", "purpose", "valid_from", "end", "place_text", "description", "hourly_pay", "pay_note", "meets_name", "meets_phone",
    "find_way", "bring", "insurance", "accommodations", "works_on_holidays", "follow_ups", "remarks", "reason",
)  # fmt: skip
MOST_STEPS = 6


def draft(*, by: Scope, placement: Placement) -> AgreementVersion:
    """The first agreement, from what is noted, else from the task: a private draft with a suggestion for everything.

    Raises ValidationError where there is a draft or one that waits for signatures, where one is signed (`amend` then), and where
    the placement is over.
    """
    with transaction.atomic():
        placement = whole(placement)
        _check_free(placement)
        if placement.agreements.filter(state=AgreementState.IN_FORCE).exists():
            raise ValidationError(_("Aftalen er allerede skrevet under. Lav en ændring i stedet."))
        noted = list(placement.agreements.holding())
        version = AgreementVersion(keeper_id=placement.keeper_id, placement=placement, number=1, made_by=by.user)
        source = noted[-1] if noted else placement.task
        if source is not None:
            source.copy_terms_to(version)
        _suggest(version, placement)
        _save(version, _noted_steps(noted or [version], placement))
        record("agreement.draft", placement, by=by.user, changes={"number": [None, version.number]})
    return version


def amend(
    *,
    by: Scope,
    placement: Placement,
    valid_from: date | None = None,
    steps: Sequence[Step] | None = None,
    **values: Any,
) -> AgreementVersion:
    """A draft of what changes from a day on: the newest that holds with `values` in place of its own (names of `FIELDS`).

    Whom it is asked of follows from what is changed, when it is sent. Raises ValidationError as `draft`, where there is nothing to
    change, and where both have said yes to a proposal and nothing is signed: then the agreement itself is still to be written.
    """
    with transaction.atomic():
        placement = whole(placement)
        _check_free(placement)
        before = placement.agreements.holding().last()
        if before is None:
            raise ValidationError(_("Der er ingen aftale at ændre. Skriv den første aftale."))
        if before.state == AgreementState.RECORDED and Proposal.objects.filter(placement=placement).exists():
            raise ValidationError(_("Begge har sagt ja, men aftalen er ikke skrevet endnu. Skriv den først."))
        version = AgreementVersion(
            keeper_id=placement.keeper_id, placement=placement, number=before.number + 1, made_by=by.user
        )
        _begin_from(version, before, placement, valid_from, values)
        end = version.end or placement.planned_end
        _save(version, list(steps) if steps is not None else steps_of(before, placement, version.valid_from, end))
        record(
            "agreement.amend", placement, by=by.user, changes={"number": [None, version.number]}, reason=version.reason
        )
    return version


def change(
    *, by: Scope, agreement: AgreementVersion, values: dict[str, Any], steps: Sequence[Step]
) -> AgreementVersion:
    """Write a draft differently. Raises ValidationError by field, and where it was sent or thrown away meanwhile."""
    with transaction.atomic():
        placement = whole(agreement.placement)
        version = open_version(placement, agreement, AgreementState.DRAFT)
        changes: Changes = set_values(version, {name: value for name, value in values.items() if name in FIELDS})
        if steps_of_row(version) != sorted(steps, key=lambda one: one.first_day):
            changes["steps"] = [len(version.steps.all()), len(steps)]
        _check(version, placement, steps)
        version.steps.all().delete()
        _save(version, list(steps))
        if changes:
            record("agreement.change", placement, by=by.user, changes={"what": [None, sorted(changes)]})
    return version


def discard(*, by: Scope, agreement: AgreementVersion) -> None:
    """Throw a draft away: nobody but the municipality has seen it. Raises ValidationError where it was sent meanwhile."""
    with transaction.atomic():
        placement = whole(agreement.placement)
        version = open_version(placement, agreement, AgreementState.DRAFT)
        version.state, version.withdrawn_at = AgreementState.WITHDRAWN, timezone.now()
        version.save(update_fields=["state", "withdrawn_at"])
        record("agreement.discard", placement, by=by.user, changes={"number": [version.number, None]})


def steps_of_row(version: AgreementVersion) -> list[Step]:
    """Its steps as they stand in the draft."""
    return [one.as_content() for one in version.steps.order_by("first_day")]


def steps_of(version: AgreementVersion, placement: Placement, day: date, end: date) -> list[Step]:
    """What a version that holds says from a day on: from its frozen content, its steps, or the times that were noted."""
    if version.content:
        return from_day(version.read.steps, day, end)
    return from_day(steps_of_row(version) or _noted_steps([version], placement), day, end)


def released(placement: Placement, day: date) -> list[str]:
    """What of the person's needs the workplace has been told, with their yes: no more than that may stand in an agreement."""
    told = Disclosure.objects.on(day).filter(candidate=placement.candidate, to_id=placement.workplace.public_id)
    if not told.filter(items__contains=[ConsentItem.NEEDS]).exists():
        return []
    return list(placement.candidate.accommodations)


def open_version(placement: Placement, agreement: AgreementVersion, state: AgreementState) -> AgreementVersion:
    """The version as it is now, held until the transaction ends. Raises ValidationError where it is not in that state any more."""
    rows = AgreementVersion.objects.select_for_update(no_key=True, of=("self",)).filter(placement=placement)
    version = rows.filter(pk=agreement.pk).first()
    if version is None or version.state != state:
        # Gone: the import that it came from was undone.
        raise ValidationError(what_became(version) if version else _("Aftalen er ikke her mere."))
    version.placement = placement
    return version


def whole(placement: Placement) -> Placement:
    """The placement locked, with what an agreement is written from."""
    held = locked(placement)
    rows = Placement.objects.select_related(
        "candidate__consultant", "candidate__stand_in", "workplace__employer", "task__workplace", "keeper"
    )
    whole: Placement = rows.get(pk=held.pk)
    return whole


def _check_free(placement: Placement) -> None:
    if placement.is_over:
        raise ValidationError(_("Forløbet er slut, så der er ikke mere at aftale."))
    found = placement.agreements.open().first()
    if found is not None and found.state == AgreementState.DRAFT:
        raise ValidationError(_("Der ligger allerede en kladde. Skriv videre på den, eller smid den ud."))
    if found is not None:
        raise ValidationError(
            _("Der ligger allerede en aftale til underskrift. Træk den tilbage, før du skriver en ny.")
        )


def _begin_from(
    version: AgreementVersion,
    before: AgreementVersion,
    placement: Placement,
    valid_from: date | None,
    values: dict[str, Any],
) -> None:
    """What held before, with what is to be different. Raises ValidationError where it would hold before the agreement begins."""
    before.copy_terms_to(version)
    for name in (
        "purpose",
        "place_text",
        "insurance",
        "accommodations",
        "works_on_holidays",
        "follow_ups",
        "remarks",
    ):
        setattr(version, name, getattr(before, name))
    earliest = max(before.valid_from, placement.start)
    version.valid_from = valid_from or max(timezone.localdate(), earliest)
    version.end = max(before.end or placement.planned_end, placement.planned_end)
    for name, value in values.items():
        setattr(version, name, value)
    if version.valid_from < earliest:
        text = _("Ændringen kan tidligst gælde fra %(day)s, hvor aftalen begynder.")
        raise ValidationError({"valid_from": text % {"day": day_year(earliest)}})
    version.end = max(version.end, version.valid_from)


def _suggest(version: AgreementVersion, placement: Placement) -> None:
    """What a first agreement begins with, beside the terms that were copied."""
    workplace, task = placement.workplace, placement.task
    version.state, version.kind = AgreementState.DRAFT, placement.kind
    version.valid_from, version.end = placement.start, placement.planned_end
    version.flexible, version.hours = False, None
    version.description = version.description or (task.title if task else "")
    version.postcode = version.postcode or (task.place if task else workplace.postcode)
    version.place_text = ", ".join(one for one in (workplace.address, workplace.town) if one)
    contact = first_contact(placement)
    if contact is not None and not version.meets_name:
        version.meets_name, version.meets_phone = contact.name, contact.phone
    if asks_for_purpose(version.kind, workplace.country):
        # It was answered when the person was proposed, or when the placement was started.
        version.purpose = " ".join(said_before(placement)[0].purposes[:1])
    text = insurance_of(version.kind, workplace.country, timezone.localdate())
    version.insurance = str(text.text) if text else ""
    version.accommodations = released(placement, timezone.localdate())
    version.follow_ups = default_follow_ups(placement.start, placement.planned_end, timezone.localdate())


def _noted_steps(noted: Sequence[AgreementVersion], placement: Placement) -> list[Step]:
    """The times that were noted without signatures, each version as a step. Dates stand as single days."""
    steps = []
    for version in noted:
        weekly = [] if is_dated(version.windows) else version.windows
        dated = version.windows if is_dated(version.windows) else []
        steps.append(
            Step(
                first_day=max(version.valid_from, placement.start),
                hours=weekly_hours(weekly),
                windows=tuple(str(one) for one in weekly),
                extra=tuple(str(one) for one in dated),
            )
        )
    return [one for one in steps if one.windows or one.extra]


def _save(version: AgreementVersion, steps: Sequence[Step]) -> None:
    version.state = AgreementState.DRAFT
    version.windows = [parse_window(text) for text in (steps[0].windows or steps[0].extra)] if steps else []
    version.save()
    AgreementStep.objects.bulk_create(
        AgreementStep(
            keeper_id=version.keeper_id,
            agreement=version,
            first_day=one.first_day,
            hours=one.hours,
            paid_hours=one.paid_hours,
            windows=[parse_window(text) for text in one.windows],
            every=one.every,
            skipped=list(one.skipped),
            extra=[parse_window(text) for text in one.extra],
        )
        for one in steps
    )


def _check(version: AgreementVersion, placement: Placement, steps: Sequence[Step]) -> None:
    """What a draft may not say, by the form's fields."""
    faults: dict[str, str] = {}
    end = version.end or placement.planned_end
    if end < version.valid_from:
        faults["end"] = _("Aftalen kan ikke slutte, før den begynder at gælde.")
    elif (end - placement.start).days > 3 * 366:
        faults["end"] = _("Et forløb kan højst være tre år. Start et nyt, når det er gået.")
    if asks_for_purpose(version.kind, placement.workplace.country) and not version.purpose:
        faults["purpose"] = _("Vælg, hvad praktikken er for. Der skal være ét formål.")
    allowed = set(released(placement, timezone.localdate())) | set(_already(placement))
    if set(version.accommodations) - allowed:
        faults["accommodations"] = _(
            "Her kan kun stå det, som personen har sagt ja til, at arbejdspladsen får at vide."
        )
    faults |= _faults_of_steps(version, end, steps, placement.workplace.country)
    if faults:
        raise ValidationError(faults)


def _already(placement: Placement) -> list[str]:
    held = placement.agreements.holding().last()
    return list(held.accommodations) if held else []


def _faults_of_steps(version: AgreementVersion, end: date, steps: Sequence[Step], country: str) -> dict[str, str]:
    if not steps:
        return {"steps": _("Skriv, hvornår personen skal møde.")}
    if end < version.valid_from:
        return {}  # that is said of the end
    if wrong := faults_of(steps, version.valid_from, end):
        text = _("Trin %(n)d: %(said)s")
        return {"steps": text % {"n": wrong[0].place + 1, "said": wrong[0].said}}
    if not steps_to_shifts(steps, end, country, holidays=version.works_on_holidays):
        return {"steps": _("Ingen af tiderne ligger i perioden.")}
    return {}
