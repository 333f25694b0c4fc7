"""A link on paper or in a message, and a birth date: one's own week, and nothing more."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from candidates.actions import access, links
from candidates.models import LINK_LASTS, MOST_WRONG, Candidate, PersonalLink
from placements.actions import merges, unmerge
from smaajob.accounts.models import Membership, Organisation, Role
from smaajob.accounts.scope import Assurance, Scope
from smaajob.audit.models import Event
from smaajob.messages.models import Message
from tests.factories import CandidateFactory, MembershipFactory, MunicipalityFactory, PartnerFactory, StatusSpellFactory

pytestmark = pytest.mark.django_db

BORN = {"day": "17", "month": "5", "year": "1984"}
CODE = re.compile(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}")


@pytest.fixture
def amina(municipality: Organisation) -> Candidate:
    """Amina Hassan, born 17 May 1984, with a phone."""
    return CandidateFactory.create(
        keeper=municipality, first_name="Amina", last_name="Hassan", phone="20 11 22 33", channel="sms"
    )


def new_code(scope: Scope, person: Candidate, channel: str = "") -> str:
    """A link's code, as its receiver reads it."""
    links.make(by=scope, candidate=person, channel=channel)
    return code_in(Message.objects.latest("pk"))


def code_in(message: Message) -> str:
    found = CODE.search(message.text or message.html)
    assert found
    return found[0]


def where(code: str) -> str:
    return reverse("candidates:link_open", args=[code])


def test_the_link_and_the_birth_date_open_the_week_and_nothing_more(
    client: Client, scope: Scope, amina: Candidate
) -> None:
    code = new_code(scope, amina)

    page = client.get(where(code))
    assert "Hvornår er du født?" in page.content.decode()
    assert "Amina" not in page.content.decode(), "who found the link learns no name"
    assert page["Referrer-Policy"] == "strict-origin"
    assert "no-store" in page["Cache-Control"]

    answer = client.post(where(code), BORN)
    assert answer.url == "/min-uge/"
    assert client.session["assurance"] == Assurance.LINK
    assert "Hej Amina" in client.get("/min-uge/").content.decode()
    more = client.get("/mine-oplysninger/")
    assert more.url.startswith("/konto/kode/?next=")
    assert PersonalLink.objects.get().used_at is not None


def test_the_session_gets_a_new_key_and_somebody_elses_is_given_up(
    signed_in: Client, scope: Scope, amina: Candidate
) -> None:
    """Mette tries Amina's link in her own browser: she is not Mette there any more."""
    before = signed_in.session.session_key
    signed_in.post(where(new_code(scope, amina)), BORN)
    assert signed_in.session.session_key != before
    assert signed_in.get(reverse("candidates:list")).status_code == 403


@pytest.mark.parametrize("path", ["/konto/password/change/", "/konto/to-trin/", "/konto/enheder/"])
def test_a_link_is_not_enough_for_the_account(client: Client, scope: Scope, amina: Candidate, path: str) -> None:
    client.post(where(new_code(scope, amina)), BORN)
    answer = client.get(path)
    assert answer.status_code == 302
    assert answer.url.startswith("/konto/kode/")


@pytest.mark.parametrize(
    "typed",
    [
        {"day": "17", "month": "05", "year": "84"},
        {"day": "17.", "month": "maj", "year": "1984"},
        {"day": "17.", "month": "5.", "year": "1984."},
        {"day": " 17 ", "month": "5", "year": "1984"},
    ],
)
def test_a_birth_date_is_read_as_people_write_it(
    client: Client, scope: Scope, amina: Candidate, typed: dict[str, str]
) -> None:
    assert client.post(where(new_code(scope, amina)), typed).status_code == 302


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({}, "Skriv dagen."),
        ({"day": "17", "month": "5"}, "Skriv året."),
        ({"day": "31", "month": "2", "year": "1984"}, "Den dag findes ikke"),
        ({"day": "17", "month": "hej", "year": "1984"}, "Den dag findes ikke"),
        ({"day": "17", "month": "5", "year": "9999999999"}, "Den dag findes ikke"),
        ({"day": "17", "month": "5", "year": "2084"}, "Se efter, om året er rigtigt"),
        ({"day": "1\x00", "month": "5", "year": "1984"}, "Fejl:"),
    ],
)
def test_what_is_no_date_is_told_and_is_no_attempt(
    client: Client, scope: Scope, amina: Candidate, typed: dict[str, str], told: str
) -> None:
    page = client.post(where(new_code(scope, amina)), typed)
    assert page.status_code == 422
    assert told in page.content.decode()
    assert PersonalLink.objects.get().wrong_tries == 0


