"""I dag hos jer: the company sees who comes, by the name it was told, and that somebody does not; and says what it saw."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from candidates.models import Candidate
from placements.actions import attending
from placements.actions.disclosing import tell_workplace
from placements.models import Attendance, Placement, Shift
from smaajob.accounts.models import Membership, Organisation, Role
from smaajob.accounts.scope import Scope
from smaajob.audit.models import Access, Event
from smaajob.messages.models import Message, MessageKind
from smaajob.schedule import DatedWindow
from tests.acting import act_for
from tests.factories import (
    AttendanceFactory,
    CandidateFactory,
    ConsentFactory,
    EmployerFactory,
    EmployerOrganisationFactory,
    MembershipFactory,
    PlacementFactory,
    ShiftFactory,
    WorkplaceFactory,
    cvr_number,
)

PAGE = reverse("placements:at_company")
pytestmark = pytest.mark.django_db


@pytest.fixture
def company(db: None) -> Organisation:
    return EmployerOrganisationFactory.create(name="Bageriet Sol")


@pytest.fixture
def bente(company: Organisation) -> Client:
    """A client that is signed in as the baker."""
    client = Client()
    client.force_login(MembershipFactory.create(organisation=company, role=Role.EMPLOYER).user)
    return client


@pytest.fixture
def amina(municipality: Organisation, membership: Membership) -> Candidate:
    """Has said yes to being named, and has a consultant who can be reached."""
    person: Candidate = CandidateFactory.create(
        keeper=municipality,
        first_name="Amina",
        last_name="Hansen",
        email="amina@example.org",
        consultant=membership.user,
    )
    ConsentFactory.create(candidate=person, items=["name"])
    return person


def placed(person: Candidate, company: Organisation, *, told: bool = True) -> Placement:
    today = timezone.localdate()
    workplace = WorkplaceFactory.create(
        keeper=person.keeper, employer=EmployerFactory.create(keeper=person.keeper, cvr=company.cvr)
    )
    row: Placement = PlacementFactory.create(
        candidate=person, workplace=workplace, start=today - timedelta(days=20), planned_end=today + timedelta(days=20)
    )
    if told:
        tell_workplace(by=Scope(person.keeper, person.consultant), placement=row)
    return row


def at(placement: Placement, days: int = 0) -> Shift:
    """From nine to twelve; today's has begun whenever the test is run, and lasts."""
    day = timezone.localdate() + timedelta(days=days)
    shift: Shift = ShiftFactory.create(placement=placement, window=DatedWindow(day, 540, 720))
    if days == 0:
        midnight = datetime.combine(day, datetime.min.time(), placement.keeper.zone)
        Shift.everything.filter(pk=shift.pk).update(starts_at=midnight, ends_at=midnight + timedelta(days=1))
    return shift


def read(client: Client, **more: Any) -> str:
    return str(client.get(PAGE, **more).content.decode())


def test_who_comes_today_and_the_next_days(bente: Client, company: Organisation, amina: Candidate) -> None:
    placement = placed(amina, company)
    at(placement)
    at(placement, 2)
    at(placement, 9)

    page = read(bente)
    assert page.count("<strong>Amina</strong>") == 2, "a week ahead"
    assert "Hansen" not in page
    assert "Kom ikke" in page
    assert Access.objects.filter(organisation=amina.keeper, people__contains=[amina.public_id]).exists()
    assert (
        "I dag hos jer" in bente.get(reverse("employers:own_company")).content.decode()
        or PAGE in bente.get(reverse("employers:own_company")).content.decode()
    )


def test_without_a_yes_to_the_name_it_is_somebody(bente: Client, company: Organisation, amina: Candidate) -> None:
    at(placed(amina, company, told=False))

    page = read(bente)
    assert "Amina" not in page
    assert "En person" in page


