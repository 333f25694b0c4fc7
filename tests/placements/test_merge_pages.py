"""The pages on which two records become one, as Mette meets them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from candidates.models import Candidate
from employers.models import Workplace
from placements.models import UNDO_WITHIN, Merge, Placement
from smaajob.accounts.models import Organisation
from smaajob.secrets import encrypt, keyed_hash
from tests.factories import (
    CandidateFactory,
    ContactFactory,
    ParticipationFactory,
    PartnerFactory,
    PlacementFactory,
    ShiftFactory,
    TaskFactory,
    WorkplaceFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def amina(municipality: Organisation) -> Candidate:
    """The record that is kept."""
    return CandidateFactory.create(keeper=municipality, first_name="Amina", last_name="Hassan", external_id="K1")


@pytest.fixture
def amnia(municipality: Organisation) -> Candidate:
    """The same person with a typing error."""
    return CandidateFactory.create(
        keeper=municipality, first_name="Amnia", last_name="Hassan", external_id="K2", email="amina@example.org"
    )


def text(response: HttpResponse) -> str:
    return response.content.decode().replace("\xa0", " ")


def pair(kept: Candidate | Workplace, gone: Candidate | Workplace) -> str:
    name = "merge_people" if isinstance(kept, Candidate) else "merge_workplaces"
    return reverse(f"placements:{name}", args=[kept.public_id, gone.public_id])


def send(client: Client, url: str, **choices: str) -> HttpResponse:
    """Post the form as the page filled it in, with some choices changed."""
    form = client.get(url).context["form"]
    data = {bound.html_name: bound.value() or "" for bound in form}
    return client.post(url, {**data, **choices}, follow=True)


def test_those_who_are_alike_are_shown_with_what_they_have_in_common(
    signed_in: Client, amina: Candidate, amnia: Candidate
) -> None:
    page = text(signed_in.get(reverse("placements:find_double_person", args=[amina.public_id])))
    assert "De har samme fødselsdato, og navnet ligner." in page
    assert pair(amina, amnia) in page


def test_others_are_found_by_searching_and_no_name_stands_in_the_address(signed_in: Client, amina: Candidate) -> None:
    other = CandidateFactory.create(first_name="Zeynep", last_name="Yilmaz", birth_date=date(1970, 1, 1))
    CandidateFactory.create(keeper=PartnerFactory.create(), first_name="Zeynep", last_name="Demir")
    url = reverse("placements:find_double_person", args=[amina.public_id])
    found = text(signed_in.post(url, {"q": "Zeynep"}))
    assert pair(amina, other) in found
    assert "Demir" not in found
    assert "Ingen passer til" in text(signed_in.post(url, {"q": "Qqqqqq"}))


def test_the_preview_tells_what_goes_where(signed_in: Client, amina: Candidate, amnia: Candidate) -> None:
    row = PlacementFactory.create(candidate=amnia, workplace__name="Zoo", start=date(2026, 1, 5))
    mine = ParticipationFactory.create(candidate=amina)
    ParticipationFactory.create(candidate=amnia, programme=mine.programme)
    page = signed_in.get(pair(amina, amnia))
    assert "Zoo, 5. jan. – 30. jun. 2026" in text(page)
    assert f"{mine.programme}: De har samme deltagelse. Den tæller én gang." in text(page)
    assert [bound.label for bound in page.context["form"].pairs] == ["Fornavn", "E-mail"]
    assert pair(amnia, amina) in text(page), "the two can be swapped"
    assert Placement.objects.get(pk=row.pk).candidate == amnia, "looking changes nothing"


def test_merging_says_what_happened_and_how_to_undo_it(signed_in: Client, amina: Candidate, amnia: Candidate) -> None:
    PlacementFactory.create(candidate=amnia)
    done = send(signed_in, pair(amina, amnia), **{"felt-first_name": "gone"})
    merge = Merge.objects.get()
    undo = reverse("placements:undo_merge", args=[merge.public_id])
    assert "De to er lagt sammen til Amnia Hassan." in text(done)
    assert f'href="{undo}"' in text(done)
    amina.refresh_from_db()
    assert (amina.first_name, amina.email) == ("Amnia", "amina@example.org")
    old = signed_in.get(reverse("candidates:detail", args=[amnia.public_id]))
    assert old["Location"] == reverse("candidates:detail", args=[amina.public_id]), "the old address leads on"
    assert undo in text(signed_in.get(reverse("placements:history", args=[amina.public_id])))
    assert undo in text(signed_in.get(reverse("placements:find_double_person", args=[amina.public_id])))

    page = text(signed_in.get(undo))
    assert "1 forløb" in page
    assert "Fornavn" in page
    parted = signed_in.post(undo, follow=True)
    assert "er hver for sig igen" in text(parted)
    assert Placement.objects.get().candidate == amnia


def test_what_was_changed_since_is_told_and_stays(signed_in: Client, amina: Candidate, amnia: Candidate) -> None:
    send(signed_in, pair(amina, amnia))
    Candidate.objects.filter(pk=amina.pk).update(email="ny@example.org")
    undo = reverse("placements:undo_merge", args=[Merge.objects.get().public_id])
    assert "Det er ændret siden og bliver stående" in text(signed_in.get(undo))
    assert "blev stående: e-mail" in text(signed_in.post(undo, follow=True))
    amina.refresh_from_db()
    assert amina.email == "ny@example.org"


def test_after_thirty_days_it_is_told_that_it_is_too_late(
    signed_in: Client, amina: Candidate, amnia: Candidate
) -> None:
    send(signed_in, pair(amina, amnia))
    Merge.objects.update(merged_at=timezone.now() - UNDO_WITHIN - timedelta(days=1))
    undo = reverse("placements:undo_merge", args=[Merge.objects.get().public_id])
    assert "mere end 30 dage" in text(signed_in.get(undo))
    assert signed_in.post(undo).status_code == 422


def test_two_cpr_numbers_are_asked_about_and_never_shown(signed_in: Client, amina: Candidate, amnia: Candidate) -> None:
    for person, number in ((amina, "1705841234"), (amnia, "7705841235")):
        person.cpr_encrypted, person.cpr_hash = encrypt(number), keyed_hash(number)
        person.save()
    url = pair(amina, amnia)
    page = text(signed_in.get(url))
    assert "170584-••••" in page
    assert "1705841234" not in page
    refused = send(signed_in, url)
    assert refused.status_code == 422
    assert "Vælg det nummer, der gælder nu" in text(refused)
    assert not Merge.objects.exists()
    assert "De to er lagt sammen" in text(send(signed_in, url, cpr="kept"))


def test_who_can_not_be_merged_is_told_why_and_what_to_do(
    signed_in: Client, amina: Candidate, amnia: Candidate
) -> None:
    shifts = [ShiftFactory.create(placement=PlacementFactory.create(candidate=one)) for one in (amina, amnia)]
    page = text(signed_in.get(pair(amina, amnia)))
    assert "De kan ikke lægges sammen endnu" in page
    for shift in shifts:
        assert reverse("placements:detail", args=[shift.placement.public_id]) in page
    assert '<button class="button button-primary"' not in page
    assert signed_in.post(pair(amina, amnia), {"seen": "x"}).status_code == 422
    assert not Merge.objects.exists()


def test_whoever_looks_at_old_values_is_shown_the_new_ones_first(
    signed_in: Client, amina: Candidate, amnia: Candidate
) -> None:
    url = pair(amina, amnia)
    seen = signed_in.get(url).context["form"]["seen"].value()
    Candidate.objects.filter(pk=amnia.pk).update(phone="20 11 22 33")
    refused = signed_in.post(url, {"seen": seen})
    assert refused.status_code == 422
    assert "Nogen har rettet en af de to" in text(refused)
    again = signed_in.post(url, {"seen": refused.context["form"]["seen"].value()}, follow=True)
    assert "De to er lagt sammen" in text(again)


def test_who_comes_second_is_led_to_the_one_that_is_left(signed_in: Client, amina: Candidate, amnia: Candidate) -> None:
    send(signed_in, pair(amina, amnia))
    again = signed_in.post(pair(amina, amnia), {"seen": "x"}, follow=True)
    assert again.redirect_chain[-1][0] == reverse("candidates:detail", args=[amina.public_id])
    assert "allerede lagt sammen med en anden" in text(again)


def test_a_value_that_is_no_choice_is_refused(signed_in: Client, amina: Candidate, amnia: Candidate) -> None:
    assert send(signed_in, pair(amina, amnia), **{"felt-first_name": "<script>"}).status_code == 422
    assert not Merge.objects.exists()


def test_another_organisations_ids_are_not_found(signed_in: Client, amina: Candidate) -> None:
    stranger = CandidateFactory.create(keeper=PartnerFactory.create())
    for url in (pair(amina, stranger), pair(stranger, amina)):
        assert signed_in.get(url).status_code == 404
        assert signed_in.post(url, {"seen": ""}).status_code == 404
    place = WorkplaceFactory.create()
    wrong = reverse("placements:merge_people", args=[amina.public_id, place.public_id])
    assert signed_in.get(wrong).status_code == 404


def test_a_record_is_not_merged_with_itself(signed_in: Client, amina: Candidate) -> None:
    assert signed_in.post(pair(amina, amina), {"seen": ""}).status_code == 302
    assert not Merge.objects.exists()


def test_two_workplaces_become_one(signed_in: Client, municipality: Organisation) -> None:
    kept = WorkplaceFactory.create(keeper=municipality, name="Bageriet")
    gone = WorkplaceFactory.create(keeper=municipality, name="Bagriet", address="Torvet 1")
    ContactFactory.create(workplace=kept, name="Bente")
    ContactFactory.create(workplace=gone, name="Ole")
    TaskFactory.create(keeper=municipality, workplace=gone, title="Bage boller")
    find = text(signed_in.get(reverse("placements:find_double_workplace", args=[kept.public_id])))
    assert "samme postnummer, og navnet ligner" in find
    page = text(signed_in.get(pair(kept, gone)))
    assert "Bente er stadig den, I ringer til først. Ole bliver en kontakt mere." in page
    assert "Bage boller" in page
    assert "hvert sit CVR-nummer" in page
    done = send(signed_in, pair(kept, gone))
    assert "De to er lagt sammen til Bageriet." in text(done)
    assert kept.tasks.get().title == "Bage boller"
    old = signed_in.get(reverse("employers:detail", args=[gone.public_id]))
    assert old["Location"] == reverse("employers:detail", args=[kept.public_id])


def test_the_page_costs_the_same_whatever_moves(
    signed_in: Client, amina: Candidate, amnia: Candidate, django_assert_max_num_queries: object
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            signed_in.get(pair(amina, amnia))
        return len(found)

    PlacementFactory.create(candidate=amnia)
    ParticipationFactory.create(candidate=amnia)
    few = queries()
    for _n in range(10):
        PlacementFactory.create(candidate=amnia)
        ParticipationFactory.create(candidate=amnia)
    assert queries() == few
