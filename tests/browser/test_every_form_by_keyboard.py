"""Every form with nothing but a keyboard: wrong first, so that it is told and nothing typed is lost, then right.

One half of it wide and the other narrow, by turns: each form is written in, refused and sent at both widths between them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import urljoin

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from candidates.actions import links
from candidates.models import Candidate
from placements.actions import sending
from placements.actions.asking import Link
from smaajob.accounts.actions.invitations import invite
from smaajob.accounts.models import Role
from smaajob.accounts.scope import Scope
from smaajob.messages.models import Message
from smaajob.rules.models import ListInUse
from smaajob.secrets import encrypt, keyed_hash
from tests.access_world import World
from tests.browser.conftest import OpenAs, OpenPage
from tests.browser.keyboard import FAR, KEYS, fill, send
from tests.browser.test_accessibility import WIDTHS, complaints
from tests.factories import CandidateFactory, MessageFactory, RegistrationFactory
from tests.factories.agreements import monday
from tests.factories.factors import code_of
from tests.files.samples import pdf

pytestmark = pytest.mark.browser
SOON = f"{timezone.localdate() + timedelta(days=9):%d-%m-%Y}"


@dataclass(frozen=True)
class Form:
    """A form at the page `name` about the world's things; what is written wrong, what puts it right, and what is said then."""

    name: str
    about: str
    said: str
    right: dict[str, str]
    wrong: dict[str, str] | None = field(default_factory=dict)  # None: there is nothing that can be wrong in it


def in_days(days: int) -> str:
    """A day from today, as people write it."""
    day = timezone.localdate() + timedelta(days=days)
    return f"{day.day}-{day.month}-{day.year}"


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
    Form("employers:posting_links", "workplace", "Hold telefonens kamera", {"channel": "↓"}, None),
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
    Form(
        "placements:settle_hours",
        "reported",
        "Timerne for man 19. jan. er godkendt",
        {"hours": "2,5"},
        {"hours": "to", "reason": "Jeg ringede til dem begge"},
    ),
    Form("placements:move_shift", "shift", "Vagten er flyttet til", {"reason": "Ferie"}, {"start": "10"}),
    Form("placements:cancel_shift", "shift", "Vagten er aflyst", {"why": " "}, {"side": " "}),
    Form("placements:note_shift", "been", "Det er skrevet ned.", {"reason": "Døren var låst"}),
    Form("placements:plan", "running", "Planen er gemt", {"weekly-tir": "9-12"}, {"weekly-tir": "9"}),
    Form("placements:cancel", "placement", "Forløbet er annulleret", {"reason": "Oprettet to gange"}),
    Form(
        "placements:more_time_for_proposal", "proposal", "Fristen er flyttet.", {"deadline": SOON}, {"deadline": "jul"}
    ),
    Form("placements:note_person", "proposal", "Pladsen er fri igen", {"answer": " "}, {"words": "Ringede selv"}),
    Form("placements:withdraw_proposal", "idea", "Kladden er lagt væk", {"reason": " "}, {"words": "De lukker"}),
    Form("placements:join_waiting_list", "task newcomer", "står nu på ventelisten", {"words": "Fra marts"}, None),
    Form("placements:ask", "ask", "Svaret er gemt", {"answer": "Det går ikke lige nu"}),
    Form("placements:extend", "running", "Forløbet er forlænget til", {"until": ""}, {"until": "snart"}),
    Form(
        "placements:pause",
        "running",
        "Der er aftalt pause",
        {"last_day": in_days(3)},
        {"why": " ", "last_day": "snart"},
    ),
    Form("placements:resume", "pause", "vagterne begynder igen fra", {"on": in_days(58)}, {"on": "engang"}),
    Form(
        "placements:move",
        "running",
        "Forløbet flytter til",
        {"on": in_days(20)},
        {"place": " ", "on": "snart", "reason": "Mere at lave"},
    ),
    Form(
        "placements:answer_request", "request", "Svaret er sendt.", {"answer": " "}, {"reply": "Vi tales ved på fredag"}
    ),
    Form("placements:hire", "running", "er ansat hos", {"follow_until": in_days(80)}, {"follow_until": "jul"}),
    Form("placements:exports", "", "Filen bliver lavet", {"purpose": "Vi skifter system"}, {"with_cpr": " "}),
    Form("placements:merge_people", "person newcomer", "De to er lagt sammen", {"cpr": " "}),
]


