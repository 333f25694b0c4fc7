"""A company posts a task itself: from its own page to the consultant's, with what can go wrong on the way."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from employers.forms.posting import PostForm
from employers.models import Contact, Employer, PostedVia, Task, Workplace
from employers.readers import answer_by
from employers.task_types import TYPES
from smaajob.accounts.models import Membership, Organisation, Role
from smaajob.audit.models import Event
from smaajob.drafts.models import Draft
from smaajob.messages.models import Message
from smaajob.schedule import parse_window
from tests.acting import act_for
from tests.employers.filling import form_of, send
from tests.factories import (
    ContactFactory,
    EmployerFactory,
    EmployerOrganisationFactory,
    MembershipFactory,
    MunicipalityFactory,
    PlacementFactory,
    TaskFactory,
    UnitFactory,
    WorkplaceFactory,
)

pytestmark = pytest.mark.django_db
NEW = "/min-virksomhed/opgave/"
OWN = "/min-virksomhed/"
NBSP = "\N{NO-BREAK SPACE}"
# What must be said; the rest stands there already.
SAID = {"type": "pakke", "windows-man": "9-12", "windows-ons": "9-12", "pay": "overenskomst"}


def soon(days: int = 10) -> date:
    return timezone.localdate() + timedelta(days=days)


def typed(day: date) -> str:
    return f"{day.day}-{day.month}-{day.year}"


@pytest.fixture
def company(db: None) -> Organisation:
    """Bageriet Sol."""
    return EmployerOrganisationFactory.create()


@pytest.fixture
def user(company: Organisation) -> Membership:
    return MembershipFactory.create(
        organisation=company, role=Role.EMPLOYER, user__name="Bente Bager", user__email="bente@sol.example"
    )


@pytest.fixture
def bente(user: Membership) -> Client:
    client = Client()
    client.force_login(user.user)
    return client


@pytest.fixture
def bakery(company: Organisation, membership: Membership) -> Workplace:
    """Sol i Vejgaard, which Mette has, with Frida to ask for."""
    membership.user.phone = "20 30 40 50"
    membership.user.save()
    there = at(membership.organisation, company, name="Sol i Vejgaard", consultant=membership.user, offered=["pauser"])
    ContactFactory.create(workplace=there, name="Frida Bager", role="butikschef", phone="98 11 22 33")
    return there


def at(keeper: Organisation, company: Organisation, **other: Any) -> Any:
    number = {"keeper": keeper, "country": company.country, "cvr": company.cvr}
    employer = Employer.objects.filter(**number).first() or EmployerFactory.create(**number)
    return WorkplaceFactory.create(keeper=keeper, employer=employer, **other)


def url(name: str, task: Task) -> str:
    return reverse(f"employers:{name}", args=[task.public_id])


def posted(bente: Client, **changes: Any) -> Task:
    send(bente, NEW, **{**SAID, "act": "send", **changes})
    return Task.objects.latest("pk")


def test_a_task_is_posted_in_two_taps_after_the_questions(
    bente: Client, bakery: Workplace, membership: Membership
) -> None:
    preview = send(bente, NEW, **SAID, offers=["én_opgave"], start=typed(soon()))

    assert preview.status_code == 200
    assert not Task.objects.exists(), "nothing is posted before it has been seen"
    for words in ("Sådan ser andre den", "Pakke ordrer", "man 9–12, ons 9–12", "Sol i Vejgaard", "Frida Bager",
                  "98 11 22 33", "Løn efter overenskomst", "Én opgave ad gangen", "Ekstra pauser"):  # fmt: skip
        assert words in preview.text
    assert "Du finder varerne til en ordre" in preview.text, "a ready text is read before it is posted"

    after = send(bente, NEW, act="send")  # what the preview sends again stands in the draft

    task = Task.objects.get()
    assert (task.title, task.category, task.kind, task.pay_note) == (
        "Pakke ordrer", "pakning", "småjob", "Løn efter overenskomst",
    )  # fmt: skip
    assert (task.keeper, task.workplace, task.start, task.seats) == (bakery.keeper, bakery, soon(), 1)
    assert (task.meets_name, task.meets_phone, task.offered) == ("Frida Bager", "98 11 22 33", ["én_opgave"])
    assert (task.posted_via, task.posted_by, task.seen_at) == (
        PostedVia.COMPANY, Membership.objects.get(role=Role.EMPLOYER).user, None,
    )  # fmt: skip
    for words in ("Opgaven er slået op.", "Venter på Mette Holm", "20 30 40 50", "Ingen kommer, før I har sagt ja."):
        assert words in after.text
    assert not Draft.objects.exists()
    event = Event.objects.get(verb="task.post")
    assert (event.organisation, event.subject_id, event.on_behalf_of) == (bakery.keeper, task.public_id, "")


def test_the_consultant_is_told_and_it_waits_until_somebody_has_it(
    bente: Client, bakery: Workplace, membership: Membership, signed_in: Client
) -> None:
    task = posted(bente)

    message = Message.objects.get()
    assert (message.kind, message.receiver, message.keeper) == ("task_posted", membership.user, bakery.keeper)
    assert "Sol i Vejgaard har slået en opgave op: Pakke ordrer." in message.text
    assert url("task", task) in message.text
    today = signed_in.get("/").text
    for words in ("Nye opgaver", "Sol i Vejgaard", "Ny opgave, slået op i dag", "Se, hvem der kan"):
        assert words in today
    page = signed_in.get(url("task", task)).text
    assert "Slået op af Bente Bager" in page
    assert "Jeg tager den" in page

    answer = signed_in.post(url("task_seen", task), follow=True)

    assert "Mette Holm har set den" in answer.text
    assert "Nye opgaver" not in signed_in.get("/").text
    assert "Mette Holm har den" in bente.get(url("own_task", task)).text
    again = signed_in.post(url("task_seen", task), follow=True)
    assert "En anden har allerede set den." in again.text
    assert Event.objects.filter(verb="task.seen").count() == 1


def test_what_waits_too_long_says_that_they_should_have_heard(
    bente: Client, bakery: Workplace, signed_in: Client
) -> None:
    task = posted(bente)
    Task.objects.filter(pk=task.pk).update(posted_at=timezone.now() - timedelta(days=6))

    assert "og de skulle have hørt fra jer" in signed_in.get("/").text


def test_somebody_in_it_is_an_answer_too(bente: Client, bakery: Workplace, signed_in: Client) -> None:
    PlacementFactory.create(task=posted(bente), workplace=bakery, start=soon(), planned_end=soon(30))

    assert "Nye opgaver" not in signed_in.get("/").text


@pytest.mark.parametrize(
    ("day", "last"),
    [
        ("2026-11-23", "2026-11-25"),
        ("2026-11-26", "2026-11-30"),
        ("2026-11-27", "2026-12-01"),
        ("2026-11-28", "2026-12-01"),
        ("2026-12-23", "2026-12-28"),
    ],
)
def test_two_working_days_leave_weekends_and_holidays_out(day: str, last: str) -> None:
    assert answer_by(date.fromisoformat(day), "DK") == date.fromisoformat(last)


def test_the_stand_in_reads_when_the_consultant_is_gone_and_then_the_entrance(
    bente: Client, bakery: Workplace, membership: Membership
) -> None:
    samir = MembershipFactory.create(organisation=bakery.keeper, user__name="Samir Haddad", user__phone="20 30 40 60")
    bakery.stand_in = samir.user
    bakery.save()
    Membership.objects.filter(pk=membership.pk).update(active=False, left_at=timezone.now())
    task = posted(bente)
    assert Message.objects.latest("pk").receiver == samir.user
    assert "Samir Haddad" in bente.get(url("own_task", task)).text

    Membership.objects.filter(pk=samir.pk).update(active=False, left_at=timezone.now())
    UnitFactory.create(
        keeper=bakery.keeper,
        name="Erhverv",
        phone="99 82 00 00",
        email="erhverv@aalborg.example",
        employer_entrance=True,
    )
    posted(bente, title="Noget andet", type="andet")
    message = Message.objects.latest("pk")
    assert (message.receiver, message.address) == (None, "erhverv@aalborg.example")
    assert "99 82 00 00" in bente.get(NEW).text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"type": None}, "Vælg, hvad der skal laves."),
        ({"type": "andet"}, "Skriv med få ord, hvad der skal laves."),
        ({"type": "andet", "title": "Hjælpe 010190-1234"}, "Skriv ikke et CPR-nummer her."),
        ({"windows-man": "", "windows-ons": ""}, "Skriv tiderne for mindst én dag."),
        ({"windows-man": "ni til tolv"}, "Det kan vi ikke læse: ni til tolv."),
        ({"start": typed(date(2026, 1, 5))}, "Den dag er gået."),
        ({"start": ""}, "Skriv en dato, fx 2-3-2026."),
        ({"end": typed(date(2026, 1, 5))}, "Den dag er gået."),
        ({"start": typed(soon(20)), "end": typed(soon(19))}, "Den sidste dag ligger før den første."),
        ({"seats": "0"}, "Skriv mindst 1."),
        ({"seats": "to"}, "Skriv et helt tal."),
        ({"seats": "100"}, "Skriv højst 99."),
        ({"meets": "anden"}, "Skriv, hvem man skal spørge efter."),
        ({"meets": "anden", "meets_name": "Ole"}, "Skriv et nummer, man kan ringe til, hvis man er forsinket."),
        ({"meets": "anden", "meets_name": "Ole", "meets_phone": "spørg i butikken"}, "Skriv telefonnummeret med tal"),
        ({"meets": "anden", "meets_name": "Ole", "meets_phone": "123"}, "Det er ikke et telefonnummer."),
        ({"pay": None}, "Vælg, hvad man får for det."),
        ({"pay": "timeløn"}, "Skriv, hvad man får i timen, fx 142,50."),
        ({"pay": "timeløn", "hourly_pay": "hundrede"}, "Skriv et beløb i kroner, fx 142,50."),
        ({"timing": "datoer"}, "Skriv mindst én dato med tider."),
        ({"timing": "datoer", "dates-dag-0": "5.1.2026 9-12"}, "5.1.2026 er gået."),
        ({"timing": "frit"}, "Skriv et antal timer, fx 2,5 eller 2:30."),
        ({"timing": "frit", "hours": "7"}, f"Der er kun 6{NBSP}timer i de tider"),
        ({"postcode": "99"}, "Et postnummer har 4 cifre i Danmark"),
        ({"postcode": "9400"}, "Skriv adressen, når det er et andet sted"),
        ({"offers": ["en kop kaffe"]}, "en kop kaffe"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_beside_it_and_what_was_typed_stays(
    bente: Client, bakery: Workplace, wrong: dict[str, Any], said: str
) -> None:
    answer = send(bente, NEW, **{**SAID, "bring": "Gode sko", **wrong})

    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="Gode sko"' in answer.text
    assert not Task.objects.exists()
    assert send(bente, NEW, act="send", **wrong).status_code == 422, "and nothing comes past the preview"
    assert not Task.objects.exists()


def test_a_week_that_has_none_of_the_days_is_no_task(bente: Client, bakery: Workplace) -> None:
    monday = next(day for day in (soon(10 + more) for more in range(7)) if day.weekday() == 0)
    days = {"windows-man": "", "windows-ons": "", "windows-fre": "9-12"}

    answer = send(bente, NEW, **{**SAID, **days}, start=typed(monday), end=typed(monday + timedelta(days=2)))

    assert "Ingen af dagene ligger mellem den første og den sidste dag." in answer.text


def test_what_a_choice_folds_away_is_nobodys_fault(bente: Client, bakery: Workplace) -> None:
    folded = {
        "title": "010190-1234",
        "hours": "mange",
        "hourly_pay": "meget",
        "dates-dag-0": "i går",
        "meets_phone": "-",
    }

    task = posted(bente, **folded)

    assert (task.title, task.hours, task.hourly_pay, task.meets_phone) == ("Pakke ordrer", None, None, "98 11 22 33")


def test_certain_dates_hours_a_week_and_unpaid(bente: Client, bakery: Workplace) -> None:
    days = {"dates-dag-0": f"{soon():%d.%m.%Y} 9-12.30", "dates-dag-1": f"{soon(12):%d.%m.%Y} 9-12"}
    task = posted(bente, type="andet", title="Julemarked", timing="datoer", start="ugyldig", pay="praktik", **days)
    assert (task.start, task.end, len(task.windows), task.kind) == (soon(), soon(12), 2, "praktik")
    assert (task.category, task.description, task.pay_note) == ("andet", "", "")
    assert "Ulønnet praktik" in bente.get(url("own_task", task)).text

    free = {"windows-man": "", "windows-ons": "", "timing": "frit", "hours": "2:30"}
    task = posted(bente, **free, type="lager", pay="timeløn", hourly_pay="142,50")
    assert task.flexible
    assert (task.hours, task.min_session_hours, len(task.windows)) == (Decimal("2.5"), Decimal("2.5"), 5)
    assert (task.kind, task.hourly_pay) == ("småjob", Decimal("142.5"))
    assert f"2,5{NBSP}timer om ugen, som det passer inden for man–fre 8–16" in bente.get(url("own_task", task)).text


def test_correcting_from_the_preview_keeps_all(bente: Client, bakery: Workplace) -> None:
    filled = {**form_of(bente, NEW), **SAID, "bring": "Gode sko", "seats": "nul"}

    back = bente.post(NEW, {**filled, "act": "ret"})

    assert back.status_code == 200
    assert 'value="Gode sko"' in back.text
    assert 'value="nul"' in back.text
    assert "Fejl" not in back.text, "who goes back to correct has not been told off"
    assert form_of(bente, NEW)["bring"] == ["Gode sko"], "and it is kept as a draft"


def test_sent_twice_it_is_one_task_and_changed_it_is_another(bente: Client, bakery: Workplace) -> None:
    filled = {**form_of(bente, NEW), **SAID, "act": "send"}

    first, second = bente.post(NEW, filled), bente.post(NEW, filled)

    assert first.url == second.url
    assert Task.objects.count() == Message.objects.count() == 1
    bente.post(NEW, {**filled, "seats": "2"})
    assert Task.objects.count() == 2


def test_a_workplace_that_was_put_away_meanwhile_loses_nothing(
    bente: Client, bakery: Workplace, company: Organisation
) -> None:
    other = at(bakery.keeper, company, name="Sol i Hasseris")
    filled = {**form_of(bente, NEW), **SAID, "workplace": str(bakery.public_id), "act": "send", "bring": "Gode sko"}
    Workplace.objects.filter(pk=bakery.pk).update(archived_at=timezone.now(), archived_as="done")
    answer = bente.post(NEW, filled)
    assert answer.status_code == 422
    assert 'value="Gode sko"' in answer.text

    Workplace.objects.filter(pk=other.pk).update(archived_at=timezone.now(), archived_as="done")
    answer = bente.post(NEW, filled)
    assert answer.status_code == 409
    for words in (
        "I kan ikke slå opgaver op lige nu",
        "Det her nåede du at skrive",
        "Gode sko",
        "mandag 9-12",
        "Pakke ordrer",
    ):
        assert words in answer.text
    assert not Task.objects.exists()


def test_a_company_in_several_places_says_where(
    bente: Client, bakery: Workplace, company: Organisation, municipality: Organisation
) -> None:
    vejle = at(
        MunicipalityFactory.create(name="Vejle Kommune", code="DK-630"), company, name="Sol i Vejle", postcode="7100"
    )
    ole = ContactFactory.create(workplace=vejle, name="Ole Holt", phone="75 11 22 33", main=False)
    assert "Vælg, hvor det er." in send(bente, NEW, **SAID).text
    here = bakery.contacts.get()
    assert "checked" not in bente.get(NEW).text.split('name="meets"', 1)[1].split("En anden")[0], "nobody is guessed"
    elsewhere = send(bente, NEW, **SAID, workplace=str(vejle.public_id), meets=str(here.public_id)).text
    assert f"{here} hører til {bakery.name}. Vælg en fra Sol i Vejle" in elsewhere

    task = posted(bente, workplace=str(vejle.public_id), meets=str(ole.public_id))

    assert (task.workplace, task.keeper, task.meets_name) == (vejle, vejle.keeper, "Ole Holt")
    assert Event.objects.get(verb="task.post").organisation == vejle.keeper
    assert Message.objects.count() == 0, "nobody there can be written to"
    assert "Sol i Vejle" in bente.get(OWN).text


def test_another_companys_workplace_can_not_be_chosen(
    bente: Client, bakery: Workplace, company: Organisation, municipality: Organisation
) -> None:
    at(municipality, company, name="Sol i Hasseris")
    stranger = WorkplaceFactory.create(keeper=municipality)

    answer = send(bente, NEW, **{**SAID, "act": "send"}, workplace=str(stranger.public_id))

    assert answer.status_code == 422
    assert not Task.objects.exists()
    theirs = TaskFactory.create(keeper=municipality, workplace=stranger)
    for name in ("own_task", "post_again", "change_own_task", "close_own_task"):
        assert bente.get(url(name, theirs)).status_code == 404
        assert bente.post(url(name, theirs), {"act": "send"}).status_code in (404, 405)


def test_the_same_as_last_time_is_one_tap(bente: Client, bakery: Workplace) -> None:
    old = TaskFactory.create(
        keeper=bakery.keeper, workplace=bakery, title="Bage boller", category="køkken", seats=2, offered=["stille"],
        demands=["hygiejnebevis"], meets_name="Ole Holt", meets_phone="98 22 22 22", find_way="Ring på", hourly_pay=150,
        start=date(2025, 1, 6), kind="fritidsjob",
    )  # fmt: skip
    assert "Samme som sidst: Bage boller" in bente.get(NEW).text

    send(bente, url("post_again", old), act="send")

    new = Task.objects.latest("pk")
    assert new.pk != old.pk
    for name in ("title", "category", "seats", "offered", "demands", "meets_name", "meets_phone", "find_way", "windows",
                 "hourly_pay", "kind"):  # fmt: skip
        assert getattr(new, name) == getattr(old, name), name
    assert new.start > timezone.localdate()
    assert (new.start.weekday(), new.end) == (0, None)


def test_a_task_is_corrected_while_nobody_is_in_it(
    bente: Client, bakery: Workplace, membership: Membership, signed_in: Client
) -> None:
    task = posted(bente)
    signed_in.post(url("task_seen", task))
    Message.objects.all().delete()

    preview = send(bente, url("change_own_task", task), seats="3")
    assert "Gem rettelserne" in preview.text
    answer = send(bente, url("change_own_task", task), seats="3", act="send")

    task.refresh_from_db()
    assert (task.seats, task.seen_at) == (3, None)
    assert "Opgaven er rettet." in answer.text
    message = Message.objects.get()
    assert (message.kind, message.receiver) == ("task_changed", membership.user)
    assert "har rettet Pakke ordrer" in message.text
    assert "Har rettet en opgave" in signed_in.get("/").text
    history = signed_in.get(url("task", task), {"fane": "historik"}).text
    assert "Slået op af virksomheden." in history
    assert "Bente Bager" in history


def test_with_somebody_in_it_the_company_calls_and_can_close_it_for_more(
    bente: Client, bakery: Workplace, signed_in: Client
) -> None:
    task = posted(bente, seats="2")
    filled = {**form_of(bente, url("change_own_task", task)), "seats": "5", "act": "send"}
    PlacementFactory.create(task=task, workplace=bakery, start=soon(), planned_end=soon(30))

    assert "Der er kommet en i opgaven" in bente.post(url("change_own_task", task), filled, follow=True).text
    close = bente.get(url("close_own_task", task)).text
    assert "Dem, der er i gang, bliver ved." in close
    assert "Den skulle ikke have været slået op" not in close
    closed = send(bente, url("close_own_task", task), reason="Vi er dækket ind")

    task.refresh_from_db()
    assert (task.seats, task.is_archived) == (2, False)
    assert task.closed_at is not None
    assert "er lukket. Mette Holm hos kommunen har fået besked." in closed.text
    assert (
        "Pakke ordrer"
        not in bente.get(OWN).text.partition("Jeres åbne opgaver")[2].partition("Jeres arbejdspladser")[0]
    )
    assert "har ikke brug for flere" in Message.objects.latest("pk").text
    page = signed_in.get(url("task", task)).text
    assert "Lukket for flere" in page
    assert "Se, hvem der kan tage opgaven" not in page
    assert "Opgaven er åben for flere igen." in signed_in.post(url("reopen_task", task), follow=True).text
    assert "Vi er dækket ind" in signed_in.get(url("task", task), {"fane": "historik"}).text


@pytest.mark.parametrize(("how", "archived_as"), [("nok", "done"), ("fejl", "mistake")])
def test_a_task_without_anybody_is_put_away(bente: Client, bakery: Workplace, how: str, archived_as: str) -> None:
    task = posted(bente)

    send(bente, url("close_own_task", task), how=how)

    task.refresh_from_db()
    assert task.archived_as == archived_as
    assert Message.objects.filter(kind="task_changed").count() == 1
    assert "Opgaven er lukket." in bente.get(url("change_own_task", task), follow=True).text
    assert "Opgaven er lukket." in bente.get(url("close_own_task", task), follow=True).text


def test_what_the_municipality_wrote_down_is_not_the_companys_to_correct(bente: Client, bakery: Workplace) -> None:
    task = TaskFactory.create(keeper=bakery.keeper, workplace=bakery, title="Bage boller")

    page = bente.get(OWN).text
    assert "Bage boller" in page
    assert url("change_own_task", task) not in page
    answer = bente.get(url("change_own_task", task), follow=True)
    assert "Kommunen har skrevet opgaven ind. Ring til Mette Holm" in answer.text


def test_a_consultant_posts_in_the_companys_place(
    signed_in: Client, bakery: Workplace, company: Organisation, membership: Membership
) -> None:
    act_for(signed_in, "employer", company)

    task = posted(signed_in)

    assert (task.posted_via, task.posted_by, task.seen_by) == (PostedVia.COMPANY, membership.user, membership.user)
    assert Event.objects.get(verb="task.post").on_behalf_of == f"employer:{company.public_id}"
    assert not Message.objects.exists(), "nobody writes to themselves"
    other = TaskFactory.create(keeper=bakery.keeper)
    assert signed_in.get(url("own_task", other)).status_code == 404, "it is not that company's"
    archived = send(signed_in, url("close_own_task", task), how="fejl")
    assert archived.status_code == 200
    assert Event.objects.get(verb="archive").on_behalf_of == f"employer:{company.public_id}"


def test_a_swedish_company_in_its_own_words(membership: Membership) -> None:
    linkoping = MunicipalityFactory.create(name="Linköpings kommun", code="SE-0580", country="SE", phone="013-20 60 00")
    company = EmployerOrganisationFactory.create(country="SE", cvr="5560160680", name="Bageriet Sol AB")
    there = at(linkoping, company, name="Solbageriet", postcode="58222", country="SE")
    client = Client()
    client.force_login(MembershipFactory.create(organisation=company, role=Role.EMPLOYER).user)

    assert "Løn efter kollektivavtal" in client.get(NEW).text
    task = posted(client, meets_name="Karin Ek", meets_phone="070-123 45 67", postcode="58330", find_way="Storgatan 1")

    assert (task.pay_note, task.postcode, task.workplace) == ("Løn efter kollektivavtal", "58330", there)
    assert "013-20 60 00" in client.get(url("own_task", task)).text
    assert "Et svensk postnummer har 5 cifre." in send(client, NEW, **SAID, postcode="9000", find_way="Her").text


def test_a_draft_waits_until_one_comes_back(bente: Client, bakery: Workplace) -> None:
    send(bente, NEW, bring="Gode sko")  # refused: nothing else is said

    page = bente.get(NEW).text
    assert "Det her er din kladde" in page
    assert 'value="Gode sko"' in page


def test_the_questions_are_few(bakery: Workplace) -> None:
    form = PostForm(places=[Workplace.objects.prefetch_related("contacts").get(pk=bakery.pk)])
    asked = {"type", "timing", "windows", "start", "seats", "meets", "offers", "pay"}
    depends = {"title", "dates", "hours", "meets_name", "meets_phone", "hourly_pay"}
    if_one_likes = {"description", "bring", "find_way", "postcode", "end"}

    assert set(form.fields) - {"once"} == asked | depends | if_one_likes
    assert "offers" in form.fields
    assert 'value="pauser"' not in str(form["offers"]), "what the workplace has said is not asked again"


def test_each_kind_of_work_has_its_words_and_they_fit(bente: Client, bakery: Workplace) -> None:
    for kind in TYPES:
        task = posted(bente, type=kind.code, title="Noget helt tredje")
        expected = "Noget helt tredje" if kind.code == "andet" else str(kind.title)
        assert (task.title, task.category, task.description) == (expected, kind.category, str(kind.description))


def test_the_pages_ask_as_few_questions_for_many_as_for_few(bente: Client, bakery: Workplace) -> None:
    counts = []
    for number in (3, 27):
        for n in range(number):
            ContactFactory.create(workplace=bakery, name=f"Kollega {n}", main=False)
            TaskFactory.create(keeper=bakery.keeper, workplace=bakery)
        last = Task.objects.latest("pk")
        found = []
        for page in (NEW, OWN, url("own_task", last), url("post_again", last)):
            with CaptureQueriesContext(connection) as queries:
                bente.get(page)
            found.append(len(queries))
        counts.append(found)
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 24, counts[0]


def test_terms_that_the_consultant_writes_are_what_the_company_and_the_person_read(
    bente: Client, bakery: Workplace, signed_in: Client
) -> None:
    task = posted(bente)
    send(signed_in, reverse("employers:edit_task", args=[task.public_id]), bring="Et forklæde", find_way="Bagindgangen",
         meets_name="Ole Holt", meets_phone="98 22 22 22", pay_note="Tillæg om lørdagen")  # fmt: skip

    for page in (signed_in.get(url("task", task)).text, bente.get(url("own_task", task)).text):
        for words in ("Et forklæde", "Bagindgangen", "Ole Holt", "98 22 22 22", "Tillæg om lørdagen"):
            assert words in page
    assert [str(one) for one in Task.objects.get().windows] == [
        str(parse_window(one)) for one in ("man 9-12", "ons 9-12")
    ]
    assert Contact.objects.count() == 1
