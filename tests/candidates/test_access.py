"""The page "Adgang": how somebody hears from us, their way in, and that a user is never two people."""

from __future__ import annotations

import re

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from candidates.actions import access, links
from candidates.models import Candidate, PersonalLink
from smaajob.accounts.models import Membership, Organisation, Role, User
from smaajob.accounts.scope import Scope
from smaajob.audit.models import Event
from smaajob.messages.models import Message, MessageKind
from tests.factories import CandidateFactory, MembershipFactory, PartnerFactory, UserFactory
from tests.smaajob.test_codes import code_sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def amina(municipality: Organisation) -> Candidate:
    return CandidateFactory.create(
        keeper=municipality, first_name="Amina", last_name="Hassan", phone="20 11 22 33", email="Amina@example.org"
    )


@pytest.fixture
def page(amina: Candidate) -> str:
    return reverse("candidates:access", args=[amina.public_id])


def act(client: Client, name: str, person: Candidate, **data: str) -> str:
    """Press a button on the page, and read the page that follows."""
    return client.post(reverse(f"candidates:{name}", args=[person.public_id]), data, follow=True).content.decode()


def told_in(text: str) -> list[tuple[str, str]]:
    """What the history says that each thing is now, newest first."""
    found = re.findall(r"<dt>([^<]*)</dt><dd>(?:<del>.*?</del> )?<ins><span[^>]*>Nu: </span>([^<]*)</ins>", text)
    return [(label, after) for label, after in found]


def test_access_is_given_ended_and_given_again_to_the_same_user(
    signed_in: Client, scope: Scope, amina: Candidate
) -> None:
    assert "Har adgang" in act(signed_in, "give_access", amina)
    amina.refresh_from_db()
    user = amina.user
    assert user is not None
    assert (user.email, user.phone_number, user.name) == ("amina@example.org", "+4520112233", "Amina Hassan")
    assert not user.has_usable_password()
    assert Membership.objects.get(user=user).role == Role.CANDIDATE

    links.make(by=scope, candidate=amina)
    assert "Har ingen adgang" in act(signed_in, "end_access", amina)
    assert PersonalLink.objects.get().revoked_at is not None
    assert "har ingen adgang" in act(signed_in, "end_access", amina)

    act(signed_in, "give_access", amina)
    amina.refresh_from_db()
    assert amina.user == user
    verbs = list(Event.objects.about(amina).values_list("verb", flat=True))
    assert verbs == ["access.give", "access.end", "link.make", "access.give"]
    assert Event.objects.about(amina).first().actor == scope.user


def test_whose_access_ends_is_signed_out(client: Client, scope: Scope, amina: Candidate) -> None:
    access.give(by=scope, candidate=amina)
    me, on_the_phone = own(client, amina), own(Client(), amina)
    assert me.get("/mine-oplysninger/").status_code == 200
    access.end(by=scope, candidate=amina)
    for session in (me, on_the_phone):
        assert "/konto/login/" in session.get("/mine-oplysninger/")["Location"]


@pytest.mark.parametrize("came_by", ["code", "link"])
def test_who_is_something_else_too_keeps_only_that(
    client: Client, scope: Scope, amina: Candidate, came_by: str
) -> None:
    """Amina is a mentor too: her code opens that as before, and her link nothing."""
    access.give(by=scope, candidate=amina)
    me = own(client, amina, came_by)
    MembershipFactory.create(user=amina.user, organisation=amina.keeper, role=Role.MENTOR)
    assert me.get("/min-uge/").status_code == 200
    access.end(by=scope, candidate=amina)
    for own_page in ("/min-uge/", "/mine-oplysninger/"):
        assert me.get(own_page).status_code == 403, own_page
    assert me.get("/mine-personer/").status_code == (200 if came_by == "code" else 403)


def test_a_link_gives_access_too_and_the_page_tells_of_it(signed_in: Client, page: str, amina: Candidate) -> None:
    text = act(signed_in, "new_link", amina, **{"link-channel": "letter"})
    assert "Brevet til Amina ligger klar" in text
    assert f'<a href="{reverse("letters")}">Skriv det ud</a>' in text
    assert "Har adgang" in text
    assert "Ikke brugt endnu" in text
    assert ("Sendes som", "Brev") in told_in(text)
    link = PersonalLink.objects.get()
    closed = signed_in.post(reverse("candidates:close_link", args=[link.public_id]), follow=True).content.decode()
    assert "Lukket" in closed
    again = signed_in.post(reverse("candidates:close_link", args=[link.public_id]), follow=True).content.decode()
    assert "allerede lukket" in again


