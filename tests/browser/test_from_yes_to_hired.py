"""The one story, in three windows: Mette at her desk, Amina and Bente each on a phone, from a task that nobody has time for to a job.

Everybody goes only where a page shows the way, or a link in a message that they have got. The clock is moved from day to day;
who comes back the next day signs in again, as people do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.cache import cache
from playwright.sync_api import Browser, Page, expect

from candidates.models import Candidate, ConsentItem
from placements.models import AgreementState, AgreementVersion, Hours, Placement, Proposal, ProposalState, Shift
from smaajob.accounts.models import Membership, Organisation, Role
from smaajob.messages.models import Message
from smaajob.vocabulary import EndReason, PlacementKind
from tests.browser.conftest import wait_for_parts
from tests.browser.test_accessibility import sideways
from tests.clock import Clock
from tests.factories import (
    CandidateFactory,
    ConsentFactory,
    ContactFactory,
    EmployerFactory,
    EmployerOrganisationFactory,
    MembershipFactory,
    TargetGroupSpellFactory,
    WorkplaceFactory,
)
from tests.factories.accounts import UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "et langt kodeord"  # UserFactory's
DESK, PHONE = 1280, 390
LAW_GROUP = "Aktivitetsparate kontanthjælpsmodtagere (LAB § 6, nr. 3)"
# The days of the story; only the Easter Monday between them is a holiday.
POSTED, SIGNED, FIRST_DAY, EXTENDED, ENDS = (
    date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 23), date(2026, 5, 18), date(2026, 5, 29),
)  # fmt: skip


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock.hung_up(monkeypatch)
    clock.set(POSTED, 9)
    return clock


@dataclass
class Window:
    """A browser of somebody's own, and where their messages come."""

    page: Page
    site: str
    address: str

    def newest(self, words: str) -> str:
        """The text of the newest message to them that says something."""
        for message in Message.objects.order_by("-pk"):
            if message.address == self.address and words in message.text:
                return message.text
        raise AssertionError(f"nothing about »{words}« was written to {self.address}")

    def follow_link(self, words: str) -> None:
        """Open the link in the newest message that says something."""
        found = re.search(r"https?://\S+", self.newest(words))
        assert found, "the message has no link"
        self.page.goto(self.site + urlsplit(found[0]).path)

    def code(self) -> str:
        """The six digits that they have just got."""
        found = re.search(r"\b(\d{3}) ?(\d{3})\b", self.newest("kode"))
        assert found, "the message has no code"
        return found[1] + found[2]

    def menu(self, text: str) -> None:
        """By the menu, which is folded on a phone."""
        fold = self.page.get_by_text("Menu", exact=True)
        if fold.is_visible():
            fold.click()
        self.page.get_by_role("navigation", name="Hovedmenu").get_by_role("link", name=text).click()

    def looks_fine(self) -> None:
        """All parts have come, and nothing has to be pushed sideways."""
        wait_for_parts(self.page)
        assert not sideways(self.page)


@dataclass
class Story:
    """The three, and what they have in common."""

    mette: Window
    amina: Window
    bente: Window
    person: Candidate
    clock: Clock
    folder: Path

    def photo_of_the_paper(self) -> Path:
        """A picture in a file."""
        path = self.folder / "aftale.png"
        path.write_bytes(self.mette.page.screenshot())
        return path

    @property
    def everybody(self) -> tuple[Window, Window, Window]:
        return self.mette, self.amina, self.bente


@pytest.fixture
def story(
    transactional_db: None,
    browser: Browser,
    browser_context_args: dict[str, Any],
    live_server: Any,
    municipality: Organisation,
    clock: Clock,
    tmp_path: Path,
) -> Iterator[Story]:
    """Amina has said yes to being proposed, the bakery has a login, and Mette is the contact of both. Nothing else is there."""
    contexts = []

    def window(width: int, address: str) -> Window:
        context = browser.new_context(**{**browser_context_args, "viewport": {"width": width, "height": 844}})
        contexts.append(context)
        return Window(context.new_page(), live_server.url, address)

    mette, person = people(municipality)
    yield Story(
        window(DESK, str(mette.user.email)),
        window(PHONE, "+4520112233"),
        window(PHONE, "bente@bageriet.example"),
        person,
        clock,
        tmp_path,
    )
    for context in contexts:
        context.close()


