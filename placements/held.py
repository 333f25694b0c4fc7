"""What this floor holds about a person, in their own words (smaajob.holdings)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from candidates.models import Candidate
from placements.models import (
    AgreementStep,
    AgreementVersion,
    Hours,
    Merge,
    MergeKind,
    Placement,
    Shift,
    Signature,
    SigningLink,
)
from smaajob import holdings, writing
from smaajob.files.subjects import ids_of
from smaajob.holdings import Fact, Section, fact

if TYPE_CHECKING:
    from django.db.models import Model

    from smaajob.accounts.scope import Scope

TERMS = (
    "kind", "description", "flexible", "hours", "min_session_hours", "postcode", "step", "demands", "offered", "not_offered",
    "languages", "hourly_pay", "pay_note", "meets_name", "meets_phone", "find_way", "bring", "state", "purpose", "end", "place_text",
    "insurance", "accommodations", "works_on_holidays", "follow_ups", "remarks", "asks", "sent_at", "in_force_at", "withdrawn_at",
    "withdrawn_why", "reminded_at", "reason",
)  # fmt: skip


def register() -> None:
    """Called when the app is ready."""
    models = (Placement, AgreementVersion, AgreementStep, Signature, SigningLink, Shift, Hours, Merge)
    holdings.register("placements", holdings.Part(tuple(one._meta.label for one in models), sections, place=2))


def sections(scope: Scope, person: Candidate) -> Iterator[Section]:
    """One query for each table; the cancelled too, which say so."""
    found = (
        Placement.everything.visible_to(scope).filter(candidate=person).select_related("workplace", "task", "programme")
    )
    rows = {row.pk: row for row in found}
    yield Section("placements", _("Dine forløb"), [_placement(row) for row in rows.values()])
    versions = AgreementVersion.objects.filter(placement__in=rows).order_by("-placement__start", "number")
    yield Section("agreements", _("Det er aftalt"), [_agreement(row, rows[row.placement_id]) for row in versions])
    steps = AgreementStep.objects.filter(agreement__placement__in=rows).select_related("agreement")
    told = [_step(one, rows[one.agreement.placement_id]) for one in steps.order_by("agreement", "first_day")]
    yield Section("agreement_steps", _("Timer og tider i dine aftaler"), told)
    signed = Signature.objects.filter(agreement__placement__in=rows).select_related("agreement").order_by("-at", "-pk")
    told = [_signature(one, rows[one.agreement.placement_id]) for one in signed]
    yield Section("signatures", _("Hvem har skrevet under"), told)
    links = SigningLink.objects.filter(placement__in=rows).order_by("-made_at", "-pk")
    told = [_signing_link(one, rows[one.placement_id]) for one in links]
    yield Section("signing_links", _("Hvem har fået et link til at skrive under"), told)
    shifts = Shift.objects.visible_to(scope).filter(candidate=person).order_by("-starts_at", "-pk")
    yield Section("shifts", _("Dine vagter"), [_shift(row, rows[row.placement_id]) for row in shifts])
    hours = Hours.everything.visible_to(scope).filter(placement__in=rows).order_by("-first_day", "-pk")
    yield Section("hours", _("Timer, du har arbejdet"), [_hours(row, rows[row.placement_id]) for row in hours])
    ids = ids_of(person)
    merges = Merge.objects.visible_to(scope).filter(Q(kept_id__in=ids) | Q(gone_id__in=ids), kind=MergeKind.CANDIDATE)
    told = [
        [fact(row, "merged_at", gettext_lazy("dag")), fact(row, "undone_at", gettext_lazy("fortrudt"))]
        for row in merges
    ]
    yield Section("merges", _("Da vi lagde to udgaver af dig sammen"), told)


def _placement(row: Placement) -> list[Fact]:
    names = (
        "task",
        "programme",
        "kind",
        "start",
        "planned_end",
        "actual_end",
        "end_reason",
        "cancelled_at",
    )
    return [_where(row), *_all(row, names), fact(row, "external_id", gettext_lazy("I kommunens regneark"))]


def _agreement(row: AgreementVersion, placement: Placement) -> list[Fact]:
    times = Fact("windows", _("Tider"), writing.windows(row.windows), [str(one) for one in row.windows])
    since = [fact(row, "valid_from", gettext_lazy("gælder fra")), fact(row, "number", text="")]
    return [_where(placement), *since, times, *_all(row, TERMS)]


def _step(row: AgreementStep, placement: Placement) -> list[Fact]:
    times = Fact("windows", _("Tider"), writing.windows(row.windows), [str(one) for one in row.windows])
    extra = Fact("extra", _("Enkelte dage"), writing.windows(row.extra), [str(one) for one in row.extra])
    return [_where(placement), *_all(row, ("first_day", "hours", "paid_hours", "every", "skipped")), times, extra]


def _signature(row: Signature, placement: Placement) -> list[Fact]:
    return [_where(placement), *_all(row, ("party", "says", "words", "name", "method", "at", "seen_on"))]


def _signing_link(row: SigningLink, placement: Placement) -> list[Fact]:
    # Where somebody else is reached is theirs, and not the person's to know.
    sent = fact(row, "made_at", gettext_lazy("sendt"))
    return [_where(placement), *_all(row, ("party", "name")), sent]


def _shift(row: Shift, placement: Placement) -> list[Fact]:
    times = writing.times(row.starts_at, row.ends_at)
    span = [row.starts_at.isoformat(), row.ends_at.isoformat()]
    return [fact(row, "day"), Fact("times", _("Tid"), times, span), _where(placement)]


def _hours(row: Hours, placement: Placement) -> list[Fact]:
    until = "" if row.last_day == row.first_day else None
    return [fact(row, "first_day"), fact(row, "last_day", text=until), fact(row, "hours"), _where(placement)]


def _where(placement: Placement) -> Fact:
    name = placement.workplace.name
    return Fact("workplace", _("Arbejdsplads"), name, name)


def _all(row: Model, names: tuple[str, ...]) -> list[Fact]:
    return [fact(row, name) for name in names]
