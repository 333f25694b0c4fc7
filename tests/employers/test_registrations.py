"""A company asks to take part, the employer entrance answers once, and nobody learns what was known already."""

from __future__ import annotations

import re
import threading
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from employers.actions import registrations as actions
from employers.models import Registration, Workplace
from smaajob.accounts.models import Membership, Organisation, Role, User
from smaajob.accounts.scope import Scope
from smaajob.audit.models import Event
from smaajob.messages.models import Message
from tests.employers.filling import send
from tests.factories import (
    ContactFactory,
    EmployerOrganisationFactory,
    MembershipFactory,
    MunicipalityFactory,
    RegistrationFactory,
    UnitFactory,
    UserFactory,
    WorkplaceFactory,
    cvr_number,
)

CVR = "12345674"
REGISTER = reverse("employers:register")
pytestmark = pytest.mark.django_db


@pytest.fixture
def entrance(municipality: Organisation) -> Any:
    """Aalborg's employer entrance."""
    return UnitFactory.create(
        keeper=municipality,
        name="Virksomhedsservice",
        email="virksomhed@aalborg.example",
        phone="99 82 00 00",
        employer_entrance=True,
    )


def filled(place: Organisation, **other: Any) -> dict[str, Any]:
    return {
        "cvr": "12 34 56 74",
        "company": "Bageriet Sol ApS",
        "name": "Bente Bager",
        "email": "Bente@bageriet.example",
        "phone": "98 12 34 56",
        "municipality": str(place.public_id),
        "help": ["lager"],
        "words": "Vi mangler en til tirsdag.",
        **other,
    }


def at(name: str, row: Any) -> str:
    return reverse(f"employers:{name}", args=[row.public_id])


def texts() -> str:
    return "\n".join(one.text for one in Message.objects.all())


# A company asks


def test_a_baker_asks_to_take_part_from_her_phone(client: Client, municipality: Organisation, entrance: Any) -> None:
    page = client.get(REGISTER)
    assert "Har I brug for en hånd nogle timer om ugen?" in page.text
    assert "captcha" not in page.text.lower()

    answer = client.post(REGISTER, filled(municipality), follow=True)

    assert "Tak, vi har fået det" in answer.text
    assert "Aalborg Kommune ringer eller skriver til dig" in answer.text
    assert "99 82 00 00" in answer.text
    assert "Bente" not in answer.text + answer.request["PATH_INFO"]
    row = Registration.objects.get()
    assert (row.country, row.cvr, row.email, row.state) == ("DK", CVR, "bente@bageriet.example", "waits")
    assert row.words == "Rydde op på lageret\nVi mangler en til tirsdag."
    message = Message.objects.get()
    assert message.address == "virksomhed@aalborg.example"
    assert "Bente Bager fra Bageriet Sol ApS" in message.text
    assert "Bente" not in message.subject
    assert "Bageriet" not in message.subject


def test_a_swedish_company_asks_with_its_own_number(client: Client, municipality: Organisation) -> None:
    client.post(REGISTER, filled(municipality, cvr="556016-0680"))

    row = Registration.objects.get()
    assert (row.country, row.cvr) == ("SE", "5560160680")


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"cvr": ""}, "Skriv virksomhedens CVR-nummer."),
        ({"cvr": "12345678"}, "CVR-nummeret findes ikke. Tjek de 8 cifre."),
        ({"cvr": "5560160681"}, "Organisationsnummeret findes ikke. Tjek de 10 cifre."),
        ({"cvr": "1234"}, "Et CVR-nummer har 8 cifre, et svensk organisationsnummer 10."),
        ({"company": ""}, "Skriv, hvad virksomheden hedder."),
        ({"name": ""}, "Skriv dit navn."),
        ({"email": ""}, "Skriv din e-mail. Det er der, du får svaret."),
        ({"email": "bente@"}, "Skriv hele e-mailadressen"),
        ({"phone": "ring bare"}, "Skriv telefonnummeret med tal"),
        ({"municipality": ""}, "Vælg den kommune, I ligger i."),
        ({"municipality": "x"}, "Vælg en af kommunerne på listen."),
        ({"help": ["rumfart"]}, "Vælg"),
        ({"words": "Tag ham med 010190-1234"}, "ligner et CPR-nummer"),
        ({"words": "a" * 1001}, "Der er plads til 1.000 tegn."),
    ],
)
def test_what_is_wrong_is_told_beside_its_field_and_what_was_typed_stays(
    client: Client, municipality: Organisation, wrong: dict[str, Any], sentence: str
) -> None:
    answer = client.post(REGISTER, filled(municipality, **wrong))

    assert answer.status_code == 422
    assert sentence in answer.text
    if "company" not in wrong:
        assert "Bageriet Sol ApS" in answer.text
    assert not Registration.objects.exists()
    assert not Message.objects.exists()