def people(keeper: Organisation) -> tuple[Membership, Candidate]:
    """Mette; Amina, who is reached by SMS; the bakery with Bente."""
    keeper.phone = "99 31 31 31"
    keeper.save()
    mette = MembershipFactory.create(
        organisation=keeper, user__name="Mette Holm", user__email="mette@kommunen.example", user__phone="94 31 20 30"
    )
    person = CandidateFactory.create(
        keeper=keeper, first_name="Amina", last_name="Hassan", phone="+45 20 11 22 33", consultant=mette.user
    )
    ConsentFactory.create(candidate=person, items=[ConsentItem.NAME, ConsentItem.SKILLS, ConsentItem.TIMES])
    TargetGroupSpellFactory.create(candidate=person)
    company = EmployerOrganisationFactory.create(name="Bageriet Sol ApS")
    employer = EmployerFactory.create(keeper=keeper, country=company.country, cvr=company.cvr, name=company.name)
    workplace = WorkplaceFactory.create(
        keeper=keeper, employer=employer, name="Bageriet Sol", address="Algade 7", employees=12, p_number="1003388394",
        consultant=mette.user,
    )  # fmt: skip
    ContactFactory.create(workplace=workplace, name="Bente Bager", email="bente@bageriet.example")
    baker = UserFactory.create(name="Bente Bager", email="bente@bageriet.example")
    MembershipFactory.create(organisation=company, role=Role.EMPLOYER, user=baker)
    return mette, person


# How each comes in.
def signs_in_with_a_password(mette: Window) -> None:
    """Who works in the municipality."""
    mette.page.goto(mette.site)
    mette.page.get_by_label("E-mail").fill(mette.address)
    mette.page.get_by_label("Adgangskode", exact=True).fill(PASSWORD)
    mette.page.get_by_role("button", name="Log ind", exact=True).click()
    expect(mette.page.get_by_role("heading", name="I dag").first).to_be_visible()


def signs_in_with_a_code(who: Window) -> None:
    """The others, on the page that they have come to: it comes to their phone or their e-mail."""
    page = who.page
    page.get_by_label("E-mail eller telefonnummer").fill(who.address)
    page.get_by_role("button", name="Send mig en kode").click()
    page.get_by_label("Koden på seks tal").fill(who.code())
    page.get_by_role("button", name="Log ind", exact=True).click()
    expect(page.get_by_label("Koden på seks tal")).to_have_count(0)


def opens_her_link(amina: Window, words: str, born: date) -> None:
    """The link in the newest message of that kind, and the day she was born."""
    amina.follow_link(words)
    amina.page.get_by_role("button", name="Se min uge").click()
    for label, value in (("Dag", born.day), ("Måned", born.month), ("År", born.year)):
        amina.page.get_by_label(label, exact=True).fill(str(value))
    amina.page.get_by_role("button", name="Se min uge").click()
    expect(amina.page.get_by_role("heading", name="Hej Amina")).to_be_visible()


def signs(who: Window, name: str) -> None:
    """With their name, under what they read."""
    who.looks_fine()
    who.page.get_by_label("Skriv dit navn").first.fill(name)
    who.page.get_by_role("button", name="Skriv under").click()
    expect(who.page.get_by_text(re.compile("Du har skrevet under|Nu har alle skrevet under")).first).to_be_visible()
    who.looks_fine()


def answers_the_law(page: Page) -> None:
    """What is asked before anybody is proposed an unpaid placement, and what only people know."""
    law = page.get_by_role("region", name="Er det lovligt?")
    law.get_by_label("At træne og få det lært").check()
    law.get_by_label("Hvilken målgruppe i loven er personen i?").select_option(label=LAW_GROUP)
    law.get_by_label("Ikke endnu. Det sker, før det begynder").check()


def on_the_day(story: Story, day: date, hour: int = 9) -> None:
    """Everybody has slept and is signed out, and who asked for a code yesterday may ask again."""
    story.clock.set(day, hour)
    cache.clear()


