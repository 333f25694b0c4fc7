"""Programmes made, changed and put away by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client

from candidates.models import Programme
from smaajob.accounts.models import Membership, Organisation
from smaajob.audit.models import Event
from tests.factories import (
    CandidateFactory,
    CourseFactory,
    EnrolmentFactory,
    MembershipFactory,
    MunicipalityFactory,
    ParticipationFactory,
    PartnerFactory,
    ProgrammeFactory,
)

NEW = "/indsatser/ny/"


def typed(**changes: Any) -> dict[str, Any]:
    return {
        "name": "Små job i Nord",
        "start": "1-2-2026",
        "end": "31-12-2027",
        "owner": "Arbejdsmarkedscentret",
        "funding": "Kommunen\r\n\r\n  En fond  \r\nKommunen",
        "target_participants": "120",
        "target_placements": "",
        "external_id": "",
        **changes,
    }


def seen(client: Client, url: str) -> str:
    return client.get(url).content.decode().split('name="_seen" value="')[1].split('"')[0]


@pytest.fixture
def programme(municipality: Organisation) -> Programme:
    return ProgrammeFactory.create(keeper=municipality, name="Små job i Syd", external_id="I-1")


@pytest.fixture
def partner(client: Client, db: None) -> Client:
    """Somebody at Jobplaneten, which works for several municipalities."""
    member = MembershipFactory.create(organisation=PartnerFactory.create())
    client.force_login(member.user)
    return client


def test_a_municipality_makes_its_own(signed_in: Client, membership: Membership) -> None:
    answer = signed_in.post(NEW, typed())

    made = Programme.objects.get()
    assert answer["Location"] == f"/indsatser/{made.public_id}/"
    assert made.municipalities == ["DK-851"]
    assert (made.start, made.end) == (date(2026, 2, 1), date(2027, 12, 31))
    assert made.funding == ["Kommunen", "En fond"]
    assert (made.target_participants, made.target_placements) == (120, None)
    assert made.external_id.startswith("sj-")
    assert Event.objects.about(made).get().actor == membership.user


def test_a_partner_writes_the_municipalities_by_name(partner: Client) -> None:
    answer = partner.post(NEW, typed(municipalities=["aalborg kommune", "Linköping", "", "Hedensted"]))

    made = Programme.objects.get()
    assert answer.status_code == 302
    assert made.municipalities == ["DK-851", "SE-0580", "DK-766"]
    html = partner.get(f"/indsatser/{made.public_id}/ret/").content.decode()
    for name in ("Aalborg", "Linköping", "Hedensted"):
        assert f'value="{name}" list=' in html


def test_a_municipality_that_is_none_is_answered_with_the_nearest(partner: Client) -> None:
    answer = partner.post(NEW, typed(municipalities=["Aalbrog", "Atlantis"]))

    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Mener du Aalborg?" in html
    assert "hedder ”Atlantis”." in html
    assert 'value="Aalbrog"' in html
    assert partner.post(NEW, typed()).status_code == 422


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": " "}, "Skriv, hvad indsatsen hedder."),
        ({"start": ""}, "Skriv en dato"),
        ({"start": "31-2-2026"}, "Den dag findes ikke."),
        ({"end": "1-1-2026"}, "Slutdatoen ligger før startdatoen."),
        ({"target_participants": "mange"}, "Skriv et helt tal."),
        ({"target_participants": "-1"}, "0"),
        ({"funding": "x" * 201}, "højst have 200 tegn"),
        ({"external_id": "I-1"}, "Det id har en anden allerede"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    signed_in: Client, programme: Programme, wrong: dict[str, str], said: str
) -> None:
    answer = signed_in.post(NEW, typed(**wrong))

    html = answer.content.decode()
    assert answer.status_code == 422
    assert said in html
    assert "Arbejdsmarkedscentret" in html
    assert list(Programme.objects.all()) == [programme]


def test_it_is_changed_and_the_history_says_what(signed_in: Client, programme: Programme) -> None:
    url = f"/indsatser/{programme.public_id}/ret/"
    signed_in.post(url, {**typed(name="Små job i hele Syd"), "_seen": seen(signed_in, url)})

    programme.refresh_from_db()
    assert programme.name == "Små job i hele Syd"
    assert programme.external_id == "I-1", "an empty field takes no id away"
    html = signed_in.get(f"/indsatser/{programme.public_id}/?fane=historik").content.decode()
    assert "Små job i Syd</del>" in html
    assert "Små job i hele Syd</ins>" in html


def test_two_who_write_at_once_are_told(signed_in: Client, programme: Programme) -> None:
    url = f"/indsatser/{programme.public_id}/ret/"
    old = seen(signed_in, url)
    Programme.objects.filter(pk=programme.pk).update(owner="En anden")

    answer = signed_in.post(url, {**typed(), "_seen": old})
    assert answer.status_code == 422
    assert "mens du skrev" in answer.content.decode()
    programme.refresh_from_db()
    assert programme.owner == "En anden"


def test_what_is_over_leaves_the_list_and_comes_back(signed_in: Client, programme: Programme) -> None:
    url = f"/indsatser/{programme.public_id}/arkiv/"
    ParticipationFactory.create(programme=programme, candidate__keeper=programme.keeper)
    answer = signed_in.post(
        url, {"how": "done", "reason": "Pengene er brugt", "_seen": seen(signed_in, url)}, follow=True
    )

    assert "Det ligger nu i arkivet" in answer.content.decode()
    assert "Små job i Syd" not in signed_in.get("/indsatser/").content.decode()
    assert "Små job i Syd" in signed_in.get("/indsatser/?vis=arkiv").content.decode()
    history = signed_in.get(f"/indsatser/{programme.public_id}/?fane=historik").content.decode()
    assert "Det er slut." in history
    assert "Pengene er brugt" in history

    assert "Tag ud af arkivet" in signed_in.get(url).content.decode()
    signed_in.post(url, {"restore": "1"})
    assert "Små job i Syd" in signed_in.get("/indsatser/").content.decode()


def test_it_was_no_mistake_when_people_are_in_it(signed_in: Client, programme: Programme) -> None:
    url = f"/indsatser/{programme.public_id}/arkiv/"
    part = ParticipationFactory.create(programme=programme, candidate__keeper=programme.keeper)
    course = CourseFactory.create(programme=programme, keeper=programme.keeper)

    def said() -> str:
        answer = signed_in.post(url, {"how": "mistake", "_seen": seen(signed_in, url)})
        return answer.content.decode() if answer.status_code == 422 else ""

    assert "En person står i indsatsen" in said()
    part.delete()
    assert "Indsatsen har kurser" in said()
    course.delete()
    assert said() == ""
    programme.refresh_from_db()
    assert programme.archived_as == "mistake"


def test_why_must_be_said(signed_in: Client, programme: Programme) -> None:
    url = f"/indsatser/{programme.public_id}/arkiv/"
    answer = signed_in.post(url, {"_seen": seen(signed_in, url)})

    assert answer.status_code == 422
    assert "Vælg, om det er slut, eller om det var en fejl." in answer.content.decode()


def test_a_stranger_finds_nothing(signed_in: Client) -> None:
    strange = ProgrammeFactory.create(keeper=MunicipalityFactory.create(name="Hedensted Kommune", code="DK-766"))
    for what in ("ret", "arkiv", "deltagere/ny", "deltagere/slut"):
        assert signed_in.get(f"/indsatser/{strange.public_id}/{what}/").status_code == 404
        assert signed_in.post(f"/indsatser/{strange.public_id}/{what}/", typed()).status_code == 404


def test_whose_record_was_a_mistake_takes_part_nowhere(signed_in: Client, programme: Programme) -> None:
    course = CourseFactory.create(keeper=programme.keeper, programme=programme)
    for how in ("", "done", "mistake"):
        at = datetime(2026, 3, 1, tzinfo=UTC) if how else None
        person = CandidateFactory.create(keeper=programme.keeper, archived_at=at, archived_as=how)
        ParticipationFactory.create(programme=programme, candidate=person)
        EnrolmentFactory.create(course=course, candidate=person)

    url = f"/indsatser/{programme.public_id}/"
    assert signed_in.get("/indsatser/").context["listing"].rows[0].participants == 2
    page = signed_in.get(url).context
    assert (page["participants"], page["listing"].total) == (2, 2)
    assert signed_in.get(f"{url}?fane=kurser").context["courses"][0].people == 2
    assert len(signed_in.get(f"/kurser/{course.public_id}/").context["enrolments"]) == 2
