"""A workplace is written, changed, put away and given to somebody, by hand."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from employers.models import Contact, Employer, Task, Workplace
from smaajob.accounts.models import Membership, Organisation
from smaajob.archive import ArchivedAs
from smaajob.audit.models import Event
from tests.employers.filling import form_of, send
from tests.factories import (
    ContactFactory,
    EmployerFactory,
    MembershipFactory,
    MunicipalityFactory,
    PlacementFactory,
    TaskFactory,
    UserFactory,
    WorkplaceFactory,
    cvr_number,
)

NEW = "/arbejdspladser/ny/"


def at(name: str, thing: Any) -> str:
    return reverse(f"employers:{name}", args=[thing.public_id])


@pytest.fixture
def samir(municipality: Organisation) -> Membership:
    return MembershipFactory.create(organisation=municipality, user__name="Samir Haddad", user__phone="+45 21 22 23 24")


@pytest.fixture
def bakery(municipality: Organisation, membership: Membership) -> Workplace:
    return WorkplaceFactory.create(
        keeper=municipality,
        employer=EmployerFactory.create(keeper=municipality, name="Limfjordens Bageri", cvr=cvr_number(70_000)),
        name="Limfjordens Bageri",
        address="Havnegade 4",
        employees=18,
        offered=["pauser"],
        not_offered=["tolk"],
        about="De taler stille.\nChefen har tid.",
        consultant=membership.user,
        external_id="V-1",
    )


def test_a_workplace_is_written_on_one_page(signed_in: Client, membership: Membership, samir: Membership) -> None:
    page = send(
        signed_in,
        NEW,
        name="Gug  Skole ",
        type="offentlig",
        industry="Folkeskole",
        cvr=f"DK {cvr_number(70_001)}",
        p_number="10 0312 4567",
        employees="1200",
        address="Solhøjsvej 2",
        postcode="9210",
        contact_name="Bente Krogh",
        contact_role="Pedel",
        contact_phone="98 12 34 56",
        contact_call_when="efter kl. 14",
        about="Her er roligt.\r\nAlle siger hej.",
        consultant=membership.user.public_id,
        stand_in=samir.user.public_id,
        **{"offers-pauser": "ja", "offers-tolk": "nej"},
    )

    school = Workplace.objects.get()
    assert (school.name, school.p_number, school.about) == (
        "Gug Skole",
        "1003124567",
        "Her er roligt.\nAlle siger hej.",
    )
    assert (school.offered, school.not_offered) == (["pauser"], ["tolk"])
    assert (school.employer.name, school.employer.cvr) == ("Gug Skole", cvr_number(70_001))
    assert school.external_id.startswith("sj-")
    for words in (
        "Gug Skole er oprettet.", "Bente Krogh", "Pedel", "Ring: efter kl. 14", "Her er roligt.", "Samir Haddad",
        "+45 21 22 23 24", "Ekstra pauser", "Tolk",
    ):  # fmt: skip
        assert words in page.text
    [contact] = Contact.objects.all()
    assert contact.main
    told = signed_in.get(at("detail", school), {"fane": "historik"}).text
    assert "Oprettet." in told
    assert "En kontakt på stedet blev tilføjet." in told


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "Skriv arbejdspladsens navn."),
        ({"type": None}, "Vælg, hvad det er for et sted."),
        ({"cvr": "12345678"}, "CVR-nummeret findes ikke. Tjek de 8 cifre."),
        ({"cvr": "1234"}, "Et CVR-nummer har 8 cifre"),
        ({"country": "SE", "postcode": "21119", "cvr": "5560360794"}, "Organisationsnummeret findes ikke."),
        ({"p_number": "123"}, "Et P-nummer har 10 cifre."),
        ({"postcode": "921"}, "Et postnummer har 4 cifre"),
        ({"postcode": "92100"}, "Et dansk postnummer har 4 cifre."),
        ({"country": "SE"}, "Et svensk postnummer har 5 cifre."),
        ({"employees": "mange"}, "Skriv et helt tal."),
        ({"contact_email": "bente"}, "Skriv hele e-mailadressen"),
        ({"contact_phone": "ring"}, "Skriv telefonnummeret med tal"),
        ({"contact_role": "Pedel"}, "Skriv et navn, et telefonnummer eller en e-mail."),
        ({"offers-pauser": "måske"}, "Vælg »kan tilbydes«"),
    ],
)
def test_what_is_wrong_is_said_beside_it_and_nothing_typed_is_lost(
    wrong: dict[str, Any], said: str, signed_in: Client
) -> None:
    typed = {"name": "Gug Skole", "type": "offentlig", "postcode": "9210", "about": "Her er roligt", **wrong}

    page = send(signed_in, NEW, **typed)

    assert page.status_code == 422
    assert said in page.text
    assert "Her er roligt" in page.text
    assert not Workplace.objects.exists()
    assert "Her er roligt" in signed_in.get(NEW).text, "and it is there when one comes back"


def test_a_swedish_workplace_has_a_swedish_number(signed_in: Client) -> None:
    send(
        signed_in, NEW, name="Malmö Bageri", type="privat", country="SE", cvr="556036-0793", postcode="211 19"
    )  # fmt: skip

    employer = Workplace.objects.get().employer
    assert (employer.country, employer.cvr) == ("SE", "5560360793")


def test_the_same_number_is_another_workplace_of_the_same_company(signed_in: Client, bakery: Workplace) -> None:
    page = send(signed_in, NEW, name="Bageriet Nord", type="privat", cvr=bakery.employer.cvr, postcode="9400")

    assert "De har samme CVR-nummer som Limfjordens Bageri, så det er samme virksomhed." in page.text
    assert Employer.objects.count() == 1
    assert f'href="{at("detail", bakery)}"' in page.text


def test_without_a_number_each_is_a_company_of_its_own(signed_in: Client) -> None:
    for name in ("Foreningen A", "Foreningen B"):
        send(signed_in, NEW, name=name, type="forening", postcode="9000")
    assert Employer.objects.count() == 2


def test_an_unknown_postcode_is_taken_and_told(signed_in: Client) -> None:
    page = send(signed_in, NEW, name="Nyt sted", type="privat", postcode="9999")
    assert "Vi kender ikke postnummer 9999." in page.text


@pytest.mark.parametrize("same", [{"p_number": "1003124567"}, {"name": "limfjordens bageri", "postcode": "9000"}])
def test_a_double_is_shown_before_it_is_made(same: dict[str, str], signed_in: Client, bakery: Workplace) -> None:
    Workplace.objects.filter(pk=bakery.pk).update(p_number="1003124567")
    typed = {"name": "Noget andet", "type": "privat", "postcode": "9400", **same}

    warned = send(signed_in, NEW, **typed)
    assert warned.status_code == 422
    assert "Har I den i forvejen?" in warned.text
    assert f'href="{at("detail", bakery)}"' in warned.text
    assert Workplace.objects.count() == 1

    send(signed_in, NEW, **typed, anyway="on")
    assert Workplace.objects.count() == 2


def test_nothing_changes_when_a_page_is_saved_as_it_stands(signed_in: Client, bakery: Workplace) -> None:
    before = Workplace.objects.values().get()

    page = send(signed_in, at("edit", bakery))

    assert "Oplysningerne om Limfjordens Bageri er gemt." in page.text
    assert Workplace.objects.values().get() == before
    assert not Event.objects.about(bakery).exists()


def test_what_is_changed_stands_in_the_history(signed_in: Client, bakery: Workplace) -> None:
    send(signed_in, at("edit", bakery), name="Brødhuset", **{"offers-pauser": "", "offers-stille": "ja"})

    bakery.refresh_from_db()
    assert (bakery.name, bakery.offered, bakery.employer.name) == ("Brødhuset", ["stille"], "Brødhuset")
    told = signed_in.get(at("detail", bakery), {"fane": "historik"}).text
    for words in ("Rettet.", "Mette Holm", "Limfjordens Bageri", "Brødhuset", "ekstra pauser", "et stille sted"):
        assert words in told.replace("Ekstra", "ekstra").replace("Et stille", "et stille")


def test_another_number_moves_it_to_that_company(signed_in: Client, bakery: Workplace) -> None:
    old, other = bakery.employer, WorkplaceFactory.create(keeper=bakery.keeper)

    send(signed_in, at("edit", bakery), cvr=other.employer.cvr)

    bakery.refresh_from_db()
    assert bakery.employer == other.employer
    assert not Employer.objects.filter(pk=old.pk).exists(), "nobody is left of it"
    assert other.employer.name != bakery.name, "the company keeps its name"

    send(signed_in, at("edit", bakery), cvr="")
    bakery.refresh_from_db()
    assert (bakery.employer.cvr, bakery.employer.name) == ("", "Limfjordens Bageri")
    assert Employer.objects.filter(pk=other.employer.pk).exists()


def test_an_id_that_another_has_is_refused(signed_in: Client, bakery: Workplace) -> None:
    other = WorkplaceFactory.create(keeper=bakery.keeper, external_id="V-2")

    page = send(signed_in, at("edit", other), external_id="V-1")
    assert page.status_code == 422
    assert "Det id har en anden allerede." in page.text

    send(signed_in, at("edit", other), external_id="")
    other.refresh_from_db()
    assert other.external_id == "V-2", "an id is never lost"


def test_two_who_change_it_at_once_are_told(signed_in: Client, bakery: Workplace) -> None:
    opened = form_of(signed_in, at("edit", bakery))
    send(signed_in, at("edit", bakery), industry="Konditori")

    page = signed_in.post(at("edit", bakery), {**opened, "industry": ["Bageri"]})

    assert page.status_code == 422
    assert "mens du skrev" in page.text
    bakery.refresh_from_db()
    assert bakery.industry == "Konditori"


def test_it_is_given_only_to_those_who_work_here(signed_in: Client, bakery: Workplace, samir: Membership) -> None:
    stranger = MembershipFactory.create(
        organisation=MunicipalityFactory.create(name="Malmö", country="SE", code="SE-1280")
    )
    gone = MembershipFactory.create(organisation=bakery.keeper, active=False)

    for user in (stranger.user, gone.user):
        assert send(signed_in, at("edit", bakery), stand_in=user.public_id).status_code == 422
        assert user.name not in signed_in.get(NEW).text
    same = send(signed_in, at("edit", bakery), stand_in=bakery.consultant.public_id)
    assert "Stedfortræderen skal være en anden end den faste kontakt." in same.text

    theirs = WorkplaceFactory.create(keeper=bakery.keeper, stand_in=samir.user)
    samir.active = False
    samir.save()
    assert "Samir Haddad (ikke hos jer længere)" in signed_in.get(at("edit", theirs)).text
    kept = send(signed_in, at("edit", theirs), industry="Konditori")
    assert kept.status_code == 200, "who has it already stays until somebody chooses another"


def test_an_address_that_no_user_has_stays_until_somebody_is_chosen(
    signed_in: Client, bakery: Workplace, samir: Membership
) -> None:
    Workplace.objects.filter(pk=bakery.pk).update(consultant=None, consultant_email="lis@kommunen.example")

    assert "lis@kommunen.example" in signed_in.get(at("edit", bakery)).text
    send(signed_in, at("edit", bakery), industry="Konditori")
    bakery.refresh_from_db()
    assert bakery.consultant_email == "lis@kommunen.example"

    send(signed_in, at("edit", bakery), consultant=samir.user.public_id)
    bakery.refresh_from_db()
    assert (bakery.consultant, bakery.consultant_email) == (samir.user, "")


def test_it_is_put_away_with_its_tasks_and_taken_out_again(signed_in: Client, bakery: Workplace) -> None:
    task = TaskFactory.create(keeper=bakery.keeper, workplace=bakery)

    unsaid = send(signed_in, at("archive", bakery))
    assert "Vælg, om det er slut, eller om det var en fejl." in unsaid.text
    page = send(signed_in, at("archive", bakery), how="done", reason="De er lukket")

    bakery.refresh_from_db()
    assert bakery.archived_as == ArchivedAs.DONE
    assert "Deres opgave ligger der også." in page.text
    assert Task.objects.get().is_archived
    assert [w.pk for w in signed_in.get("/arbejdspladser/").context["listing"].rows] == []
    assert [w.pk for w in signed_in.get("/arbejdspladser/", {"vis": "arkiv"}).context["listing"].rows] == [bakery.pk]
    told = signed_in.get(at("detail", bakery), {"fane": "historik"}).text
    assert "Lagt i arkivet: Det er slut." in told
    assert "De er lukket" in told

    refused = signed_in.post(at("archive_task", task), {"restore": "1"}, follow=True)
    assert "Arbejdspladsen ligger i arkivet. Tag den ud først." in refused.text
    signed_in.post(at("archive", bakery), {"restore": "1"})
    bakery.refresh_from_db()
    assert not bakery.is_archived
    assert Task.objects.get().is_archived, "its tasks are taken out one by one"


def test_it_stays_while_somebody_is_there(signed_in: Client, bakery: Workplace) -> None:
    PlacementFactory.create(candidate__keeper=bakery.keeper, workplace=bakery)

    page = send(signed_in, at("archive", bakery), how="done")

    assert page.status_code == 422
    assert "Der er et forløb, som ikke er sluttet." in page.text


def test_an_old_address_leads_to_what_it_was_merged_into(signed_in: Client, bakery: Workplace) -> None:
    double = WorkplaceFactory.create(keeper=bakery.keeper)
    double.archived_at, double.archived_as, double.merged_into = timezone.now(), "merged", bakery
    double.save()

    assert signed_in.get(at("detail", double))["Location"] == at("detail", bakery)
    assert signed_in.get(at("edit", double)).status_code == 404


def test_those_that_are_ticked_are_given_away(
    signed_in: Client, bakery: Workplace, membership: Membership, samir: Membership
) -> None:
    other = WorkplaceFactory.create(keeper=bakery.keeper, stand_in=samir.user, consultant_email="x@example.org")
    third = WorkplaceFactory.create(keeper=bakery.keeper)
    sent = {"valgte": [bakery.public_id, other.public_id], "next": "/arbejdspladser/?q=b"}

    page = signed_in.post("/arbejdspladser/giv/", {**sent, "consultant": samir.user.public_id}, follow=True)

    assert page.redirect_chain == [("/arbejdspladser/?q=b", 302)]
    assert "2 arbejdspladser er givet videre." in page.text
    for one in (bakery, other, third):
        one.refresh_from_db()
    assert (bakery.consultant, other.consultant, third.consultant) == (samir.user, samir.user, None)
    assert (other.stand_in, other.consultant_email) == (None, ""), "who has it is not also the stand-in"

    signed_in.post("/arbejdspladser/giv/", {"valgte": [bakery.public_id], "stand_in": membership.user.public_id})
    bakery.refresh_from_db()
    assert (bakery.consultant, bakery.stand_in) == (samir.user, membership.user)
    assert "Givet til en konsulent." in signed_in.get(at("detail", bakery), {"fane": "historik"}).text


def test_giving_away_needs_somebody_to_give_and_somebody_to_take(
    signed_in: Client, bakery: Workplace, membership: Membership
) -> None:
    theirs = WorkplaceFactory.create(keeper=MunicipalityFactory.create(name="Malmö", country="SE", code="SE-1280"))
    mette = membership.user.public_id
    chosen = [bakery.public_id]
    for sent, said in (
        ({"consultant": mette}, "Sæt hak ved dem, der skal gives videre."),
        ({"valgte": chosen}, "Vælg, hvem arbejdspladserne skal gives til."),
        ({"valgte": [theirs.public_id], "consultant": mette}, "En af de valgte findes ikke længere."),
        ({"valgte": ["x"], "consultant": mette}, "En af de valgte findes ikke længere."),
        ({"valgte": chosen, "consultant": UserFactory.create().public_id}, "Vælg en af dem, der arbejder hos jer."),
        ({"valgte": chosen, "stand_in": mette}, "Mette Holm er allerede fast kontakt hos Limfjordens Bageri."),
        ({"valgte": chosen, "consultant": mette, "stand_in": mette}, "Stedfortræderen skal være en anden"),
    ):
        page = signed_in.post("/arbejdspladser/giv/", sent)
        assert page.status_code == 422
        assert said in page.text
    theirs.refresh_from_db()
    assert theirs.consultant is None


def test_contacts_of_the_workplace_come_with_it_into_the_list(signed_in: Client, bakery: Workplace) -> None:
    ContactFactory.create(
        workplace=bakery, name="Gammel Kontakt", main=False, archived_at=timezone.now(), archived_as="done"
    )
    ContactFactory.create(workplace=bakery, name="Ny Kontakt")

    page = signed_in.get("/arbejdspladser/").text

    assert "Ny Kontakt" in page
    assert "Gammel Kontakt" not in page
