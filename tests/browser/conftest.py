"""A small, believable world for the pages that are looked at in a browser, and a browser that is signed in to it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page

from candidates.models import Consent
from placements.models import ImportJob, Placement
from reports.models import Report
from smaajob.accounts.models import Membership
from tests.factories import (
    CandidateFactory,
    ContactFactory,
    CourseFactory,
    EnrolmentFactory,
    HoursFactory,
    MembershipFactory,
    ParticipationFactory,
    PartnerFactory,
    PlacementFactory,
    ProgrammeFactory,
    StatusSpellFactory,
    TargetGroupSpellFactory,
    TaskFactory,
    WorkplaceFactory,
)

LONG = "Bøgeskovgårdens Socialøkonomiske Genbrugscenter og Cykelværksted"


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
    Consent.objects.create(keeper=keeper, candidate=person, given_on=date(2024, 1, 16))
    EnrolmentFactory.create(candidate=person, course=course, completed=True)
    protected.address_protected = True
    protected.save()
    workplace = WorkplaceFactory.create(keeper=keeper, name=LONG, consultant=membership.user)
    ContactFactory.create(workplace=workplace)
    task = TaskFactory.create(keeper=keeper, workplace=workplace, seats=3, demands=["tunge_løft"], offered=["pauser"])
    placement: Placement = PlacementFactory.create(
        candidate=person, workplace=workplace, task=task, programme=programme
    )
    hours = HoursFactory.create(placement=placement)
    ordered = {"keeper": keeper, "ordered_by": membership.user}
    return {
        "person": person,
        "protected": protected,
        "newcomer": people[2],
        "programme": programme,
        "workplace": workplace,
        "task": task,
        "placement": placement,
        "hours": hours,
        "import": ImportJob.objects.create(**ordered, file_name="regneark.zip"),
        "report": Report.objects.create(
            **ordered, programme=programme, first_day=date(2026, 1, 1), last_day=date(2026, 6, 30)
        ),
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
        page.wait_for_load_state("networkidle")
        return page

    yield open_it
    for context in contexts:
        context.close()


OpenPage = Callable[..., Page]
