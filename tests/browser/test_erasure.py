"""Two people erase somebody whose time is up: one proposes, the other sees the same list and approves; in a browser."""

from __future__ import annotations

from datetime import date
from urllib.parse import urljoin

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from candidates.models import Candidate
from smaajob.accounts.models import Membership, Organisation, Role
from smaajob.jobs import run as jobs
from smaajob.retention import tasks as tasks  # a worker finds it by itself
from smaajob.retention.models import Run
from tests.browser.conftest import OpenAs
from tests.browser.test_accessibility import assert_for_everybody
from tests.factories import CandidateFactory, MembershipFactory, NoteFactory

pytestmark = pytest.mark.browser


@pytest.fixture
def leader(municipality: Organisation) -> Membership:
    return MembershipFactory.create(organisation=municipality, role=Role.MANAGER, user__name="Jette Bruun")


@pytest.fixture
def officer(municipality: Organisation) -> Membership:
    return MembershipFactory.create(organisation=municipality, role=Role.DPO, user__name="Bent Skov")


@pytest.fixture
def person(municipality: Organisation) -> Candidate:
    return CandidateFactory.create(
        keeper=municipality, first_name="Zuleika", last_name="Quistorff", registered_on=date(2015, 1, 1)
    )


def test_two_people_erase_a_third(
    transactional_db: None, leader: Membership, officer: Membership, person: Candidate, open_as: OpenAs
) -> None:
    other = CandidateFactory.create(keeper=person.keeper, first_name="Emil", last_name="Bay")
    NoteFactory.create(candidate=other, text="Kører sammen med Zuleika Quistorff.", signed=True)
    his = open_as(officer)
    his.goto(urljoin(his.url, reverse("retention")))
    assert_for_everybody(his)
    his.get_by_role("link", name="Beslut, hvor længe de gemmes").click()
    his.get_by_text("Forslag, som kommunen selv fastsætter").wait_for()
    assert_for_everybody(his)
    his.get_by_label("Hvor står det, at I har besluttet det?").fill("Direktionens møde 4. november")
    his.get_by_role("button", name="Gem fristen").click()
    his.get_by_role("link", name="Se dem igennem").click()
    his.get_by_role("heading", name="Personer, der kan slettes nu").wait_for()
    assert "Quistorff" not in his.content()
    assert_for_everybody(his)
    his.get_by_role("button", name="Foreslå at slette personen").click()
    his.get_by_text("Du har selv foreslået det.").wait_for()
    expect(his.get_by_role("button", name="Godkend")).to_have_count(0)
    assert_for_everybody(his)

    hers = open_as(leader)
    hers.goto(urljoin(hers.url, reverse("retention")))
    hers.get_by_text("Venter på, at en anden godkender").wait_for()
    assert_for_everybody(hers)
    hers.locator("main tbody th a").first.click()
    hers.get_by_role("link", name="Zuleika Quistorff", exact=True).wait_for()
    assert_for_everybody(hers)
    hers.get_by_role("link", name="Se, hvad der bliver slettet").click()
    hers.get_by_role("heading", name="Hvad bliver slettet om Zuleika Quistorff?").wait_for()
    hers.get_by_role("link", name="En note om Emil Bay").wait_for()
    assert_for_everybody(hers)
    hers.get_by_role("link", name="Forslag om sletning").click()
    hers.get_by_role("button", name="Godkend, og slet personen").click()
    hers.get_by_text("Venter på at komme til").wait_for()

    assert jobs.perform("retention.run", Run.objects.get().pk)
    hers.get_by_text("Slettet: 1").wait_for()
    assert "Quistorff" not in hers.content()
    assert_for_everybody(hers)
    with hers.expect_download() as copy:
        hers.get_by_role("button", name="Hent kopien").click()
    assert "Quistorff" not in copy.value.suggested_filename
    assert not Candidate.objects.filter(last_name="Quistorff").exists()
    hers.goto(urljoin(hers.url, reverse("candidates:list")))
    assert "Quistorff" not in hers.content()


def test_holding_somebody_back_and_asking_for_one(
    transactional_db: None, leader: Membership, person: Candidate, open_as: OpenAs
) -> None:
    page = open_as(leader)
    page.goto(urljoin(page.url, reverse("candidates:detail", args=[person.public_id])))
    page.get_by_role("link", name="Hold tilbage fra sletning").click()
    page.get_by_label("Hvorfor må oplysningerne ikke slettes endnu?").fill("En klage er ikke afgjort")
    assert_for_everybody(page)
    page.get_by_role("button", name="Hold tilbage").click()
    page.get_by_text("bliver ikke slettet, før det er ophævet.").wait_for()
    page.goto(urljoin(page.url, reverse("holds", args=["personer"])))
    assert_for_everybody(page)
    page.get_by_role("link", name="Zuleika Quistorff").click()
    page.get_by_role("heading", name="er holdt tilbage fra sletning").wait_for()
    assert_for_everybody(page)
    page.get_by_role("button", name="Ophæv det").click()
    page.get_by_role("link", name="Foreslå at slette").click()
    page.get_by_role("button", name="Lav forslaget").click()
    page.get_by_role("alert").get_by_text("Vælg hvorfor.").wait_for()
    assert_for_everybody(page)
    page.get_by_label("Personen har bedt om det").check()
    page.get_by_role("button", name="Lav forslaget").click()
    page.get_by_role("heading", name="Sletning af én person").wait_for()
    assert_for_everybody(page)
