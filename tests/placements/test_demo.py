"""The demo: a municipality that one believes, in which every state of everything occurs, and the same for the same seed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.core.management import CommandError, call_command
from django.db import models, transaction
from django.db.models import Count, F, Q
from django.test import Client
from django.urls import reverse
from stdnum.se import orgnr

from candidates.models import Candidate, StatusSpell, TargetGroupSpell
from employers.models import Employer, Task, Workplace
from placements import todo
from placements.agreeing.standing import answers_of
from placements.demo.make import LOGINS, NAME, PARTNER, PASSWORD, SWEDISH, make_demo
from placements.demo.words import youth
from placements.models import (
    AgreementVersion,
    Attendance,
    AttendanceState,
    Hours,
    Placement,
    PlacementState,
    Proposal,
    ReportedHours,
    Shift,
    Signature,
    WaitingEntry,
)
from placements.parties import Side
from reports.management.commands.demo_data import order_reports
from reports.models import Report
from smaajob.accounts.models import Membership, Organisation, Role, User
from smaajob.accounts.scope import Scope
from smaajob.audit.models import Access, Event
from smaajob.geography import places
from smaajob.rules.models import Rule as OwnRule
from smaajob.vocabulary import COMPLETED_REASONS, EndReason

TODAY = date(2026, 11, 20)
HOUSES = {"accounts", "candidates", "employers", "placements", "reports"}
OURS = [model for model in apps.get_models() if model._meta.app_label in HOUSES]

# What the demo has none of, and why. `*` stands for any value.
WORKER = "the worker does it when it is up, in seconds"
PARTNERS = "there are two projects"
NOT_SHOWN = {
    ("ImportJob", "state", "running"): WORKER,
    ("ImportJob", "state", "ordered"): WORKER,
    ("ExportJob", "state", "running"): WORKER,
    ("Course", "gives", "kørekort"): "a driving school gives it",
    ("Course", "gives", "børneattest"): "the police gives it",
    ("Course", "gives", "straffeattest"): "the police gives it",
    ("Proposal", "kind", "arbejdstræning"): "Sweden's, and the proposals are Aalborg's",
    ("Placement", "erased", True): "it takes two people and the worker; four people are due",
    ("User", "is_superuser", True): "nobody is",
    ("User", "is_active", False): "who has left is out of the organisation, which is enough",
    ("ReportedHours", "side", "municipality"): "it writes hours itself, and nobody answers them",
    ("Report", "state", "running"): WORKER,
    ("Report", "state", "done"): WORKER,
    ("Report", "state", "failed"): WORKER,
    ("User", "channel", "letter"): "a user has no postal address, only a person has",
    ("Registration", "country", "SE"): "nobody from Sweden has asked",
    ("SigningLink", "party", "municipality"): "who works there has a login",
    ("Organisation", "partner_kind", "foundation"): PARTNERS,
    ("Organisation", "partner_kind", "education"): PARTNERS,
    ("Organisation", "partner_kind", "other"): PARTNERS,
    **{("Invitation", "role", role): "two consultants are invited" for role in Role if role != Role.CONSULTANT},
}
# Only people, workplaces are ever merged.
MERGED = {"Candidate", "Workplace"}
# Terms as agreed follow the task's: what a task shows need not be shown twice. What is an agreement's own is asked.
FOLLOWS = {"AgreementVersion": {"state", "purpose", "asks"}}


def fields() -> Iterator[tuple[type[models.Model], Any]]:
    for model in OURS:
        own = FOLLOWS.get(model.__name__)
        yield from ((model, one) for one in model._meta.concrete_fields if own is None or one.name in own)


def states_of(model: type[models.Model], field: Any) -> set[Any]:
    """What a field can say: each value of its vocabulary, yes and no."""
    inner = field.base_field if isinstance(field, ArrayField) else field
    values = {value for value, _label in inner.flatchoices or [] if value not in ("", None)}
    if isinstance(field, models.BooleanField):
        values = {True, False}
    if field.name == "archived_as" and model.__name__ not in MERGED:
        values -= {"merged"}
    return {one for one in values if (model.__name__, field.name, one) not in NOT_SHOWN}


def shown(model: type[models.Model], field: Any) -> set[Any]:
    values = model._base_manager.order_by().values_list(field.attname, flat=True).distinct()
    return {code for one in values for code in one} if isinstance(field, ArrayField) else set(values)


@pytest.mark.django_db
def test_the_small_demo_shows_every_state_of_everything_and_is_a_place_one_believes() -> None:
    keeper = make_demo(today=TODAY)
    order_reports(keeper)
    never = {
        f"{model.__name__}.{field.name}": missing
        for model, field in fields()
        if (wanted := states_of(model, field)) and (missing := wanted - shown(model, field))
    }
    assert not never
    check_sizes(keeper)
    check_placements(keeper)
    check_people(keeper)
    check_mettes_day(keeper)
    check_the_others()
    check_agreements(keeper)
    check_what_became_of_shifts_and_hours(keeper)
    check_every_state_has_a_page(keeper)
    assert Report.objects.count() >= 2, "the manager has ordered reports"


def check_sizes(keeper: Organisation) -> None:
    scope, today = Scope(keeper), TODAY
    assert Candidate.objects.visible_to(scope).count() == 500
    assert Workplace.objects.visible_to(scope).count() == 120
    tasks = Task.objects.visible_to(scope)
    assert tasks.not_over(today).count() + tasks.filter(closed_at__isnull=False).count() == 200
    assert Hours.objects.filter(keeper=keeper).count() > 20_000
    first = min(Placement.objects.filter(keeper=keeper).values_list("start", flat=True))
    assert timedelta(days=640) < today - first < timedelta(days=770), "two years of placements"


def check_placements(keeper: Organisation) -> None:
    today = TODAY
    mine = Placement.objects.filter(keeper=keeper)
    assert set(mine.with_state(today).values_list("state", flat=True)) == set(PlacementState.values)
    ends = Counter(
        mine.not_ended()
        .model.objects.filter(keeper=keeper, actual_end__isnull=False)
        .values_list("end_reason", flat=True)
    )
    total = sum(ends.values())
    assert 0.7 <= sum(ends[one] for one in COMPLETED_REASONS) / total <= 0.9
    assert 0.12 <= ends[EndReason.HIRED] / total <= 0.25
    assert not Shift.objects.filter(placement__cancelled_at__isnull=False).exists()
    assert Placement.everything.filter(cancelled_at__isnull=False, hours__isnull=False).exists(), (
        "a trace of hours stays"
    )
    assert Hours.objects.filter(hours=0).exists(), "days on which somebody did not come"
    assert Hours.objects.filter(last_day__gt=F("first_day")).exists(), "sums that came from a spreadsheet"
    assert Task.objects.annotate(taken=Count("placements")).filter(taken=0).exists()
    held = Count("placements", filter=Q(placements__actual_end=None, placements__cancelled_at=None))
    assert Task.objects.annotate(held=held).filter(held__gte=F("seats")).exists(), "a task that is full"
    shapes = {(task.flexible, task.windows_are_dated) for task in Task.objects.all()}
    assert {(False, False), (True, False), (False, True)} <= shapes
    assert Placement.objects.filter(agreements__number=2).exists(), "more hours than at first"
    assert mine.filter(task=None).exists()
    a_day = Counter(mine.values_list("start", flat=True)).most_common(1)[0][1]
    assert a_day < total / 10, "not everybody on the same day"


def check_people(keeper: Organisation) -> None:
    today = TODAY
    people = {one.pk: one for one in Candidate.objects.filter(keeper=keeper)}
    assert all(len(set(one.postcode)) and one.postcode in places("DK") for one in people.values())
    for spell in TargetGroupSpell.objects.filter(keeper=keeper, group="førtidspension"):
        assert people[spell.candidate_id].age_on(today) >= 25
    for placement in Placement.objects.filter(keeper=keeper).exclude(task=None).select_related("task", "candidate"):
        if placement.candidate.age_on(today) < 18:
            assert placement.kind == "fritidsjob" or placement.task.windows_are_dated
        needed = set(placement.task.certificates)
        assert needed <= set(placement.candidate.certificates) or placement.task.windows_are_dated, placement
    assert Candidate.objects.filter(email="", phone="").exists()
    assert Candidate.objects.filter(address_protected=True).exists()
    assert any("da:A1" in one.languages for one in people.values())
    assert len({one.registered_on for one in people.values()}) > 200
    two = TargetGroupSpell.objects.filter(keeper=keeper, end__isnull=False).values("candidate")
    assert TargetGroupSpell.objects.filter(candidate__in=two, end=None).exists(), "somebody has changed target group"
    assert StatusSpell.objects.filter(keeper=keeper, start__gt=today).count() == 0


def check_mettes_day(keeper: Organisation) -> None:
    """What waits for her is a day's work, not a wall."""
    mette = User.objects.get(email="mette@demo.example")
    assert 45 <= Candidate.objects.filter(consultant=mette).count() <= 80
    assert 60 <= Workplace.objects.filter(consultant=mette).count() <= 100
    waiting = Counter(one.group for one in todo.waiting(Scope(keeper, mette), TODAY) if one.mine)
    assert 3 <= waiting[todo.LATE] <= 60
    assert waiting[todo.WEEK] <= 40
    consultants = Membership.objects.filter(organisation=keeper, role="consultant", active=True)
    assert consultants.count() == 8


