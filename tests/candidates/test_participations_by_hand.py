"""Who takes part in a programme: put in one or many, end it, take out what was a mistake."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from candidates.actions import participations as actions
from candidates.models import Candidate, Participation, Programme
from smaajob.accounts.models import Organisation
from smaajob.accounts.scope import Scope
from smaajob.audit.models import Event
from tests.factories import CandidateFactory, MunicipalityFactory, ParticipationFactory, ProgrammeFactory


@pytest.fixture
def programme(municipality: Organisation) -> Programme:
    return ProgrammeFactory.create(keeper=municipality, name="Små job i Nord", start=date(2024, 1, 1))


def person(keeper: Organisation, first: str, last: str = "Hansen") -> Candidate:
    found: Candidate = CandidateFactory.create(keeper=keeper, first_name=first, last_name=last)
    return found


def ids(*rows: Any) -> list[str]:
    return [str(row.public_id) for row in rows]


def add_url(programme: Programme) -> str:
    return f"/indsatser/{programme.public_id}/deltagere/ny/"


def end_url(programme: Programme) -> str:
    return f"/indsatser/{programme.public_id}/deltagere/slut/"


def test_many_are_put_in_at_once(signed_in: Client, programme: Programme) -> None:
    amina, yusuf = person(programme.keeper, "Amina"), person(programme.keeper, "Yusuf")
    answer = signed_in.post(add_url(programme), {"people": ids(amina, yusuf), "start": "1-3-2026"}, follow=True)

    assert "2 personer er nu med." in answer.content.decode()
    assert set(programme.participations.values_list("candidate", "start", "end")) == {
        (amina.pk, date(2026, 3, 1), None),
        (yusuf.pk, date(2026, 3, 1), None),
    }
    assert Event.objects.filter(verb="create", subject="candidates.participation").count() == 2


def test_a_search_keeps_what_is_ticked_and_saves_nothing(signed_in: Client, programme: Programme) -> None:
    amina, yusuf = person(programme.keeper, "Amina"), person(programme.keeper, "Yusuf")
    person(programme.keeper, "Bente")
    answer = signed_in.post(
        add_url(programme), {"people": ids(amina), "start": "1-3-2026", "q": "yusuf", "search": "1"}
    )

    html = answer.content.decode()
    assert answer.status_code == 200
    assert f'value="{amina.public_id}" checked' in html
    assert f'value="{yusuf.public_id}">' in html
    assert "Bente" not in html
    assert 'value="01-03-2026"' in html or 'value="1-3-2026"' in html
    assert "form-error" not in html
    assert not Participation.objects.exists()


def test_who_is_in_it_already_is_said_and_can_not_be_ticked(signed_in: Client, programme: Programme) -> None:
    amina = person(programme.keeper, "Amina")
    ParticipationFactory.create(programme=programme, candidate=amina, start=date(2025, 1, 1))

    html = signed_in.get(add_url(programme)).content.decode()
    assert "Er med fra 1. jan. 2025" in html
    assert f'value="{amina.public_id}"' not in html
    answer = signed_in.post(add_url(programme), {"people": ids(amina), "start": "1-3-2026"})
    assert answer.status_code == 422
    assert "Amina Hansen er allerede med fra 1. jan. 2025." in answer.content.decode()


def test_who_left_can_come_back(scope: Scope, programme: Programme) -> None:
    amina = person(programme.keeper, "Amina")
    ParticipationFactory.create(programme=programme, candidate=amina, start=date(2024, 1, 1), end=date(2024, 6, 30))

    with pytest.raises(ValidationError):
        actions.add(by=scope, programme=programme, people=[amina], start=date(2024, 6, 30))
    actions.add(by=scope, programme=programme, people=[amina], start=date(2024, 7, 1))
    with pytest.raises(ValidationError):
        actions.add(by=scope, programme=programme, people=[amina], start=date(2023, 7, 1), end=date(2024, 1, 1))
    actions.add(by=scope, programme=programme, people=[amina], start=date(2023, 7, 1), end=date(2023, 12, 31))
    assert programme.participations.count() == 3


def test_a_mistake_leaves_the_lists_and_comes_back(signed_in: Client, programme: Programme) -> None:
    amina = person(programme.keeper, "Amina")
    part = ParticipationFactory.create(programme=programme, candidate=amina)
    url = f"/deltagelser/{part.public_id}/arkiv/"
    page = signed_in.get(url).content.decode()
    signed_in.post(url, {"reason": "", "_seen": page.split('name="_seen" value="')[1].split('"')[0]})

    part.refresh_from_db()
    assert part.archived_as == "mistake"
    html = signed_in.get(f"/indsatser/{programme.public_id}/").content.decode()
    assert "Ingen er med endnu." in html
    assert "Lagt i arkivet: én" in html
    signed_in.post(url, {"restore": "1"})
    assert "1 deltagelse" in signed_in.get(f"/indsatser/{programme.public_id}/").content.decode()


def test_who_is_put_in_again_from_the_same_day_is_brought_back(scope: Scope, programme: Programme) -> None:
    amina = person(programme.keeper, "Amina")
    part = ParticipationFactory.create(programme=programme, candidate=amina, start=date(2026, 1, 1))
    Participation.objects.filter(pk=part.pk).update(archived_at=timezone.now(), archived_as="mistake")

    (back,) = actions.add(by=scope, programme=programme, people=[amina], start=date(2026, 1, 1), end=date(2026, 2, 1))
    assert back.pk == part.pk
    assert (back.is_archived, back.end) == (False, date(2026, 2, 1))
    assert Event.objects.about(part).get().verb == "restore"


def test_many_end_on_a_day(signed_in: Client, programme: Programme) -> None:
    amina, yusuf = person(programme.keeper, "Amina"), person(programme.keeper, "Yusuf")
    first = ParticipationFactory.create(programme=programme, candidate=amina, start=date(2026, 1, 1))
    late = ParticipationFactory.create(programme=programme, candidate=yusuf, start=date(2026, 5, 1))

    refused = signed_in.post(end_url(programme), {"people": ids(first, late), "on": "30-4-2026"})
    assert refused.status_code == 422
    assert "Yusuf Hansen begynder først efter den dag." in refused.content.decode()
    first.refresh_from_db()
    assert first.end is None

    answer = signed_in.post(end_url(programme), {"people": ids(first, late), "on": "30-6-2026"}, follow=True)
    assert "2 personer slutter 30. jun. 2026." in answer.content.decode()
    first.refresh_from_db()
    assert first.end == date(2026, 6, 30)
    assert Event.objects.about(first).get().changes == {"end": [None, "2026-06-30"]}


def test_the_search_for_who_ends_is_among_those_who_are_in(signed_in: Client, programme: Programme) -> None:
    here, over, outside = (person(programme.keeper, name, "Kruse") for name in ("Amina", "Bo", "Clara"))
    ParticipationFactory.create(programme=programme, candidate=here)
    ParticipationFactory.create(programme=programme, candidate=over, end=date(2024, 5, 1))

    for sent in ({}, {"q": "kruse", "search": "1"}):
        html = (
            signed_in.post(end_url(programme), sent) if sent else signed_in.get(end_url(programme))
        ).content.decode()
        assert str(here) in html
        assert str(over) not in html
        assert str(outside) not in html


def test_a_person_joins_from_their_own_page(signed_in: Client, programme: Programme) -> None:
    amina = person(programme.keeper, "Amina")
    ProgrammeFactory.create(keeper=programme.keeper, name="Den gamle", end=date(2024, 12, 31))
    url = f"/personer/{amina.public_id}/indsatser/ny/"
    html = signed_in.get(url).content.decode()
    assert "Små job i Nord" in html
    assert "Den gamle" not in html

    sent = {"programme": str(programme.public_id), "start": "1-3-2026", "end": "1-6-2026"}
    answer = signed_in.post(url, sent, follow=True)
    assert "Amina Hansen er nu med i Små job i Nord." in answer.content.decode()
    again = signed_in.post(url, sent)
    assert again.status_code == 422
    assert "er allerede med fra 1. mar. 2026" in again.content.decode()


def test_days_are_changed_and_the_page_tells_what_happened(signed_in: Client, programme: Programme) -> None:
    part = ParticipationFactory.create(programme=programme, candidate=person(programme.keeper, "Amina"))
    url = f"/deltagelser/{part.public_id}/ret/"

    def send(start: str, end: str) -> Any:
        page = signed_in.get(url).content.decode()
        return signed_in.post(
            url, {"start": start, "end": end, "_seen": page.split('name="_seen" value="')[1].split('"')[0]}
        )

    assert "Slutdatoen ligger før startdatoen." in send("1-3-2026", "1-2-2026").content.decode()
    assert send("1-3-2026", "1-9-2026").status_code == 302
    part.refresh_from_db()
    assert (part.start, part.end) == (date(2026, 3, 1), date(2026, 9, 1))
    assert "1. sep. 2026</ins>" in signed_in.get(url).content.decode()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"people": []}, "Vælg mindst én person."),
        ({"people": ["ikke-et-id"]}, "Vælg personerne fra listen."),
        ({"start": "snart"}, "Skriv datoen med dag, måned og år"),
        ({"start": ""}, "Skriv en dato"),
    ],
)
def test_what_is_wrong_is_said_and_the_ticks_stay(
    signed_in: Client, programme: Programme, wrong: dict[str, Any], said: str
) -> None:
    amina = person(programme.keeper, "Amina")
    answer = signed_in.post(add_url(programme), {"people": ids(amina), "start": "1-3-2026", **wrong})

    assert answer.status_code == 422
    html = answer.content.decode()
    assert said in html
    if "people" not in wrong:
        assert f'value="{amina.public_id}" checked' in html


def test_another_organisations_people_and_programmes_are_refused(
    signed_in: Client, programme: Programme, scope: Scope
) -> None:
    other = MunicipalityFactory.create(name="Hedensted Kommune", code="DK-766")
    stranger, strange = person(other, "Fremmed"), ProgrammeFactory.create(keeper=other)
    amina = person(programme.keeper, "Amina")
    strange_part = ParticipationFactory.create(programme=strange, candidate=stranger)

    assert signed_in.post(add_url(programme), {"people": ids(stranger), "start": "1-3-2026"}).status_code == 422
    assert signed_in.post(end_url(programme), {"people": ids(strange_part), "on": "1-3-2026"}).status_code == 422
    url = f"/personer/{amina.public_id}/indsatser/ny/"
    assert signed_in.post(url, {"programme": str(strange.public_id), "start": "1-3-2026"}).status_code == 422
    for what in ("ret", "arkiv"):
        assert signed_in.get(f"/deltagelser/{strange_part.public_id}/{what}/").status_code == 404
    assert not programme.participations.exists()
    strange_part.refresh_from_db()
    assert strange_part.end is None


def test_nobody_is_put_in_a_programme_that_is_put_away(scope: Scope, programme: Programme) -> None:
    Programme.objects.filter(pk=programme.pk).update(archived_at=timezone.now(), archived_as="done")
    with pytest.raises(ValidationError, match="ligger i arkivet"):
        actions.add(by=scope, programme=programme, people=[person(programme.keeper, "Amina")], start=date(2026, 1, 1))


@pytest.mark.parametrize("url", [add_url, end_url])
def test_ten_times_as_many_cost_no_more_queries(
    signed_in: Client, programme: Programme, url: Any, django_assert_max_num_queries: Any
) -> None:
    def more(number: int) -> None:
        for _n in range(number):
            ParticipationFactory.create(programme=programme, candidate__keeper=programme.keeper)
            CandidateFactory.create(keeper=programme.keeper)

    more(3)
    with django_assert_max_num_queries(13) as few:  # one of them writes the log
        signed_in.get(url(programme))
    more(30)
    with django_assert_max_num_queries(13) as many:  # one of them writes the log
        signed_in.get(url(programme))
    assert len(few) == len(many)


def test_a_long_list_says_that_there_is_more(signed_in: Client, programme: Programme) -> None:
    CandidateFactory.create_batch(40, keeper=programme.keeper)
    html = signed_in.get(add_url(programme)).content.decode()
    assert "Der er flere." in html
    assert html.count('name="people"') == 30


def test_the_first_day_that_is_offered_lies_in_the_programme(signed_in: Client, programme: Programme) -> None:
    soon = timezone.localdate() + timedelta(days=40)
    Programme.objects.filter(pk=programme.pk).update(start=soon)
    assert f'value="{soon:%d-%m-%Y}"' in signed_in.get(add_url(programme)).content.decode()
