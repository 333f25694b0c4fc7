"""Courses: made by hand, who is on them, who completed them, and the certificates that follow."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from candidates.models import Course, Enrolment, Programme
from smaajob.accounts.models import Organisation
from smaajob.audit.models import Event
from tests.factories import (
    CandidateFactory,
    CourseFactory,
    EnrolmentFactory,
    MunicipalityFactory,
    ParticipationFactory,
    ProgrammeFactory,
)

NEW = "/kurser/ny/"


@pytest.fixture
def programme(municipality: Organisation) -> Programme:
    return ProgrammeFactory.create(keeper=municipality, name="Små job i Nord")


@pytest.fixture
def course(programme: Programme) -> Course:
    return CourseFactory.create(
        keeper=programme.keeper, programme=programme, title="Hygiejne", gives=["hygiejnebevis"], external_id="K-1"
    )


def enrolled(course: Course, first: str, completed: bool | None = None, **more: Any) -> Enrolment:
    candidate = CandidateFactory.create(keeper=course.keeper, first_name=first, last_name="Hansen", **more)
    found: Enrolment = EnrolmentFactory.create(course=course, candidate=candidate, completed=completed)
    return found


def typed(**changes: Any) -> dict[str, Any]:
    return {"title": "Truckkursus", "start": "1-3-2026", "end": "3-3-2026", "gives": ["truckbevis"], **changes}


def seen(client: Client, url: str) -> str:
    return client.get(url).content.decode().split('name="_seen" value="')[1].split('"')[0]


def test_a_course_is_made_from_its_programme(signed_in: Client, programme: Programme) -> None:
    url = f"{NEW}?indsats={programme.public_id}"
    assert f'value="{programme.public_id}" selected' in signed_in.get(url).content.decode()
    answer = signed_in.post(url, typed(programme=str(programme.public_id)), follow=True)

    made = Course.objects.get()
    assert (made.programme, made.gives, made.end) == (programme, ["truckbevis"], date(2026, 3, 3))
    html = answer.content.decode()
    assert "Kurset er oprettet." in html
    assert "Ingen er på kurset endnu." in html


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title": ""}, "Skriv, hvad kurset hedder."),
        ({"end": ""}, "Skriv en dato"),
        ({"end": "1-2-2026"}, "Slutdatoen ligger før startdatoen."),
        ({"gives": ["doktorgrad"]}, "doktorgrad"),
        ({"external_id": "K-1"}, "Det id har en anden allerede"),
    ],
)
def test_what_is_wrong_is_said(signed_in: Client, course: Course, wrong: dict[str, Any], said: str) -> None:
    answer = signed_in.post(NEW, typed(**wrong))

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert Course.objects.count() == 1


def test_another_organisations_programme_is_refused(signed_in: Client) -> None:
    other = MunicipalityFactory.create(name="Hedensted Kommune", code="DK-766")
    strange = ProgrammeFactory.create(keeper=other)
    answer = signed_in.post(NEW, typed(programme=str(strange.public_id)))

    assert answer.status_code == 422
    assert "Vælg en indsats fra listen." in answer.content.decode()


def test_it_is_changed_and_the_history_says_what(signed_in: Client, course: Course) -> None:
    url = f"/kurser/{course.public_id}/ret/"
    sent = typed(title="Hygiejne, trin 2", programme=str(course.programme.public_id), gives=["hygiejnebevis"])  # type: ignore[union-attr]
    signed_in.post(url, {**sent, "_seen": seen(signed_in, url)})

    course.refresh_from_db()
    assert course.title == "Hygiejne, trin 2"
    assert course.external_id == "K-1"
    assert "Hygiejne, trin 2</ins>" in signed_in.get(f"/kurser/{course.public_id}/?fane=historik").content.decode()


def test_the_list_is_searched_and_filtered(signed_in: Client, course: Course) -> None:
    today = timezone.localdate()
    now = CourseFactory.create(keeper=course.keeper, title="Dansk nu", start=today, end=today + timedelta(days=3))
    away = CourseFactory.create(keeper=course.keeper, title="Lagt væk", archived_at=timezone.now(), archived_as="done")

    def shown(query: str = "") -> str:
        answer = signed_in.get(f"/kurser/{query}")
        assert answer.status_code == 200
        return answer.content.decode()

    assert course.title in shown()
    assert away.title not in shown()
    assert now.title not in shown("?q=hygiejne")
    assert now.title not in shown(f"?indsats={course.programme.public_id}")  # type: ignore[union-attr]
    assert now.title in shown("?indsats=ingen")
    assert course.title not in shown("?tid=nu")
    assert now.title in shown("?tid=nu")
    assert away.title in shown("?vis=arkiv")


def test_many_are_enrolled_those_of_the_programme_first(signed_in: Client, course: Course) -> None:
    outside = CandidateFactory.create(keeper=course.keeper, first_name="Anna", last_name="Aagaard")
    inside = CandidateFactory.create(keeper=course.keeper, first_name="Øjvind", last_name="Ørsted")
    ParticipationFactory.create(programme=course.programme, candidate=inside)
    on_it = enrolled(course, "Bo").candidate
    url = f"/kurser/{course.public_id}/deltagere/ny/"

    html = signed_in.get(url).content.decode()
    assert html.index("Ørsted") < html.index("Aagaard")
    assert "Er på kurset" in html
    assert f'value="{on_it.public_id}"' not in html

    answer = signed_in.post(url, {"people": [str(outside.public_id), str(inside.public_id)]}, follow=True)
    assert "2 personer er kommet på kurset." in answer.content.decode()
    assert course.enrolments.count() == 3


def test_a_mistake_is_taken_off_and_put_back_by_either_way(signed_in: Client, course: Course) -> None:
    bo = enrolled(course, "Bo", completed=True)
    url = f"/kursusdeltagere/{bo.public_id}/arkiv/"

    def take_off() -> str:
        return signed_in.post(url, {"reason": "", "_seen": seen(signed_in, url)}, follow=True).content.decode()

    assert "Ingen er på kurset endnu." in take_off()
    signed_in.post(url, {"restore": "1"})
    bo.refresh_from_db()
    assert not bo.is_archived
    take_off()
    signed_in.post(f"/kurser/{course.public_id}/deltagere/ny/", {"people": [str(bo.candidate.public_id)]})
    bo.refresh_from_db()
    assert (bo.is_archived, bo.completed) == (False, True)
    assert Enrolment.objects.count() == 1


def test_who_completed_is_said_for_all_on_one_page(signed_in: Client, course: Course) -> None:
    yes, no, none = enrolled(course, "Anna"), enrolled(course, "Bo", True), enrolled(course, "Clara")
    url = f"/kurser/{course.public_id}/gennemfoert/"
    sent = {
        f"was-e-{yes.public_id}": "",
        f"e-{yes.public_id}": "ja",
        f"was-e-{no.public_id}": "ja",
        f"e-{no.public_id}": "nej",
        f"was-e-{none.public_id}": "",
        f"e-{none.public_id}": "",
    }
    answer = signed_in.post(url, sent, follow=True)

    assert "2 svar er gemt." in answer.content.decode()
    assert [e.completed for e in course.enrolments.order_by("candidate__sort_key")] == [True, False, None]
    assert Event.objects.about(no).get().changes == {"completed": [True, False]}
    assert not Event.objects.about(none).exists()
    assert "ikke noget nyt" in signed_in.post(url, {}, follow=True).content.decode()


def test_nobodys_answer_is_overwritten_unseen(signed_in: Client, course: Course) -> None:
    anna = enrolled(course, "Anna", completed=False)
    url = f"/kurser/{course.public_id}/gennemfoert/"
    answer = signed_in.post(url, {f"was-e-{anna.public_id}": "", f"e-{anna.public_id}": "ja"})

    assert answer.status_code == 422
    html = answer.content.decode()
    assert "En anden har svaret for Anna Hansen" in html
    anna.refresh_from_db()
    assert anna.completed is False
    assert f'name="was-e-{anna.public_id}" value="nej"' in html, "the second time it is known"


def test_a_draft_brings_no_older_answer_back(signed_in: Client, course: Course) -> None:
    anna, bo = enrolled(course, "Anna"), enrolled(course, "Bo", completed=False)
    url = f"/kurser/{course.public_id}/gennemfoert/"
    typed = {
        f"was-e-{anna.public_id}": "",
        f"e-{anna.public_id}": "",
        f"was-e-{bo.public_id}": "",
        f"e-{bo.public_id}": "ja",
    }
    assert signed_in.post(url, typed).status_code == 422, "a colleague has answered for Bo; what was typed is kept"
    Enrolment.objects.filter(pk=anna.pk).update(completed=True)

    form = signed_in.get(url).context["form"]
    assert [(str(field.value()), was) for field, was in form.lines] == [("ja", "ja"), ("ja", "")]

    answer = signed_in.post(url, typed)
    assert answer.status_code == 422, "and saved once more it is told of"
    again = {f"e-{one.public_id}": "ja" for one in (anna, bo)}
    signed_in.post(url, {**again, f"was-e-{anna.public_id}": "ja", f"was-e-{bo.public_id}": "nej"})
    assert [one.completed for one in course.enrolments.order_by("candidate__sort_key")] == [True, True]


def test_yes_for_all_saves_nothing_yet(signed_in: Client, course: Course) -> None:
    anna, bo = enrolled(course, "Anna"), enrolled(course, "Bo", completed=False)
    url = f"/kurser/{course.public_id}/gennemfoert/"
    answer = signed_in.post(url, {f"e-{anna.public_id}": "", f"e-{bo.public_id}": "nej", "all": "1"})

    assert answer.status_code == 200
    html = answer.content.decode()
    assert html.count(" checked>") == 2
    anna.refresh_from_db()
    assert anna.completed is None


def test_an_answer_that_is_none_is_refused(signed_in: Client, course: Course) -> None:
    anna = enrolled(course, "Anna")
    answer = signed_in.post(f"/kurser/{course.public_id}/gennemfoert/", {f"e-{anna.public_id}": "måske"})
    assert answer.status_code == 422


def test_the_certificate_is_offered_and_given_by_hand(signed_in: Client, course: Course) -> None:
    anna = enrolled(course, "Anna", True, certificates=["truckbevis"]).candidate
    enrolled(course, "Bo", True, certificates=["hygiejnebevis"])
    clara = enrolled(course, "Clara", False).candidate
    url = f"/kurser/{course.public_id}/"

    html = signed_in.get(url).content.decode()
    assert "mangler hygiejnebevis" in html
    assert html.count('name="people"') == 1
    anna.refresh_from_db()
    assert anna.certificates == ["truckbevis"], "never by itself"

    assert "Vælg mindst én" in signed_in.post(url + "beviser/", {}, follow=True).content.decode()
    refused = signed_in.post(url + "beviser/", {"people": [str(clara.public_id)]}, follow=True)
    assert "Vælg mindst én" in refused.content.decode()
    answer = signed_in.post(url + "beviser/", {"people": [str(anna.public_id)]}, follow=True)
    assert "Beviset står nu hos én person." in answer.content.decode()
    anna.refresh_from_db()
    assert anna.certificates == ["truckbevis", "hygiejnebevis"]
    event = Event.objects.about(anna).get()
    assert "Hygiejne" in event.reason
    assert event.changes["certificates"] == [["truckbevis"], ["truckbevis", "hygiejnebevis"]]


def test_a_course_is_put_away_but_is_no_mistake_while_people_are_on_it(signed_in: Client, course: Course) -> None:
    enrolled(course, "Anna")
    url = f"/kurser/{course.public_id}/arkiv/"

    refused = signed_in.post(url, {"how": "mistake", "_seen": seen(signed_in, url)})
    assert refused.status_code == 422
    assert "Der er personer på kurset." in refused.content.decode()
    signed_in.post(url, {"how": "done", "_seen": seen(signed_in, url)})
    course.refresh_from_db()
    assert course.archived_as == "done"
    signed_in.post(url, {"restore": "1"})
    course.refresh_from_db()
    assert not course.is_archived


def test_a_stranger_finds_nothing(signed_in: Client) -> None:
    other = MunicipalityFactory.create(name="Hedensted Kommune", code="DK-766")
    strange = CourseFactory.create(keeper=other)
    enrolment = enrolled(strange, "Fremmed")
    for what in ("", "ret/", "arkiv/", "deltagere/ny/", "gennemfoert/"):
        assert signed_in.get(f"/kurser/{strange.public_id}/{what}").status_code == 404
    assert signed_in.post(f"/kurser/{strange.public_id}/beviser/").status_code == 404
    assert signed_in.post(f"/kursusdeltagere/{enrolment.public_id}/arkiv/", {"restore": "1"}).status_code == 404


@pytest.mark.parametrize("where", ["", "{id}/", "{id}/deltagere/ny/", "{id}/gennemfoert/"])
def test_ten_times_as_much_costs_no_more_queries(
    signed_in: Client, course: Course, where: str, django_assert_max_num_queries: Any
) -> None:
    def more(number: int) -> None:
        for n in range(number):
            enrolled(course, f"Person{n}", completed=True)
            CandidateFactory.create(keeper=course.keeper)
            CourseFactory.create(keeper=course.keeper, programme=course.programme)

    url = "/kurser/" + where.format(id=course.public_id)
    more(3)
    with django_assert_max_num_queries(13) as few:  # one of them writes the log
        signed_in.get(url)
    more(30)
    with django_assert_max_num_queries(13) as many:  # one of them writes the log
        signed_in.get(url)
    assert len(few) == len(many)
