"""Whom to call at a workplace, written by hand: one is called first, while there are any."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from employers.models import Contact, Workplace
from smaajob.accounts.models import Organisation
from tests.employers.filling import send
from tests.factories import ContactFactory, WorkplaceFactory


def at(name: str, thing: Any) -> str:
    return reverse(f"employers:{name}", args=[thing.public_id])


@pytest.fixture
def bakery(municipality: Organisation) -> Workplace:
    return WorkplaceFactory.create(keeper=municipality, name="Limfjordens Bageri")


def first(workplace: Workplace) -> list[str]:
    return [one.name for one in Contact.objects.filter(workplace=workplace, main=True)]


def test_the_first_is_called_first_until_another_is_chosen(signed_in: Client, bakery: Workplace) -> None:
    new = at("new_contact", bakery)

    page = send(signed_in, new, name="Bente Krogh", phone="98 12 34 56", role="Ejer", call_when="om formiddagen")
    assert first(bakery) == ["Bente Krogh"]
    assert "Bente Krogh er nu kontakt på stedet." in page.text
    assert "Ring til Bente Krogh" in page.text

    send(signed_in, new, name="Anders Lund", email="anders@bageriet.example")
    assert first(bakery) == ["Bente Krogh"]
    send(signed_in, new, name="Carla Friis", phone="20 20 20 20", main="on")
    assert first(bakery) == ["Carla Friis"]

    anders = Contact.objects.get(name="Anders Lund")
    page = send(signed_in, at("edit_contact", anders), main="on", phone="30 30 30 30")
    assert first(bakery) == ["Anders Lund"]
    assert "Ring til Anders Lund" in page.text
    assert "30 30 30 30" in page.text
    told = signed_in.get(at("detail", bakery), {"fane": "historik"}).text
    assert "En kontakt på stedet blev rettet." in told


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": "", "role": "Ejer"}, "Skriv et navn, et telefonnummer eller en e-mail."),
        ({"email": "bente"}, "Skriv hele e-mailadressen, fx bente@bageriet.dk."),
        ({"phone": "ingen"}, "Skriv telefonnummeret med tal, fx 98 12 34 56."),
        ({"name": "x" * 201}, "højst"),
    ],
)
def test_what_is_wrong_is_said(wrong: dict[str, str], said: str, signed_in: Client, bakery: Workplace) -> None:
    page = send(signed_in, at("new_contact", bakery), **{"name": "Bente", "call_when": "kl. 14", **wrong})

    assert page.status_code == 422
    assert said in page.text
    assert "kl. 14" in page.text
    assert not Contact.objects.exists()


def test_the_next_is_called_first_when_one_is_put_away(signed_in: Client, bakery: Workplace) -> None:
    bente = ContactFactory.create(workplace=bakery, name="Bente Krogh")
    ContactFactory.create(workplace=bakery, name="Anders Lund", main=False)

    page = send(signed_in, at("archive_contact", bente), how="done")
    assert first(bakery) == ["Anders Lund"]
    assert "Bente Krogh ligger nu i arkivet. Ring først til Anders Lund." in page.text

    send(signed_in, at("archive_contact", Contact.objects.get(name="Anders Lund")), how="mistake")
    assert first(bakery) == []
    assert "Vi kender ingen på stedet endnu" in signed_in.get(at("detail", bakery)).text

    signed_in.post(at("archive_contact", bente), {"restore": "1"})
    assert first(bakery) == ["Bente Krogh"]
    again = signed_in.post(at("archive_contact", bente), {"restore": "1"}, follow=True)
    assert "Det ligger ikke i arkivet." in again.text
