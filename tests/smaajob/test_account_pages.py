"""Signing in, working for another organisation, and the pages where something is wrong."""

from __future__ import annotations

import pytest
from django.test import Client, RequestFactory

from smaajob.accounts.models import Membership, User
from tests.factories import CandidateFactory, MembershipFactory, PartnerFactory, UserFactory


def test_a_user_signs_in_and_out(client: Client, membership: Membership) -> None:
    assert "Log ind" in client.get("/konto/login/").content.decode()
    response = client.post("/konto/login/", {"login": membership.user.email, "password": "et langt kodeord"})
    assert response.status_code == 302
    assert client.get("/personer/").status_code == 200

    client.post("/konto/logout/")
    assert client.get("/personer/").status_code == 302


def test_a_wrong_password_is_told_and_the_address_kept(client: Client, membership: Membership) -> None:
    html = client.post("/konto/login/", {"login": membership.user.email, "password": "forkert"}).content.decode()

    assert "Der er én ting at rette" in html
    assert membership.user.email in html


def test_signing_out_takes_a_post(signed_in: Client) -> None:
    assert "Vil du logge ud?" in signed_in.get("/konto/logout/").content.decode()
    assert signed_in.get("/personer/").status_code == 200


@pytest.mark.parametrize("path", ["/konto/password/reset/", "/konto/signup/"])
def test_the_ways_in_are_danish(client: Client, db: None, path: str) -> None:
    html = client.get(path, follow=True).content.decode()

    assert '<html lang="da">' in html
    assert "Småjob</title>" in html


@pytest.mark.parametrize("path", ["/konto/email/", "/konto/password/set/"])
def test_what_is_not_offered_is_not_there(client: Client, db: None, path: str) -> None:
    assert client.get(path).status_code == 404


def test_the_menu_is_there_while_a_password_is_changed(signed_in: Client) -> None:
    assert "Hovedmenu" in signed_in.get("/konto/password/change/").content.decode()


def test_the_menu_leads_everywhere_and_says_where_one_is(signed_in: Client) -> None:
    for path in (
        "/",
        "/personer/",
        "/arbejdspladser/",
        "/opgaver/",
        "/forslag/",
        "/forloeb/",
        "/indsatser/",
        "/rapporter/",
        "/import/",
    ):
        html = signed_in.get(path).content.decode()
        menu = html[html.index('<ul class="mainmenu">') :]
        menu = menu[: menu.index("</ul>")]
        assert menu.count('class="nav-link"') == 9
        assert menu.count("aria-current") == 1
        assert f'href="{path}" aria-current="page"' in menu


def test_a_password_is_changed(signed_in: Client, membership: Membership) -> None:
    new = {"oldpassword": "et langt kodeord", "password1": "gule grise galer", "password2": "gule grise galer"}
    assert signed_in.post("/konto/password/change/", {**new, "password2": "noget andet"}).status_code == 422
    assert signed_in.post("/konto/password/change/", new).status_code == 302
    assert User.objects.get(pk=membership.user.pk).check_password("gule grise galer")


def test_a_user_of_two_organisations_works_for_one_at_a_time(client: Client, membership: Membership) -> None:
    partner = PartnerFactory.create(name="Jobplaneten")
    there = MembershipFactory.create(user=membership.user, organisation=partner)
    CandidateFactory.create(keeper=membership.organisation, first_name="Aaserikke")
    CandidateFactory.create(keeper=partner, first_name="Piatrine")
    client.force_login(membership.user)

    first = client.get("/personer/").content.decode()
    assert "Skift til Jobplaneten" in first
    assert "Aaserikke" in first
    assert "Piatrine" not in first

    assert client.post("/organisation/", {"membership": str(there.public_id)}).status_code == 302
    second = client.get("/personer/").content.decode()
    assert "Du er nu konsulent hos Jobplaneten" in second
    assert "Piatrine" in second
    assert "Aaserikke" not in second


def test_nobody_switches_to_an_organisation_that_is_not_theirs(signed_in: Client) -> None:
    partner = PartnerFactory.create()

    for wanted in (str(partner.public_id), "", "x"):
        assert signed_in.post("/organisation/", {"organisation": wanted}).status_code == 404
    assert signed_in.get("/organisation/").status_code == 405


def test_a_user_without_an_organisation_is_told_what_to_do(client: Client, db: None) -> None:
    client.force_login(UserFactory.create(email="ny@example.org"))
    response = client.get("/personer/")

    assert response.status_code == 403
    assert "bed om adgang til ny@example.org" in response.content.decode()
    assert client.post("/konto/logout/").status_code == 302


def test_a_page_that_is_not_there_has_a_way_on(client: Client, signed_in: Client) -> None:
    response = signed_in.get("/findes-ikke/")

    assert response.status_code == 404
    assert "Gå til forsiden" in response.content.decode()
    assert "Log ind" in Client().get("/findes-ikke/").content.decode()


def test_an_old_form_is_told_to_be_old(membership: Membership) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(membership.user)
    response = strict.post("/konto/logout/")

    assert response.status_code == 403
    assert "Siden var for gammel" in response.content.decode()


def test_a_fault_of_ours_shows_a_page_and_no_trace() -> None:
    from django.views.defaults import server_error

    response = server_error(RequestFactory().get("/"))

    assert response.status_code == 500
    assert "Noget gik galt hos os" in response.content.decode()
