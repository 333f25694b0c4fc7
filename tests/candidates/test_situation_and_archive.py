"""A consultant keeps a person's situation right, puts people in the archive, and gives them to colleagues."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from candidates.actions import assign as giving
from candidates.models import Candidate, StatusSpell
from smaajob.accounts.models import Membership, User
from smaajob.accounts.scope import Scope
from smaajob.audit.models import Event
from smaajob.formpage import SEEN, fingerprint
from tests.factories import CandidateFactory, MembershipFactory, PartnerFactory, PlacementFactory, StatusSpellFactory

PEOPLE, GIVE = "/personer/", "/personer/giv/"

pytestmark = pytest.mark.django_db


def said(response: Any) -> str:
    text: str = response.content.decode().replace("\xa0", " ")
    return text


@pytest.fixture
def yusuf(membership: Membership) -> Candidate:
    person = CandidateFactory.create(
        keeper=membership.organisation, first_name="Yusuf", last_name="Amin", consultant=membership.user
    )
    StatusSpellFactory.create(candidate=person, status="kontanthjælp", start=date(2024, 1, 15))
    return person


@pytest.fixture
def samir(membership: Membership) -> User:
    user: User = MembershipFactory.create(organisation=membership.organisation, user__name="Samir Aziz").user
    return user


@pytest.fixture
def stranger() -> Candidate:
    return CandidateFactory.create(keeper=PartnerFactory.create(), first_name="Fremmed")


def situation_url(person: Candidate, spell: StatusSpell | None = None) -> str:
    return f"{PEOPLE}{person.public_id}/situation/" + (f"?ret={spell.public_id}" if spell else "")


def archive_url(person: Candidate) -> str:
    return f"{PEOPLE}{person.public_id}/arkiv/"


# The situation


def test_a_new_situation_holds_from_its_day(signed_in: Client, yusuf: Candidate) -> None:
    page = signed_in.get(situation_url(yusuf))
    assert page.context["form"]["start"].value() == timezone.localdate()

    response = signed_in.post(situation_url(yusuf), {"status": "ledig", "start": "1-6-2025"}, follow=True)

    assert "Den nye situation er gemt." in said(response)
    assert [(s.status, s.start) for s in yusuf.statuses.all()] == [
        ("kontanthjælp", date(2024, 1, 15)),
        ("ledig", date(2025, 6, 1)),
    ]
    history = said(signed_in.get(f"{PEOPLE}{yusuf.public_id}/?fane=historik"))
    assert "Ny situation." in history
    assert "Ledig fra 1. jun. 2025" in history


def test_two_situations_from_one_day_are_refused(signed_in: Client, yusuf: Candidate) -> None:
    response = signed_in.post(situation_url(yusuf), {"status": "ledig", "start": "15-1-2024"})

    assert response.status_code == 422
    assert "Der står allerede en situation fra den dag: Kontanthjælp. Ret den i stedet." in said(response)
    assert 'value="15-1-2024"' in said(response)
    assert yusuf.statuses.count() == 1


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"status": "", "start": "1-6-2025"}, "Vælg situationen."),
        ({"status": "ledig", "start": "snart"}, "Skriv datoen med dag, måned og år, fx 2-3-2026."),
        ({"status": "ledig", "start": ""}, "Skriv en dato, fx 2-3-2026."),
    ],
)
def test_a_situation_that_makes_no_sense_is_told(
    signed_in: Client, yusuf: Candidate, sent: dict[str, str], told: str
) -> None:
    response = signed_in.post(situation_url(yusuf), sent)
    assert response.status_code == 422
    assert told in said(response)


def test_a_row_is_put_right(signed_in: Client, yusuf: Candidate) -> None:
    spell = yusuf.statuses.get()
    assert 'value="15-01-2024"' in said(signed_in.get(situation_url(yusuf, spell)))

    sent = {"status": "sygedagpenge", "start": "16-1-2024", SEEN: fingerprint(spell)}
    signed_in.post(situation_url(yusuf, spell), sent)

    spell.refresh_from_db()
    assert (spell.status, spell.start) == ("sygedagpenge", date(2024, 1, 16))
    assert Event.objects.get().changes == {
        "situation": ["Kontanthjælp fra 15. jan. 2024", "Sygedagpenge fra 16. jan. 2024"]
    }


def test_a_row_that_was_a_mistake_is_removed_and_remembered(signed_in: Client, yusuf: Candidate) -> None:
    url = situation_url(yusuf, yusuf.statuses.get())
    response = signed_in.post(url, {"remove": "1"}, follow=True)

    assert "Rækken er fjernet." in said(response)
    assert not yusuf.statuses.exists()
    assert "Kontanthjælp fra 15. jan. 2024" in said(signed_in.get(f"{PEOPLE}{yusuf.public_id}/?fane=historik"))
    assert signed_in.post(url, {"remove": "1"}).status_code == 404


def test_another_persons_row_is_not_there(signed_in: Client, yusuf: Candidate, stranger: Candidate) -> None:
    theirs = StatusSpellFactory.create(candidate=stranger)
    for spell in (theirs, StatusSpellFactory.create(candidate=CandidateFactory.create(keeper=yusuf.keeper))):
        assert signed_in.get(situation_url(yusuf, spell)).status_code == 404
        assert signed_in.post(situation_url(yusuf, spell), {"remove": "1"}).status_code == 404
    assert signed_in.get(f"{situation_url(yusuf)}?ret=abc").status_code == 404
    assert StatusSpell.objects.filter(pk=theirs.pk).exists()


# The archive


def put_away(client: Client, person: Candidate, **sent: str) -> Any:
    person.refresh_from_db()
    return client.post(archive_url(person), {SEEN: fingerprint(person), **sent}, follow=True)


def test_who_is_in_the_archive_is_on_no_list_and_can_be_taken_out(signed_in: Client, yusuf: Candidate) -> None:
    response = put_away(signed_in, yusuf, how="done", reason="Flyttet til Odense")

    assert "Yusuf Amin ligger nu i arkivet" in said(response)
    assert "Personen tæller stadig med i tallene for sin tid" in said(response)
    assert "Yusuf" not in said(signed_in.get(PEOPLE))
    assert "Yusuf" in said(signed_in.get(f"{PEOPLE}?vis=arkiv"))
    assert "Flyttet til Odense" in said(signed_in.get(f"{PEOPLE}{yusuf.public_id}/?fane=historik"))

    response = signed_in.post(archive_url(yusuf), {"restore": "1"}, follow=True)
    assert "Yusuf Amin er taget ud af arkivet." in said(response)
    assert "Yusuf" in said(signed_in.get(PEOPLE))


def test_who_was_written_in_by_mistake_leaves_every_figure(signed_in: Client, yusuf: Candidate) -> None:
    response = put_away(signed_in, yusuf, how="mistake")
    assert "tæller ikke med i noget tal" in said(response)
    assert not Candidate.objects.counted().exists()


def test_one_must_say_why(signed_in: Client, yusuf: Candidate) -> None:
    response = put_away(signed_in, yusuf)
    assert response.status_code == 422
    assert "Vælg, om det er slut, eller om det var en fejl." in said(response)


def test_who_has_a_placement_stays(signed_in: Client, yusuf: Candidate) -> None:
    PlacementFactory.create(candidate=yusuf)
    response = put_away(signed_in, yusuf, how="done")

    assert response.status_code == 422
    assert "Der er et forløb, som ikke er sluttet. Afslut forløbet først." in said(response)
    assert "Yusuf" in said(signed_in.get(PEOPLE))


def test_the_address_of_who_was_merged_leads_to_who_was_kept(signed_in: Client, yusuf: Candidate) -> None:
    gone = CandidateFactory.create(
        keeper=yusuf.keeper, merged_into=yusuf, archived_as="merged", archived_at=timezone.now()
    )
    response = signed_in.get(f"{PEOPLE}{gone.public_id}/")
    assert response["Location"] == f"{PEOPLE}{yusuf.public_id}/"


# Who takes care of it


def give(client: Client, **sent: Any) -> Any:
    return client.post(GIVE, sent, follow=True)


def test_people_are_given_to_a_colleague_and_taken_back(
    signed_in: Client, yusuf: Candidate, samir: User, membership: Membership
) -> None:
    fatma = CandidateFactory.create(keeper=yusuf.keeper, first_name="Fatma", consultant_email="x@example.org")
    chosen = [str(yusuf.public_id), str(fatma.public_id)]
    page = signed_in.post(GIVE, {"valgte": chosen})
    assert "Giv 2 personer videre" in said(page)
    assert "Mette Holm" in said(page)

    response = give(signed_in, valgte=chosen, giv="1", consultant=str(samir.public_id))

    assert "2 personer er givet til Samir Aziz." in said(response)
    assert set(Candidate.objects.values_list("consultant", "consultant_email")) == {(samir.pk, "")}
    assert Event.objects.filter(verb="assign").count() == 2
    assert "Samir Aziz" in said(signed_in.get(f"{PEOPLE}{yusuf.public_id}/?fane=historik"))

    key = response.content.decode().split('name="undo" value="')[1].split('"')[0]
    assert "2 personer er givet tilbage." in said(give(signed_in, undo=key))
    yusuf.refresh_from_db()
    fatma.refresh_from_db()
    assert (yusuf.consultant, fatma.consultant, fatma.consultant_email) == (membership.user, None, "x@example.org")
    assert "kan ikke fortrydes mere" in said(give(signed_in, undo=key))


def test_what_was_given_on_meanwhile_is_not_taken_back(scope: Scope, yusuf: Candidate, samir: User) -> None:
    given = giving.assign(by=scope, candidates=[yusuf.pk], consultant=samir, stand_in=None)
    third = MembershipFactory.create(organisation=yusuf.keeper).user
    giving.assign(by=scope, candidates=[yusuf.pk], consultant=third, stand_in=None)

    assert giving.take_back(by=scope, given=given) == 0
    yusuf.refresh_from_db()
    assert yusuf.consultant == third


def test_a_stand_in_is_shown_on_the_persons_page(signed_in: Client, yusuf: Candidate, samir: User) -> None:
    give(signed_in, valgte=str(yusuf.public_id), giv="1", stand_in=str(samir.public_id))

    html = said(signed_in.get(f"{PEOPLE}{yusuf.public_id}/"))
    assert "Stedfortræder:</span> Samir Aziz" in html
    assert "Mette Holm" in html


def test_who_becomes_the_consultant_is_no_longer_the_stand_in(signed_in: Client, yusuf: Candidate, samir: User) -> None:
    Candidate.objects.filter(pk=yusuf.pk).update(stand_in=samir)
    give(signed_in, valgte=str(yusuf.public_id), giv="1", consultant=str(samir.public_id))

    yusuf.refresh_from_db()
    assert (yusuf.consultant, yusuf.stand_in) == (samir, None)


def test_all_in_the_list_means_those_that_the_list_shows(
    signed_in: Client, yusuf: Candidate, samir: User, stranger: Candidate
) -> None:
    CandidateFactory.create_batch(30, keeper=yusuf.keeper, last_name="Ågård", consultant=None)
    alone = CandidateFactory.create(keeper=yusuf.keeper, last_name="Ågård", consultant=samir)
    sent = {"alle": "1", "q": "Ågård", "konsulent": "ingen"}
    assert "Giv 30 personer videre" in said(signed_in.post(GIVE, sent))

    response = give(signed_in, **sent, antal="30", giv="1", stand_in=str(samir.public_id))

    assert "30 personer er givet til Samir Aziz som stedfortræder." in said(response)
    assert Candidate.objects.filter(stand_in=samir).count() == 30
    assert not Candidate.objects.filter(pk__in=[yusuf.pk, alone.pk, stranger.pk], stand_in=samir).exists()


def test_a_list_that_changed_meanwhile_is_asked_about_again(signed_in: Client, yusuf: Candidate, samir: User) -> None:
    response = give(signed_in, alle="1", antal="5", giv="1", consultant=str(samir.public_id))

    assert response.status_code == 422
    assert "Listen er ændret, siden du så den." in said(response)
    yusuf.refresh_from_db()
    assert yusuf.consultant != samir


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({}, "Vælg, hvem personerne skal gives til."),
        ({"consultant": "samir", "stand_in": "samir"}, "Stedfortræderen skal være en anden end konsulenten."),
        ({"stand_in": "mette"}, "Mette Holm er allerede konsulent for Yusuf Amin."),
        ({"consultant": "fremmed"}, "Vælg en af dem, der arbejder hos jer."),
    ],
)
def test_what_cannot_be_given_is_told(
    signed_in: Client, yusuf: Candidate, samir: User, membership: Membership, sent: dict[str, str], told: str
) -> None:
    other = MembershipFactory.create(organisation=PartnerFactory.create()).user
    users = {"samir": samir, "mette": membership.user, "fremmed": other}
    to = {name: str(users[who].public_id) for name, who in sent.items()}
    response = give(signed_in, valgte=str(yusuf.public_id), giv="1", **to)

    assert response.status_code == 422
    assert told in said(response)
    assert str(yusuf.public_id) in said(response)
    assert not Event.objects.exists()


@pytest.mark.parametrize("ids", [[], ["ikke-et-id"], ["fremmed"]])
def test_nobody_chosen_is_told(signed_in: Client, stranger: Candidate, samir: User, ids: list[str]) -> None:
    valgte = [str(stranger.public_id) if one == "fremmed" else one for one in ids]
    response = give(signed_in, valgte=valgte, giv="1", consultant=str(samir.public_id))

    assert "Sæt kryds ved mindst én person i listen." in said(response)
    stranger.refresh_from_db()
    assert stranger.consultant is None


def test_many_cost_no_more_queries_than_few(
    scope: Scope, yusuf: Candidate, samir: User, django_assert_max_num_queries: Any
) -> None:
    few, many = (
        CandidateFactory.create_batch(2, keeper=yusuf.keeper),
        CandidateFactory.create_batch(40, keeper=yusuf.keeper),
    )
    for people in (few, many):
        with django_assert_max_num_queries(10):
            giving.assign(by=scope, candidates=[one.pk for one in people], consultant=samir, stand_in=None)


def test_what_is_swedish_is_offered_in_sweden_and_stays_where_it_is(
    signed_in: Client, membership: Membership, yusuf: Candidate
) -> None:
    address = f"/personer/{yusuf.public_id}/situation/"
    assert "Försörjningsstöd" not in said(signed_in.get(address))
    assert "Försörjningsstöd" not in said(signed_in.get("/personer/ny/"))
    spell = StatusSpellFactory.create(candidate=yusuf, status="försörjningsstöd", start=date(2025, 1, 1))
    assert ">Försörjningsstöd</option>" in said(signed_in.get(f"{address}?ret={spell.public_id}"))

    membership.organisation.country, membership.organisation.code = "SE", "SE-0580"
    membership.organisation.save()
    assert ">Försörjningsstöd</option>" in said(signed_in.get(address))
    assert "Försörjningsstöd" in said(signed_in.get("/personer/ny/"))
