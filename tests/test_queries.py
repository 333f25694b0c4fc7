"""Every list and every tab asks the database at most twelve questions, and as few about thirty rows as about three.

A page with a list or tabs that is not in LISTS fails: a new list is looked at from its first day.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from types import ModuleType
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from candidates.models import Candidate, Correction, Note, ProgrammeWorker
from employers.models import LogEntry
from placements.models import ExportJob, ImportJob
from reports.models import Report
from smaajob.accounts.models import Channel, Invitation, Membership, Organisation, Role, User
from smaajob.accounts.scope import Scope
from smaajob.audit.actions.samples import draw
from smaajob.audit.actions.sealing import seal
from smaajob.audit.models import record
from smaajob.retention import registry as retention
from smaajob.retention.actions import deciding
from smaajob.retention.actions import runs as erasures
from smaajob.rules.actions import correct as correct_rule
from smaajob.rules.files import keys as rule_keys
from smaajob.schedule import DatedWindow
from tests.audit.looking import at_noon, look_up
from tests.factories import (
    AttendanceFactory,
    CandidateFactory,
    ChangeRequestFactory,
    ContactFactory,
    CourseFactory,
    EmployerAskFactory,
    EnrolmentFactory,
    HoursFactory,
    MembershipFactory,
    MessageFactory,
    ParticipationFactory,
    PauseFactory,
    PlacementFactory,
    ProgrammeFactory,
    ProposalFactory,
    RegistrationFactory,
    ShiftFactory,
    StatusSpellFactory,
    TargetGroupSpellFactory,
    TaskFactory,
    UnitFactory,
    UserFactory,
    WaitingEntryFactory,
    WorkplaceFactory,
    cvr_number,
)

MOST = 12
# A proposal that is under way is held to the law on its page: the rules, the workplace's other supported people, what was answered.
HELD_TO_THE_LAW = {"placements:proposal": 16}
FEW, MANY = 3, 30
START = date(2026, 1, 5)
Call = Callable[..., Any]

# The name of the URL, what it is about (a name of the world below), and what comes after the path.
LISTS: list[tuple[str, str, str]] = [
    ("candidates:list", "", ""),
    ("candidates:list", "", "?q=hansen&situation=kontanthjælp&gruppe=kontanthjælp&konsulent=mig"),
    ("candidates:detail", "person", ""),
    ("candidates:consents", "person", ""),
    ("candidates:corrections", "person", ""),
    ("candidates:programmes", "", ""),
    ("candidates:programmes", "", "?q=små"),
    ("candidates:programme", "programme", ""),
    ("candidates:courses", "", ""),
    ("candidates:course", "course", ""),
    ("employers:list", "", ""),
    ("employers:list", "", "?q=bente&type=privat&kontakt=ingen"),
    ("employers:detail", "workplace", ""),
    ("employers:tasks", "", ""),
    ("employers:tasks", "", "?q=bagerit&vis=alle&type=småjob&kategori=butik"),
    ("employers:task", "task", ""),
    ("employers:new_task_anywhere", "", ""),
    ("employers:registrations", "", "?q=bageriet"),
    ("employers:registration", "registration", ""),
    ("placements:list", "", ""),
    ("placements:list", "", "?q=hansen&tilstand=i-gang&type=småjob&sorter=person"),
    ("placements:detail", "placement", ""),
    ("placements:detail", "placement", "?fane=aftale"),
    ("placements:hours", "placement", ""),
    ("placements:plan", "placement", ""),
    ("placements:shift", "shift", ""),
    ("placements:today", "", ""),
    ("placements:today", "", "?hvem=alle"),
    ("placements:for_candidate", "person", ""),
    ("placements:for_workplace", "workplace", ""),
    ("placements:for_programme", "programme", ""),
    ("placements:candidates_for_task", "task", ""),
    ("placements:candidates_for_task", "task", "?q=hansen&regel=alle"),
    ("placements:tasks_for_candidate", "person", ""),
    ("placements:history", "person", ""),
    ("placements:proposals", "", ""),
    ("placements:proposals", "", "?q=hansen&tilstand=with_person&konsulent=mig&sorter=person"),
    ("placements:proposal", "proposal", ""),
    ("placements:proposals_of_person", "person", ""),
    ("placements:proposals_of_workplace", "workplace", ""),
    ("placements:waiting_list", "task", ""),
    ("placements:find_double_person", "person", ""),
    ("placements:find_double_workplace", "workplace", ""),
    ("placements:imports", "", ""),
    ("placements:exports", "", ""),
    ("reports:list", "", ""),
    ("outbox", "", ""),
    ("outbox", "", "?q=amina"),
    ("letters", "", ""),
]
# What only those who manage users see.
FOR_ADMINS: list[tuple[str, str, str]] = [
    ("users", "", ""),
    ("users", "", "?q=bruger&trin=nej"),
    ("users", "", "?vis=inviteret"),
    ("users", "", "?vis=stoppet"),
]
# Those of whoever erases: the name of the URL, and its words.
OF_ERASURES: list[tuple[str, list[str]]] = [
    ("retention", []),
    ("retention_due", ["personer"]),
    ("holds", ["personer"]),
]
# Law and rates: the name of the URL, and its words.
OF_RULES: list[tuple[str, list[str]]] = [
    ("rules", []),
    ("rule", ["young.school_day_hours"]),
    ("law_groups", []),
]
# What only the data protection officer sees.
FOR_OFFICERS: list[tuple[str, str, str]] = [
    ("access_log", "", ""),
    ("access_log", "", "?q=mette&hvordan=view"),
    ("access_flags", "", ""),
    ("access_flags", "", "?q=2-3-2026&hvorfor=protected"),
    ("access_sample", "", ""),
    ("citizen_log", "person", ""),
    ("access_one", "look_up", ""),
]
# What these call makes a list or tabs.
MAKERS = {"listing", "matches", "tabs", "Paginator"}
# Asked for by POST: what is typed, and the page.
BY_POST: list[tuple[str, str, str]] = [
    ("placements:search", "", "hansen"),
    ("placements:find_double_person", "person", "hansen"),
    ("placements:find_double_workplace", "workplace", "bageriet"),
]


def views(patterns: list[URLPattern | URLResolver] | None = None, space: str = "") -> Iterator[tuple[str, Call]]:
    for one in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(one, URLResolver):
            yield from views(one.url_patterns, f"{one.namespace}:" if one.namespace else space)
        elif one.name and inspect.isfunction(inspect.unwrap(one.callback)):
            yield space + one.name, inspect.unwrap(one.callback)


def makes_a_list(function: Call, seen: frozenset[str] = frozenset()) -> bool:
    """Whether a view, or a function beside it in its module, calls one of MAKERS."""
    module: ModuleType | None = inspect.getmodule(function)
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    called = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    if called & MAKERS:
        return True
    beside = {name: getattr(module, name, None) for name in called - seen}
    return any(
        makes_a_list(other, seen | called)
        for other in beside.values()
        if inspect.isfunction(other) and other.__module__ == function.__module__
    )


def test_no_list_is_forgotten() -> None:
    ours = {name: view for name, view in views() if view.__module__.split(".")[0] in HOUSES}
    lists = {name for name, view in ours.items() if makes_a_list(view)}

    assert len(lists) > 10
    known = {name for name, _about, _after in [*LISTS, *BY_POST, *FOR_ADMINS, *FOR_OFFICERS]} | {
        name for name, _words in [*OF_ERASURES, *OF_RULES]
    }
    assert not lists - known, "put them in LISTS"


HOUSES = {"smaajob", "candidates", "employers", "placements", "reports"}


@pytest.fixture
def world(membership: Membership) -> dict[str, Any]:
    """One of each, which the others gather around."""
    keeper = membership.organisation
    workplace = WorkplaceFactory.create(keeper=keeper)
    registration = RegistrationFactory.create(keeper=keeper, cvr=workplace.employer.cvr)
    person = CandidateFactory.create(keeper=keeper, last_name="Hansen", consultant=membership.user)
    programme = ProgrammeFactory.create(keeper=keeper)
    task = TaskFactory.create(keeper=keeper, workplace=workplace, seats=200)
    placement = PlacementFactory.create(candidate=person, workplace=workplace, task=task, programme=programme)
    return {
        "keeper": keeper,
        "user": membership.user,
        "workplace": workplace,
        "registration": registration,
        "person": person,
        "programme": programme,
        "course": CourseFactory.create(keeper=keeper, programme=programme),
        "task": task,
        "placement": placement,
        "shift": ShiftFactory.create(placement=placement),
        "proposal": ProposalFactory.create(candidate=person, task=TaskFactory.create(keeper=keeper)),
    }


def grow(world: dict[str, Any], numbers: range) -> None:
    """For each number one more of everything: in every list, and around the one thing that each page is about."""
    keeper, user = world["keeper"], world["user"]
    about = {name: world[name] for name in ("person", "programme", "workplace", "task", "placement")}
    ordered = {"keeper": keeper, "ordered_by": user}
    for n in numbers:
        day = START + timedelta(days=n)
        other = CandidateFactory.create(keeper=keeper, last_name="Hansen", consultant=user)
        place = WorkplaceFactory.create(keeper=keeper, employer=about["workplace"].employer)
        ContactFactory.create(workplace=place)
        RegistrationFactory.create(keeper=keeper, cvr=cvr_number(9000 + n))
        RegistrationFactory.create(keeper=keeper, cvr=about["workplace"].employer.cvr, name=f"Kollega {n}")
        ContactFactory.create(workplace=about["workplace"], main=False)
        for somebody in (other, about["person"]):
            StatusSpellFactory.create(candidate=somebody, start=day)
            TargetGroupSpellFactory.create(candidate=somebody, start=day, end=day)
            ParticipationFactory.create(candidate=somebody, programme=about["programme"], start=day)
        ParticipationFactory.create(candidate=about["person"], programme=ProgrammeFactory.create(keeper=keeper))
        course = CourseFactory.create(keeper=keeper, programme=about["programme"])
        for somebody in (other, about["person"]):
            EnrolmentFactory.create(candidate=somebody, course=course)
        EnrolmentFactory.create(candidate=other, course=world["course"])
        _users(keeper, user, n)
        MessageFactory.create(keeper=keeper, about_kind="candidates.candidate", about_id=other.public_id)
        MessageFactory.create(keeper=keeper, channel=Channel.LETTER)
        TaskFactory.create(keeper=keeper, workplace=about["workplace"])
        TaskFactory.create(keeper=keeper, workplace=place)
        _placements(about, other, place, n, day)
        for somebody in (other, about["person"]):
            Correction.objects.create(keeper=keeper, candidate=somebody, wrong="Navnet")
        Note.objects.create(
            keeper=keeper, candidate=about["person"], author=user, happened_on=day, text="Talte med hende."
        )
        LogEntry.objects.create(
            keeper=keeper, workplace=about["workplace"], author=user, happened_on=day, text="Ringede."
        )
        for thing in about.values():
            record("update", thing, by=user, changes={"start": [None, day.isoformat()]})
        _proposals(about, other)
        ImportJob.objects.create(**ordered, file_name="regneark.zip")
        ExportJob.objects.create(**ordered)
        Report.objects.create(**ordered, programme=about["programme"], first_day=START, last_day=day)


def _proposals(about: dict[str, Any], other: Candidate) -> None:
    """One who is proposed for the task, one who waits for it, one who said no, one whom the workplace asks for; all are to be answered."""
    for person, task in ((other, about["task"]), (about["person"], TaskFactory.create(keeper=other.keeper))):
        ProposalFactory.create(candidate=person, task=task, state="with_person", person_answer="talk")
        ProposalFactory.create(candidate=person, task=task, state="declined", person_answer="no", items=["name"])
        WaitingEntryFactory.create(candidate=person, task=task)
    EmployerAskFactory.create(workplace=about["workplace"], candidate=other)


def _users(keeper: Organisation, by: User, n: int) -> None:
    """One who is here, one who stopped, one who was asked."""
    unit = UnitFactory.create(keeper=keeper, name=f"Team {n}")
    MembershipFactory.create(organisation=keeper, unit=unit)
    MembershipFactory.create(organisation=keeper, active=False)
    Invitation.objects.create(
        keeper=keeper,
        role=Role.CONSULTANT,
        name=f"Ny {n}",
        email=f"ny-{n}@example.org",
        unit=unit,
        invited_by=by,
        token_hash=f"ny-{n}",
        expires_at=timezone.now() + timedelta(days=14),
    )


def _placements(about: dict[str, Any], other: Candidate, place: Any, n: int, day: date) -> None:
    for candidate, workplace, task in (
        (other, about["workplace"], about["task"]),
        (about["person"], place, None),
    ):
        placement = PlacementFactory.create(
            candidate=candidate,
            workplace=workplace,
            task=task,
            programme=about["programme"],
            planned_end=date(2026, 6, 30),
        )
        HoursFactory.create(placement=placement, first_day=START, last_day=START)
        ShiftFactory.create(placement=placement, window=DatedWindow(day, 10 * n, 10 * n + 9))
        yesterday = DatedWindow(timezone.localdate() - timedelta(days=1), 10 * n, 10 * n + 9)
        away = ShiftFactory.create(placement=placement, window=yesterday)
        AttendanceFactory.create(shift=away, state="absent", said_by="employer")
        PauseFactory.create(placement=placement, first_day=date(2026, 5, 20), last_day=None)
        ChangeRequestFactory.create(placement=placement)
    HoursFactory.create(placement=about["placement"], first_day=day, last_day=day)
    attended = ShiftFactory.create(placement=about["placement"], window=DatedWindow(day + timedelta(days=90), 800, 860))
    AttendanceFactory.create(shift=attended)


def questions(client: Client, url: str) -> tuple[int, Any]:
    """How many rows were asked for, and the page."""
    with CaptureQueriesContext(connection) as seen:
        page = client.get(url)
    assert page.status_code == 200, url
    return sum(one["sql"].lstrip().upper().startswith(("SELECT", "WITH")) for one in seen.captured_queries), page


def pages(client: Client, world: dict[str, Any]) -> Iterator[str]:
    """The pages of LISTS, and each of their tabs."""
    for name, about, after in LISTS:
        path = reverse(name, args=[world[about].public_id] if about else [])
        page = client.get(path + after)
        shown = page.context.get("tabs") if page.context else None
        yield path + after
        if shown is not None:
            yield from (path + tab.url if tab.url.startswith("?") else tab.url for tab in shown.all if not tab.current)


@pytest.mark.django_db
def test_ten_times_as_many_rows_cost_no_more_questions(signed_in: Client, world: dict[str, Any]) -> None:
    grow(world, range(FEW))
    few = {url: questions(signed_in, url)[0] for url in pages(signed_in, world)}
    grow(world, range(FEW, MANY))
    many = {url: questions(signed_in, url)[0] for url in pages(signed_in, world)}

    assert len(few) > len(LISTS), "the tabs are walked too"
    most = {reverse(name, args=[world["proposal"].public_id]): n for name, n in HELD_TO_THE_LAW.items()}
    assert {url: n for url, n in many.items() if n > most.get(url, MOST)} == {}
    assert {url: (few.get(url), n) for url, n in many.items() if n > few.get(url, n)} == {}


@pytest.mark.django_db
def test_the_law_for_somebody_under_18_costs_no_more_with_many_shifts(signed_in: Client, world: dict[str, Any]) -> None:
    today = timezone.localdate()
    young = CandidateFactory.create(keeper=world["keeper"], birth_date=today - timedelta(days=16 * 366))
    case = PlacementFactory.create(
        candidate=young, workplace=world["workplace"], task=world["task"], planned_end=today + timedelta(days=90)
    )
    asked = []
    for days in (range(1, 1 + FEW), range(1 + FEW, 1 + MANY)):
        for n in days:
            ShiftFactory.create(placement=case, window=DatedWindow(today + timedelta(days=n), 600, 660))
        asked.append(questions(signed_in, reverse("placements:detail", args=[case.public_id]))[0])

    assert asked[1] <= asked[0]
    assert asked[1] <= MOST + 7, (
        "the rules and their lists, the groups, what began before, all shifts and those to come, those elsewhere"
    )


# What somebody who is no consultant opens most; who sees only some people asks one question more of each list, not of each row.
FOR_OTHERS = (
    "candidates:list", "candidates:programmes", "candidates:courses", "employers:list", "employers:tasks",
    "placements:list", "placements:today",
)  # fmt: skip
ABOUT_ONE = (("candidates:detail", "person"), ("candidates:programme", "programme"), ("placements:detail", "placement"))


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.MANAGER, Role.PARTNER_WORKER])
def test_the_lists_of_other_roles_cost_no_more_either(client: Client, world: dict[str, Any], role: Role) -> None:
    member = MembershipFactory.create(organisation=world["keeper"], role=role)
    ProgrammeWorker.objects.create(keeper=world["keeper"], programme=world["programme"], user=member.user)
    client.force_login(member.user)
    urls = [reverse(name) for name in FOR_OTHERS]
    urls += [reverse(name, args=[world[about].public_id]) for name, about in ABOUT_ONE]
    grow(world, range(FEW))
    few = {url: questions(client, url)[0] for url in urls}
    grow(world, range(FEW, MANY))
    many = {url: questions(client, url)[0] for url in urls}

    assert {url: n for url, n in many.items() if n > MOST} == {}
    assert {url: (few[url], n) for url, n in many.items() if n > few[url]} == {}


@pytest.mark.django_db
def test_the_lists_of_users_cost_no_more_either(client: Client, world: dict[str, Any]) -> None:
    client.force_login(MembershipFactory.create(organisation=world["keeper"], role=Role.ADMIN).user)
    urls = [reverse(name) + after for name, _about, after in FOR_ADMINS]
    grow(world, range(FEW))
    few = {url: questions(client, url)[0] for url in urls}
    grow(world, range(FEW, MANY))
    many = {url: questions(client, url)[0] for url in urls}

    assert {url: n for url, n in many.items() if n > MOST} == {}
    assert {url: (few[url], n) for url, n in many.items() if n > few[url]} == {}


@pytest.mark.django_db
def test_the_lists_of_erasures_cost_no_more_either(client: Client, world: dict[str, Any]) -> None:
    member = MembershipFactory.create(organisation=world["keeper"], role=Role.MANAGER)
    leader = Scope(world["keeper"], member.user, Role.MANAGER)
    kind = retention.by_word("personer")
    deciding.decide(by=leader, kind=kind, months=12, decided_where="Sag 1")
    client.force_login(member.user)

    def more(number: int) -> dict[str, int]:
        CandidateFactory.create_batch(number, keeper=world["keeper"])
        run = erasures.propose_due(by=leader, kind=kind)
        for _n in range(number):
            CandidateFactory.create(keeper=world["keeper"])
            one, other = CandidateFactory.create_batch(2, keeper=world["keeper"])
            erasures.propose_one(by=leader, kind=kind, thing=one, basis="request", keep_copy=True)
            deciding.hold(by=leader, kind=kind, thing=other, reason="En klage")
        urls = [reverse(name, args=words) for name, words in OF_ERASURES]
        assert run.items.count() >= number
        urls.append(reverse("retention_run", args=[run.public_id]))
        return {url: questions(client, url)[0] for url in urls}

    few, many = more(FEW), more(MANY)
    assert max(many.values()) <= MOST, many
    assert list(many.values()) == list(few.values())


@pytest.mark.django_db
def test_the_pages_of_rules_cost_no_more_either(client: Client, world: dict[str, Any]) -> None:
    member = MembershipFactory.create(organisation=world["keeper"], role=Role.ADMIN)
    admin = Scope(world["keeper"], member.user, Role.ADMIN)
    client.force_login(member.user)

    def corrected(times: range) -> dict[str, int]:
        for n in times:
            correct_rule(
                by=admin, key=rule_keys()["young.school_day_hours"], groups=[""], value="2", paragraph="",
                valid_from=date(2026, 1, 1) + timedelta(days=n), valid_to=None, source="Vi", confidence="sure", reason="Nyt",
            )  # fmt: skip
        return {url: questions(client, url)[0] for url in [reverse(name, args=words) for name, words in OF_RULES]}

    few, many = corrected(range(FEW)), corrected(range(FEW, MANY))
    assert max(many.values()) <= MOST, many
    assert many == few


@pytest.mark.django_db
def test_the_pages_of_the_log_cost_no_more_either(client: Client, world: dict[str, Any]) -> None:
    keeper, person = world["keeper"], world["person"]
    officer = MembershipFactory.create(organisation=keeper, role=Role.DPO)
    client.force_login(officer.user)
    month = (timezone.localdate().replace(day=1) - timedelta(days=1)).replace(day=1)

    def look(times: int) -> int:
        """So many look-ups, and one at that many people; its number."""
        for _time in range(times):
            other = CandidateFactory.create(keeper=keeper, address_protected=True)
            look_up(keeper, UserFactory.create(name="Mette Juul"), other, person, at=at_noon(month))
            look_up(keeper, UserFactory.create(), other, at=at_noon(date(2026, 3, 2)))
        seal(keeper)
        return look_up(keeper, None, *CandidateFactory.create_batch(times, keeper=keeper)).pk

    def asked(row: int) -> dict[str, int]:
        ids: dict[str, list[Any]] = {"": [], "person": [person.public_id], "look_up": [row]}
        return {
            name + after: questions(client, reverse(name, args=ids[about]) + after)[0]
            for name, about, after in FOR_OFFICERS
        }

    row = look(FEW)
    draw(by=Scope(keeper, officer.user, Role.DPO), month=month)
    few, many = asked(row), asked(look(MANY))

    assert {url: n for url, n in many.items() if n > MOST} == {}
    assert {url: (few[url], n) for url, n in many.items() if n > few[url]} == {}


def asked_by_post(client: Client, world: dict[str, Any]) -> dict[str, int]:
    found = {}
    for name, about, typed in BY_POST:
        url = reverse(name, args=[world[about].public_id] if about else [])
        with CaptureQueriesContext(connection) as seen:
            page = client.post(url, {"q": typed})
        assert page.status_code == 200, url
        found[url] = sum(one["sql"].lstrip().upper().startswith(("SELECT", "WITH")) for one in seen.captured_queries)
    return found


@pytest.mark.django_db
def test_searching_costs_no_more_questions_either(signed_in: Client, world: dict[str, Any]) -> None:
    grow(world, range(FEW))
    few = asked_by_post(signed_in, world)
    grow(world, range(FEW, MANY))
    many = asked_by_post(signed_in, world)

    assert {url: n for url, n in many.items() if n > MOST} == {}
    assert {url: (few[url], n) for url, n in many.items() if n > few[url]} == {}


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "about"), [("people", "person"), ("workplaces", "workplace")])
def test_a_merge_asks_as_much_about_ten_times_as_many_rows(
    signed_in: Client, world: dict[str, Any], kind: str, about: str
) -> None:
    """It is no list: it reads each table that names the two, once for each of them."""
    keeper = world["keeper"]
    kept = CandidateFactory.create(keeper=keeper) if kind == "people" else WorkplaceFactory.create(keeper=keeper)
    url = reverse(f"placements:merge_{kind}", args=[kept.public_id, world[about].public_id])
    grow(world, range(FEW))
    few, _page = questions(signed_in, url)
    grow(world, range(FEW, MANY))
    many, _page = questions(signed_in, url)

    assert many <= few
