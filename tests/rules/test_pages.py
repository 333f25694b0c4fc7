"""Rules and rates as Mette reads them and Ida, the administrator, corrects them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from smaajob.accounts.models import Organisation, Role
from smaajob.rules.forms import read_typed, write_typed
from smaajob.rules.models import ListInUse, Rule
from smaajob.rules.units import Unit
from tests.factories import MembershipFactory, MunicipalityFactory

KEY = "praktik.max_weeks"
RIGHT = {
    "value": "8",
    "groups": ["kth_jobparat", "dagpenge"],
    "valid_from": "1-1-2027",
    "source": "retsinformation.dk",
    "confidence": "sure",
    "reason": "Loven er ændret",
}
pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]


@pytest.fixture
def ida(municipality: Organisation, client: Client) -> Client:
    client.force_login(
        MembershipFactory.create(organisation=municipality, user__name="Ida Admin", role=Role.ADMIN).user
    )
    return client


def text(response: HttpResponse) -> str:
    plain = re.sub(r"<[^>]*>", " ", response.content.decode())
    return " ".join(plain.replace("\N{NO-BREAK SPACE}", " ").split())


def test_a_consultant_reads_each_rule_with_its_source_and_how_sure_it_is(signed_in: Client) -> None:
    page = text(signed_in.get(reverse("rules")))
    assert "Praktik: så længe fra begyndelsen" in page
    assert "LAB § 61, stk. 1" in page
    assert "kontrolleret den 21. nov. 2026" in page
    assert "Ikke bekræftet" in page

    own_page = text(signed_in.get(reverse("rule", args=[KEY])))
    assert "Videreført fra loven i 2026, indtil den nye lov er kendt (ikke bekræftet" in own_page
    assert "Ret den for jeres kommune" not in own_page


def test_what_is_not_known_for_a_day_is_said_and_not_guessed(signed_in: Client) -> None:
    url = reverse("rules") + "?fane=ydelser"
    in_2025, now = (text(signed_in.get(f"{url}&dag={day}")) for day in ("1-8-2025", "1-8-2026"))

    assert "2.784 kr. om måneden" in in_2025
    assert "Det ved vi ikke for den dag. 2.784 kr. om måneden til og med 31. dec. 2025" in now


def test_a_day_that_can_t_be_read_is_said_beside_its_field(signed_in: Client) -> None:
    response = signed_in.get(reverse("rules") + "?dag=31-2-2026")

    assert response.status_code == 422
    assert "Skriv datoen med dag, måned og år" in text(response)
    assert 'value="31-2-2026"' in response.content.decode()


def test_the_administrator_corrects_a_rule_for_some_groups_and_takes_it_back(ida: Client) -> None:
    answer = ida.post(reverse("correct_rule", args=[KEY]), RIGHT)
    assert answer["Location"] == reverse("rule", args=[KEY])
    assert set(Rule.objects.values_list("group", "value")) == {("kth_jobparat", "8"), ("dagpenge", "8")}

    page = text(ida.get(reverse("rule", args=[KEY])))
    assert "Jeres egen" in page
    assert "Loven er ændret Ida Admin" in page
    coming = text(ida.get(reverse("rules")))
    assert "Fra 1. jan. 2027" in coming
    there = text(ida.get(reverse("rules") + "?dag=1-1-2027"))
    assert "8 uger Jeres egen" in there

    row = Rule.objects.get(group="kth_jobparat")
    ida.post(reverse("take_back_rule", args=[row.public_id]))
    page = text(ida.get(reverse("rule", args=[KEY])))
    assert "Taget tilbage af Ida Admin" in page
    assert "Rettelsen blev taget tilbage." in page
    row.refresh_from_db()
    assert not row.stands


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"value": "otte"}, "value", "Skriv et helt tal"),
        ({"value": "8,5"}, "value", "Skriv et helt tal"),
        ({"value": ""}, "value", "Skriv, hvad der skal gælde."),
        ({"groups": []}, "groups", "Vælg mindst én målgruppe."),
        ({"valid_from": "31-2-2027"}, "valid_from", "Den dag findes ikke."),
        ({"valid_to": "1-12-2026"}, "valid_to", "Den sidste dag ligger før den første."),
        ({"source": ""}, "source", "Skriv, hvor det står."),
        ({"reason": ""}, "reason", "Skriv hvorfor."),
        ({"reason": "Se 010190-1234"}, "reason", "CPR"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(
    ida: Client, wrong: dict[str, Any], field: str, sentence: str
) -> None:
    response = ida.post(reverse("correct_rule", args=[KEY]), {**RIGHT, **wrong})

    assert response.status_code == 422
    assert sentence in response.context["form"].errors[field][0]
    assert 'value="retsinformation.dk"' in response.content.decode() or field == "source"
    assert not Rule.objects.exists()


def test_a_number_that_is_far_from_what_holds_is_asked_about_before_it_counts(ida: Client) -> None:
    typed = {**RIGHT, "value": "5"}
    typed.pop("groups")
    address = reverse("correct_rule", args=["young.adult_age"])
    assert "Ja, tallet er rigtigt" not in text(ida.get(address))

    asked = ida.post(address, typed)
    assert asked.status_code == 422
    assert "Nu gælder 18 år, og du har skrevet 5 år. Sæt kryds, hvis det er rigtigt." in text(asked)
    assert 'value="5"' in asked.content.decode()
    assert not Rule.objects.exists()

    ida.post(address, {**typed, "sure": "on"})
    assert Rule.objects.get().value == "5"


def test_a_number_that_the_law_could_come_to_is_not_asked_about(ida: Client) -> None:
    typed = {**RIGHT, "value": "16"}
    typed.pop("groups")
    answer = ida.post(reverse("correct_rule", args=["young.adult_age"]), typed)
    assert answer["Location"] == reverse("rule", args=["young.adult_age"])


def test_a_consultant_corrects_nothing(signed_in: Client, ida: Client) -> None:
    ida.post(reverse("correct_rule", args=[KEY]), RIGHT)
    signed_in.force_login(MembershipFactory.create(organisation=Organisation.objects.get(), role=Role.CONSULTANT).user)
    row = Rule.objects.first()
    assert row is not None

    for url in (reverse("correct_rule", args=[KEY]), reverse("take_back_rule", args=[row.public_id])):
        assert signed_in.post(url, RIGHT).status_code in {403, 404, 405}
    assert Rule.objects.filter(taken_back_at=None).count() == 2


def test_another_municipality_s_correction_is_not_there(ida: Client, client: Client) -> None:
    ida.post(reverse("correct_rule", args=[KEY]), RIGHT)
    row = Rule.objects.first()
    other = MunicipalityFactory.create(name="Vejle Kommune", code="DK-630")
    client.force_login(MembershipFactory.create(organisation=other, role=Role.ADMIN).user)

    assert row is not None
    assert client.post(reverse("take_back_rule", args=[row.public_id])).status_code == 404
    assert "Jeres egen" not in text(client.get(reverse("rule", args=[KEY])))


def test_the_expected_list_is_taken_into_use_from_a_day_and_out_again(ida: Client) -> None:
    page = text(ida.get(reverse("law_groups")))
    assert "Forventet ventet 1. jan. 2027. Ikke bekræftet, og ikke i brug." in page
    form = ida.get(reverse("activate_list", args=["LAB-2027"])).context["form"]
    assert form["valid_from"].value() == date(2027, 1, 1)

    refused = ida.post(reverse("activate_list", args=["LAB-2027"]), {"valid_from": "", "reason": ""})
    assert (refused.status_code, set(refused.context["form"].errors)) == (422, {"valid_from", "reason"})
    ida.post(reverse("activate_list", args=["LAB-2027"]), {"valid_from": "1-1-2027", "reason": "Loven er vedtaget"})
    page = text(ida.get(reverse("law_groups")))
    assert "Besluttet fra 1. jan. 2027" in page
    assert "Loven er vedtaget Ida Admin" in page

    ida.post(reverse("deactivate_list", args=[ListInUse.objects.get().public_id]))
    assert "Ikke i brug alligevel." in text(ida.get(reverse("law_groups")))
    for word in ("LAB-2026", "findes-ikke"):
        assert ida.get(reverse("activate_list", args=[word])).status_code == 404


def test_a_swedish_municipality_is_told_that_danish_law_is_not_its_own(client: Client) -> None:
    swedish = MunicipalityFactory.create(name="Linköpings kommun", code="SE-0580", country="SE")
    client.force_login(MembershipFactory.create(organisation=swedish, role=Role.ADMIN).user)

    assert "Dansk lov gælder ikke hos jer" in text(client.get(reverse("rules")))
    assert "Dansk lov gælder ikke hos jer" in text(client.get(reverse("law_groups")))
    assert client.get(reverse("rule", args=[KEY])).status_code == 404
    assert client.get(reverse("correct_rule", args=[KEY])).status_code == 404


@pytest.mark.parametrize(
    ("unit", "typed", "kept"),
    [
        (Unit.KR_HOUR, "86,16", "86.16"),
        (Unit.KR_MONTH, "22041", "22041"),
        (Unit.WEEKS, "Ingen", "ingen"),
        (Unit.CLOCK, "kl. 20", "20:00"),
        (Unit.CLOCK, "6.30", "06:30"),
        (Unit.WEEK_NUMBERS, "7, 27–29 og 42", "7 27 28 29 42"),
        (Unit.WEEK_NUMBERS, "27 28 29", "27 28 29"),
        (Unit.WEEK_NUMBERS, "27 - 29", "27 28 29"),
        (Unit.WEEK_NUMBERS, "", ""),
        (Unit.DEMANDS, ["truckbevis", "tunge_løft"], "truckbevis tunge_løft"),
    ],
)
def test_what_people_write_is_read(unit: Unit, typed: Any, kept: str) -> None:
    assert read_typed(unit, typed) == kept


def test_an_amount_that_can_be_read_in_two_ways_is_asked_about() -> None:
    with pytest.raises(ValidationError, match="Skriv 22041 eller 22,041"):
        read_typed(Unit.KR_MONTH, "22.041")
    assert write_typed(Unit.KR_MONTH, Decimal(22041)) == "22041"
    assert write_typed(Unit.KR_HOUR, Decimal("86.16")) == "86,16"