def test_a_number_is_shown_as_people_read_it(signed_in: Client, page: str, amina: Candidate) -> None:
    act(signed_in, "give_access", amina)
    text = signed_in.get(page).content.decode()
    assert "Logger ind med en kode til amina@example.org eller +45 20 11 22 33." in text
    assert "+4520112233" not in text


def test_only_what_is_on_record_can_be_chosen(signed_in: Client, page: str, amina: Candidate) -> None:
    assert "SMS til 20 11 22 33" in signed_in.get(page).content.decode()
    assert ("Hører fra os", "E-mail") in told_in(
        signed_in.post(page, {"channel": "email"}, follow=True).content.decode()
    )
    amina.refresh_from_db()
    assert amina.channel == "email"

    Candidate.objects.update(email="", phone="ingen")
    answer = signed_in.post(page, {"channel": "sms"})
    assert answer.status_code == 422
    assert "SMS til" not in answer.content.decode()
    assert (
        signed_in.post(reverse("candidates:new_link", args=[amina.public_id]), {"link-channel": "email"}).status_code
        == 422
    )
    assert not Message.objects.exists()


def test_a_link_goes_by_what_is_on_record_now_not_by_a_channel_that_is_gone(scope: Scope, amina: Candidate) -> None:
    Candidate.objects.update(channel="email", email="")
    amina.refresh_from_db()
    links.make(by=scope, candidate=amina)
    assert Message.objects.get().channel == "sms"


def test_an_address_that_somebody_else_signs_in_with_is_not_taken(
    signed_in: Client, scope: Scope, page: str, amina: Candidate
) -> None:
    """A mother and a son share an e-mail and a phone: each has their own user, and only one can be sent a code there."""
    son = CandidateFactory.create(keeper=amina.keeper, first_name="Ali", phone=amina.phone, email=amina.email)
    access.give(by=scope, candidate=son)
    access.give(by=scope, candidate=amina)
    amina.refresh_from_db()
    son.refresh_from_db()
    assert amina.user != son.user
    assert amina.user is not None
    assert (amina.user.email, amina.user.phone) == (None, "")
    text = signed_in.get(page).content.decode()
    assert "Kan kun bruge sit personlige link" in text
    assert "Ali" not in text, "whose it is, is nobody's business"
    assert "bruges allerede af en anden" in act(signed_in, "follow_record", amina)


def elsewhere(**values: object) -> Candidate:
    """Amina in another organisation, with access there."""
    told = {"first_name": "Amina", "email": "amina@example.org", **values}
    person: Candidate = CandidateFactory.create(keeper=PartnerFactory.create(), **told)
    access.give(by=Scope(person.keeper, None), candidate=person)
    person.refresh_from_db()
    return person


def test_the_same_person_elsewhere_is_the_same_user(scope: Scope, amina: Candidate) -> None:
    there = elsewhere(first_name="amina")
    access.give(by=scope, candidate=amina)
    amina.refresh_from_db()
    assert amina.user == there.user
    assert Membership.objects.filter(user=amina.user).count() == 2


@pytest.mark.parametrize(
    "different", [{"first_name": "Fatima"}, {"birth_date": "1984-05-18"}, {"email": "en.anden@example.org"}]
)
def test_somebody_who_is_only_alike_is_somebody_else(scope: Scope, amina: Candidate, different: dict[str, str]) -> None:
    there = elsewhere(**different)
    access.give(by=scope, candidate=amina)
    amina.refresh_from_db()
    assert amina.user != there.user


@pytest.mark.parametrize("role", [Role.CONSULTANT, Role.MENTOR])
def test_a_colleagues_user_is_never_a_persons(scope: Scope, amina: Candidate, role: Role) -> None:
    """Who writes a colleague's e-mail on a made-up person gets no way into the colleague's account."""
    user = UserFactory.create(email="amina@example.org", password=None)
    User.objects.filter(pk=user.pk).update(password="!")
    MembershipFactory.create(user=user, organisation=scope.organisation, role=role)
    access.give(by=scope, candidate=amina)
    amina.refresh_from_db()
    assert amina.user != user


