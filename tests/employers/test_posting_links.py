"""The door without signing in: a secret link posts tasks for one workplace, and shows nothing else."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from employers.actions import posting, posting_links
from employers.models import Contact, PostedVia, PostingLink, Task, Workplace
from placements.actions import merges, unmerge
from smaajob.accounts.models import Organisation, Role
from smaajob.accounts.scope import Scope
from smaajob.audit.models import Event
from smaajob.messages.models import Message
from smaajob.reach import NOTHING, Reach, company_key, one_workplace, reaching, with_token
from smaajob.tokens import token_hash
from tests.employers.filling import send
from tests.factories import (
    CandidateFactory,
    ContactFactory,
    EmployerFactory,
    EmployerOrganisationFactory,
    MembershipFactory,
    MunicipalityFactory,
    PlacementFactory,
    PostingLinkFactory,
    TaskFactory,
    WorkplaceFactory,
)

pytestmark = pytest.mark.django_db
TOKEN = re.compile(r"/opgave/([\w-]{43})/")


@pytest.fixture
def bakery(scope: Scope) -> Workplace:
    """Sol i Vejgaard, which Mette has."""
    assert scope.user is not None
    scope.user.phone = "20 30 40 50"
    scope.user.save()
    return WorkplaceFactory.create(keeper=scope.organisation, name="Sol i Vejgaard", consultant=scope.user)


@pytest.fixture
def frida(bakery: Workplace) -> Contact:
    return ContactFactory.create(workplace=bakery, name="Frida Bager", phone="98 11 22 33", email="frida@sol.example")


@pytest.fixture
def token(scope: Scope, frida: Contact) -> str:
    """What Frida has got on paper."""
    return posting_links.make(by=scope, contact=frida, channel=posting_links.PAPER)[1]


def where(token: str, more: str = "") -> str:
    return reverse("employers:post_by_link", args=[token]) + more


def said(frida: Contact, **more: Any) -> dict[str, Any]:
    start = timezone.localdate() + timedelta(days=10)
    return {
        "type": "pakke", "timing": "uge", "windows-man": "9-12", "pay": "overenskomst", "seats": "1", "once": "1",
        "start": f"{start.day}-{start.month}-{start.year}", "meets": str(frida.public_id), "act": "send", **more,
    }  # fmt: skip


def at(name: str, thing: Any) -> str:
    return reverse(f"employers:{name}", args=[thing.public_id])


def test_a_link_by_e_mail_becomes_a_task_without_signing_in(
    client: Client, signed_in: Client, bakery: Workplace, frida: Contact
) -> None:
    answer = send(signed_in, at("posting_links", bakery), channel="email")
    assert "Linket er sendt til Frida Bager." in answer.text
    message = Message.objects.get()
    assert (message.kind, message.address, message.subject) == (
        "posting_link", "frida@sol.example", "Dit link til at slå opgaver op",
    )  # fmt: skip
    found = TOKEN.search(message.text)
    assert found
    link = PostingLink.objects.get()
    assert found[1] not in link.token_hash
    assert link.token_hash == token_hash(found[1])
    anybody = Client()

    page = anybody.get(where(found[1]))
    assert "Har Sol i Vejgaard en opgave?" in page.text
    assert "Vil du hellere ringe? Mette Holm er på" in page.text
    assert page["Referrer-Policy"] == "strict-origin"
    assert "no-store" in page["Cache-Control"]
    preview = anybody.post(where(found[1]), said(frida, act="vis", bring="Gode sko"))
    assert "Sådan ser andre den" in preview.text
    assert 'name="bring" value="Gode sko"' in preview.text
    back = anybody.post(where(found[1]), said(frida, act="ret", bring="Gode sko"))
    assert 'value="Gode sko"' in back.text
    assert not Task.objects.exists()

    thanks = anybody.post(where(found[1]), said(frida), follow=True)

    task = Task.objects.get()
    assert (task.posted_via, task.posted_link, task.posted_by, task.keeper) == (
        PostedVia.LINK, link, None, bakery.keeper,
    )  # fmt: skip
    for words in ("Tak. Opgaven er slået op", "Mette Holm læser opgaven", "20 30 40 50", "Slå en opgave mere op"):
        assert words in thanks.text
    assert Event.objects.get(verb="task.post").actor is None
    assert Message.objects.get(kind="task_posted").receiver == bakery.consultant
    assert "Slået op af Frida Bager via link" in signed_in.get(at("task", task)).text
    assert "Sol i Vejgaard" in signed_in.get("/").text.partition("Nye opgaver")[2]
    assert "sidst brugt" in signed_in.get(at("posting_links", bakery)).text


def test_by_sms_it_goes_to_the_phone_alone(scope: Scope, frida: Contact) -> None:
    posting_links.make(by=scope, contact=frida, channel="sms")

    message = Message.objects.get()
    assert (message.channel, message.address, message.others_encrypted) == ("sms", "+4598112233", "")
    assert "Frida" not in message.text


def test_on_paper_it_is_shown_once_where_it_was_made(signed_in: Client, bakery: Workplace, frida: Contact) -> None:
    paper = send(signed_in, at("posting_links", bakery), channel="paper")

    assert not Message.objects.exists()
    for words in ("Hold telefonens kamera hen over firkanten", "20 30 40 50", "<svg"):
        assert words in paper.text
    link = PostingLink.objects.get()
    found = TOKEN.search(paper.text)
    assert found
    assert token_hash(found[1]) == link.token_hash
    colleague = Client()
    colleague.force_login(MembershipFactory.create(organisation=bakery.keeper).user)
    elsewhere = colleague.get(at("posting_link_paper", link), follow=True)
    assert "Lav et nyt, hvis papiret er blevet væk." in elsewhere.text


def test_whoever_can_not_be_reached_that_way_is_told(signed_in: Client, scope: Scope, bakery: Workplace) -> None:
    assert "I har ingen kontakt her" in signed_in.get(at("posting_links", bakery)).text
    ole = ContactFactory.create(workplace=bakery, name="Ole Holt", phone="")
    answer = send(signed_in, at("posting_links", bakery), channel="email")
    assert answer.status_code == 422
    assert "Vi har ingen e-mail på Ole Holt." in answer.text
    with pytest.raises(ValidationError):
        posting_links.make(by=scope, contact=ole, channel="sms")
    assert not PostingLink.objects.exists()


def _close(scope: Scope, link: PostingLink) -> None:
    posting_links.close(by=scope, link=link)


def _age(scope: Scope, link: PostingLink) -> None:
    long_ago = timezone.now() - timedelta(days=400)
    PostingLink.objects.update(made_at=long_ago, expires_at=long_ago + timedelta(days=180))


def _let_the_contact_go(scope: Scope, link: PostingLink) -> None:
    Contact.objects.update(archived_at=timezone.now(), archived_as="done", main=False)


def _take_the_contact_away(scope: Scope, link: PostingLink) -> None:
    Contact.objects.all().delete()


def _close_the_place(scope: Scope, link: PostingLink) -> None:
    Workplace.objects.update(archived_at=timezone.now(), archived_as="done")


@pytest.mark.parametrize("end", [_close, _age, _let_the_contact_go, _take_the_contact_away, _close_the_place])
def test_closed_while_somebody_writes_loses_nothing_and_says_whom_to_call(
    client: Client, scope: Scope, frida: Contact, token: str, end: Any
) -> None:
    assert client.get(where(token)).status_code == 200
    end(scope, PostingLink.objects.get())

    answer = client.post(where(token), said(frida, bring="Gode sko", **{"windows-man": "ni til tolv"}))

    assert answer.status_code == 410
    for words in ("Linket virker ikke længere", "Ring til Mette Holm.", "tel:20304050", "Det her nåede du at skrive",
                  "Gode sko", "mandag ni til tolv", "Pakke ordrer"):  # fmt: skip
        assert words in answer.text
    assert not Task.objects.exists()
    assert client.get(where(token)).status_code == 410


def test_closed_between_the_page_and_the_act(
    scope: Scope, client: Client, frida: Contact, token: str, monkeypatch: Any
) -> None:
    """The page finds it open, and the verb finds it closed."""
    monkeypatch.setattr("employers.views.posting_by_link.usable", lambda link: True)
    posting_links.close(by=scope, link=PostingLink.objects.get())

    answer = client.post(where(token), said(frida, bring="Gode sko"))

    assert answer.status_code == 410
    assert "Gode sko" in answer.text
    assert not Task.objects.exists()


def test_what_is_no_link_names_the_municipalities(client: Client, municipality: Organisation, frida: Contact) -> None:
    municipality.phone = "99 31 31 31"
    municipality.save()

    answer = client.post(where("x" * 43), said(frida, bring="Gode sko"))

    assert answer.status_code == 410
    assert "tel:99313131" in answer.text
    assert "Gode sko" in answer.text
    assert "Sol i Vejgaard" not in answer.text
    thanks = reverse("employers:posted_by_link", args=["x" * 43, TaskFactory.create().public_id])
    assert client.get(thanks).status_code == 410


def test_tries_of_what_is_no_link_are_counted_and_so_is_what_is_posted(
    client: Client, frida: Contact, token: str, settings: Any
) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "posting_link": "2/m/ip", "post_by_link": "1/m/key"}
    assert [client.get(where("no-such")).status_code for _try in range(3)] == [410, 410, 429]
    cache.clear()
    client.post(where(token), said(frida, once="1"))
    answer = client.post(where(token), said(frida, once="2", bring="Gode sko"))
    assert answer.status_code == 429
    assert "Vent en time, eller ring." in answer.text
    assert 'value="Gode sko"' in answer.text
    assert Task.objects.count() == 1


def test_sent_twice_it_is_one_task(client: Client, frida: Contact, token: str) -> None:
    first, second = (client.post(where(token), said(frida)) for _time in range(2))
    assert first.url == second.url
    assert Task.objects.count() == 1


def test_it_shows_the_workplaces_own_last_task_and_nothing_else(
    client: Client, bakery: Workplace, frida: Contact, token: str
) -> None:
    TaskFactory.create(keeper=bakery.keeper, workplace=bakery, title="Den gamle opgave")
    last = TaskFactory.create(keeper=bakery.keeper, workplace=bakery, title="Bage boller", category="køkken", seats=3)
    mistake = TaskFactory.create(keeper=bakery.keeper, workplace=bakery, title="Fejlen")
    Task.objects.filter(pk=mistake.pk).update(archived_at=timezone.now(), archived_as="mistake")
    TaskFactory.create(title="Konkurrentens opgave")
    person = CandidateFactory.create(keeper=bakery.keeper, first_name="Aaserikke", last_name="Kvist")
    PlacementFactory.create(candidate=person, workplace=bakery, task=last)

    page, again = client.get(where(token)).text, client.get(where(token, "?som=sidst")).text

    assert "Samme som sidst: Bage boller" in page
    assert 'value="Bage boller"' in again
    assert 'value="3"' in again
    for words in ("Den gamle opgave", "Fejlen", "Konkurrentens", "Aaserikke", "Kvist", "98 11 22 33"):
        assert words not in page + again
    thanks = reverse("employers:posted_by_link", args=[token, last.public_id])
    assert client.get(thanks).status_code == 410, "only what was posted by the link"


def test_a_signed_in_consultant_who_opens_it_sees_no_more(signed_in: Client, token: str) -> None:
    other = WorkplaceFactory.create(name="En anden arbejdsplads")
    page = signed_in.get(where(token)).text
    assert "Har Sol i Vejgaard en opgave?" in page
    assert other.name not in page


def test_a_merged_workplaces_link_goes_with_it(
    client: Client, scope: Scope, bakery: Workplace, frida: Contact, token: str
) -> None:
    kept = WorkplaceFactory.create(keeper=scope.organisation, name="Solbageriet", employer=bakery.employer)
    merge = merges.merge(by=scope, kind="workplace", kept_id=kept.pk, gone_id=bakery.pk)
    assert "Har Solbageriet en opgave?" in client.get(where(token)).text
    unmerge.undo(by=scope, merge=merge)
    assert "Har Sol i Vejgaard en opgave?" in client.get(where(token)).text


def test_a_link_is_closed_by_those_who_may(signed_in: Client, bakery: Workplace, token: str) -> None:
    link = PostingLink.objects.get()
    manager = Client()
    manager.force_login(MembershipFactory.create(organisation=bakery.keeper, role=Role.MANAGER).user)
    assert manager.post(at("close_posting_link", link)).status_code == 403
    foreign = Client()
    foreign.force_login(
        MembershipFactory.create(organisation=MunicipalityFactory.create(name="Vejle Kommune", code="DK-630")).user
    )
    assert foreign.post(at("close_posting_link", link)).status_code == 404

    answer = signed_in.post(at("close_posting_link", link), follow=True)
    assert "Linket er lukket." in answer.text
    assert "allerede lukket" in signed_in.post(at("close_posting_link", link), follow=True).text
    assert "Lukkede et link til at slå opgaver op." in signed_in.get(at("detail", bakery), {"fane": "historik"}).text


def test_the_page_asks_as_few_questions_for_many_as_for_few(
    client: Client, signed_in: Client, bakery: Workplace, frida: Contact, token: str
) -> None:
    counts = []
    for number in (3, 27):
        for n in range(number):
            PostingLinkFactory.create(contact=ContactFactory.create(workplace=bakery, name=f"Kollega {n}", main=False))
            TaskFactory.create(keeper=bakery.keeper, workplace=bakery)
        found = []
        for who, page in (
            (client, where(token)),
            (client, where(token, "?som=sidst")),
            (signed_in, at("posting_links", bakery)),
        ):
            with CaptureQueriesContext(connection) as queries:
                who.get(page)
            found.append(len(queries))
        counts.append(found)
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 16, counts[0]


def test_the_link_reaches_one_workplace_and_no_people(bakery: Workplace, frida: Contact, token: str) -> None:
    TaskFactory.create(keeper=bakery.keeper, workplace=bakery)
    stranger = TaskFactory.create(keeper=bakery.keeper)
    ContactFactory.create(workplace=stranger.workplace)
    PlacementFactory.create(workplace=bakery)
    with reaching(NOTHING), with_token(token_hash(token)):
        assert PostingLink.objects.count() == 1
        assert Workplace.objects.count() == Task.objects.count() == 0
    tables = (
        "candidates_candidate",
        "placements_placement",
        "employers_employer",
        "employers_logentry",
        "outbox_message",
    )
    with reaching(NOTHING), one_workplace(bakery.pk):
        assert set(Task.objects.values_list("workplace", flat=True)) == {bakery.pk}
        assert set(Contact.objects.values_list("workplace", flat=True)) == {bakery.pk}
        assert set(Workplace.objects.values_list("pk", flat=True)) == {bakery.pk}
        assert PostingLink.objects.count() == 0
        with connection.cursor() as cursor:
            for table in tables:
                cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608  (tables of ours)
                assert cursor.fetchone() == (0,), table


def test_neither_a_link_nor_a_company_can_put_a_task_elsewhere(bakery: Workplace, municipality: Organisation) -> None:
    company = EmployerOrganisationFactory.create(cvr=bakery.employer.cvr)
    vejle = MunicipalityFactory.create(name="Vejle Kommune", code="DK-630")
    stranger = WorkplaceFactory.create(keeper=vejle, employer=EmployerFactory.create(keeper=vejle))
    link, own = (
        Reach(workplace=bakery.pk),
        Reach(keeper=company.pk, sight="none", company=company_key(company.country, company.cvr)),
    )
    for reach in (link, own):
        with reaching(reach):
            for keeper, place in ((stranger.keeper, stranger), (stranger.keeper, bakery), (bakery.keeper, stranger)):
                with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
                    TaskFactory.create(keeper=keeper, workplace=place)
            TaskFactory.create(keeper=bakery.keeper, workplace=bakery)
    assert Task.objects.filter(workplace=bakery).count() == 2


def test_a_task_says_who_posted_it_or_is_not_there(bakery: Workplace, scope: Scope) -> None:
    impossible: list[dict[str, Any]] = [
        {"posted_via": "company", "posted_at": timezone.now()},
        {"posted_via": "company", "posted_by": scope.user},
        {"posted_via": "link", "posted_at": timezone.now()},
        {"posted_via": "hand", "posted_link": PostingLinkFactory.create()},
        {"posted_via": "radio"},
        {"seen_by": scope.user},
    ]
    for values in impossible:
        with pytest.raises(DatabaseError), transaction.atomic():
            TaskFactory.create(keeper=bakery.keeper, workplace=bakery, **values)
    with pytest.raises(ValueError, match="by a scope, or by a link"):
        posting.post_task(workplace=bakery, values={}, once="")