AGREEMENTS = [
    Form(
        "placements:edit_agreement",
        "agreement_draft",
        "Kladden er gemt.",
        {"purpose": "↓", "end": f"{monday(12):%d-%m-%Y}"},
        {"end": "til jul", "remarks": "Vi tales ved om fredagen"},
    ),
    Form(
        "placements:send_agreement",
        "agreement_draft",
        "Aftalen er sendt.",
        {"employee_rep-email": "rikke@example.org", "reason": "Vi har set på det"},
        {"employee_rep-name": "Rikke Toft", "employee_rep-email": "rikke"},
    ),
    Form(
        "placements:agreement_link",
        "agreement",
        "Linket er sendt til Rikke Toft",
        {"party": " ", "email": "rikke@example.org"},
        {"name": "Rikke Toft", "email": "rikke på arbejdet"},
    ),
    Form(
        "placements:agreement_on_paper",
        "agreement",
        "Papiret er noteret.",
        {"seen_on": f"{timezone.localdate():%d-%m-%Y}"},
        {"party": " ", "name": "Bente Bager", "seen_on": "i overmorgen"},
    ),
    Form("placements:withdraw_agreement", "agreement", "Ingen kan skrive under", {"why": "Vi begynder senere"}),
    Form("placements:sign_for_municipality", "agreement_last", "Nu har alle skrevet under", {"name": "Mette Holm"}),
]


