"""Who does not click is signed out, told why, and loses nothing."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from smaajob.accounts import idle
from smaajob.accounts.models import Membership
from smaajob.drafts.models import Draft
from tests.factories import CandidateFactory


@pytest.fixture
def wait(monkeypatch: pytest.MonkeyPatch) -> Any:
    """`wait(minutes=31)`: so much later."""
    real, gone = idle.time.time, [0.0]

    def later(*, minutes: float) -> None:
        gone[0] += minutes * 60
        monkeypatch.setattr(idle.time, "time", lambda: real() + gone[0])

    return later


def test_who_does_not_click_is_signed_out_told_why_and_comes_back(
    signed_in: Client, membership: Membership, wait: Any
) -> None:
    page = "/personer/?q=anna"
    assert signed_in.get(page).status_code == 200
    wait(minutes=32)

    out = signed_in.get(page, follow=True)

    assert out.redirect_chain == [("/konto/login/?next=%2Fpersoner%2F%3Fq%3Danna", 302)]
    assert "Du har ikke rørt siden i et stykke tid" in out.content.decode()
    assert "Dine kladder er gemt" in out.content.decode()
    again = {"login": membership.user.email, "password": "et langt kodeord", "next": page}
    assert signed_in.post("/konto/login/", again).url == page


def test_who_clicks_stays(signed_in: Client, wait: Any) -> None:
    for _click in range(6):
        wait(minutes=25)
        assert signed_in.get("/personer/").status_code == 200


def test_what_a_page_asks_by_itself_is_no_click(signed_in: Client, wait: Any) -> None:
    for _poll in range(2):
        wait(minutes=14)
        assert signed_in.get("/personer/", headers={"X-Background": "1", "HX-Request": "true"}).status_code == 200
    wait(minutes=14)

    out = signed_in.get(
        "/personer/", headers={"X-Background": "1", "HX-Request": "true", "HX-Current-URL": "http://testserver/import/"}
    )
    assert out.headers["HX-Redirect"] == "/konto/login/?next=%2Fimport%2F"
    assert out.content == b""


def test_the_session_is_written_once_a_minute_at_the_most(signed_in: Client, wait: Any) -> None:
    first = signed_in.session["seen"]
    wait(minutes=0.5)
    signed_in.get("/personer/")
    assert signed_in.session["seen"] == first
    wait(minutes=1)
    signed_in.get("/personer/")
    assert signed_in.session["seen"] > first


def test_after_twelve_hours_it_is_over_whatever_was_done(signed_in: Client, wait: Any) -> None:
    for _half_hour in range(25):
        wait(minutes=29)
        out = signed_in.get("/personer/", follow=True)
    assert "Du har været logget ind i 12 timer" in out.content.decode()


def test_who_came_by_a_personal_link_has_longer(signed_in: Client, wait: Any, settings: Any) -> None:
    session = signed_in.session
    session["assurance"] = "link"
    session.save()

    wait(minutes=settings.IDLE_MINUTES + 20)
    assert "/konto/login/" not in signed_in.get("/konto/logout/").headers.get("Location", "")
    assert signed_in.session["_auth_user_id"]
    wait(minutes=settings.LINK_IDLE_MINUTES + 2)
    signed_in.get("/konto/logout/")
    assert "_auth_user_id" not in signed_in.session


def test_a_form_that_was_sent_too_late_is_kept_as_a_draft(signed_in: Client, membership: Membership, wait: Any) -> None:
    person = CandidateFactory.create(keeper=membership.organisation, first_name="Anna")
    path = reverse("candidates:edit", args=[person.public_id])
    html = signed_in.get(path).content.decode()
    hidden = dict(re.findall(r'name="(_form|_seen)" value="([^"]*)"', html))
    wait(minutes=40)

    out = signed_in.post(path, {**hidden, "first_name": "Annabella"}, headers={"Referer": f"http://testserver{path}"})

    assert out.url == f"/konto/login/?next={path.replace('/', '%2F')}"
    assert Draft.objects.get().form == "candidates.edit"
    signed_in.force_login(membership.user)
    assert "Annabella" in signed_in.get(path).content.decode()


def test_a_form_without_a_page_of_its_own_leads_back_to_the_page_it_stood_on(signed_in: Client, wait: Any) -> None:
    wait(minutes=40)
    out = signed_in.post(
        "/organisation/", {"membership": "x"}, headers={"Referer": "http://testserver/forloeb/?side=2"}
    )
    assert out.url == "/konto/login/?next=%2Fforloeb%2F%3Fside%3D2"

    stranger = Client().post("/organisation/", {}, headers={"Referer": "https://evil.example/x"})
    assert stranger.url == "/konto/login/"


def test_stay(signed_in: Client, wait: Any) -> None:
    wait(minutes=29)
    left = signed_in.post("/konto/bliv/", headers={"Accept": "application/json"}).json()
    assert left["idle"] == 30 * 60
    assert 11 * 3600 < left["whole"] < 12 * 3600
    wait(minutes=29)
    assert signed_in.get("/personer/").status_code == 200

    plain = signed_in.post("/konto/bliv/", headers={"Referer": "http://testserver/forloeb/", "Accept": "text/html"})
    assert plain.url == "/forloeb/"
    assert signed_in.get("/konto/bliv/").status_code == 405


def test_the_page_ends_what_nobody_has_touched(signed_in: Client) -> None:
    out = signed_in.post("/konto/bliv/", {"over": "1"}, headers={"Referer": "http://testserver/forloeb/"}, follow=True)

    assert out.redirect_chain == [("/konto/login/?next=%2Fforloeb%2F", 302)]
    assert "Du har ikke rørt siden" in out.content.decode()
    assert signed_in.get("/forloeb/").status_code == 302


def test_the_page_carries_the_warning_and_pages_for_all_do_not(signed_in: Client) -> None:
    assert 'data-idle="1800"' in signed_in.get("/personer/").content.decode()
    assert 'id="idle"' not in Client().get("/konto/login/").content.decode()


def test_a_session_that_was_ended_elsewhere_says_so(signed_in: Client) -> None:
    signed_in.session.delete()
    out = signed_in.get("/personer/", follow=True)

    assert out.redirect_chain == [("/konto/login/?next=%2Fpersoner%2F", 302)]
    assert "Du er logget ud på denne enhed" in out.content.decode()
    assert "Du er logget ud på denne enhed" not in Client().get("/personer/", follow=True).content.decode()


@pytest.mark.parametrize("page", ["/min-uge/", "/mine-oplysninger/", "/mine-personer/", "/min-virksomhed/"])
def test_who_has_no_password_is_not_asked_for_one(client: Client, db: None, page: str) -> None:
    asked = client.get(page, follow=True).content.decode()
    assert "Log ind med en kode" in asked
    assert f'name="next" value="{page}"' in asked
    assert "Jeg har en kode på papir" in asked
    assert 'type="password"' not in asked