def test_what_one_signs_in_with_is_a_colleagues_to_change_only_where_it_opens_nothing_else(
    signed_in: Client, scope: Scope, page: str, amina: Candidate
) -> None:
    access.give(by=scope, candidate=amina)
    Candidate.objects.filter(pk=amina.pk).update(email="ny@example.org")
    assert "ikke det samme som i kontaktoplysningerne" in signed_in.get(page).content.decode()
    act(signed_in, "follow_record", amina)
    amina.refresh_from_db()
    assert amina.user is not None
    assert amina.user.email == "ny@example.org"

    other = MembershipFactory.create(user=amina.user, organisation=PartnerFactory.create(), role=Role.CANDIDATE)
    Candidate.objects.filter(pk=amina.pk).update(email="mettes.egen@example.org")
    text = signed_in.get(page).content.decode()
    assert "retter den selv" in text
    assert other.organisation.name not in text, "where else is not told"
    act(signed_in, "follow_record", amina)
    amina.user.refresh_from_db()
    assert amina.user.email == "ny@example.org"


def test_people_in_the_archive_get_no_access(signed_in: Client, scope: Scope, page: str, amina: Candidate) -> None:
    Candidate.objects.update(archived_at="2026-01-01T00:00Z", archived_as="done")
    assert "kan ikke logge ind" in signed_in.get(page).content.decode()
    with pytest.raises(ValidationError, match="ligger i arkivet"):
        access.give(by=scope, candidate=amina)


def test_who_sees_another_organisations_people_sees_none_of_it(client: Client, page: str, amina: Candidate) -> None:
    stranger = MembershipFactory.create(organisation=PartnerFactory.create())
    client.force_login(stranger.user)
    assert client.get(page).status_code == 404
    for name in ("give_access", "end_access", "follow_record", "new_link", "invite_circle"):
        assert client.post(reverse(f"candidates:{name}", args=[amina.public_id])).status_code == 404


def test_the_page_asks_as_much_with_many_links_as_with_one(
    signed_in: Client, scope: Scope, page: str, amina: Candidate
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            signed_in.get(page)
        return sum(one["sql"].startswith("SELECT") for one in seen)

    links.make(by=scope, candidate=amina)
    few = asked()
    for _n in range(9):
        links.make(by=scope, candidate=amina)
    assert asked() == few
    assert few <= 12


def own(client: Client, person: Candidate, came_by: str = "code") -> Client:
    person.refresh_from_db()
    assert person.user
    client.force_login(person.user)
    session = client.session
    session["assurance"] = came_by
    session["membership"] = str(Membership.objects.get(user=person.user, role=Role.CANDIDATE).public_id)
    session.save()
    return client


def test_somebody_changes_their_own_phone_and_signs_in_with_it(client: Client, scope: Scope, amina: Candidate) -> None:
    access.give(by=scope, candidate=amina)
    me = own(client, amina)
    text = me.get("/mine-oplysninger/").content.decode()
    assert "20 11 22 33" in text
    data = {"_seen": me.get("/mine-oplysninger/").context["page"]._seen, "email": "amina@example.org", "channel": "sms"}
    asked = me.post("/mine-oplysninger/", {**data, "phone": "30 11 22 33"}, follow=True)
    assert "Vi har sendt en SMS med en kode til +45 30 11 22 33" in asked.content.decode()
    amina.refresh_from_db()
    assert (amina.phone, amina.channel) == ("20 11 22 33", ""), "until it is shown to be theirs nothing is changed"
    wrong = me.post("/mine-oplysninger/kode/", {"code": "12"})
    assert wrong.status_code == 422
    answer = me.post("/mine-oplysninger/kode/", {"code": code_sent()}, follow=True)
    assert "Det er gemt" in answer.content.decode()
    amina.refresh_from_db()
    assert amina.user
    amina.user.refresh_from_db()
    assert (amina.phone, amina.user.phone_number, amina.channel) == ("30 11 22 33", "+4530112233", "sms")
    event = Event.objects.about(amina).first()
    assert (event.verb, event.actor, event.on_behalf_of) == ("access.own", amina.user, "")
    back = me.get("/mine-oplysninger/kode/", follow=True).content.decode()
    assert "Koden gælder ikke længere. Se efter, om det her er rigtigt" in back, (
        "it was saved, and is not said not to be"
    )


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"channel": "sms", "phone": "", "email": ""}, "Skriv den telefon"),
        ({"channel": "email", "phone": "", "email": ""}, "Skriv den e-mail"),
        ({"channel": "email", "phone": "", "email": "amina@"}, "Se efter, om e-mailen"),
        ({"channel": "sms", "phone": "12 34", "email": ""}, "Se efter, om nummeret er rigtigt."),
        ({"channel": "email", "phone": "12 34", "email": "amina@example.org"}, "Se efter, om nummeret er rigtigt."),
        ({"channel": "due", "phone": "", "email": ""}, "Fejl:"),
    ],
)
def test_what_can_not_reach_them_is_told(
    client: Client, scope: Scope, amina: Candidate, typed: dict[str, str], told: str
) -> None:
    access.give(by=scope, candidate=amina)
    page = own(client, amina).post("/mine-oplysninger/", typed)
    assert page.status_code == 422
    assert told in page.content.decode()