# The chapters.
def the_bakery_posts_a_task(story: Story) -> None:
    bente = story.bente
    page = bente.page
    page.goto(bente.site)
    page.get_by_role("link", name="Få en kode").click()
    signs_in_with_a_code(bente)
    bente.looks_fine()
    page.get_by_role("link", name="Vi har en opgave").click()
    page.get_by_text("Pakke ordrer", exact=True).click()
    for day in ("Mandag", "Onsdag"):
        page.get_by_label(day, exact=True).fill("9-11")
    page.get_by_label("Ingen løn. Det er ulønnet praktik").check()
    bente.looks_fine()
    page.get_by_role("button", name="Se, hvordan den ser ud").click()
    expect(page.get_by_role("heading", name="Sådan ser andre den")).to_be_visible()
    bente.looks_fine()
    page.get_by_role("button", name="Slå opgaven op").click()
    expect(page.get_by_text("Opgaven er slået op.")).to_be_visible()
    bente.looks_fine()


def mette_sees_it_in_the_morning_and_proposes_amina(story: Story) -> None:
    mette = story.mette
    signs_in_with_a_password(mette)
    page = mette.page
    expect(page.get_by_text("Nye opgaver")).to_be_visible()
    page.get_by_role("link", name=re.compile("Pakke ordrer")).first.click()
    mette.looks_fine()
    page.get_by_role("link", name="Foreslå Amina").click()
    page.get_by_label("Sidste dag").fill("29-5-2026")
    page.get_by_label("Hvorfor kunne det passe? Skriv til personen").fill("Du er god til at holde orden på mange ting.")
    answers_the_law(page)
    mette.looks_fine()
    page.get_by_role("button", name="Send til Amina").click()
    expect(page.get_by_text("Venter på Amina")).to_be_visible()
    mette.looks_fine()


def amina_says_yes_on_her_phone(story: Story) -> None:
    amina = story.amina
    opens_her_link(amina, "Du har et forslag", story.person.birth_date)
    page = amina.page
    page.get_by_role("link", name="Læs og svar").click()
    expect(page.get_by_text("Du er god til at holde orden på mange ting.")).to_be_visible()
    amina.looks_fine()
    page.get_by_role("button", name="Ja, det vil jeg gerne").click()
    expect(page.get_by_text("Tak. Nu spørger vi arbejdspladsen.")).to_be_visible()
    amina.looks_fine()


def the_bakery_says_yes(story: Story) -> None:
    bente = story.bente
    bente.follow_link("Der er en, som gerne vil hjælpe")
    page = bente.page
    page.get_by_role("link", name="Amina, Pakke ordrer").click()
    bente.looks_fine()
    page.get_by_role("button", name="Ja tak").click()
    expect(page.get_by_role("heading", name="Det er aftalt")).to_be_visible()
    bente.looks_fine()
    assert Proposal.objects.get().state == ProposalState.AGREED


def neither_may_begin_yet(story: Story) -> None:
    """The shifts are planned, and both read that the agreement is not signed."""
    amina, bente = story.amina, story.bente
    opens_her_link(amina, "Det er aftalt", story.person.birth_date)
    expect(amina.page.get_by_role("heading", name="Du må ikke begynde endnu hos Bageriet Sol")).to_be_visible()
    amina.looks_fine()
    bente.menu("Min virksomhed")
    expect(bente.page.get_by_role("region", name="Hos jer nu").get_by_text("Må ikke starte endnu")).to_be_visible()
    bente.looks_fine()


def mette_drafts_the_agreement(story: Story) -> None:
    """Four hours a week, and six from April on."""
    page = story.mette.page
    story.mette.menu("I dag")
    page.get_by_role("link", name=re.compile("Skriv aftalen")).click()
    expect(page.get_by_role("heading", name="Må ikke starte endnu")).to_be_visible()
    story.mette.looks_fine()
    page.get_by_role("button", name="Skriv aftalen, og få den skrevet under").click()
    expect(page.get_by_label("At træne det, personen kan")).to_be_checked()
    page.get_by_label("Sådan finder man ind").fill("Ring på ved porten")
    page.get_by_text("Tilføj et trin (trin 2)").click()
    second = page.get_by_role("group", name="Trin 2")
    second.get_by_label("Fra").first.fill("6-4-2026")
    for day in ("Mandag", "Onsdag", "Fredag"):
        second.get_by_label(day, exact=True).fill("9-11")
    page.get_by_role("button", name="Gem kladden").click()
    expect(page.get_by_text("6 timer om ugen")).to_be_visible()
    story.mette.looks_fine()


