"""What this floor holds about a person, in their own words (smaajob.holdings)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from candidates.models import Candidate
from employers.models import Workplace
from placements.law.telling import told_words
from placements.models import (
    AgreementStep,
    AgreementVersion,
    Attendance,
    CalendarLink,
    ChangeRequest,
    EmployerAsk,
    Hours,
    LawCheck,
    Merge,
    MergeKind,
    Move,
    Pattern,
    Pause,
    Placement,
    Proposal,
    ProposalState,
    ReportedHours,
    Shift,
    Signature,
    SigningLink,
    WaitingEntry,
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
    agreed = (Placement, AgreementVersion, AgreementStep, Signature, SigningLink)
    planned = (Pattern, Shift, Attendance, Hours, ReportedHours, CalendarLink, Pause, Move, ChangeRequest)
    models = (*agreed, *planned, Merge, LawCheck, Proposal, WaitingEntry, EmployerAsk)
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
    signing = SigningLink.objects.filter(placement__in=rows).order_by("-made_at", "-pk")
    told = [_signing_link(one, rows[one.placement_id]) for one in signing]
    yield Section("signing_links", _("Hvem har fået et link til at skrive under"), told)
    patterns = Pattern.objects.filter(placement__in=rows).order_by("-first_day", "-pk")
    yield Section("patterns", _("Dine faste tider"), [_pattern(row, rows[row.placement_id]) for row in patterns])
    shifts = Shift.everything.visible_to(scope).filter(candidate=person).order_by("-starts_at", "-pk")
    yield Section("shifts", _("Dine vagter"), [_shift(row, rows[row.placement_id]) for row in shifts])
    attended = Attendance.objects.visible_to(scope).filter(candidate=person).select_related("shift")
    told = [_attendance(row, rows[row.shift.placement_id]) for row in attended.order_by("-shift__starts_at", "-pk")]
    yield Section("attendance", _("Om du kom"), told)
    hours = Hours.everything.visible_to(scope).filter(placement__in=rows).order_by("-first_day", "-pk")
    yield Section("hours", _("Timer, du har arbejdet"), [_hours(row, rows[row.placement_id]) for row in hours])
    reported = ReportedHours.objects.filter(placement__in=rows).order_by("-day", "-pk")
    yield Section("reported", _("Timer, der er meldt"), [_reported(row, rows[row.placement_id]) for row in reported])
    links = CalendarLink.objects.visible_to(scope).filter(candidate=person)
    kept = [[fact(row, "made_at"), fact(row, "revoked_at")] for row in links]
    yield Section("calendar_links", _("Kalender-links"), kept)
    yield from _asked(scope, person)
    yield from _changes(scope, person, rows)
    proposals = Proposal.objects.filter(keeper=person.keeper, candidate=person).exclude(state=ProposalState.DRAFT)
    checks = LawCheck.objects.filter(Q(placement__in=rows) | Q(proposal__in=proposals)).order_by("-at", "-pk")
    yield Section("law_checks", _("Da vi så efter, om det var lovligt"), [_law_check(row) for row in checks])
    ids = ids_of(person)
    merges = Merge.objects.visible_to(scope).filter(Q(kept_id__in=ids) | Q(gone_id__in=ids), kind=MergeKind.CANDIDATE)
    told = [
        [fact(row, "merged_at", gettext_lazy("dag")), fact(row, "undone_at", gettext_lazy("fortrudt"))]
        for row in merges
    ]
    yield Section("merges", _("Da vi lagde to udgaver af dig sammen"), told)


def _asked(scope: Scope, person: Candidate) -> Iterator[Section]:
    """What was proposed and answered, what the person waits for, and who asked for them. Ideas that nobody has sent are left out."""
    proposals = Proposal.objects.filter(keeper=person.keeper, candidate=person).exclude(state=ProposalState.DRAFT)
    about = _("Her står ikke idéer, som din konsulent ikke har sendt til dig.")
    rows = [_proposal(row) for row in proposals.select_related("workplace", "task", "programme").order_by("-since")]
    yield Section("proposals", _("Forslag til dig"), rows, about=about if rows else "")
    waits = WaitingEntry.objects.filter(keeper=person.keeper, candidate=person).select_related("task__workplace")
    told = [[_place(row.task.workplace), *_all(row, ("task", "since", "left_at", "words"))] for row in waits]
    yield Section("waiting", _("Pladser, du venter på"), told)
    asks = EmployerAsk.objects.filter(keeper=person.keeper, candidate=person).select_related("workplace")
    asked = [[_place(row.workplace), *_all(row, ("asked_at", "who", "words", "state", "answer"))] for row in asks]
    yield Section("asked_for", _("Arbejdspladser, der har spurgt efter dig"), asked)


def _proposal(row: Proposal) -> list[Fact]:
    names = (
        "task", "programme", "kind", "origin", "state", "since", "deadline", "start", "planned_end", "words_to_person",
        "words_to_employer", "person_answer", "person_reason", "person_words", "employer_answer", "employer_reason",
        "employer_words", "meeting_at", "meeting_place", "meeting_with", "withdrawn_reason", "withdrawn_words",
    )  # fmt: skip
    times = Fact("windows", _("Tider"), writing.windows(row.windows), [str(one) for one in row.windows])
    items = Fact("items", _("Det fortæller vi arbejdspladsen"), writing.joined(row.item_names), list(row.items))
    return [_place(row.workplace), times, items, *_all(row, names)]


def _changes(scope: Scope, person: Candidate, placements: dict[int, Placement]) -> Iterator[Section]:
    """What changed in their placements, and what was asked for: what they wrote themselves, and what the workplace did."""
    pauses = Pause.objects.visible_to(scope).filter(candidate=person).order_by("-first_day", "-pk")
    names = ("first_day", "last_day", "why", "words", "called_off_at")
    facts = [[_where(placements[row.placement_id]), *_all(row, names)] for row in pauses]
    yield Section("pauses", _("Dine pauser"), facts)
    moves = (
        Move.objects.visible_to(scope)
        .filter(candidate=person)
        .select_related("from_workplace", "from_task", "to_workplace", "to_task")
    )
    facts = [_move(row) for row in moves.order_by("-on", "-pk")]
    yield Section("moves", _("Da dit forløb flyttede"), facts)
    asked = ChangeRequest.objects.visible_to(scope).filter(candidate=person).order_by("-asked_at", "-pk")
    said = ("side", "wish", "words", "asked_at", "answer", "reply", "answered_at")
    facts = [[_where(placements[row.placement_id]), *_all(row, said)] for row in asked]
    yield Section("change_requests", _("Ønsker om dine forløb"), facts)


def _move(row: Move) -> list[Fact]:
    times = Fact("windows", _("Tider"), writing.windows(row.windows), [str(one) for one in row.windows])
    places = [fact(row, "from_workplace", gettext_lazy("fra")), fact(row, "from_task", gettext_lazy("fra opgaven"))]
    places += [fact(row, "to_workplace", gettext_lazy("til")), fact(row, "to_task", gettext_lazy("til opgaven"))]
    return [*places, *_all(row, ("on", "reason", "state", "problem")), times]


def _law_check(row: LawCheck) -> list[Fact]:
    found = Fact("findings", _("Det så vi"), " ".join(row.sentences), row.findings)
    told = Fact("told", _("Det blev der svaret"), " ".join(told_words(row.told)), row.told)
    return [*_all(row, ("at", "door", "outcome")), found, told, fact(row, "reason")]


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
    facts = [fact(row, "day"), Fact("times", _("Tid"), times, span), _where(placement)]
    if row.is_moved:
        facts += [fact(row, "moved_from_start"), fact(row, "moved_why")]
    if row.is_cancelled:
        facts += [fact(row, "cancelled_at"), fact(row, "cancelled_by"), fact(row, "cancelled_why")]
    return facts


def _pattern(row: Pattern, placement: Placement) -> list[Fact]:
    times = Fact("windows", _("Tider"), writing.windows(row.windows), [str(one) for one in row.windows])
    extra = Fact("extra", _("Ekstra dage"), writing.windows(row.extra), [str(one) for one in row.extra])
    free = [one.isoformat() for one in row.skipped]
    skipped = Fact("skipped", _("Fridage"), ", ".join(writing.day_year(one) for one in row.skipped), free)
    more = [fact(row, "every"), extra, skipped, fact(row, "works_on_holidays")]
    return [_where(placement), fact(row, "first_day"), times, *more]


def _attendance(row: Attendance, placement: Placement) -> list[Fact]:
    names = ("state", "side", "from_at", "to_at", "back_on", "said_by", "said_at", "person_comment")
    return [fact(row.shift, "day"), *_all(row, names), _where(placement)]


def _hours(row: Hours, placement: Placement) -> list[Fact]:
    until = "" if row.last_day == row.first_day else None
    return [fact(row, "first_day"), fact(row, "last_day", text=until), fact(row, "hours"), _where(placement)]


def _reported(row: ReportedHours, placement: Placement) -> list[Fact]:
    names = ("day", "hours", "side", "reported_at", "state", "decided_side", "decided_at", "words")
    return [*_all(row, names), _where(placement)]


def _where(placement: Placement) -> Fact:
    return _place(placement.workplace)


def _place(workplace: Workplace) -> Fact:
    return Fact("workplace", _("Arbejdsplads"), workplace.name, workplace.name)


def _all(row: Model, names: tuple[str, ...]) -> list[Fact]:
    return [fact(row, name) for name in names]