# What people of other roles fill in, about the things of tests/access_world.py.
OF_ROLES: dict[Role, list[Form]] = {
    Role.ADMIN: [
        Form("invite", "", "Sofie Lund", {"email": "sofie@ny.example"}, {"name": "Sofie Lund", "email": "sofie", "role": " "}),
        Form("new_unit", "", "er oprettet", {"email": "ung@by.example"}, {"name": "Ungehuset", "email": "ung"}),
        Form("edit_unit", "unit", "er rettet.", {"phone": "20 30 40 50"}, {"phone": "ring bare"}),
        Form("organisation", "", "Gemt.", {"email": "post@by.example"}, {"email": "post"}),
        Form("member", "membership", "Det gælder fra nu af.", {"role": "↓"}, None),
        Form("end_member", "membership", "er stoppet", {"reason": "Nyt job"}, None),
        Form(
            "correct_rule",
            "praktik.max_weeks",
            "Fra den dag gælder jeres egen",
            {"value": "8"},
            {"value": "otte", "groups": " ", "source": "retsinformation.dk", "reason": "Loven er ændret"},
        ),
        Form("activate_list", "LAB-2027", "Listen er taget i brug", {"reason": "Loven er vedtaget"}),
    ],
    Role.CONSULTANT: [
        Form("candidates:access", "person", "Et nyt link er på vej", {"link-channel": " "}, None),
        Form(
            "candidates:invite_circle",
            "person",
            "Invitationen er sendt",
            {"email": "henning@ny.example"},
            {"role": " ", "name": "Henning Bo", "email": "henning"},
        ),
        Form("upload_file", "person_word person", "ligger her nu", {"upload": pdf().decode("latin-1")}),
        Form("archive_file", "file", "Filen ligger nu i arkivet", {"how": " "}, {"reason": "Det er forældet"}),
        Form("employers:registration", "bakery", "har fået besked", {}, None),
        Form("employers:refuse_registration", "registration", "er ikke bekræftet", {"reason": "Nummeret er et andet"}),
        Form("candidates:answer_correction", "correction", "Svaret er gemt", {"reason": "Nu er det rettet."}, {"answer": " "}),
        Form("message", "failed", "Beskeden er på vej igen", {}, None),
    ],
    Role.EMPLOYER: [
        Form("placements:cancel_at_company", "shift", "Vagten er aflyst", {"why": " "}),
        Form("placements:company_agreement", "placement", "Tak. Du har skrevet under.", {"name": "Ole Olsen"}),
    ],
    Role.GUARDIAN: [Form("placements:my_agreement", "placement", "Tak. Du har skrevet under.", {"name": "Fatma"}, {"name": "!"})],
    Role.CANDIDATE: [
        Form("placements:my_agreement", "placement", "Tak. Du har skrevet under.", {"name": "Ida"}),
        Form("placements:write_hours", "placement", "for ons 21. jan. er sendt.", {"hours": "2,5"}, {"day": "21-1-2026", "hours": "to"}),
        Form("placements:refuse_hours", "reported", "Dit tal er sendt.", {"words": "Jeg blev længere"}, {"hours": "4"}),
        Form("placements:cannot_come", "shift", "har fået besked", {"why": " "}),
        Form("candidates:my_data", "", "Det er gemt.", {"email": ""}, {"email": "ida på post"}),
        Form("placements:ask_pause", "placement", "Din kontakt ringer til dig.", {"words": "Gerne i næste uge"}, None),
        Form("placements:ask_stop", "placement", "Din kontakt ringer til dig.", {"words": "Det er for langt væk"}, None),
        Form("candidates:my_corrections", "", "Din kontakt læser det", {"wrong": "Jeg bor et andet sted."}, {"right": "I Aalborg"}),
    ],
    Role.EMPLOYER_ADMIN: [
        Form("placements:change_hours", "own_reported", "Timerne for tir 20. jan. er rettet.", {"hours": "2:30"}, {"hours": "mange"}),
        Form("placements:ask_hire", "placement", "sendt til jeres kontakt", {"words": "15 timer fra januar"}, None),
        Form("employers:edit_own_company", "", "er gemt", {"email": "post@firma.example"}, {"email": "post"}),
        Form("employers:edit_own_contact", "contact", "er gemt", {"phone": "20 30 40 50"}, {"phone": "ring bare"}),
        Form(
            "employers:new_own_contact",
            "workplace",
            "kommunen kan ringe til",
            {"email": "carla@firma.example"},
            {"name": "Carla Friis", "email": "carla"},
        ),
        Form(
            "employers:post_task",
            "",
            "Sådan ser andre den",
            {"pay": "↓"},
            {"type": "↓", "windows-man": "9-12", "seats": "2", "offers": " "},
        ),
        Form("employers:change_own_task", "posted_task", "Sådan ser andre den", {"seats": "2", "pay": "↓"}, {"seats": "to"}),
        Form("employers:close_own_task", "posted_task", "er lukket", {"reason": "Vi er dækket ind"}, None),
        Form("invite", "", "Tina Bek", {"email": "tina@firma.example"}, {"name": "Tina Bek", "email": "tina", "role": " "}),
    ],
}  # fmt: skip


# Their forms, and those above that are marked, take minutes: in `make test-all`.
AT_A_DESK = {Role.ADMIN, Role.CONSULTANT, Role.EMPLOYER_ADMIN}