def mette_sends_it(story: Story, *, why: str = "") -> None:
    """To the phones; Rikke, whom the employees have chosen, gets it on paper. `why`: the law wants a reason."""
    page = story.mette.page
    page.get_by_role("link", name="Gå videre, og send").click()
    story.mette.looks_fine()
    rep = page.get_by_role("region", name="Medarbejderrepræsentanten")
    rep.get_by_label("På papir", exact=False).check()
    rep.get_by_label("Navn").fill("Rikke Toft")
    if why:
        page.get_by_label("Hvorfor er det i orden?").fill(why)
    page.get_by_role("button", name="Send til underskrift").click()
    expect(page.get_by_text("er sendt.")).to_be_visible()
    story.mette.looks_fine()


def the_bakery_signs_on_the_screen(story: Story) -> None:
    bente = story.bente
    bente.follow_link("Der er en aftale")
    signs_in_with_a_code(bente)
    page = bente.page
    page.get_by_role("link", name="Amina Hassan, Bageriet Sol").click()
    expect(page.get_by_text("Ring på ved porten")).to_be_visible()
    signs(bente, "Bente Bager")


def amina_signs_on_her_phone(story: Story) -> None:
    """Her name, and a code before it."""
    amina = story.amina
    amina.follow_link("Der er en aftale")
    signs_in_with_a_code(amina)
    page = amina.page
    page.get_by_role("link", name="Bageriet Sol").click()
    expect(page.get_by_text("Ring på ved porten")).to_be_visible()
    expect(page.get_by_text("6 timer om ugen")).to_be_visible()
    signs(amina, "Amina Hassan")
    amina.menu("Min uge")
    expect(page.get_by_role("heading", name="Du må ikke begynde endnu hos Bageriet Sol")).to_be_visible()
    amina.looks_fine()


def mette_notes_the_paper_and_signs_last(story: Story) -> None:
    """Rikke has signed the printed agreement; Mette has a photo of it."""
    mette = story.mette
    signs_in_with_a_password(mette)
    page = mette.page
    page.get_by_role("link", name=re.compile("Se aftalen")).first.click()
    expect(page.get_by_text("Der mangler underskrift fra: medarbejderrepræsentanten, kommunen.")).to_be_visible()
    notes_the_paper(story)
    expect(page.get_by_role("heading", name="Må ikke starte endnu")).to_be_visible()
    page.get_by_role("link", name="Skriv under for kommunen").click()
    signs(mette, "Mette Holm")
    expect(page.get_by_text("Nu har alle skrevet under, og aftalen gælder.")).to_be_visible()
    assert AgreementVersion.objects.get(state=AgreementState.IN_FORCE).is_intact


def notes_the_paper(story: Story) -> None:
    page = story.mette.page
    page.get_by_role("link", name="Notér et papir").click()
    page.get_by_label("Medarbejderrepræsentanten").check()
    page.get_by_label("Navnet på papiret").fill("Rikke Toft")
    page.get_by_label("Foto eller scanning af papiret").set_input_files(story.photo_of_the_paper())
    story.mette.looks_fine()
    page.get_by_role("button", name="Notér papiret").click()
    expect(page.get_by_text("Papiret er noteret.")).to_be_visible()
    expect(page.get_by_text("Rikke Toft, på papir").first).to_be_visible()


def the_first_morning(story: Story) -> None:
    """Both see it on their own page: who comes, when, and who meets her."""
    amina, bente = story.amina, story.bente
    opens_her_link(amina, "Det er aftalt", story.person.birth_date)
    page = amina.page
    expect(page.get_by_role("heading", name=re.compile("må ikke begynde"))).to_have_count(0)
    today = page.get_by_role("region", name="I dag")
    expect(today.get_by_text("Kl. 9–11")).to_be_visible()
    expect(today.get_by_text("Ring på ved porten")).to_be_visible()
    expect(today.get_by_role("link", name="Ring til Bente Bager")).to_be_visible()
    amina.looks_fine()

    bente.follow_link("skrevet under")
    signs_in_with_a_code(bente)
    bente.menu("Min virksomhed")
    today = bente.page.get_by_role("region", name="I dag hos jer")
    expect(today.get_by_text("Amina kl. 9–11")).to_be_visible()
    bente.looks_fine()


def amina_writes_her_hours(story: Story) -> None:
    amina = story.amina
    amina.menu("Mine timer")
    page = amina.page
    amina.looks_fine()
    page.get_by_role("button", name=re.compile("Som planlagt")).click()
    expect(page.get_by_text("Timer for 1 dag er sendt.")).to_be_visible()
    amina.looks_fine()