@pytest.mark.parametrize(
    ("state", "words", "hidden"),
    [
        ("ill", "Er syg", ()),
        ("child_ill", "Kommer ikke", ("syg", "barn")),
        ("transport", "Kommer ikke", ("frem",)),
        ("other", "Kommer ikke", ("syg",)),
    ],
)
def test_the_cause_is_told_no_more_exactly_than_needed(
    bente: Client, company: Organisation, amina: Candidate, state: str, words: str, hidden: tuple[str, ...]
) -> None:
    back = timezone.localdate() + timedelta(days=3)
    AttendanceFactory.create(
        shift=at(placed(amina, company)), state=state, person_comment="Jeg har det skidt", back_on=back
    )

    page = read(bente)
    assert words in page
    assert "Regner med at være tilbage" in page
    assert "skidt" not in page
    for word in hidden:
        assert word not in page.split("Amina")[1].split("</section>")[0].lower()
    assert "Kom senere" not in page, "there is nothing to note"


def test_what_they_saw_by_one_button(bente: Client, company: Organisation, amina: Candidate) -> None:
    shift = at(placed(amina, company))
    answer = bente.post(reverse("placements:note_at_company", args=[shift.public_id]), {"state": "late"}, follow=True)

    assert "Det er skrevet ned" in answer.content.decode()
    row = Attendance.objects.get()
    assert (row.state, row.said_by, row.keeper) == ("late", "employer", amina.keeper)
    assert Event.objects.get(verb="attendance.note").organisation == amina.keeper


def test_a_wrong_tap_is_put_right_by_the_one_who_tapped(
    bente: Client, company: Organisation, amina: Candidate, scope: Scope
) -> None:
    shift = at(placed(amina, company))
    url = reverse("placements:note_at_company", args=[shift.public_id])
    assert ">Ret<span" not in read(bente)
    bente.post(url, {"state": "absent"})
    assert ">Ret<span" in read(bente)
    bente.post(url, {"state": "present"})
    assert Attendance.objects.get().state == "present"

    attending.note(by=scope, shift=shift, state="left_early", reason="Hun blev hentet")
    assert ">Ret<span" not in read(bente), "what the municipality wrote is theirs"
    told = bente.post(url, {"state": "absent"}, follow=True).content.decode()  # from a page that is old
    assert "Kommunen har skrevet, hvordan det gik." in told
    assert Attendance.objects.get().state == "left_early"


def test_they_cancel_and_the_person_hears_why(bente: Client, company: Organisation, amina: Candidate) -> None:
    shift = at(placed(amina, company), 2)
    url = reverse("placements:cancel_at_company", args=[shift.public_id])
    assert bente.post(url, {}).status_code == 422
    bente.post(url, {"why": "closed"})

    assert Shift.everything.get().cancelled_by == "employer"
    assert Attendance.objects.get().side == "employer"
    [message] = Message.objects.filter(kind=MessageKind.SHIFT_CHANGED)
    assert "holder lukket" in message.text
    assert "Aflyst" in read(bente)


def test_anothers_shifts_are_not_there(bente: Client, amina: Candidate) -> None:
    shift = at(placed(amina, EmployerOrganisationFactory.create(cvr=cvr_number(77))))

    assert "Amina" not in read(bente)
    for name in ("note_at_company", "cancel_at_company"):
        url = reverse(f"placements:{name}", args=[shift.public_id])
        assert bente.post(url, {"state": "present", "why": "closed"}).status_code == 404
    assert not Attendance.objects.exists()


def test_a_colleague_in_the_companys_place_sees_nobody_who_is_hidden_from_them(
    client: Client, company: Organisation, amina: Candidate, municipality: Organisation
) -> None:
    at(placed(amina, company))
    colleague = MembershipFactory.create(organisation=municipality, role=Role.CONSULTANT)
    client.force_login(colleague.user)
    act_for(client, "employer", company)
    assert "Amina" in read(client)

    Candidate.objects.update(address_protected=True)
    assert "Amina" not in read(client)