@pytest.mark.parametrize(
    "forms",
    [
        pytest.param(PEOPLE, id="people"),
        pytest.param(WORKPLACES, id="workplaces", marks=pytest.mark.long),
        pytest.param(PROGRAMMES, id="programmes and courses", marks=pytest.mark.long),
        pytest.param(PLACEMENTS, id="placements", marks=pytest.mark.long),
        pytest.param(AGREEMENTS, id="agreements"),
    ],
)
def test_every_form_wrong_and_then_right(
    forms: list[Form], world: dict[str, Any], open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("smaajob.jobs.run.send", lambda label, pk: True)  # an export is only ordered here
    CandidateFactory.create(keeper=world["programme"].keeper, first_name="Anna", last_name="Aagaard")
    for name, cpr in (("person", "1705841234"), ("newcomer", "1705842345")):  # two numbers: who merges them must choose
        Candidate.objects.filter(pk=world[name].pk).update(cpr_encrypted=encrypt(cpr), cpr_hash=keyed_hash(cpr))
    page = open_page("/konto/logout/")
    by_turns(page, ((form, [world[one].public_id for one in form.about.split()]) for form in forms))


@pytest.mark.parametrize(
    "role", [pytest.param(one, marks=pytest.mark.long) if one in AT_A_DESK else one for one in OF_ROLES]
)
def test_every_form_of_a_role(role: Role, here: World, open_as: OpenAs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("smaajob.jobs.run.send", lambda label, pk: True)
    Candidate.objects.filter(pk=here.things["person"].pk).update(phone="+45 20 11 22 33", email="", channel="sms")
    here.things["bakery"] = RegistrationFactory.create(keeper=here.keeper, company="Bageriet", cvr="12345674")
    here.things["failed"] = MessageFactory.create(
        keeper=here.keeper, state="failed", finished_at=timezone.now(), problem="Ukendt adresse"
    )
    ListInUse.objects.all().delete()  # so that it can be taken into use here
    page = open_as(here.members[role])
    by_turns(page, ((form, here.ids(tuple(form.about.split()), role)) for form in OF_ROLES[role]))


def test_the_ways_in_by_keyboard(here: World, open_as: OpenAs, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each page leads to the next: a code on paper, a code in a message, a new password, a company, an invitation."""
    monkeypatch.setattr("smaajob.jobs.run.send", lambda label, pk: True)
    person, by = here.things["person"], Scope(here.keeper, here.members[Role.CONSULTANT].user, Role.CONSULTANT)
    links.make(by=by, candidate=person, channel="letter")
    paper = said(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}")
    born = person.birth_date
    page = open_as()
    go(page, reverse("candidates:link_type"))
    then(page, 0, "Hvornår er du født?", {"code": paper}, {"code": "ABC"})
    fill(page, {"day": str(born.day), "month": str(born.month), "year": "84"})
    send(page)
    expect(page.get_by_text("Datoen passer ikke til linket.")).to_be_visible()
    then(page, 1, "Hej ", {"year": str(born.year)}, None)

    page = open_as()
    go(page, reverse("account_request_login_code"))
    mentor = here.members[Role.MENTOR].user
    then(page, 0, "Koden på seks tal", {"who": str(mentor.email)}, {"who": "min e-mail"})
    then(page, 1, "Dem er du mentor for.", {"code": said(r"\b\d{3} \d{3}\b")}, {"code": ""})

    page = open_as()
    go(page, reverse("account_reset_password"))
    then(page, 0, "Se i din e-mail", {"email": str(here.members[Role.MANAGER].user.email)}, {"email": "mig"})
    go(page, said(r"/konto/password/reset/key/\S+"))
    then(page, 1, "Log ind", {"password1": NEW, "password2": NEW}, {"password1": "", "password2": ""})

    go(page, reverse("employers:register"))
    typed = {"cvr": "12345678", "company": "Bageriet Sol", "name": "Bente", "email": "bente@sol.example", "help": " "}
    then(page, 0, "Tak, vi har fået det", {"cvr": "12345674"}, typed)

    admin = here.members[Role.ADMIN]
    invite(
        by=Scope(here.keeper, admin.user, Role.ADMIN), role=Role.MANAGER, name="Sofie Lund", email="sofie@by.example"
    )
    go(page, said(r"/invitation/\S+"))
    then(page, 1, "Velkommen. Du er nu leder", {"name": "Sofie Lund", "password1": NEW, "password2": NEW}, {"name": ""})


def test_a_link_to_sign_by_keyboard(here: World, open_as: OpenAs, monkeypatch: pytest.MonkeyPatch) -> None:
    """Send the code, type it, say no with a reason, and then yes after all."""
    monkeypatch.setattr("smaajob.jobs.run.send", lambda label, pk: True)
    by = Scope(here.keeper, here.members[Role.CONSULTANT].user, Role.CONSULTANT)
    to = Link("Fatma Hassan", "fatma.hassan@example.org")
    sending.send_link(by=by, agreement=here.things["agreement"], party="guardian", to=to)
    page = open_as()
    go(page, said(r"/underskriv/[^/\s]+/"))
    then(page, 0, "Koden på seks tal", {}, None)
    then(page, 1, "Du skriver under, fordi", {"code": said(r"\b\d{3} \d{3}\b")}, {"code": "12"})
    press(page, ".refuse summary")
    no = page.locator(".refuse")
    press(page, ".refuse button")
    expect(page.get_by_role("heading", name="at rette")).to_be_visible()
    expect(no).to_have_attribute("open", "")
    no.get_by_label("Skriv dit navn").focus()
    page.keyboard.type("Fatma Hassan")
    fill(page, {"words": "Hun har skole om onsdagen"})
    press(page, ".refuse button")
    expect(page.get_by_text("Dit svar er gemt.")).to_be_visible()
    then(page, 0, "Tak. Du har skrevet under.", {"name": "Fatma Hassan"}, {"name": "!"})


def press(page: Page, what: str) -> None:
    """Tab to something that is no field, and press it."""
    for _step in range(FAR):
        if page.evaluate("what => document.activeElement.matches(what)", what):
            page.keyboard.press("Enter")
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not reach {what}")


def test_the_second_step_by_keyboard(here: World, open_as: OpenAs, settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    page = open_as()
    go(page, reverse("account_login"))
    user = here.members[Role.MANAGER].user
    then(
        page,
        0,
        "Sæt log ind i to trin op",
        {"password": "et langt kodeord"},
        {"login": str(user.email), "password": ""},
    )
    go(page, reverse("mfa_activate_totp"))
    secret = re.sub(r"\s", "", str(page.locator(".secret").text_content()))
    then(page, 1, "Dine nødkoder", {"code": code_of(secret)}, {"code": "123"})
    send(page)
    expect(page.get_by_text("Så er det sat op.")).to_be_visible()


NEW = "gule grise galer"


def said(pattern: str) -> str:
    """What the newest message says that looks so."""
    message = Message.objects.latest("pk")
    found = re.search(pattern, message.text or message.html)
    assert found
    return found[0]


def go(page: Page, path: str) -> None:
    page.goto(urljoin(page.url, path))


def by_turns(page: Page, forms: Iterable[tuple[Form, list[Any]]]) -> None:
    """Each form at its page, with the ids in its path."""
    for turn, (form, ids) in enumerate(forms):
        try:
            go(page, reverse(form.name, args=ids))
            then(page, turn, form.said, form.right, form.wrong)
        except Exception as problem:
            raise AssertionError(f"{form.name}: {page.locator('main').inner_text()[:600]}") from problem


def then(page: Page, turn: int, told: str, right: dict[str, str], wrong: dict[str, str] | None) -> None:
    """Wrong at one width, right at the other; which comes first goes by turns."""
    widths = WIDTHS if turn % 2 == 0 else WIDTHS[::-1]
    page.set_viewport_size({"width": widths[0], "height": 900})
    if wrong is not None:
        fill(page, wrong)
        send(page)
        expect(page.get_by_role("heading", name="at rette")).to_be_visible()
        assert_is_still_there(page, wrong)
        assert not complaints(page)
        page.set_viewport_size({"width": widths[1], "height": 900})
    fill(page, right)
    send(page)
    expect(page.get_by_text(told).first).to_be_visible()


def assert_is_still_there(page: Page, written: dict[str, str]) -> None:
    for name, text in written.items():
        found = page.locator(f"main [name^='{name}']")
        if text and set(text) <= set(KEYS):
            expect(found.and_(page.locator(":checked")).first, name).to_be_attached()
        elif found.first.evaluate("e => e.tagName !== 'SELECT' && e.type !== 'password'"):
            expect(found.first, name).to_have_value(text)