def test_the_municipality_s_own_link_has_chosen_it_already(client: Client, municipality: Organisation) -> None:
    other = MunicipalityFactory.create(name="Vejle Kommune", code="DK-630")

    assert f'<option value="{other.public_id}">' in client.get(REGISTER).text
    page = client.get(REGISTER, {"kommune": "DK-630"}).text
    assert f'<option value="{other.public_id}" selected>' in page


def test_a_robot_is_stopped_after_ten_and_a_person_who_corrects_is_not(
    client: Client, municipality: Organisation
) -> None:
    for _n in range(15):
        assert client.post(REGISTER, filled(municipality, cvr="1")).status_code == 422
    for n in range(10):
        assert client.post(REGISTER, filled(municipality, cvr=cvr_number(n))).status_code == 302

    stopped = client.post(REGISTER, filled(municipality))

    assert stopped.status_code == 429
    assert "Vent en time" in stopped.text
    assert "Bageriet Sol ApS" in stopped.text
    assert Registration.objects.count() == 10


# Nobody learns what was known


def asked(municipality: Organisation, **other: Any) -> tuple[str, list[str]]:
    """The page that a new visitor ends on, and the kinds of statements that it took."""
    client = Client()
    with CaptureQueriesContext(connection) as seen:
        first = client.post(REGISTER, filled(municipality, **other))
    assert first.status_code == 302
    page = re.sub(r"[A-Za-z0-9]{64}", "", client.get(first["Location"]).text)  # without what keeps forgers out
    return page, [one["sql"].split(maxsplit=1)[0] for one in seen.captured_queries]


def test_the_answer_and_the_work_are_the_same_whatever_is_known(municipality: Organisation, entrance: Any) -> None:
    known = EmployerOrganisationFactory.create(name="Kendt ApS", cvr=cvr_number(1))
    admin = MembershipFactory.create(organisation=known, role=Role.EMPLOYER_ADMIN, user__email="chef@kendt.example")
    UserFactory.create(email="konto@kendt.example")
    RegistrationFactory.create(keeper=municipality, cvr=cvr_number(2), email="venter@ny.example")

    answers = {
        "nobody is known": asked(municipality, cvr=cvr_number(3), email="ny@ny.example"),
        "the company is": asked(municipality, cvr=known.cvr, email="kollega@kendt.example"),
        "the user is": asked(municipality, cvr=cvr_number(4), email="konto@kendt.example"),
        "both are": asked(municipality, cvr=known.cvr, email=admin.user.email),
        "they wait already": asked(municipality, cvr=cvr_number(2), email="Venter@ny.example"),
        "another waits": asked(municipality, cvr=cvr_number(2), email="kollega@ny.example"),
    }

    assert len({page for page, _work in answers.values()}) == 1
    # An UPDATE in the place of an INSERT is the only difference that there may be.
    work = {tuple("WRITE" if one in {"INSERT", "UPDATE"} else one for one in done) for _page, done in answers.values()}
    assert len(work) == 1
    assert Message.objects.count() == len(answers)


def test_whoever_asks_again_is_there_once_with_the_last_they_said(client: Client, municipality: Organisation) -> None:
    client.post(REGISTER, filled(municipality))
    client.post(REGISTER, filled(municipality, phone="20 11 22 33", words="Nu haster det."))

    row = Registration.objects.get()
    assert row.phone == "20 11 22 33"
    assert "Nu haster det." in row.words