def check_the_others() -> None:
    sweden = Organisation.objects.get(name=SWEDISH)
    employers = Employer.objects.filter(keeper=sweden).exclude(cvr="")
    assert employers.exists()
    assert all(orgnr.is_valid(one.cvr) for one in employers)
    assert TargetGroupSpell.objects.filter(keeper=sweden, group="försörjningsstöd").count() > 20
    assert all(
        code in places("SE") for code in Candidate.objects.filter(keeper=sweden).values_list("postcode", flat=True)
    )
    young = Candidate.objects.filter(keeper__name=youth.NAME)
    assert {one.age_on(TODAY) for one in young} <= {13, 14, 15, 16, 17}
    assert len({one.municipality for one in young}) == 3
    assert not Candidate.objects.filter(keeper__name=PARTNER).exists(), "one has nothing in it yet"
    looks = Access.objects.filter(organisation__name=NAME)
    assert looks.filter(at__date__lt=TODAY.replace(day=1)).count() > 10, "a month that is over, to draw a sample of"
    told = set(Event.objects.filter(subject=Candidate._meta.label_lower).values_list("verb", flat=True))
    assert told >= {"consent.give", "consent.disclose", "correction.ask", "correction.answer"}


def check_agreements(keeper: Organisation) -> None:
    """Each way to sign by each who can, a change in each state, and somebody under 18 with the guardian's name and without."""
    ways = {(one.party, one.method) for one in Signature.objects.all()}
    assert {("person", "paper"), ("person", "link"), ("employer", "screen"), ("employer", "paper")} <= ways
    assert {("employee_rep", "link"), ("municipality", "screen"), ("guardian", "paper")} <= ways
    versions = AgreementVersion.objects.exclude(state="recorded")
    assert set(versions.values_list("state", flat=True)) == {"draft", "sent", "in_force", "withdrawn"}
    assert {"sent", "in_force", "withdrawn"} <= set(versions.filter(number__gt=1).values_list("state", flat=True))
    assert versions.filter(state="in_force", number__gt=1, asks=[]).exists(), "a change that asked nobody"
    longer = versions.filter(state="sent", number__gt=1, end__gt=F("placement__planned_end"))
    assert longer.exists(), "an extension that waits for those it concerns"
    assert any(len(one.read.steps) > 1 for one in versions.filter(state="in_force")), "more hours from a day on"
    told = {one.signature.name for one in Answers(versions) if one.signature is not None}
    assert not {name for name in told if "(demo)" in name or "Navn" in name}, "people sign, and not organisations"
    young = [one for one in Answers(versions) if one.party == "guardian"]
    assert {one.has_signed for one in young} == {True, False}
    mother = Client()
    mother.force_login(User.objects.get(email="vaerge@demo.example"))
    assert "Skriv under" in mother.get("/mine-aftaler/").content.decode(), "hers is the one that is missing"