def test_wrong_dates_close_the_link_for_good(client: Client, scope: Scope, amina: Candidate) -> None:
    code = new_code(scope, amina)
    for attempt in range(MOST_WRONG):
        cache.clear()  # the throttle has its own test
        page = client.post(where(code), {"day": str(attempt + 1), "month": "1", "year": "1990"})
        text = page.content.decode()
        if attempt < 3:
            assert "Datoen passer ikke" in text
            assert "få gange" not in text
    assert page.status_code == 410
    assert "Send mig mit link igen" in text
    cache.clear()
    assert client.post(where(code), BORN).status_code == 410, "the right one is too late"


def test_near_the_end_the_page_says_so(client: Client, scope: Scope, amina: Candidate) -> None:
    code = new_code(scope, amina)
    PersonalLink.objects.update(wrong_tries=MOST_WRONG - 4)
    page = client.post(where(code), {"day": "1", "month": "1", "year": "1990"})
    assert "Du kan kun prøve få gange til" in page.content.decode()


def test_guessing_is_slow(client: Client, scope: Scope, amina: Candidate) -> None:
    code = new_code(scope, amina)
    answers = [client.post(where(code), {"day": "1", "month": "1", "year": str(1960 + n)}) for n in range(6)]
    assert [one.status_code for one in answers] == [422] * 5 + [429]
    assert "Vent et kvarter" in answers[-1].content.decode()
    assert client.post(where(code), BORN).status_code == 429, "and the right one waits too"


@pytest.mark.parametrize("why", ["expired", "closed", "archived", "access ended", "unknown"])
def test_a_link_that_does_not_work_is_the_same_page_whatever_the_reason(
    client: Client, scope: Scope, amina: Candidate, why: str
) -> None:
    code = new_code(scope, amina)
    link = PersonalLink.objects.get()
    if why == "expired":
        past = timezone.now() - LINK_LASTS - timedelta(days=1)
        PersonalLink.objects.update(made_at=past, expires_at=past + timedelta(hours=1))
    elif why == "closed":
        links.close(by=scope, link=link)
    elif why == "archived":
        Candidate.objects.filter(pk=amina.pk).update(archived_at=timezone.now(), archived_as="done")
    elif why == "access ended":
        access.end(by=scope, candidate=amina)
    else:
        code = "XXXX-YYYY-ZZZZ"

    for page in (client.get(where(code)), client.post(where(code), BORN)):
        assert page.status_code == 410
        assert "Linket virker ikke længere" in page.content.decode()
        assert reverse("candidates:link_again", args=[code]) in page.content.decode()


def test_who_moved_away_still_sees_the_shifts_that_are_left(client: Client, scope: Scope, amina: Candidate) -> None:
    StatusSpellFactory.create(candidate=amina, status="fraflyttet", start=date(2026, 1, 1))
    assert client.post(where(new_code(scope, amina)), BORN).status_code == 302


def test_an_expired_link_names_whom_to_call_but_not_where_the_address_is_protected(
    client: Client, scope: Scope, amina: Candidate
) -> None:
    Organisation.objects.update(phone="99 31 31 31")
    code = new_code(scope, amina)
    PersonalLink.objects.update(revoked_at=timezone.now())
    page = client.get(where(code)).content.decode()
    assert "Aalborg Kommune" in page
    assert "tel:99313131" in page
    assert "Aalborg" not in client.get(where("XXXX-YYYY-ZZZZ")).content.decode()

    Candidate.objects.update(address_protected=True)
    for answer in (client.get(where(code)), client.post(reverse("candidates:link_again", args=[code]))):
        text = answer.content.decode()
        assert "Aalborg" not in text
        assert "tel:" not in text
        assert "Ring" in text or "ringe" in text