def test_two_of_one_company_are_one_row_for_the_entrance_with_both_names(
    signed_in: Client, municipality: Organisation
) -> None:
    first = RegistrationFactory.create(keeper=municipality, name="Bente Bager")
    RegistrationFactory.create(keeper=municipality, name="Bo Berg", email="bo@bageriet.example")

    listed = signed_in.get("/arbejdsgivere/").text
    assert "1 virksomhed" in listed
    assert "Nye arbejdsgivere (1)" in listed
    assert "Bo Berg" not in listed
    page = signed_in.get(at("registration", first)).text
    assert "Flere fra samme virksomhed har skrevet" in page
    assert "Bo Berg" in page


# The entrance answers


def test_the_entrance_confirms_and_the_baker_can_sign_in_with_a_code(
    signed_in: Client, municipality: Organisation, membership: Membership, entrance: Any
) -> None:
    row = RegistrationFactory.create(keeper=municipality)
    WorkplaceFactory.create(keeper=municipality, employer__cvr=CVR, name="Bageriet i Vejgaard")
    ContactFactory.create(workplace__keeper=municipality, name="Bente B.", phone="+4598123456")
    ContactFactory.create(workplace__keeper=municipality, name="En anden", phone="11 22 33 44")

    page = signed_in.get(at("registration", row)).text
    assert "Bageriet i Vejgaard" in page
    assert "Bente B." in page
    assert "En anden" not in page
    answer = signed_in.post(at("confirm_registration", row), follow=True)

    assert "Bageriet Sol ApS er med. Bente Bager har fået besked" in answer.text
    assert f"Bekræftet af {membership.user}" in answer.text
    company = Organisation.objects.get(kind="employer")
    assert (company.cvr, company.name) == (CVR, "Bageriet Sol ApS")
    member = Membership.objects.get(organisation=company)
    assert (member.role, member.active, member.user.email) == (Role.EMPLOYER_ADMIN, True, "bente@bageriet.example")
    assert not member.user.has_usable_password()
    message = Message.objects.get(kind="employer_confirmed")
    assert message.address == "bente@bageriet.example"
    assert "/konto/login/code/" in message.text
    assert "Du styrer, hvem hos jer der kan logge ind." in message.text
    assert Event.objects.get(verb="confirm").actor == membership.user


def test_a_refusal_takes_a_reason_which_they_get_to_read(
    signed_in: Client, municipality: Organisation, entrance: Any
) -> None:
    row = RegistrationFactory.create(keeper=municipality)

    empty = send(signed_in, at("refuse_registration", row), reason=" ")
    assert empty.status_code == 422
    assert "Skriv, hvorfor I siger nej." in empty.text
    send(signed_in, at("refuse_registration", row), reason="I ligger i en anden kommune.")

    row.refresh_from_db()
    assert (row.state, row.reason) == ("refused", "I ligger i en anden kommune.")
    message = Message.objects.get(kind="employer_refused")
    assert "I ligger i en anden kommune." in message.text
    assert "Ring til Virksomhedsservice på 99 82 00 00" in message.text
    assert not Organisation.objects.filter(kind="employer").exists()
    assert not User.objects.filter(email=row.email).exists()
    assert "I ligger i en anden kommune." in signed_in.get(at("registration", row)).text


def test_of_two_answers_only_the_first_holds_and_the_other_is_told(
    signed_in: Client, scope: Scope, municipality: Organisation
) -> None:
    row = RegistrationFactory.create(keeper=municipality)
    actions.confirm(by=scope, registration=row)

    told = signed_in.post(at("confirm_registration", row), follow=True).text
    assert "har allerede svaret: bekræftet. Du har ikke ændret noget." in told
    assert "Der er allerede svaret" in signed_in.get(at("refuse_registration", row), follow=True).text
    with pytest.raises(ValidationError, match="har allerede svaret"):
        actions.refuse(by=scope, registration=row, reason="Nej")
    assert Message.objects.filter(kind="employer_confirmed").count() == 1
    assert Membership.objects.filter(organisation__kind="employer").count() == 1