def amina_cannot_come_on_wednesday(story: Story) -> None:
    """She says why to the municipality; the bakery hears that she does not come."""
    amina, bente, mette = story.amina, story.bente, story.mette
    amina.menu("Min uge")
    page = amina.page
    page.get_by_role("link", name="Jeg kan ikke komme onsdag den 25. marts").click()
    page.get_by_text("Mit barn er sygt").click()
    amina.looks_fine()
    page.get_by_role("button", name="Send besked").click()
    expect(page.get_by_text("Tak, fordi du siger det.")).to_be_visible()
    expect(page.get_by_text("Du har sagt, at du ikke kan komme.")).to_be_visible()
    amina.looks_fine()

    assert "barn" not in bente.newest("Amina hos Bageriet Sol")
    bente.follow_link("Amina hos Bageriet Sol")
    wednesday = bente.page.get_by_role("listitem").filter(has_text="Kommer ikke")
    expect(wednesday.get_by_text("Amina")).to_be_visible()
    bente.looks_fine()

    signs_in_with_a_password(mette)
    mette.follow_link("en af dine hos Bageriet Sol")
    expect(mette.page.get_by_text("Barn syg").first).to_be_visible()
    expect(mette.page.get_by_text("Amina Hassan").first).to_be_visible()
    mette.looks_fine()


def the_bakery_approves_the_hours(story: Story) -> None:
    page = story.bente.page
    hours = page.get_by_role("region", name="Timer at godkende")
    hours.get_by_role("button", name=re.compile("Godkend")).first.click()
    expect(page.get_by_text("Timer for 1 dag er godkendt.")).to_be_visible()
    story.bente.looks_fine()


def the_hours_count(story: Story) -> None:
    mette = story.mette
    mette.menu("Forløb")
    mette.page.get_by_role("link", name="Amina Hassan").first.click()
    expect(mette.page.get_by_text("2 timer i alt til nu.")).to_be_visible()
    mette.page.get_by_role("link", name="Timer", exact=True).click()
    mette.looks_fine()
    assert [one.hours for one in Hours.objects.all()] == [2]


def the_bakery_asks_for_more(story: Story) -> None:
    bente = story.bente
    bente.page.goto(bente.site)
    bente.page.get_by_role("link", name="Få en kode").click()
    signs_in_with_a_code(bente)
    bente.page.get_by_role("link", name=re.compile("Vi vil gerne forlænge")).click()
    bente.looks_fine()
    bente.page.get_by_role("button", name="Send").click()
    expect(bente.page.get_by_text("I har skrevet, at I gerne vil forlænge.")).to_be_visible()


def mette_extends_with_a_step_up(story: Story) -> None:
    """Four weeks more, and eight hours a week: a new measure in the eyes of the law, so all are asked."""
    mette = story.mette
    signs_in_with_a_password(mette)
    page = mette.page
    page.get_by_role("link", name=re.compile("Forlæng")).first.click()
    page.get_by_text("Skal timerne også ændres?").click()
    for day in ("Mandag", "Onsdag", "Torsdag", "Fredag"):
        page.get_by_label(day, exact=True).fill("9-11")
    why = "Det går godt, og Amina vil gerne have flere timer."
    page.get_by_label("Hvorfor?").fill(why)
    mette.looks_fine()
    page.get_by_role("button", name="Forlæng", exact=True).click()
    expect(page.get_by_text("8 timer om ugen").first).to_be_visible()
    mette.looks_fine()
    mette_sends_it(story, why=why)


def all_sign_the_extension(story: Story) -> None:
    amina, bente, mette = story.amina, story.bente, story.mette
    bente.follow_link("Der er en aftale")
    bente.page.get_by_role("link", name="Amina Hassan, Bageriet Sol").click()
    expect(bente.page.get_by_role("region", name="Det er ændret").get_by_text("26. jun. 2026")).to_be_visible()
    signs(bente, "Bente Bager")
    amina.follow_link("Der er en aftale")
    signs_in_with_a_code(amina)
    amina.page.get_by_role("link", name="Bageriet Sol").click()
    signs(amina, "Amina Hassan")
    mette.menu("I dag")
    mette.page.get_by_role("link", name=re.compile("Se aftalen")).first.click()
    notes_the_paper(story)
    mette.page.get_by_role("link", name="Skriv under for kommunen").click()
    signs(mette, "Mette Holm")
    assert Placement.objects.get().planned_end == date(2026, 6, 26)
    assert Shift.objects.filter(day__gt=ENDS, day__week_day=5).count() == 4, "the Thursdays of the step up"


