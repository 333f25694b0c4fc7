"""Two windows, two organisations: a form never lands in another organisation than the one its page was opened in."""

from __future__ import annotations

import pytest
from django.test import Client

from candidates.models import Programme
from reports.models import Report
from smaajob.accounts.models import Membership, Organisation
from tests.factories import MembershipFactory, PartnerFactory

NEW = "/indsatser/ny/"


@pytest.fixture
def other(membership: Membership) -> Membership:
    """The same consultant works for a partner too."""
    partner: Organisation = PartnerFactory.create(name="Fritidsjob")
    member: Membership = MembershipFactory.create(user=membership.user, organisation=partner)
    return member


def switch(client: Client, to: Membership) -> None:
    client.post("/organisation/", {"membership": str(to.public_id)})


def opened(client: Client, path: str, **typed: str) -> dict[str, str]:
    """The hidden fields of the page as it is opened now, and what is typed in it."""
    page = client.get(path).content.decode()
    named = {
        name: page.split(f'name="{name}" value="')[1].split('"')[0] for name in ("_form", "_seen", "_organisation")
    }
    return {**named, **typed}


def test_a_new_row_is_not_made_in_the_organisation_one_has_switched_to(
    signed_in: Client, membership: Membership, other: Membership
) -> None:
    switch(signed_in, membership)
    sent = opened(signed_in, NEW, name="Unge i gang")
    switch(signed_in, other)

    response = signed_in.post(NEW, sent)
    page = response.content.decode()

    assert response.status_code == 409
    assert not Programme.objects.exists()
    assert "<h1>Du er hos Fritidsjob nu</h1>" in page
    assert f"hører til {membership.organisation}. Derfor er intet gemt." in page
    assert "står der som en kladde" in page
    assert f'value="{membership.public_id}">Skift til {membership.organisation}</button>' in page


def test_what_was_typed_waits_where_it_belongs(signed_in: Client, membership: Membership, other: Membership) -> None:
    switch(signed_in, membership)
    sent = opened(signed_in, NEW, name="Unge i gang")
    switch(signed_in, other)
    signed_in.post(NEW, sent)

    assert "Unge i gang" not in signed_in.get(NEW).content.decode()
    switch(signed_in, membership)
    page = signed_in.get(NEW).content.decode()
    assert "Det her er din kladde" in page
    assert 'value="Unge i gang"' in page


def test_a_draft_that_is_kept_by_itself_goes_where_its_page_was_opened(
    signed_in: Client, membership: Membership, other: Membership
) -> None:
    switch(signed_in, membership)
    sent = opened(signed_in, NEW, name="Unge i gang")
    switch(signed_in, other)

    assert signed_in.post("/kladde/", sent).status_code == 409
    assert "Unge i gang" not in signed_in.get(NEW).content.decode()
    switch(signed_in, membership)
    assert 'value="Unge i gang"' in signed_in.get(NEW).content.decode()


@pytest.mark.parametrize("path", ["/rapporter/", "/import/", "/eksport/"])
def test_nothing_is_ordered_sent_or_fetched_for_another_organisation(
    signed_in: Client, membership: Membership, other: Membership, path: str
) -> None:
    switch(signed_in, other)
    response = signed_in.post(path, {"_organisation": str(membership.organisation.public_id)})

    assert response.status_code == 409
    assert "Skift tilbage, og gør det igen." in response.content.decode()
    assert not Report.objects.exists()
    switch(signed_in, membership)
    assert f'name="_organisation" value="{membership.organisation.public_id}"' in signed_in.get(path).content.decode()


def test_where_one_has_stopped_meanwhile_the_page_says_so(
    signed_in: Client, membership: Membership, other: Membership
) -> None:
    switch(signed_in, membership)
    sent = opened(signed_in, NEW, name="Unge i gang")
    Membership.objects.filter(pk=membership.pk).update(active=False, left_at=membership.joined_at)

    response = signed_in.post(NEW, sent)

    assert response.status_code == 409
    assert "hvor du ikke er med mere. Intet er gemt." in response.content.decode()
    assert not Programme.objects.exists()