def Answers(versions: Any) -> list[Any]:
    return [one for version in versions for one in answers_of(version, version.signatures.all())]


def check_what_became_of_shifts_and_hours(keeper: Organisation) -> None:
    went = {(one.state, one.side) for one in Attendance.objects.filter(keeper=keeper)}
    assert {(state, side) for state in ("late", "left_early", "transport", "absent") for side in Side.values} <= went
    assert {state for state, _side in went} == set(AttendanceState.values)
    said = set(ReportedHours.objects.filter(keeper=keeper).values_list("state", "side", "decided_side"))
    assert said >= {
        *(("waiting", side, "") for side in ("person", "employer")),
        *(("approved", *by) for by in (("person", "employer"), ("employer", "person"), ("person", "municipality"))),
        *(("refused", *by) for by in (("person", "employer"), ("employer", "person"))),
    }
    approved = ReportedHours.objects.filter(keeper=keeper, state="approved", row__isnull=False)
    assert approved.exclude(row__hours=F("hours")).exists(), "one that the municipality has corrected"
    posted = Task.objects.filter(keeper=keeper, posted_via__in=("company", "link"))
    for state in (
        {"seen_at": None},
        {"seen_at__isnull": False},
        {"company_changed_at__isnull": False},
        {"closed_at__isnull": False},
    ):
        assert posted.filter(**state).exists(), state
    assert WaitingEntry.objects.filter(keeper=keeper).exists()
    assert OwnRule.objects.filter(keeper=keeper).exists()