def test_one_tap_gives_a_new_link_to_the_persons_own_phone(client: Client, scope: Scope, amina: Candidate) -> None:
    code = new_code(scope, amina)
    PersonalLink.objects.update(revoked_at=timezone.now())

    page = client.post(reverse("candidates:link_again", args=[code]))

    assert "er der et nyt link på vej" in page.content.decode()
    message = Message.objects.latest("pk")
    assert (message.channel, message.address) == ("sms", "+4520112233")
    assert client.post(where(code_in(message)), BORN).status_code == 302
    assert Event.objects.about(amina).first().verb == "link.again"


def statements(client: Client, path: str, data: dict[str, str] | None = None) -> tuple[bytes, list[str]]:
    """What a page shows without what differs each time, and what it asked the database."""
    with CaptureQueriesContext(connection) as seen:
        page = client.post(path, data or {})
    text = re.sub(rb'name="csrfmiddlewaretoken" value="[^"]+"|X-CSRFToken": "[^"]+"', b"", page.content)
    asked = [re.sub(r'"?RELEASE|ROLLBACK TO|SAVEPOINT.*', "SAVEPOINT", one["sql"]).split()[0] for one in seen]
    return text, asked


def test_nobody_learns_whether_a_link_is_known(client: Client, scope: Scope, amina: Candidate) -> None:
    """The same page, and the same work: as many rows are written for nobody, and taken back."""
    code = new_code(scope, amina)
    known = statements(client, reverse("candidates:link_again", args=[code]))
    before = (Message.objects.count(), PersonalLink.objects.count(), Event.objects.count())
    unknown = statements(client, reverse("candidates:link_again", args=["XXXX-YYYY-ZZZZ"]))

    assert known[0] == unknown[0]
    assert (Message.objects.count(), PersonalLink.objects.count(), Event.objects.count()) == before
    for kind in ("INSERT", "SELECT", "UPDATE"):
        assert abs(known[1].count(kind) - unknown[1].count(kind)) <= 1, (known[1], unknown[1])


@pytest.mark.parametrize("typed", ["20 11 22 33", "+45 20112233", "amina@example.org", "AMINA@example.org "])
def test_who_lost_the_link_types_a_phone_or_an_email(
    client: Client, scope: Scope, amina: Candidate, typed: str
) -> None:
    Candidate.objects.filter(pk=amina.pk).update(email="amina@example.org")
    access.give(by=scope, candidate=amina)
    known = statements(client, reverse("candidates:link_lost"), {"address": typed})
    assert Message.objects.get().address == "+4520112233", "by her own channel"

    unknown = statements(client, reverse("candidates:link_lost"), {"address": "99 99 99 99"})
    assert known[0] == unknown[0]
    assert known[1].count("INSERT") == unknown[1].count("INSERT") == 3
    assert Message.objects.count() == 1


def test_who_has_no_access_gets_no_link(client: Client, scope: Scope, amina: Candidate) -> None:
    client.post(reverse("candidates:link_lost"), {"address": "20112233"})
    access.give(by=scope, candidate=amina)
    access.end(by=scope, candidate=amina)
    client.post(reverse("candidates:link_lost"), {"address": "20 11 22 33"})
    assert not Message.objects.exists()


def test_asking_again_and_again_is_stopped_and_costs_five_messages_a_day_at_most(
    client: Client, scope: Scope, amina: Candidate
) -> None:
    access.give(by=scope, candidate=amina)
    answers = [client.post(reverse("candidates:link_lost"), {"address": "20112233"}) for _n in range(4)]
    assert [one.status_code for one in answers] == [200, 200, 200, 429]
    for _n in range(6):
        cache.clear()
        assert client.post(reverse("candidates:link_lost"), {"address": "20112233"}).status_code == 200
    assert Message.objects.count() == links.MOST_A_DAY


