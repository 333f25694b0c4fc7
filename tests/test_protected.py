"""Where somebody with a protected address lives, works and can be reached, nobody sees but their own consultant and stand-in.

Every page, part, PDF and export of the program is fetched by another consultant of the same municipality; none of them may say a
word of it. A page that is new is looked at by itself: the addresses come from the table of who gets in where.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from pypdf import PdfReader

from candidates.actions import consents
from candidates.models import Candidate, CircleMember, Correction, hidden_from
from placements.actions import exports
from placements.actions.exports import export_now
from placements.exchange.writers import ZipSink
from placements.models import Hours, Placement, Shift
from smaajob.accounts.models import Membership, Organisation, Role, User
from smaajob.accounts.scope import Scope
from smaajob.audit.models import record
from smaajob.jobs import run
from smaajob.messages import tasks  # noqa: F401  # what prints letters says so when it is imported
from smaajob.messages.actions import order_letters
from smaajob.messages.models import Message, MessageKind
from smaajob.schedule import DatedWindow
from smaajob.secrets import encrypt
from tests.access_table import TABLE
from tests.access_world import World, build
from tests.factories import (
    ConsentFactory,
    ContactFactory,
    MembershipFactory,
    MessageFactory,
    NoteFactory,
    PlacementFactory,
    ShiftFactory,
    StoredFileFactory,
    TaskFactory,
    WorkplaceFactory,
)

pytestmark = pytest.mark.django_db
PHONE, EMAIL = "71717171", "skjult.adresse@hemmelig.example"
POSTCODE, TOWN, PLACE, TASK = "9990", "Skagen", "Den Hemmelige Bager", "Skjulte rundstykker"
MARKERS = (PHONE, "71 71 71 71", EMAIL, POSTCODE, TOWN, PLACE, TASK)
# Pages about a workplace or a task are about those, whoever works there; the person is not to stand on them.
NAME = "Hemmelinde Skjoldborg"


@pytest.fixture
def world(municipality: Organisation) -> World:
    """The access tests' world, whose person is protected: the case is Kim's, and has a life at a workplace in Skagen."""
    world = build(municipality, "12345674")
    person: Candidate = world.things["person"]
    kim = MembershipFactory.create(organisation=municipality, role=Role.CONSULTANT, user__name="Kim Egen").user
    person.first_name, person.last_name = NAME.split()
    person.address_protected, person.postcode, person.phone, person.email = True, POSTCODE, PHONE, EMAIL
    person.consultant = kim
    person.save()
    today = timezone.localdate()
    workplace = WorkplaceFactory.create(keeper=municipality, name=PLACE, postcode=POSTCODE)
    ContactFactory.create(workplace=workplace)
    task = TaskFactory.create(keeper=municipality, workplace=workplace, title=TASK, seats=5)
    Placement.objects.filter(candidate=person).delete()
    Hours.objects.all().delete()
    placement = PlacementFactory.create(
        candidate=person, workplace=workplace, task=task, programme=world.things["programme"],
        start=today - timedelta(days=9), planned_end=today + timedelta(days=9),
    )  # fmt: skip
    ShiftFactory.create(placement=placement, window=DatedWindow(today - timedelta(days=3), 540, 720))
    ShiftFactory.create(placement=placement, window=DatedWindow(today, 540, 720))
    world.things |= {"placement": placement, "kim": kim, "workplace": workplace, "task": task}
    record("update", person, by=kim, changes={"phone": ["", PHONE], "email": ["", EMAIL], "postcode": ["", POSTCODE]})
    Message.objects.create(
        keeper=municipality, kind=MessageKind.PERSONAL_LINK, channel="email", about_kind="candidates.candidate",
        about_id=person.public_id, name_encrypted=encrypt(NAME), address_encrypted=encrypt(EMAIL),
        text_encrypted=encrypt("Hej"),
    )  # fmt: skip
    _said_about_them(world, person, kim)
    return world


def _said_about_them(world: World, person: Candidate, kim: User) -> None:
    """What people write freely, and what was told to the workplace: each says where they are."""
    NoteFactory.create(candidate=person, author=kim, signed=True, important=True, text=f"Bor nu i {TOWN}, ring {PHONE}")
    world.things["their_file"] = StoredFileFactory.create(
        about=person, name=f"Lejekontrakt {TOWN}.pdf", uploaded_by=kim
    )
    words = f"Jeg bor i {TOWN} nu"
    world.things["correction"] = Correction.objects.create(keeper=world.keeper, candidate=person, wrong=words)
    workplace = world.things["workplace"]
    consent = ConsentFactory.create(
        candidate=person, purpose="placement", to_kind="workplace", to_id=workplace.public_id, to_name=PLACE
    )
    today, by = timezone.localdate(), Scope(world.keeper, kim)
    to = (workplace.public_id, PLACE)
    consents.disclose(by=by, consent=consent, items=["name"], to=to, start=today, end=today)
    gone = ConsentFactory.create(candidate=person, to_kind="workplace", to_id=workplace.public_id, to_name=PLACE)
    consents.withdraw(by=by, consent=gone, reason=f"Flytter fra {TOWN}")


def pages(world: World) -> Iterator[str]:
    """Everything that can be fetched about what the world holds."""
    for name, row in TABLE.items():
        if isinstance(row.who, str):
            continue
        try:
            yield reverse(name, args=world.ids(row.about, Role.CONSULTANT))
        except NoReverseMatch:
            continue
    person = reverse("candidates:detail", args=[world.things["person"].public_id])
    yield from (f"{person}?fane={tab}" for tab in ("forloeb", "opgaver", "profil", "noter", "filer", "historik"))
    yield from ("/?hvem=alle", "/personer/?q=skagen", f"/personer/?q={PHONE}", "/forloeb/?q=hemmelinde")


def said(client: Client, url: str, **headers: str) -> str:
    answer = client.get(url, headers=headers)
    assert answer.status_code < 500, url
    content = b"".join(answer)
    if content.startswith(b"%PDF-"):
        return "\n".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    return content.decode(errors="replace")


ABOUT_THE_PLACE = {"workplace", "task", "contact", "double_workplace"}
SEE_PEOPLE = {Role.CONSULTANT, Role.MANAGER, Role.PARTNER_WORKER}


@pytest.mark.parametrize("role", [Role.CONSULTANT, Role.MANAGER, Role.PARTNER_WORKER, Role.DPO, Role.ADMIN])
def test_no_page_of_anybody_else_says_where_they_are(client: Client, world: World, role: Role) -> None:
    client.force_login(world.members[role].user)
    of_place, looked_through = {world.things[name].public_id for name in ABOUT_THE_PLACE}, 0
    for url in pages(world):
        for headers in ({}, {"HX-Request": "true"}):
            page = said(client, url, **headers)
            if any(str(one) in url for one in of_place):
                assert NAME not in page, f"{url}: who works there"
                continue
            if NAME not in page and "Hemmelinde" not in page:
                continue  # the workplace itself, and its tasks, are no secret
            # A page with the person on it: no word of how to find them.
            looked_through += 1
            for marker in MARKERS:
                typed = f'value="{marker}"' if f"q={marker}" in url else ""
                assert marker not in page.replace(typed, ""), (url, marker)
    assert (looked_through > 10) is (role in SEE_PEOPLE), looked_through


def test_their_own_consultant_sees_it(client: Client, world: World) -> None:
    client.force_login(world.things["kim"])
    person = reverse("candidates:detail", args=[world.things["person"].public_id])
    page = said(client, person)
    assert EMAIL in page
    assert PLACE in said(client, reverse("placements:for_candidate", args=[world.things["person"].public_id]))
    assert client.get(reverse("candidates:edit", args=[world.things["person"].public_id])).status_code == 200


def test_the_pages_that_are_about_it_are_not_there_for_others(client: Client, world: World) -> None:
    client.force_login(world.members[Role.CONSULTANT].user)
    person = world.things["person"].public_id
    about = ("edit", "access", "invite_circle", "corrections")
    for name in (*(f"candidates:{one}" for one in about), "placements:new"):
        assert client.get(reverse(name, args=[person])).status_code == 404, name
    for name in ("placements:detail", "placements:hours"):
        assert client.get(reverse(name, args=[world.things["placement"].public_id])).status_code == 404, name
    assert client.get(reverse("file", args=[world.things["their_file"].public_id])).status_code == 404
    correction = reverse("candidates:answer_correction", args=[world.things["correction"].public_id])
    assert client.get(correction).status_code == 404
    start = reverse("placements:start", args=[world.things["task"].public_id, person])
    assert client.get(start).status_code == 404


def test_a_search_by_phone_or_workplace_finds_nobody(client: Client, world: World) -> None:
    for user in (world.members[Role.CONSULTANT].user, world.things["kim"]):
        client.force_login(user)
        for typed in (PHONE, TOWN, POSTCODE):
            assert "Hemmelinde" not in client.post("/soeg/", {"q": typed}).content.decode(), typed
    client.force_login(world.members[Role.CONSULTANT].user)
    found = client.post("/soeg/", {"q": "Hemmelinde"}).content.decode()
    assert "Skjoldborg" in found
    assert PLACE not in found


def test_a_list_of_who_can_take_a_task_gives_no_distance_away(client: Client, world: World) -> None:
    person: Candidate = world.things["person"]
    ConsentFactory.create(candidate=person)
    Candidate.objects.filter(pk=person.pk).update(reach_km=5)
    near = TaskFactory.create(keeper=person.keeper, workplace__postcode=POSTCODE, start=date(2031, 3, 3))
    far = TaskFactory.create(keeper=person.keeper, workplace__postcode="1050", start=date(2031, 3, 3))
    client.force_login(world.members[Role.CONSULTANT].user)
    for task in (near, far):
        page = said(client, reverse("placements:candidates_for_task", args=[task.public_id]) + "?q=Hemmelinde")
        assert "Skjoldborg" in page
        assert "Inden for rækkevidde" not in page
        assert "Længere væk" not in page
        assert reverse("placements:start", args=[task.public_id, person.public_id]) not in page


def test_a_yes_to_one_workplace_gives_it_not_away_in_the_reasons(client: Client, world: World) -> None:
    person: Candidate = world.things["person"]
    workplace, start = world.things["workplace"], date(2031, 3, 3)
    person.consents.filter(to_kind="employers").delete()
    ConsentFactory.create(candidate=person, to_kind="workplace", to_id=workplace.public_id, to_name=PLACE)
    there = TaskFactory.create(keeper=person.keeper, workplace=workplace, start=start)
    elsewhere = TaskFactory.create(keeper=person.keeper, start=start)
    why = "Har kun sagt ja til at blive foreslået til en anden arbejdsplads."

    def told(user: User) -> list[bool]:
        client.force_login(user)
        urls = (reverse("placements:candidates_for_task", args=[task.public_id]) for task in (there, elsewhere))
        return [why in said(client, f"{url}?q=Hemmelinde") for url in urls]

    assert told(world.members[Role.CONSULTANT].user) == [True, True]
    assert told(world.things["kim"]) == [False, True]


def test_a_mentor_sees_neither_phone_nor_week(client: Client, world: World) -> None:
    person = world.things["person"]
    CircleMember.objects.filter(candidate=person).update(start=timezone.localdate())
    client.force_login(world.members[Role.MENTOR].user)
    for url in ("/mine-personer/", reverse("candidates:circle_person", args=[person.public_id])):
        page = said(client, url)
        assert "Hemmelinde" in page
        assert not [marker for marker in MARKERS if marker in page]
    assert client.get(reverse("placements:week_of", args=[person.public_id])).status_code == 404


def test_the_outbox_says_nothing_of_them_to_others(client: Client, world: World) -> None:
    """Nor to those who see no people: whom the database does not show them, it would not hide from them by itself."""
    Message.objects.create(
        keeper=world.keeper, kind=MessageKind.INVITATION, channel="email", about_kind="candidates.candidate",
        about_id=world.things["person"].public_id, name_encrypted=encrypt(NAME), address_encrypted=encrypt(EMAIL),
        text_encrypted=encrypt("Hej"),
    )  # fmt: skip
    for role in (Role.CONSULTANT, Role.MANAGER, Role.DPO, Role.ADMIN):
        client.force_login(world.members[role].user)
        page = said(client, reverse("outbox"))
        assert EMAIL not in page, role
        assert NAME not in page, role
    client.force_login(world.things["kim"])
    assert NAME in said(client, reverse("outbox"))


def test_a_note_and_a_file_are_for_their_own_and_for_whoever_wrote_them(client: Client, world: World) -> None:
    colleague, person = world.members[Role.CONSULTANT].user, world.things["person"]
    page = reverse("candidates:detail", args=[person.public_id])
    NoteFactory.create(candidate=person, author=colleague, signed=True, text="Ringede for at høre til kurset.")
    StoredFileFactory.create(about=person, name="Kursusbevis.pdf", uploaded_by=colleague)
    client.force_login(colleague)
    notes, files = said(client, f"{page}?fane=noter"), said(client, f"{page}?fane=filer")
    assert "Ringede for at høre til kurset." in notes
    assert "Du ser dem, du selv har skrevet." in notes
    assert "Kursusbevis.pdf" in files
    assert "Du ser dem, du selv har lagt ind." in files

    client.force_login(world.things["kim"])
    notes, files = said(client, f"{page}?fane=noter"), said(client, f"{page}?fane=filer")
    assert f"Bor nu i {TOWN}" in notes
    assert "Ringede for at høre til kurset." in notes
    assert f"Lejekontrakt {TOWN}.pdf" in files
    assert "Du ser dem" not in notes + files
    assert PLACE in said(client, reverse("candidates:consents", args=[person.public_id]))
    assert TOWN in said(client, reverse("candidates:corrections", args=[person.public_id]))


def test_a_letter_to_them_is_printed_by_their_own(client: Client, world: World) -> None:
    person, kim = world.things["person"], world.things["kim"]
    MessageFactory.create(
        keeper=world.keeper, about_kind="candidates.candidate", about_id=person.public_id, channel="letter",
        name=NAME, address=f"{POSTCODE} {TOWN}", html=f"<p>{NAME}, {POSTCODE} {TOWN}</p>",
    )  # fmt: skip
    order = order_letters(by=Scope(world.keeper, kim), letters=None)
    run.perform("outbox.printrun", order.pk)
    shown, paper = (reverse(name, args=[order.public_id]) for name in ("print_run", "letters_pdf"))
    for role in (Role.CONSULTANT, Role.MANAGER, Role.ADMIN):
        client.force_login(world.members[role].user)
        assert client.get(shown).status_code in (403, 404), role
        assert client.post(paper).status_code in (403, 404), role
        assert shown not in said(client, reverse("letters")), role
    client.force_login(kim)
    printed = b"".join(client.post(paper))
    assert TOWN in "".join(page.extract_text() for page in PdfReader(BytesIO(printed)).pages)


def test_what_the_history_tells_of_a_workplace(client: Client, world: World) -> None:
    page = f"{reverse('candidates:detail', args=[world.things['person'].public_id])}?fane=historik"
    client.force_login(world.members[Role.CONSULTANT].user)
    told = said(client, page)
    assert "Noget blev fortalt til en arbejdsplads." in told
    assert PLACE not in told
    client.force_login(world.things["kim"])
    assert PLACE in said(client, page)


def files_of(content: bytes) -> str:
    with zipfile.ZipFile(BytesIO(content)) as packed:
        return "\n".join(packed.read(name).decode("utf-8-sig") for name in packed.namelist())


def test_an_export_leaves_them_out_unless_it_is_asked_to(world: World) -> None:
    by = Scope(world.keeper, world.members[Role.CONSULTANT].user)
    job = exports.order(by=by, format="zip")
    content, exported = exports._made(job, lambda percent, step: None)
    text = files_of(content)
    assert not [marker for marker in (PHONE, EMAIL, "Hemmelinde") if marker in text]
    assert world.things["placement"].external_id not in text, "nor where they work"
    assert "1 person med beskyttet adresse er ikke med" in " ".join(exported.notes)

    stream = BytesIO()
    asked: dict[str, Any] = {"format": "zip", "with_cpr": False, "purpose": "Skift af system", "with_protected": True}
    export_now(keeper=world.keeper, sink=ZipSink(stream), **asked)
    assert EMAIL in files_of(stream.getvalue())


def test_who_is_hidden_from_whom(world: World, membership: Membership) -> None:
    person: Candidate = world.things["person"]
    stand_in: User = membership.user

    def hidden(user: User | None, role: str = Role.CONSULTANT) -> bool:
        scope = Scope(world.keeper, user, role)
        inside = not Placement.objects.visible_to(scope).filter(candidate=person).exists()
        assert inside is not Shift.objects.visible_to(scope).filter(candidate=person).exists()
        assert person.hides_from(scope) is hidden_from(scope).filter(pk=person.pk).exists()
        return inside

    assert hidden(stand_in)
    Candidate.objects.filter(pk=person.pk).update(stand_in=stand_in)
    person.refresh_from_db()
    assert not hidden(stand_in)
    assert not hidden(world.things["kim"])
    assert hidden(world.members[Role.MANAGER].user, Role.MANAGER)
    assert not hidden(world.members[Role.CANDIDATE].user, Role.CANDIDATE), "the person themself"
