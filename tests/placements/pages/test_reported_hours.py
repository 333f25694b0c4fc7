"""Amina writes her hours on her phone, Bente says yes on hers, Mette sees what the two do not agree on. It is Monday 16 March 2026."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from placements.models import Hours, ReportedHours, ReportState, Shift
from placements.parties import Side
from smaajob.accounts.models import Membership, Organisation, Role
from smaajob.audit.models import Access, Event
from smaajob.schedule import DatedWindow
from tests.acting import act_for
from tests.factories import (
    EmployerOrganisationFactory,
    HoursFactory,
    MembershipFactory,
    PlacementFactory,
    ReportedHoursFactory,
    ShiftFactory,
    cvr_number,
)
from tests.placements.hours_world import MONDAY, Bakery, bakery

MINE, COMPANY = reverse("placements:my_hours"), reverse("placements:company_hours")
pytestmark = pytest.mark.django_db


@pytest.fixture
def sol(membership: Membership) -> Bakery:
    """Monday 2 March, nine to twelve, was planned."""
    here = bakery(membership)
    ShiftFactory.create(placement=here.placement, window=DatedWindow(MONDAY, 9 * 60, 12 * 60))
    return here


def plain(answer: Any) -> str:
    """The text that is read, without tags and with ordinary spaces."""
    body = answer.text.split("<main", 1)[-1]
    return " ".join(re.sub(r"<[^>]+>", " ", body).replace("\xa0", " ").replace("&nbsp;", " ").split())


def planned(sol: Bakery, client: Client) -> Any:
    url = reverse("placements:hours_as_planned", args=[sol.placement.public_id])
    return client.post(url, {"day": MONDAY.isoformat()}, follow=True)


def test_one_tap_as_planned_and_bente_approves(sol: Bakery) -> None:
    amina, bente = sol.client("amina"), sol.client("bente")
    before = plain(amina.get(MINE))
    assert "man 2. mar." in before
    assert "Planlagt kl. 9–12, 3 timer" in before
    assert "Timer for 1 dag er sendt. De tæller, når Sol i Vejgaard har sagt ja." in plain(planned(sol, amina))
    assert "Venter på arbejdspladsens svar" in plain(amina.get(MINE))
    page = bente.get(COMPANY)
    assert "Amina" in plain(page)
    assert "Har skrevet 3 timer" in plain(page)
    sent = dict(re.findall(r'name="(hours-[^"]+)" value="([^"]+)"', page.text))
    answer = bente.post(reverse("placements:approve_hours"), sent, follow=True)
    assert "Timer for 1 dag er godkendt." in plain(answer)
    assert Hours.objects.get().hours == 3
    assert "3 timer Godkendt" in plain(amina.get(MINE))
    assert Event.objects.get(verb="hours.approve").actor == sol.bente.user


def test_the_bakery_reads_a_first_name_and_nothing_more_of_her(sol: Bakery) -> None:
    ReportedHoursFactory.create(placement=sol.placement, day=MONDAY)
    page = sol.client("bente").get(COMPANY).text
    for text in ("Kvistgaard", str(sol.person.public_id), sol.person.phone or "-----"):
        assert text not in page
    look = Access.objects.get(people__contains=[sol.person.public_id])
    assert (look.organisation, look.role) == (sol.placement.keeper, "employer_admin")


def test_without_a_yes_to_the_name_she_is_a_person(membership: Membership) -> None:
    sol = bakery(membership, told=False)
    ReportedHoursFactory.create(placement=sol.placement, day=MONDAY)
    page = plain(sol.client("bente").get(COMPANY))
    assert "En person" in page
    assert "Amina" not in page


def test_another_day_with_another_figure(sol: Bakery) -> None:
    amina = sol.client("amina")
    url = reverse("placements:write_hours", args=[sol.placement.public_id])
    assert 'value="02-03-2026"' in amina.get(f"{url}?dag=2026-03-02").text
    answer = amina.post(url, {"day": "3-3-2026", "hours": "2:30"}, follow=True)
    assert "2,5 timer for tir 3. mar. er sendt." in plain(answer)
    assert ReportedHours.objects.get().hours == Decimal("2.5")


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"day": "17-3-2026", "hours": "3"}, "når dagen er kommet"),
        ({"day": "4-1-2026", "hours": "3"}, "startede først"),
        ({"day": "2-3-2026", "hours": "25"}, "højst 24 timer"),
        ({"day": "2-3-2026", "hours": "-3"}, "mindre end 0"),
        ({"day": "i går", "hours": "tre"}, "fx 2-3-2026"),
        ({"day": "", "hours": ""}, "Skriv en dato"),
        ({"day": "6-1-2026", "hours": "3"}, "allerede timer for"),
    ],
)
@pytest.mark.parametrize("who", ["amina", "bente"])
def test_what_can_not_be_is_said_beside_the_field(sol: Bakery, who: str, sent: dict[str, str], said: str) -> None:
    HoursFactory.create(placement=sol.placement)
    answer = sol.client(who).post(reverse("placements:write_hours", args=[sol.placement.public_id]), sent)
    assert answer.status_code == 422
    assert said in plain(answer)
    assert sent["hours"] in answer.text
    assert not ReportedHours.objects.exists()


def test_bente_writes_and_amina_answers(sol: Bakery) -> None:
    planned(sol, sol.client("bente"))
    amina = sol.client("amina")
    assert "Sol i Vejgaard har skrevet 3 timer" in plain(amina.get(MINE))
    one = ReportedHours.objects.get()
    url = reverse("placements:refuse_hours", args=[one.public_id])
    assert amina.post(url, {"words": "", "hours": ""}).status_code == 422
    assert "Skriv ikke et CPR-nummer" in amina.post(url, {"words": "jeg er 010190-1234"}).text
    answer = amina.post(url, {"words": "Jeg blev til kl. 13", "hours": "4"}, follow=True)
    assert "Dit tal er sendt." in plain(answer)
    assert "Jeg blev til kl. 13" not in plain(sol.client("bente").get(COMPANY)), "there is a newer figure to answer"
    assert "Har skrevet 4 timer" in plain(sol.client("bente").get(COMPANY))


def test_a_no_is_read_by_the_other_with_its_words(sol: Bakery) -> None:
    planned(sol, sol.client("amina"))
    one = ReportedHours.objects.get()
    sol.client("bente").post(reverse("placements:refuse_hours", args=[one.public_id]), {"words": "Vi holdt lukket"})
    page = plain(sol.client("amina").get(MINE))
    assert "Ikke godkendt" in page
    assert "Arbejdspladsen skriver: Vi holdt lukket" in page
    assert "Vi holdt lukket" not in str(list(Event.objects.values_list("changes", "reason")))


def test_amina_corrects_and_takes_back_her_own(sol: Bakery) -> None:
    amina = sol.client("amina")
    planned(sol, amina)
    one = ReportedHours.objects.get()
    url = reverse("placements:change_hours", args=[one.public_id])
    assert amina.post(url, {"hours": "x"}).status_code == 422
    amina.post(url, {"hours": "2"})
    one.refresh_from_db()
    assert one.hours == 2
    amina.post(url, {"withdraw": "1"})
    one.refresh_from_db()
    assert one.state == ReportState.WITHDRAWN
    assert "Planlagt kl. 9–12" in plain(amina.get(MINE))


def test_what_was_changed_meanwhile_is_not_approved_unseen(sol: Bakery) -> None:
    one = ReportedHoursFactory.create(placement=sol.placement, day=MONDAY, hours=5)
    bente = sol.client("bente")
    answer = bente.post(reverse("placements:approve_hours"), {f"hours-{one.public_id}": "3.000"}, follow=True)
    assert "netop rettet til 5 timer" in plain(answer)
    assert not Hours.objects.exists()


@pytest.mark.parametrize("sent", [{}, {"hours-x": "3"}, {"hours-00000000-0000-0000-0000-000000000001": "tre"}])
def test_a_form_that_was_made_by_hand_changes_nothing(sol: Bakery, sent: dict[str, str]) -> None:
    answer = sol.client("bente").post(reverse("placements:approve_hours"), sent)
    assert answer.status_code in (302, 404)


def test_another_company_and_another_person_get_nothing(sol: Bakery) -> None:
    one = ReportedHoursFactory.create(placement=sol.placement, day=MONDAY)
    other = EmployerOrganisationFactory.create(name="Kiosken", cvr=cvr_number(77))
    stranger = MembershipFactory.create(organisation=other, role=Role.EMPLOYER).user
    somebody = MembershipFactory.create(organisation=sol.placement.keeper, role=Role.CANDIDATE).user
    PlacementFactory.create(candidate__user=somebody, candidate__keeper=sol.placement.keeper)
    for user in (stranger, somebody):
        client = Client()
        client.force_login(user)
        for name, key in (
            ("write_hours", sol.placement), ("hours_as_planned", sol.placement), ("change_hours", one), ("refuse_hours", one),
        ):  # fmt: skip
            assert client.post(reverse(f"placements:{name}", args=[key.public_id])).status_code == 404
        client.post(reverse("placements:approve_hours"), {f"hours-{one.public_id}": one.hours})
    assert not Hours.objects.exists()


def test_by_a_personal_link_too(sol: Bakery) -> None:
    """What the link opens is her week, and her hours with it."""
    amina = sol.client("amina")
    session = amina.session
    session["assurance"] = "link"
    session.save()
    assert amina.get(MINE).status_code == 200
    planned(sol, amina)
    assert ReportedHours.objects.get().side == Side.PERSON


def test_mette_in_the_bakery_s_place_says_so_on_record(sol: Bakery, signed_in: Client) -> None:
    act_for(signed_in, "employer", sol.company)
    planned(sol, signed_in)
    one = ReportedHours.objects.get()
    assert one.side == Side.EMPLOYER
    assert Event.objects.get(verb="hours.report").on_behalf_of == f"employer:{sol.company.public_id}"


def test_a_protected_person_is_hidden_from_who_acts_for_the_bakery(membership: Membership, signed_in: Client) -> None:
    sol = bakery(membership, address_protected=True, consultant=None)
    ReportedHoursFactory.create(placement=sol.placement, day=MONDAY)
    assert "Amina" in plain(sol.client("bente").get(COMPANY)), "the bakery knows who works there"
    act_for(signed_in, "employer", sol.company)
    assert "Amina" not in plain(signed_in.get(COMPANY))


def test_mette_settles_with_a_reason(sol: Bakery, signed_in: Client) -> None:
    one = ReportedHoursFactory.create(placement=sol.placement, day=MONDAY)
    page = signed_in.get(reverse("placements:detail", args=[sol.placement.public_id]) + "?fane=timer")
    url = reverse("placements:settle_hours", args=[one.public_id])
    assert url in page.text
    assert "Personen skrev 3 timer" in plain(page)
    assert signed_in.post(url, {"hours": "2", "reason": ""}).status_code == 422
    answer = signed_in.post(url, {"hours": "2", "reason": "Bente svarer ikke"}, follow=True)
    assert "Timerne for man 2. mar. er godkendt: 2 timer." in plain(answer)
    assert "Kommunen: Bente svarer ikke" in plain(sol.client("amina").get(MINE))


def test_the_day_of_a_sum_stands_once(sol: Bakery) -> None:
    HoursFactory.create(placement=sol.placement, first_day=date(2026, 3, 2), last_day=date(2026, 3, 8), hours=9)
    page = plain(sol.client("amina").get(MINE))
    assert page.count("9 timer i alt, 2. mar. – 8. mar. 2026") == 1
    assert "Planlagt kl. 9–12" not in page.split("Godkendt")[0]


def test_nobody_to_write_for(membership: Membership, municipality: Organisation) -> None:
    sol = bakery(membership)
    sol.placement.delete()
    assert "Du har ikke noget arbejde at skrive timer for" in plain(sol.client("amina").get(MINE))
    assert "Der er ingen i gang hos jer lige nu." in plain(sol.client("bente").get(COMPANY))


def fill(sol: Bakery, days: int) -> None:
    """So many days in each state, at two placements of the bakery."""
    other = PlacementFactory.create(candidate__keeper=sol.placement.keeper, workplace=sol.placement.workplace)
    for placement in (sol.placement, other):
        ReportedHours.objects.filter(placement=placement).delete()
        for at in range(days):
            day = date(2026, 2, 10) + timedelta(days=at)
            Shift.objects.filter(placement=placement, day=day).delete()
            ShiftFactory.create(placement=placement, window=DatedWindow(day, 13 * 60, 14 * 60))
            state = {
                0: {},
                1: {"side": "employer"},
                2: {"state": "refused", "decided_side": "employer", "words": "Nej"},
            }[at % 3]
            decided = {"decided_at": timezone.now()} if "state" in state else {}
            ReportedHoursFactory.create(placement=placement, day=day, **state, **decided)


@pytest.mark.parametrize("who", ["amina", "bente", "mette"])
def test_ten_times_as_many_days_cost_no_more_questions(sol: Bakery, who: str) -> None:
    sheet = {"amina": "my_sheet", "bente": "company_sheet"}.get(who, "sheet")
    key = [sol.placement.public_id] if who == "mette" else []
    page = {"amina": MINE, "bente": COMPANY}.get(who) or reverse("placements:detail", args=key) + "?fane=timer"
    client = sol.client(who)
    asked: dict[str, list[int]] = {}
    for days in (3, 30):
        fill(sol, days)
        for path in (page, reverse(f"placements:{sheet}", args=key) + "?maaned=2026-02&som=csv"):
            client.get(path)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(path).status_code == 200
            asked.setdefault(path, []).append(len(queries))
    for path, (few, many) in asked.items():
        assert few == many, path
        assert many <= 17, path