def check_every_state_has_a_page(keeper: Organisation) -> None:
    """A consultant can open one of each, and reads the state there in words."""
    mette = Client()
    mette.force_login(User.objects.get(email="mette@demo.example"))
    wrong = []
    for model, field, name, to in PAGES_OF:
        rows = model._base_manager.filter(keeper=keeper)
        for code, label in model._meta.get_field(field).choices:
            row = rows.filter(**{field: code}).order_by("pk").last()
            if row is None:
                continue
            text = mette.get(reverse(name, args=[to(row).public_id])).content.decode()
            # Whose turn it is, where it is somebody's.
            said = "venter på" if code in OPEN_PROPOSALS else str(label).lower()
            if said not in text.lower():
                wrong.append((model.__name__, code))
    assert wrong == []


OPEN_PROPOSALS = ("with_person", "with_employer", "meeting")
# A model, the field that says the state, the page where it is read, and what that page is about.
PAGES_OF: tuple[tuple[Any, str, str, Any], ...] = (
    (AgreementVersion, "state", "placements:agreement", lambda one: one),
    (Proposal, "state", "placements:proposal", lambda one: one),
    (Attendance, "state", "placements:shift", lambda one: one.shift),
    (Shift, "cancelled_why", "placements:shift", lambda one: one),
)


def dump() -> dict[str, list[tuple[Any, ...]]]:
    """All rows as an export would tell them: no primary keys, no ciphertext, no moment at which a verb was called."""
    found = {}
    for model in (Organisation, User, *OURS):
        if model.__name__ in BY_VERBS:
            continue
        names = [
            f"{one.name}__public_id" if one.is_relation else one.name
            for one in model._meta.concrete_fields
            if not one.primary_key and one.name not in RANDOM
        ]
        found[model.__name__] = sorted(model._base_manager.values_list(*names), key=repr)
    return found


# Rows of imports, exports, merges and reports are made by the verbs that the pages call, with their own ids and moments.
BY_VERBS = {
    "ImportJob",
    "ExportJob",
    "Merge",
    "Report",
    "AgreementVersion",
    "AgreementStep",
    "LawCheck",
    "Signature",
    "SigningLink",
}
RANDOM = {"cpr_encrypted", "public_id", "archived_at", "last_login", "written_at"}


@pytest.mark.long
@pytest.mark.django_db
def test_the_same_seed_makes_the_same_demo() -> None:
    def made(seed: int) -> dict[str, list[tuple[Any, ...]]]:
        with transaction.atomic():
            make_demo(today=TODAY, seed=seed, size="tiny")
            found = dump()
            transaction.set_rollback(True)
        return found

    first = made(7)
    second = made(7)
    for model, rows in first.items():
        assert second[model] == rows, model
    assert first["Candidate"] != made(8)["Candidate"]


@pytest.mark.django_db
def test_the_demo_is_made_once_and_leaves_an_older_one_as_it_is() -> None:
    old = Organisation.objects.create(kind="municipality", name=NAME, country="DK", code="DK-851")
    call_command("demo_data", "--if-empty")
    assert not Candidate.objects.exists()
    with pytest.raises(CommandError, match="there already"):
        call_command("demo_data")
    assert Organisation.objects.get() == old
    out = StringIO()
    call_command("demo_logins", stdout=out)
    assert "mette@demo.example" not in out.getvalue(), "nobody is named who can't sign in"


@pytest.mark.django_db
def test_a_demo_whose_municipality_was_renamed_stays_as_it_is() -> None:
    call_command("demo_data", "--size", "tiny", stdout=StringIO())
    Organisation.objects.filter(name=NAME).update(name="Vores by")
    people = Candidate.objects.count()
    call_command("demo_data", "--if-empty")
    assert Candidate.objects.count() == people
    out = StringIO()
    call_command("demo_logins", stdout=out)
    assert "mette@demo.example" in out.getvalue()


@pytest.mark.django_db
def test_everybody_who_is_named_can_sign_in(client: Client) -> None:
    call_command("demo_data", "--size", "tiny", stdout=StringIO())
    out = StringIO()
    call_command("demo_logins", stdout=out)
    for login in (one for logins in LOGINS.values() for one in logins):
        assert login.email in out.getvalue()
        assert client.login(username=login.email, password=PASSWORD)
        assert client.get("/", follow=True).status_code == 200


@pytest.mark.django_db
def test_production_has_no_demo(settings: Any) -> None:
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="known passwords"):
        call_command("demo_data")