def somebody_else_meets_her(story: Story) -> None:
    """It concerns Amina and the bakery; neither Rikke nor the municipality is asked."""
    amina, bente, mette = story.amina, story.bente, story.mette
    page = mette.page
    mette.menu("Forløb")
    page.get_by_role("link", name="Amina Hassan").first.click()
    page.get_by_role("link", name="Aftale", exact=True).click()
    page.get_by_role("button", name="Skriv en ændring").click()
    page.get_by_label("Hvorfor ændres aftalen?").fill("Ole er der om torsdagen, hvor Bente har fri.")
    page.get_by_label("Hvem tager imod?").fill("Bente Bager og Ole Olsen")
    page.get_by_role("button", name="Gem kladden").click()
    asked = page.get_by_role("region", name="Når du sender den").get_by_role("listitem")
    expect(asked).to_have_text(["Personen", "Arbejdspladsen"])
    mette.looks_fine()
    page.get_by_role("link", name="Gå videre, og send").click()
    page.get_by_role("button", name="Send til underskrift").click()
    expect(page.get_by_text("er sendt.")).to_be_visible()
    for who, link, name in (
        (bente, "Amina Hassan, Bageriet Sol", "Bente Bager"),
        (amina, "Bageriet Sol", "Amina Hassan"),
    ):
        who.follow_link("Der er en aftale")
        who.page.get_by_role("link", name=link).click()
        signs(who, name)
    assert AgreementVersion.objects.in_order().last().state == AgreementState.IN_FORCE


def amina_is_hired(story: Story) -> None:
    bente, mette = story.bente, story.mette
    bente.menu("Min virksomhed")
    bente.page.get_by_role("link", name=re.compile("Vi vil gerne ansætte")).click()
    bente.looks_fine()
    bente.page.get_by_role("button", name="Send").click()
    expect(bente.page.get_by_text("I har skrevet, at I gerne vil ansætte.")).to_be_visible()
    mette.menu("I dag")
    page = mette.page
    page.get_by_role("listitem").filter(has_text="Arbejdspladsen vil gerne ansætte").get_by_role(
        "link", name="Svar"
    ).click()
    mette.looks_fine()
    page.get_by_role("link", name="Skriv ansættelsen").click()
    mette.looks_fine()
    page.get_by_role("button", name="Skriv ansættelsen").click()
    expect(page.get_by_text("Tillykke. Amina Hassan er ansat hos Bageriet Sol.")).to_be_visible()
    mette.looks_fine()

    bente.follow_link("ender i en ansættelse")
    expect(bente.page.get_by_role("region", name="Hos jer nu").get_by_text("Amina", exact=True)).to_be_visible()
    bente.looks_fine()
    small, job = Placement.objects.order_by("start")
    assert (small.actual_end, small.end_reason, job.kind) == (EXTENDED, EndReason.HIRED, PlacementKind.JOB)


def test_from_a_task_that_nobody_has_time_for_to_a_job(story: Story) -> None:
    the_bakery_posts_a_task(story)
    mette_sees_it_in_the_morning_and_proposes_amina(story)
    amina_says_yes_on_her_phone(story)
    the_bakery_says_yes(story)
    neither_may_begin_yet(story)
    mette_drafts_the_agreement(story)
    mette_sends_it(story)

    on_the_day(story, SIGNED)
    the_bakery_signs_on_the_screen(story)
    amina_signs_on_her_phone(story)
    mette_notes_the_paper_and_signs_last(story)

    on_the_day(story, FIRST_DAY, 8)
    the_first_morning(story)
    on_the_day(story, FIRST_DAY, 12)
    amina_writes_her_hours(story)
    amina_cannot_come_on_wednesday(story)
    the_bakery_approves_the_hours(story)
    the_hours_count(story)

    on_the_day(story, EXTENDED)
    the_bakery_asks_for_more(story)
    mette_extends_with_a_step_up(story)
    all_sign_the_extension(story)
    somebody_else_meets_her(story)
    amina_is_hired(story)