def test_a_colleague_is_the_company_s_own_affair(client: Client, scope: Scope, municipality: Organisation) -> None:
    actions.confirm(by=scope, registration=RegistrationFactory.create(keeper=municipality))
    bente = User.objects.get(email="bente@bageriet.example")
    Client().post(REGISTER, filled(municipality, name="Bo Berg", email="bo@bageriet.example"))
    told = Message.objects.get(kind="employer_registered")
    assert told.address == bente.email
    assert "Bo Berg (bo@bageriet.example)" in told.text
    row = Registration.objects.get(email="bo@bageriet.example")

    client.force_login(bente)
    assert "Bo Berg" in client.get("/min-virksomhed/").text
    client.post(at("answer_colleague", row), {"answer": "yes"})

    member = Membership.objects.get(user__email="bo@bageriet.example")
    assert member.role == Role.EMPLOYER
    assert "Du styrer" not in Message.objects.filter(kind="employer_confirmed").latest("pk").text


def test_the_company_says_no_to_somebody_it_does_not_know(
    client: Client, scope: Scope, municipality: Organisation
) -> None:
    actions.confirm(by=scope, registration=RegistrationFactory.create(keeper=municipality))
    row = RegistrationFactory.create(keeper=municipality, name="En Fremmed", email="x@y.example")
    client.force_login(User.objects.get(email="bente@bageriet.example"))

    assert "En Fremmed har ikke fået adgang." in client.post(at("answer_colleague", row), follow=True).text

    assert not User.objects.filter(email="x@y.example").exists()
    assert "Det kan du ikke lige nu." in Message.objects.get(kind="employer_refused").text


def test_only_who_steers_the_access_answers_a_colleague(
    client: Client, signed_in: Client, municipality: Organisation
) -> None:
    company = EmployerOrganisationFactory.create()
    row = RegistrationFactory.create(keeper=municipality)
    colleague = MembershipFactory.create(organisation=company, role=Role.EMPLOYER).user
    other = MembershipFactory.create(
        organisation=EmployerOrganisationFactory.create(cvr=cvr_number(9)), role=Role.EMPLOYER_ADMIN
    ).user
    ours = MembershipFactory.create(organisation=municipality, role=Role.ADMIN).user

    for user, status in ((colleague, 403), (other, 404), (ours, 404)):
        browser = Client()
        browser.force_login(user)
        assert browser.post(at("answer_colleague", row), {"answer": "yes"}).status_code == status
    assert signed_in.post(at("answer_colleague", row), {"answer": "yes"}).status_code == 403
    row.refresh_from_db()
    assert row.state == "waits"


def test_a_company_is_confirmed_once_also_for_the_next_municipality(client: Client, scope: Scope) -> None:
    vejle = MunicipalityFactory.create(name="Vejle Kommune", code="DK-630")
    olga = MembershipFactory.create(organisation=vejle, user__name="Olga Vejle").user
    waits = RegistrationFactory.create(keeper=vejle)
    actions.confirm(by=scope, registration=RegistrationFactory.create(keeper=scope.organisation))

    # What she had asked Vejle is answered with it, and what she asks them later waits for nobody.
    waits.refresh_from_db()
    assert waits.state == "confirmed"
    Client().post(REGISTER, filled(vejle))
    later = Registration.objects.latest("pk")
    assert (later.keeper, later.state, later.decided_by) == (vejle, "confirmed", None)
    client.force_login(olga)
    page = client.get(at("registration", later)).text
    assert "Virksomheden er bekræftet af Aalborg Kommune den" in page
    assert "Ja, det er dem" not in page


def test_somebody_who_has_an_account_gets_the_company_beside_what_they_had(scope: Scope) -> None:
    before = MembershipFactory.create(
        organisation=scope.organisation, user__email="bente@bageriet.example", user__phone="11 22 33 44"
    )
    actions.confirm(by=scope, registration=RegistrationFactory.create(keeper=scope.organisation))

    user = User.objects.get(email="bente@bageriet.example")
    assert user == before.user
    assert user.phone == "11 22 33 44"
    assert {one.role for one in user.memberships.all()} == {Role.CONSULTANT, Role.EMPLOYER_ADMIN}
    assert "Log ind, som du plejer" in texts()


def test_a_closed_account_is_not_opened_by_the_way(signed_in: Client, municipality: Organisation) -> None:
    UserFactory.create(email="bente@bageriet.example", is_active=False)
    row = RegistrationFactory.create(keeper=municipality)

    assert "den er lukket" in signed_in.post(at("confirm_registration", row), follow=True).text
    row.refresh_from_db()
    assert row.state == "waits"
    assert not Organisation.objects.filter(kind="employer").exists()