def test_an_email_that_is_somebody_elses_is_not_given_away_as_such(
    client: Client, scope: Scope, amina: Candidate
) -> None:
    UserFactory.create(email="optaget@example.org")
    access.give(by=scope, candidate=amina)
    me = own(client, amina)
    data = {"_seen": me.get("/mine-oplysninger/").context["page"]._seen, "channel": "email", "phone": ""}
    texts = []
    for email in ("optaget@example.org", "fri@example.org"):
        data["_seen"] = me.get("/mine-oplysninger/").context["page"]._seen
        texts.append(me.post("/mine-oplysninger/", {**data, "email": email}).status_code)
    assert texts == [302, 302]
    assert User.objects.filter(email="optaget@example.org").count() == 1


def test_a_new_email_and_a_new_phone_take_a_code_each_and_the_old_address_is_told(
    client: Client, scope: Scope, amina: Candidate
) -> None:
    access.give(by=scope, candidate=amina)
    me, elsewhere = own(client, amina), own(Client(), amina)
    new = {"email": "Ny@example.org", "phone": "30 11 22 33", "channel": "email"}
    me.post("/mine-oplysninger/", {**new, "_seen": me.get("/mine-oplysninger/").context["page"]._seen})
    assert Message.objects.latest("pk").address == "ny@example.org"
    between = me.post("/mine-oplysninger/kode/", {"code": code_sent()})
    assert between["Location"] == "/mine-oplysninger/kode/"
    assert Message.objects.latest("pk").address == "+4530112233"
    amina.refresh_from_db()
    assert amina.phone == "20 11 22 33"
    me.post("/mine-oplysninger/kode/", {"code": code_sent()})

    amina.refresh_from_db()
    assert amina.user
    amina.user.refresh_from_db()
    assert (amina.phone, amina.user.email, amina.user.phone_number) == ("30 11 22 33", "ny@example.org", "+4530112233")
    told = Message.objects.get(kind=MessageKind.ACCOUNT_CHANGED)
    assert told.address in {"amina@example.org", "+4520112233"}
    assert me.get("/mine-oplysninger/").status_code == 200
    assert elsewhere.get("/mine-oplysninger/").status_code == 302


def test_a_colleague_who_changes_what_one_signs_in_with_does_not_do_so_unseen(
    client: Client, scope: Scope, amina: Candidate
) -> None:
    access.give(by=scope, candidate=amina)
    me = own(client, amina)
    Candidate.objects.filter(pk=amina.pk).update(phone="30 11 22 33")
    access.follow_record(by=scope, candidate=amina)

    assert Message.objects.filter(kind=MessageKind.ACCOUNT_CHANGED).count() == 1
    assert me.get("/mine-oplysninger/").status_code == 302


def test_what_a_colleague_wrote_is_not_made_ones_own_by_the_way(client: Client, scope: Scope, amina: Candidate) -> None:
    access.give(by=scope, candidate=amina)
    me = own(client, amina)
    Candidate.objects.filter(pk=amina.pk).update(email="kollegas@example.org")
    data = {"_seen": me.get("/mine-oplysninger/").context["page"]._seen, "email": "kollegas@example.org"}
    assert me.post("/mine-oplysninger/", {**data, "phone": "20 11 22 33", "channel": "letter"}).status_code == 302

    assert not User.objects.filter(email="kollegas@example.org").exists()
