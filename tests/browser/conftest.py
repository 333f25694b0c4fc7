"""A small, believable world for the pages that are looked at in a browser, and a browser that is signed in to it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from candidates.actions.corrections import answer, ask
from candidates.models import Candidate, Consent
from placements.actions.cancel import cancel
from placements.actions.merges import merge
from placements.models import AgreementVersion, ExportJob, ImportJob, Placement
from reports.models import Report
from smaajob.accounts.models import Membership, Organisation
from smaajob.accounts.scope import Scope
from smaajob.messages.models import PrintRun
from smaajob.schedule import DatedWindow
from tests.access_world import World, build
from tests.factories import (
    AttendanceFactory,
    CandidateFactory,
    ChangeRequestFactory,
    ConsentFactory,
    ContactFactory,
    CourseFactory,
    EmployerAskFactory,
    EnrolmentFactory,
    HoursFactory,
    LogEntryFactory,
    MembershipFactory,
    MessageFactory,
    MunicipalityFactory,
    NoteFactory,
    ParticipationFactory,
    PartnerFactory,
    PauseFactory,
    PlacementFactory,
    PostingLinkFactory,
    ProgrammeFactory,
    ProposalFactory,
    RegistrationFactory,
    ReportedHoursFactory,
    ShiftFactory,
    StatusSpellFactory,
    StoredFileFactory,
    TargetGroupSpellFactory,
    TaskFactory,
    WaitingEntryFactory,
    WorkplaceFactory,
    cvr_number,
)
from tests.factories.agreements import drafted, paper, sent, signed, to_be_agreed

# What is on its way has come by then also on a machine that does much else; only what never comes costs the time.
expect.set_options(timeout=20_000)
# The width at which a story is mostly lived through; at the other one it is in `make test-all`.
WIDE_FIRST = [1280, pytest.param(390, marks=pytest.mark.long)]
NARROW_FIRST = [390, pytest.param(1280, marks=pytest.mark.long)]
LONG = "Bøgeskovgårdens Socialøkonomiske Genbrugscenter og Cykelværksted"


@pytest.fixture(autouse=True)
def _quiet_before_the_tables_are_emptied(transactional_db: None) -> Iterator[None]:
    """A page that was closed may have asked for something still: wait until the server has answered, or the two block each other."""
    yield
    busy = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'"
    for _try in range(200):
        with connection.cursor() as cursor:
            cursor.execute(busy)
            if not cursor.fetchone()[0]:
                return
        time.sleep(0.05)


@pytest.fixture
def world(transactional_db: None, membership: Membership) -> dict[str, Any]:
    """What the pages are about, by the name that PAGES uses. Names are long on purpose: that is where pages break."""
    keeper = membership.organisation
    MembershipFactory.create(user=membership.user, organisation=PartnerFactory.create())
    programme = ProgrammeFactory.create(
        keeper=keeper,
        name="Små job med plads til flere i Aalborg og Hedensted",
        owner=LONG,
        funding=["Den Sociale Fond"],
    )
    course = CourseFactory.create(keeper=keeper, programme=programme, gives=["hygiejnebevis"])
    people = CandidateFactory.create_batch(
        30, keeper=keeper, last_name="Kristoffersen-Østergaard", consultant=membership.user
    )
    for person in people:
        StatusSpellFactory.create(candidate=person)
        TargetGroupSpellFactory.create(candidate=person)
        ParticipationFactory.create(candidate=person, programme=programme)
    person, protected = people[0], people[1]
    person.phone, person.email = (
        "+45 20 11 22 33",
        "en.meget.lang.adresse.paa.en.person@enmegetlangarbejdsplads.example",
    )
    person.accommodations, person.wishes = ["pauser", "stille", "gå_hjem"], ["lager", "grønne_områder"]
    person.save()
    for one in people:
        ConsentFactory.create(candidate=one)
    today = timezone.localdate()
    soon = ConsentFactory.create(candidate=person, given_on=today, until=today + timedelta(days=12), interpreter="ar")
    Consent.objects.filter(candidate=person).exclude(pk=soon.pk).delete()
    enrolment = EnrolmentFactory.create(candidate=person, course=course, completed=True)
    EnrolmentFactory.create(candidate=people[2], course=course)
    note = NoteFactory.create(candidate=person, author=membership.user, important=True, signed=True)
    NoteFactory.create(candidate=person, author=membership.user, addendum_to=note, signed=True)
    draft = NoteFactory.create(candidate=person, author=membership.user, kind="visit")
    protected.address_protected = True
    protected.save()
    workplace = WorkplaceFactory.create(keeper=keeper, name=LONG, consultant=membership.user)
    contact = ContactFactory.create(workplace=workplace, role="Driftsleder", call_when="efter kl. 14")
    task = TaskFactory.create(keeper=keeper, workplace=workplace, seats=3, demands=["tunge_løft"], offered=["pauser"])
    placement: Placement = PlacementFactory.create(
        candidate=person, workplace=workplace, task=task, programme=programme
    )
    hours = HoursFactory.create(placement=placement)
    running = PlacementFactory.create(
        candidate=people[7],
        workplace=workplace,
        start=today - timedelta(days=30),
        planned_end=today + timedelta(days=90),
    )
    shift, been = (
        ShiftFactory.create(placement=running, window=DatedWindow(today + timedelta(days=n), 540, 720)) for n in (3, -3)
    )
    AttendanceFactory.create(shift=been, state="late", said_by="employer")
    HoursFactory.create(placement=running, first_day=been.day, last_day=been.day, hours=2)
    for days in (9, 45):
        ShiftFactory.create(placement=running, window=DatedWindow(today + timedelta(days=days), 540, 720))
    first, last = today + timedelta(days=50), today + timedelta(days=60)
    pause = PauseFactory.create(placement=running, first_day=first, last_day=last, words=LONG)
    cancelled = PlacementFactory.create(candidate=person, workplace=workplace, programme=programme)
    HoursFactory.create(placement=cancelled)
    scope = Scope(keeper, membership.user)
    cancel(by=scope, placement=cancelled, reason="Oprettet to gange")
    # What was merged into another is in no list: the people are still thirty.
    gone = CandidateFactory.create(keeper=keeper, first_name="Ana", accommodations=["stille"])
    merged = merge(by=scope, kind="candidate", kept_id=people[5].pk, gone_id=gone.pk)
    answered = ask(by=scope, candidate=person, wrong=f"Jeg har arbejdet hos {LONG}.", right="Det var min søster.")
    answer(by=scope, correction=answered, answer="no", reason="Det står i en aftale, som du har skrevet under på.")
    ordered = {"keeper": keeper, "ordered_by": membership.user}
    said = {"state": "with_employer", "person_answer": "yes", "shown_to_employer_at": timezone.now()}
    elsewhere = TaskFactory.create(keeper=keeper, workplace=workplace, title=LONG, seats=3)
    WaitingEntryFactory.create(candidate=people[3], task=task, words=LONG)
    for one in (*people[16:19], people[19]):  # who has neither gets a letter of their own
        one.phone = "+45 20 11 22 34"
        one.save()
    signed_by_some = sent(scope, to_be_agreed(keeper, candidate=people[16], kind="praktik"), purpose="training")
    paper(scope, signed_by_some, "person", "Et meget langt navn med mange bogstaver i")
    agreed = signed(scope, to_be_agreed(keeper, candidate=people[17]))
    return {
        "proposal": ProposalFactory.create(candidate=person, task=elsewhere, words_to_person=LONG, **said),
        "idea": ProposalFactory.create(candidate=people[4], task=elsewhere),
        "ask": EmployerAskFactory.create(workplace=workplace, who=LONG),
        "agreement": signed_by_some,
        "waiting_placement": signed_by_some.placement,
        "agreed": agreed,
        "agreed_placement": agreed.placement,
        "agreement_draft": drafted(scope, to_be_agreed(keeper, candidate=people[18], kind="praktik")),
        "agreement_last": _all_but_the_municipality(scope, people[19]),
        "person": person,
        "protected": protected,
        "consent": soon,
        "pause": pause,
        "request": ChangeRequestFactory.create(placement=running, wish="hire", words=LONG),
        "correction": ask(by=scope, candidate=person, wrong="Mit efternavn er stavet forkert.", right=LONG),
        "newcomer": people[2],
        "programme": programme,
        "participation": programme.participations.get(candidate=person),
        "course": course,
        "enrolment": enrolment,
        "note": note,
        "draft": draft,
        "log": LogEntryFactory.create(workplace=workplace, author=membership.user, important=True, signed=True),
        "workplace": workplace,
        "municipality": keeper,
        "registration": RegistrationFactory.create(keeper=keeper, company=LONG, cvr="25063864", email="ole@ny.example"),
        "contact": contact,
        "task": task,
        "posted_task": TaskFactory.create(
            keeper=keeper,
            workplace=workplace,
            title=LONG,
            posted_via="link",
            posted_at=timezone.now(),
            posted_link=PostingLinkFactory.create(contact=contact),
            find_way="Gå ind ad porten, og ring på.",
            meets_name="Bente Bager",
            meets_phone="+45 98 12 34 56",
            bring="Sko, du kan stå i",
            pay_note="Efter overenskomst",
        ),
        "placement": placement,
        "cancelled": cancelled,
        "running": running,
        "shift": shift,
        "been": been,
        "merge": merged,
        "other_workplace": WorkplaceFactory.create(keeper=keeper, name=f"{LONG} i Vejgaard", about="Her er der varmt."),
        "hours": hours,
        "reported": ReportedHoursFactory.create(placement=placement, day=date(2026, 1, 19)),
        "file": StoredFileFactory.create(
            about=person, name="Et meget langt navn paa et bevis.pdf", uploaded_by=membership.user
        ),
        "file_away": StoredFileFactory.create(
            about=person, name="Gammelt CV.pdf", archived_at=timezone.now(), archived_as="done"
        ),
        **messages(ordered),
        "import": ImportJob.objects.create(**ordered, file_name="regneark.zip"),
        "export": ExportJob.objects.create(**ordered, with_cpr=True, purpose="Skift af system"),
        "exported": ExportJob.objects.create(
            **ordered,
            state="done",
            finished_at=timezone.now(),
            content=b"x",
            counts={
                "files": {"timer.csv": 1024, "kandidater.csv": 30},
                "notes": ["En note om noget, der er værd at vide."],
            },
        ),
        "report": Report.objects.create(
            **ordered, programme=programme, first_day=date(2026, 1, 1), last_day=date(2026, 6, 30)
        ),
    }


def _all_but_the_municipality(scope: Scope, person: Candidate) -> AgreementVersion:
    """It waits for the last signature."""
    version = sent(scope, to_be_agreed(scope.organisation, candidate=person))
    for party in version.asks:
        if party != "municipality":
            paper(scope, version, party)
    return version


def messages(ordered: dict[str, Any]) -> dict[str, Any]:
    """An outbox with one of each, and letters on their way to paper."""
    over = {"state": "failed", "finished_at": timezone.now()}
    done = PrintRun.objects.create(**ordered, state="done", finished_at=timezone.now(), content=b"x")
    paper = {"channel": "letter", "subject": "", "address": "Vesterbro 1\n9000 Aalborg", "kind": "personal_link"}
    MessageFactory.create(**ordered, **paper, name=LONG)
    MessageFactory.create(**ordered, **paper, print_run=done)
    why = "Mailserveren siger, at adressen ikke findes (550 5.1.1)."
    return {
        "message_failed": MessageFactory.create(**ordered, **over, problem=why, name=LONG, attempts=2),
        "message_demo": MessageFactory.create(
            **ordered, text=f"Hej\n\nhttp://127.0.0.1/invitation/{'abc123-' * 12}/\n"
        ),
        "print_run": done,
        "print_run_going": PrintRun.objects.create(**ordered),
    }


@pytest.fixture
def open_page(
    world: dict[str, Any],
    live_server: Any,
    browser: Browser,
    browser_context_args: dict[str, Any],
    membership: Membership,
) -> Any:
    """Opens a path in a browser that is signed in as Mette; `width`, and `scripts=False` for a browser without JavaScript."""
    client, contexts = Client(), []
    client.force_login(membership.user)

    def open_it(path: str, *, width: int = 1280, scripts: bool = True, signed_in: bool = True) -> Page:
        context = browser.new_context(
            **{**browser_context_args, "viewport": {"width": width, "height": 900}, "java_script_enabled": scripts}
        )
        contexts.append(context)
        if signed_in:
            context.add_cookies(
                [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
            )
        page = context.new_page()
        page.goto(live_server.url + path)
        if scripts:
            wait_for_parts(page)
        return page

    yield open_it
    for context in contexts:
        context.close()


@pytest.fixture
def here(transactional_db: None) -> World:
    """A municipality and a company, both with names that are hard to fit in."""
    keeper = MunicipalityFactory.create(phone="+45 99 31 31 31", email="kontakt@kommunen.example")
    made = build(keeper, cvr_number(500))
    Organisation.objects.filter(pk=made.company.pk).update(name=LONG)
    for member in made.members.values():
        member.user.name = "Maximiliane Kristoffersen-Østergaard"
        member.user.save()
    return made


@pytest.fixture
def open_as(browser: Browser, browser_context_args: dict[str, Any], live_server: Any) -> Iterator[OpenAs]:
    """A browser of its own, signed in as a member (or nobody) with more kept in the session, on a page that costs nothing."""
    contexts = []

    def open_it(member: Membership | None = None, **kept: Any) -> Page:
        context = browser.new_context(**browser_context_args)
        contexts.append(context)
        if member is not None:
            client = Client()
            client.force_login(member.user)
            session = client.session
            session.update(kept)
            session.save()
            client.get(
                "/hvem-maa-hvad/"
            )  # its CSRF cookie too: of two answers at once that set one, the last would win
            kept_by_browser = {"sessionid": session.session_key or ""}
            if "csrftoken" in client.cookies:
                kept_by_browser["csrftoken"] = client.cookies["csrftoken"].value
            context.add_cookies(
                [{"name": name, "value": value, "url": live_server.url} for name, value in kept_by_browser.items()]
            )
        page = context.new_page()
        page.goto(f"{live_server.url}/healthz")
        return page

    yield open_it
    for context in contexts:
        context.close()


def wait_for_parts(page: Page) -> None:
    """Until the page and all that htmx fetches by itself have come; quicker than an idle network, which takes half a second to know."""
    # A click returns once the next page has begun: it may be quite empty still.
    page.wait_for_load_state()
    # `wait_for_function` would need eval, which the page's policy forbids.
    expect(page.locator(".htmx-request, .htmx-swapping, .htmx-settling")).to_have_count(0)


# What a browser says of a page that isn't there, or a form that was refused, is no fault of the page.
EXPECTED_ON_CONSOLE = ("the server responded with a status of 4",)


def listen(page: Page) -> list[str]:
    """What the browser complains of from now on, and what it asks other hosts for."""
    heard: list[str] = []
    host = urlsplit(page.url).netloc

    def said(message: Any) -> None:
        if message.type in {"error", "warning"} and not any(one in message.text for one in EXPECTED_ON_CONSOLE):
            heard.append(f"console: {message.text}")

    def asked(request: Any) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in {"data", "blob", "about"} and parts.netloc != host:
            heard.append(f"asked {parts.netloc}")

    page.on("console", said)
    page.on("pageerror", lambda error: heard.append(f"error: {error}"))
    page.on("request", asked)
    return heard


OpenPage = Callable[..., Page]
OpenAs = Callable[..., Page]