def test_a_code_from_paper_is_typed(client: Client, scope: Scope, amina: Candidate) -> None:
    code = new_code(scope, amina, "letter")
    message = Message.objects.get()
    assert (message.channel, message.address) == ("letter", "Amina Hassan\n9000 Aalborg")
    assert reverse("candidates:link_type") in message.html
    typed = code.replace("-", " ").lower()
    assert client.post("/mig/", {"code": typed}).url == where(code)


@pytest.mark.parametrize("typed", ["", "hej", "170584-1234", "KXTR-4P9D-W2H", "KXTR-4P9D-W2HO"])
def test_what_can_be_no_code_is_told_and_stands_in_no_address(client: Client, typed: str) -> None:
    page = client.post("/mig/", {"code": typed})
    assert page.status_code == 422
    assert "kode" in page.content.decode()


def test_a_message_tells_no_more_than_it_must(scope: Scope, amina: Candidate) -> None:
    Organisation.objects.update(phone="99 31 31 31")
    Candidate.objects.filter(pk=amina.pk).update(email="amina@example.org", address_protected=True)
    links.make(by=scope, candidate=amina, channel="sms")
    sms = Message.objects.latest("pk")
    assert "Amina" not in sms.text
    assert "Aalborg" not in sms.text
    links.make(by=scope, candidate=amina, channel="email")
    email = Message.objects.latest("pk")
    assert email.subject == "Dit link til Småjob"
    assert "Aalborg" not in email.text + email.html
    links.make(by=scope, candidate=amina, channel="letter")
    letter = Message.objects.latest("pk")
    assert letter.address == "Amina Hassan", "no town where the address is protected"


def test_only_the_hash_of_a_code_is_stored(scope: Scope, amina: Candidate) -> None:
    code = new_code(scope, amina)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM candidates_personallink WHERE candidates_personallink::text LIKE %s", [f"%{code}%"]
        )
        assert cursor.fetchone()[0] == 0
        cursor.execute("SELECT count(*) FROM audit_event WHERE audit_event::text LIKE %s", [f"%{code}%"])
        assert cursor.fetchone()[0] == 0


def test_the_link_of_a_double_opens_the_record_that_is_left(client: Client, scope: Scope, amina: Candidate) -> None:
    """Both records had a link and a user; the merged one's way in is closed, its paper works, and an undo parts them again."""
    double = CandidateFactory.create(keeper=amina.keeper, first_name="Amnia", last_name="Hassan", phone="30 11 22 33")
    new_code(scope, amina)
    code = new_code(scope, double)
    for one in (amina, double):
        one.refresh_from_db()
    other_way_in = Membership.objects.get(user=double.user)

    done = merges.merge(by=scope, kind="candidate", kept_id=amina.pk, gone_id=double.pk)

    other_way_in.refresh_from_db()
    assert not other_way_in.active
    assert client.post(where(code), BORN).status_code == 302
    assert client.session["_auth_user_id"] == str(amina.user_id)
    assert "Hej Amina" in client.get("/min-uge/").content.decode()

    unmerge.undo(by=scope, merge=done)
    other_way_in.refresh_from_db()
    assert other_way_in.active
    assert list(double.links.values_list("candidate", flat=True)) == [double.pk]


def test_a_user_that_only_the_double_had_comes_along_and_goes_back(scope: Scope, amina: Candidate) -> None:
    double = CandidateFactory.create(keeper=amina.keeper, first_name="Amnia", last_name="Hassan", phone="30 11 22 33")
    access.give(by=scope, candidate=double)
    double.refresh_from_db()
    user = double.user

    done = merges.merge(by=scope, kind="candidate", kept_id=amina.pk, gone_id=double.pk)
    amina.refresh_from_db()
    assert amina.user == user
    assert "user" not in Event.objects.about(amina).get(verb="merge").changes

    unmerge.undo(by=scope, merge=done)
    amina.refresh_from_db()
    double.refresh_from_db()
    assert (amina.user, double.user) == (None, user)


