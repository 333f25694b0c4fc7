"""Somebody was hired: the small job ends as that, and the ordinary job begins the day after, where it is to be followed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from candidates.models import Disclosure
from placements.actions import by_hand
from placements.actions.disclosing import tell_workplace
from placements.actions.placements import end, locked
from placements.changing import telling
from placements.changing.closing import settle
from placements.models import AgreementVersion, Placement, Wish, WishAnswer
from placements.parties import Side
from smaajob import writing
from smaajob.accounts.scope import Scope
from smaajob.audit.models import record
from smaajob.schedule import AnyWindow
from smaajob.vocabulary import EndReason, PlacementKind

# What somebody is hired to. The rest are measures of the municipality's.
HIRED_TO = (PlacementKind.JOB, PlacementKind.FLEX_JOB, PlacementKind.SMALL_JOB)


@dataclass(frozen=True, slots=True)
class Job:
    """What they were hired to. With `windows` it has shifts; else `hours` a week, or nothing is known of the times."""

    kind: str
    follow_until: date
    windows: Sequence[AnyWindow] = ()
    hours: Decimal | None = None


def hire(
    *, by: Scope, placement: Placement, on: date, job: Job | None, status: str = "", words: str = ""
) -> tuple[Placement | None, int]:
    """`on` is the last day of what ends; the job begins the day after. Without `job` only the end is written.

    `status`: the person's situation from then on. Gives the new placement (None without), and how many shifts went.

    Raises ValidationError by field (on, kind, follow_until, hours, windows).
    """
    if job is not None and job.kind not in HIRED_TO:
        raise ValidationError({"kind": _("Vælg, hvad personen er ansat i.")})
    if job is not None and job.follow_until <= on:
        raise ValidationError({"follow_until": _("Jobbet begynder dagen efter, så vælg en senere dag.")})
    with transaction.atomic():
        placement = locked(placement)
        # Who asked for it hears the yes, not that it is over.
        settle(by=by, placement=placement, wish=Wish.HIRE, answer=WishAnswer.DONE)
        told_before = _told_now(placement)
        removed = end(
            by=by, placement=placement, on=on, reason=EndReason.HIRED, status=status, words=words,
            asked_by=Side.EMPLOYER, tell=False,
        )  # fmt: skip
        new = _begin(by, placement, on + timedelta(days=1), job) if job is not None else None
        if new is not None and told_before:
            # They go on knowing whom they have hired: the same, and no more.
            tell_workplace(by=by, placement=new, items=told_before)
        said = [_("Forløbet er slut %(day)s, og det ender i en ansættelse.") % {"day": writing.day_year(on)}]
        mine = [_("Tillykke. Du er ansat hos %(place)s.") % {"place": placement.workplace.name}]
        told = Placement.objects.select_related("workplace").get(pk=(new or placement).pk)
        telling.placement_changed(by=by, placement=told, person_told=mine, workplace_told=said)
    return new, removed


def _told_now(placement: Placement) -> list[str]:
    """What the workplace knows of the person today: the items of the disclosure that has most."""
    rows = Disclosure.objects.on(timezone.localdate()).filter(candidate=placement.candidate_id)
    found = rows.filter(to_id=placement.workplace.public_id).values_list("items", flat=True)
    return max(found, key=len, default=[])


def _begin(by: Scope, placement: Placement, start: date, job: Job) -> Placement:
    try:
        new = by_hand.register(
            by=by, candidate=placement.candidate, workplace=placement.workplace, kind=job.kind, start=start,
            planned_end=job.follow_until, windows=list(job.windows),
        )  # fmt: skip
    except ValidationError as refusal:
        # By the names of this verb's own fields.
        if hasattr(refusal, "error_dict") and "planned_end" in refusal.error_dict:
            raise ValidationError({"follow_until": refusal.error_dict["planned_end"]}) from refusal
        raise
    if job.hours is not None and not job.windows:
        AgreementVersion.objects.create(
            keeper_id=new.keeper_id, placement=new, number=1, valid_from=start, kind=job.kind, flexible=True,
            hours=job.hours, postcode=new.workplace.postcode,
        )  # fmt: skip
    changes = {"hired_from": [None, str(placement.public_id)]}
    record("placement.hired", new, by=by.user, changes=changes)
    return new