def test_without_an_entrance_somebody_is_told_all_the_same(client: Client, membership: Membership) -> None:
    client.post(REGISTER, filled(membership.organisation))
    assert Message.objects.get().address == membership.user.email

    membership.organisation.email = "post@aalborg.example"
    membership.organisation.save()
    client.post(REGISTER, filled(membership.organisation, email="bo@bageriet.example"))
    assert Message.objects.latest("pk").address == "post@aalborg.example"


def test_another_municipality_s_registrations_are_not_there(signed_in: Client) -> None:
    row = RegistrationFactory.create(keeper=MunicipalityFactory.create(name="Vejle Kommune", code="DK-630"))

    assert "Bageriet" not in signed_in.get("/arbejdsgivere/").text
    for name in ("registration", "refuse_registration"):
        assert signed_in.get(at(name, row)).status_code == 404
    assert signed_in.post(at("confirm_registration", row)).status_code == 404


def test_the_list_is_counted_searched_and_costs_the_same_for_many(
    signed_in: Client, scope: Scope, municipality: Organisation
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert signed_in.get("/arbejdsgivere/").status_code == 200
        return len(seen)

    for n in range(2):
        RegistrationFactory.create(keeper=municipality, cvr=cvr_number(n), company=f"Virksomhed {n}")
    actions.refuse(by=scope, registration=Registration.objects.first(), reason="Nej")  # type: ignore[arg-type]
    few = cost()
    for n in range(2, 20):
        RegistrationFactory.create(keeper=municipality, cvr=cvr_number(n), company=f"Virksomhed {n}")
    assert cost() == few <= 12

    assert "19 virksomheder" in signed_in.get("/arbejdsgivere/", {"svar": "waits"}).text
    assert "1 virksomhed<" in signed_in.get("/arbejdsgivere/", {"q": "virksomhed 7"}).text
    assert "1 virksomhed<" in signed_in.get("/arbejdsgivere/", {"q": cvr_number(7)}).text


def test_what_they_wrote_stands_in_the_new_workplace_s_form(
    signed_in: Client, scope: Scope, municipality: Organisation
) -> None:
    row = actions.confirm(by=scope, registration=RegistrationFactory.create(keeper=municipality))
    new = f"{reverse('employers:new')}?ny={row.public_id}"
    assert new in signed_in.get(at("registration", row)).text

    send(signed_in, new, type="privat", postcode="9000")

    made = Workplace.objects.get()
    assert (made.name, made.employer.cvr) == ("Bageriet Sol ApS", CVR)
    assert made.contacts.get().phone == "98 12 34 56"
    assert signed_in.get(f"{reverse('employers:new')}?ny=x").status_code == 200


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("same", [True, False])
def test_two_who_answer_at_the_same_moment(same: bool) -> None:
    """Of two consultants one is told; of two municipalities both let their own in, and only one of them is the first."""
    rows, scopes = [], []
    for name, code in (("Aalborg Kommune", "DK-851"), ("Vejle Kommune", "DK-630")):
        member = MembershipFactory.create(organisation=MunicipalityFactory.create(name=name, code=code))
        scopes.append(Scope(member.organisation, member.user))
        rows.append(RegistrationFactory.create(keeper=member.organisation, email=f"{code}@sol.example"))
    if same:
        rows[1], scopes[1] = rows[0], Scope(rows[0].keeper, MembershipFactory.create(organisation=rows[0].keeper).user)
    start, told = threading.Barrier(2), []

    def answer(n: int) -> None:
        try:
            start.wait(10)
            actions.confirm(by=scopes[n], registration=rows[n])
        except ValidationError as refusal:
            told.append(refusal.messages[0])
        finally:
            connection.close()

    threads = [threading.Thread(target=answer, args=[n]) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert len(told) == (1 if same else 0)
    members = Membership.objects.filter(organisation__kind="employer")
    assert sorted(members.values_list("role", flat=True)) == (
        ["employer_admin"] if same else ["employer", "employer_admin"]
    )
    assert Organisation.objects.filter(kind="employer").count() == 1
    assert Message.objects.filter(kind="employer_confirmed").count() == (1 if same else 2)
