"""Every form with nothing but a keyboard: wrong first, so that it is told and nothing typed is lost, then right."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from candidates.models import Candidate
from smaajob.secrets import encrypt, keyed_hash
from tests.browser.conftest import OpenPage
from tests.browser.keyboard import KEYS, fill, send
from tests.browser.test_accessibility import complaints
from tests.factories import CandidateFactory

pytestmark = pytest.mark.browser


@dataclass(frozen=True)
class Form:
    """A form at the page `name` about the world's things; what is written wrong, what puts it right, and what is said then."""

    name: str
    about: str
    said: str
    right: dict[str, str]
    wrong: dict[str, str] | None = field(default_factory=dict)  # None: there is nothing that can be wrong in it


PEOPLE = [
    Form(
        "candidates:new",
        "",
        "Fatma Yıldız er oprettet",
        {"birth_date": "3.4.1991"},
        {"first_name": "Fatma", "last_name": "Yıldız", "birth_date": "31-2-1990", "postcode": "9000", "groups": " "},
    ),
    Form(
        "candidates:edit",
        "newcomer",
        "Det er gemt.",
        {"email": "fatma@post.example"},
        {"phone": "20 30 40 50", "email": "fatma på post"},
    ),
    Form(
        "candidates:situation",
        "newcomer",
        "Den nye situation er gemt.",
        {"start": "1-6-2026"},
        {"status": "Ledig", "start": "i morgen"},
    ),
    Form(
        "candidates:new_note",
        "person",
        "Notatet er underskrevet",
        {"happened_on": "2-3-2026"},
        {"happened_on": "i forgårs", "text": "Vil gerne have aftenvagter"},
    ),
    Form("candidates:edit_note", "draft", "Notatet er underskrevet", {"text": "Vi talte i går."}, {"text": ""}),
    Form("candidates:add_to_note", "note", "underskrevet", {"text": "Det var klokken ti."}),
    Form("candidates:archive", "newcomer", "ligger nu i arkivet", {"how": " "}, {"reason": "Flyttet til Skagen"}),
]
WORKPLACES = [
    Form(
        "employers:new",
        "",
        "Gug Skole er oprettet.",
        {"cvr": ""},
        {"name": "Gug Skole", "type": " ", "cvr": "12345678", "postcode": "9210"},
    ),
    Form(
        "employers:edit",
        "workplace",
        "er gemt.",
        {"postcode": "9210"},
        {"postcode": "Gug", "about": "Her er roligt."},
    ),
    Form(
        "employers:new_contact",
        "workplace",
        "Carla Friis er nu kontakt på stedet.",
        {"email": "carla@sted.example"},
        {"name": "Carla Friis", "role": "Kantineleder", "email": "carla på sted"},
    ),
    Form(
        "employers:edit_contact",
        "contact",
        "er gemt.",
        {"phone": "20 30 40 50"},
        {"phone": "ring bare", "call_when": "efter kl. 15"},
    ),
    Form(
        "employers:new_log",
        "workplace",
        "Notatet er underskrevet",
        {"happened_on": "2-3-2026"},
        {"happened_on": "i forgårs", "text": "De mangler en til mandag."},
    ),
    Form(
        "employers:new_task",
        "workplace",
        "Opgaven er oprettet.",
        {"start": "1-3-2026"},
        {"title": "Vande planter", "category": "Gr", "windows-man": "9-12", "start": "snart"},
    ),
    Form("employers:edit_task", "task", "Opgaven er gemt.", {"seats": "2"}, {"title": "Bage boller", "seats": "to"}),
    Form("employers:archive", "other_workplace", "nu i arkivet", {"how": " "}, {"reason": "Det er forbi"}),
]
PROGRAMMES = [
    Form(
        "candidates:new_programme",
        "",
        "Indsatsen er oprettet.",
        {"start": "1-2-2026"},
        {"name": "Lidt ad gangen", "start": "snart"},
    ),
    Form(
        "candidates:edit_programme",
        "programme",
        "Indsatsen er rettet.",
        {"target_participants": "100"},
        {"name": "Små job for flere", "target_participants": "mange"},
    ),
    Form(
        "candidates:add_participants",
        "programme",
        "Én person er nu med.",
        {"start": "1-3-2026"},
        {"people": " ", "start": "snart"},
    ),
    Form(
        "candidates:edit_participation", "participation", "Dagene er gemt.", {"start": "1-2-2024"}, {"start": "engang"}
    ),
    Form(
        "candidates:new_course",
        "",
        "Kurset er oprettet.",
        {"end": "3-3-2026"},
        {"title": "Hygiejne i køkkenet", "start": "2-3-2026", "end": "1-3-2026"},
    ),
    Form("candidates:edit_course", "course", "Kurset er rettet.", {"title": "Hygiejne"}, {"title": ""}),
    Form("candidates:enrol", "course", "Én person er kommet på kurset.", {"people": " "}),
    Form("candidates:completions", "course", "svar er gemt.", {"e-": "↓"}, None),
]
PLACEMENTS = [
    Form(
        "placements:new",
        "newcomer",
        "Forløbet er gemt.",
        {"planned_end": "1-5-2026"},
        {"workplace": "Vejgaard", "start": "2-2-2026", "planned_end": "til sommer"},
    ),
    Form("placements:edit", "placement", "Forløbet er rettet.", {"planned_end": "1-12-2026"}, {"planned_end": "jul"}),
    Form("placements:cancel", "placement", "Forløbet er annulleret", {"reason": "Oprettet to gange"}),
    Form("placements:exports", "", "Filen bliver lavet", {"purpose": "Vi skifter system"}, {"with_cpr": " "}),
    Form("placements:merge_people", "person newcomer", "De to er lagt sammen", {"cpr": " "}),
]


@pytest.mark.parametrize(
    "forms",
    [PEOPLE, WORKPLACES, PROGRAMMES, PLACEMENTS],
    ids=["people", "workplaces", "programmes and courses", "placements"],
)
def test_every_form_wrong_and_then_right(
    forms: list[Form], world: dict[str, Any], open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("smaajob.jobs.run.send", lambda label, pk: True)  # an export is only ordered here
    CandidateFactory.create(keeper=world["programme"].keeper, first_name="Anna", last_name="Aagaard")
    for name, cpr in (("person", "1705841234"), ("newcomer", "1705842345")):  # two numbers: who merges them must choose
        Candidate.objects.filter(pk=world[name].pk).update(cpr_encrypted=encrypt(cpr), cpr_hash=keyed_hash(cpr))
    page = open_page("/konto/logout/")
    for form in forms:
        try:
            page.goto(urljoin(page.url, reverse(form.name, args=[world[one].public_id for one in form.about.split()])))
            wrong_then_right(page, form)
        except Exception as problem:
            raise AssertionError(f"{form.name}: {page.locator('main').inner_text()[:600]}") from problem


def wrong_then_right(page: Page, form: Form) -> None:
    if form.wrong is not None:
        fill(page, form.wrong)
        send(page)
        expect(page.get_by_role("heading", name="at rette")).to_be_visible()
        assert_is_still_there(page, form.wrong)
        assert not complaints(page)
    fill(page, form.right)
    send(page)
    expect(page.get_by_text(form.said).first).to_be_visible()


def assert_is_still_there(page: Page, written: dict[str, str]) -> None:
    for name, text in written.items():
        found = page.locator(f"main [name^='{name}']")
        if text and set(text) <= set(KEYS):
            assert found.and_(page.locator(":checked")).count(), name
        elif found.first.evaluate("e => e.tagName") != "SELECT":
            assert found.first.input_value() == text, name