def test_the_link_of_one_municipality_does_not_open_what_another_keeps(client: Client, scope: Scope) -> None:
    """The same person in two organisations has one user: a link opens the week of the one that made it."""
    other = PartnerFactory.create()
    told: dict[str, Any] = {"first_name": "Amina", "email": "amina@example.org"}
    here, there = (
        CandidateFactory.create(keeper=scope.organisation, **told),
        CandidateFactory.create(keeper=other, **told),
    )
    access.give(by=Scope(other, None), candidate=there)
    code = new_code(scope, here, "letter")
    here.refresh_from_db()
    there.refresh_from_db()
    assert here.user == there.user

    client.post(where(code), BORN)
    assert client.get("/min-uge/").context["person"] == here
    away = Membership.objects.get(user=here.user, organisation=other, role=Role.CANDIDATE)
    assert client.post(reverse("switch_organisation"), {"membership": str(away.public_id)}).status_code == 404
    assert client.get("/min-uge/").context["person"] == here


def test_somebody_who_is_signed_in_by_a_code_stays_so(client: Client, scope: Scope, amina: Candidate) -> None:
    code = new_code(scope, amina)
    amina.refresh_from_db()
    assert amina.user
    client.force_login(amina.user)
    session = client.session
    session["assurance"] = Assurance.CODE.value
    session.save()
    client.post(where(code), BORN)
    assert client.get("/mine-oplysninger/").status_code == 200


def test_another_organisations_consultant_makes_and_closes_no_link(
    client: Client, scope: Scope, amina: Candidate
) -> None:
    new_code(scope, amina)
    stranger = MembershipFactory.create(organisation=MunicipalityFactory.create(name="Hedensted", code="DK-766"))
    client.force_login(stranger.user)
    link = PersonalLink.objects.get()
    assert client.post(reverse("candidates:new_link", args=[amina.public_id])).status_code == 404
    assert client.post(reverse("candidates:close_link", args=[link.public_id])).status_code == 404


def test_closing_a_link_ends_what_it_has_opened(client: Client, scope: Scope, amina: Candidate) -> None:
    """Who found the paper and was quicker is out when the consultant closes it."""
    client.post(where(new_code(scope, amina)), BORN)
    assert client.get("/min-uge/").status_code == 200

    links.close(by=scope, link=PersonalLink.objects.get())
    assert client.get("/min-uge/").status_code == 302


def test_a_phone_is_one_phone_however_it_is_typed(client: Client, scope: Scope, amina: Candidate) -> None:
    access.give(by=scope, candidate=amina)
    spellings = ["20112233", "20 11 22 33", "+4520112233", "0045 20 11 22 33"]
    answers = [client.post(reverse("candidates:link_lost"), {"address": one}).status_code for one in spellings]
    assert answers == [200, 200, 200, 429]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("", "Skriv din telefon eller din e-mail."),
        ("hej", "Skriv din e-mail eller dit telefonnummer, fx"),
        ("20 11", "Skriv din e-mail eller dit telefonnummer, fx"),
        ("2" * 40, "Skriv din e-mail eller dit telefonnummer, fx"),
        ("amina@", "Se efter, om e-mailen er skrevet rigtigt."),
    ],
)
def test_what_can_be_nobodys_phone_or_email_is_told(client: Client, typed: str, told: str) -> None:
    """Else somebody waits for a message that can't come."""
    page = client.post(reverse("candidates:link_lost"), {"address": typed})
    assert page.status_code == 422
    text = page.content.decode()
    assert told in text
    assert typed in text, "what was typed stays"


def test_a_mistyped_code_is_told_to_look_at_the_paper_again(client: Client) -> None:
    assert "se efter, om den er rigtig" in client.get(where("KXTR-4P9D-W2HX")).content.decode()
