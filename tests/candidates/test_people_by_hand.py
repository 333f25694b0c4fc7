"""A consultant writes a person in, and puts right what has changed."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from candidates.models import Candidate, noted_elsewhere
from smaajob.accounts.models import Membership, Organisation
from smaajob.audit.models import Event
from smaajob.drafts.models import Draft
from smaajob.formpage import SEEN
from smaajob.secrets import decrypt, encrypt, keyed_hash
from tests.factories import (
    CandidateFactory,
    ConsentFactory,
    MembershipFactory,
    MunicipalityFactory,
    PartnerFactory,
    ProgrammeFactory,
    TargetGroupSpellFactory,
)

NEW = "/personer/ny/"
CPR = "170584-1231"

pytestmark = pytest.mark.django_db


def minimal(**more: Any) -> dict[str, Any]:
    """What must be written of somebody new."""
    return {
        "first_name": "Yusuf",
        "last_name": "Amin",
        "birth_date": "17-5-1984",
        "postcode": "9400",
        "groups": ["flygtning"],
        "registered_on": "1-2-2026",
        **more,
    }


@pytest.fixture
def yusuf(municipality: Organisation, membership: Membership) -> Candidate:
    person = CandidateFactory.create(
        keeper=municipality,
        first_name="Yusuf",
        last_name="Amin",
        birth_date=date(1984, 5, 17),
        postcode="9400",
        registered_on=date(2026, 2, 1),
        consultant=membership.user,
        cpr_encrypted=encrypt("1705841231"),
        cpr_hash=keyed_hash("1705841231"),
        external_id="K001",
    )
    TargetGroupSpellFactory.create(candidate=person, group="flygtning", start=date(2026, 2, 1))
    ConsentFactory.create(candidate=person, **noted_elsewhere(date(2026, 2, 1)))
    return person


def edit_url(person: Candidate) -> str:
    return f"/personer/{person.public_id}/ret/"


def as_shown(client: Client, person: Candidate, **more: Any) -> dict[str, Any]:
    """What a browser sends of the page as it stands, with what the user changes."""
    form = client.get(edit_url(person)).context["form"]
    page = client.get(edit_url(person)).context["page"]
    data: dict[str, Any] = {SEEN: page.hidden.split(f'name="{SEEN}" value="')[1].split('"')[0]}
    for bound in form:
        value = bound.value()
        if bound.name == "availability":
            data |= {f"availability-{day}": text for day, text in zip(DAYS, value, strict=True)}
        elif bound.name == "languages":
            for n, (language, level) in enumerate(value):
                data |= {f"languages-{n}": language, f"languages-{n}-level": level}
        elif value is True:
            data[bound.name] = "on"
        elif isinstance(value, date):
            data[bound.name] = f"{value:%d-%m-%Y}"
        elif value not in (None, False, ""):
            data[bound.name] = value
    return {**data, **more}


DAYS = ("man", "tir", "ons", "tor", "fre", "lør", "søn")


def said(response: Any) -> str:
    text: str = response.content.decode().replace("\xa0", " ")
    return text


def errors(response: Any) -> dict[str, list[str]]:
    assert response.status_code == 422
    return {name: list(told) for name, told in response.context["form"].errors.items()}


def test_somebody_is_written_in_with_the_little_that_must_be_known(signed_in: Client, membership: Membership) -> None:
    response = signed_in.post(NEW, minimal(), follow=True)

    person = Candidate.objects.get()
    assert response.redirect_chain[-1][0] == f"/personer/{person.public_id}/"
    assert "Yusuf Amin er oprettet" in said(response)
    assert (person.keeper, person.municipality, person.postcode) == (membership.organisation, "DK-851", "9400")
    assert person.external_id.startswith("sj-")
    assert [(s.group, s.start, s.end) for s in person.target_groups.all()] == [("flygtning", date(2026, 2, 1), None)]
    assert not person.consents.exists()
    assert Event.objects.get(verb="create").actor == membership.user


def test_everything_can_be_written(signed_in: Client, membership: Membership) -> None:
    colleague = MembershipFactory.create(organisation=membership.organisation, user__name="Samir Aziz").user
    signed_in.post(
        NEW,
        minimal(
            cpr=CPR,
            gender="m",
            phone="20 11 22 33",
            email="yusuf@example.org",
            address_protected="on",
            groups=["flygtning", "kontanthjælp"],
            step="2",
            wishes=["lager", "grønne_områder"],
            certificates=["kørekort"],
            **{"languages-0": "ar", "languages-1": "da", "languages-1-level": "A2"},
            hours_per_week="7,5",
            hours_per_day="2:30",
            **{"availability-man": "9-12", "availability-ons": "9-12 og 13-15.30"},
            reach_km="12,5 km",
            accommodations=["pauser", "gå_hjem"],
            consultant=str(membership.user.public_id),
            stand_in=str(colleague.public_id),
            consent_on="3-2-2026",
            external_id="K001",
        ),
    )

    person = Candidate.objects.get()
    assert decrypt(person.cpr_encrypted) == "1705841231"
    assert person.cpr_hash == keyed_hash("1705841231")
    assert (person.gender, person.step, person.address_protected) == ("m", 2, True)
    assert person.languages == ["ar", "da:A2"]
    assert (person.hours_per_week, person.hours_per_day, person.reach_km) == (
        Decimal("7.5"),
        Decimal("2.5"),
        Decimal("12.5"),
    )
    assert [str(one) for one in person.availability] == ["man 09:00-12:00", "ons 09:00-12:00", "ons 13:00-15:30"]
    assert (person.consultant, person.stand_in, person.external_id) == (membership.user, colleague, "K001")
    assert person.consents.get().given_on == date(2026, 2, 3)
    assert {spell.group for spell in person.target_groups.all()} == {"flygtning", "kontanthjælp"}
    told = str(Event.objects.get(verb="create").changes)
    assert "170584" not in told
    assert "'gender': ['', '']" in told


@pytest.mark.parametrize(
    ("field", "written", "told"),
    [
        ("first_name", " ", "Skriv fornavnet."),
        ("last_name", "", "Skriv efternavnet."),
        ("birth_date", "17. maj", "Skriv datoen med dag, måned og år, fx 2-3-2026."),
        ("birth_date", "17-5-2184", "Den dag er ikke kommet endnu. Se efter, om årstallet er rigtigt."),
        ("cpr", "170584", "Skriv de ti cifre, fx 010190-1234."),
        ("cpr", "705841231", "Der mangler et ciffer. Er det et 0 i begyndelsen?"),
        ("cpr", "990584-1231", "Et CPR-nummer begynder med fødselsdatoen: dag, måned og år."),
        ("cpr", "180584-1231", "CPR-nummeret passer ikke til fødselsdatoen."),
        ("email", "yusuf@", "Skriv en hel e-mailadresse, fx navn@eksempel.dk."),
        ("postcode", "94000", "Et dansk postnummer har 4 cifre."),
        ("postcode", "Aalborg", "Et dansk postnummer har 4 cifre."),
        ("groups", [], "Vælg mindst én målgruppe."),
        ("registered_on", "", "Skriv en dato, fx 2-3-2026."),
        ("hours_per_week", "200", "Det er flere timer, end der kan være."),
        ("hours_per_day", "25", "En dag har højst 24 timer."),
        ("availability-tir", "9", "tirsdag: Skriv både fra og til, fx 9-12."),
        ("languages-0-level", "A2", "Vælg, hvilket sprog det er."),
        ("languages-0", "xx", "Vælg et sprog og et niveau fra listen."),
        ("reach_km", "langt", "Skriv et antal kilometer, fx 15."),
        ("reach_km", "-3", "Skriv et antal kilometer, fx 15."),
        ("consent_on", "1-1-2199", "Den dag er ikke kommet endnu."),
        ("external_id", "170584-1231", "Brug ikke et CPR-nummer som id. Skriv jeres sagsnummer eller et løbenummer."),
        ("external_id", "K" * 61, "Denne værdi må højst have 60 tegn (den har 61)."),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_stays(
    signed_in: Client, field: str, written: Any, told: str
) -> None:
    response = signed_in.post(NEW, minimal(phone="20 11 22 33", **{field: written}))

    assert errors(response) == {field.partition("-")[0]: [told]}
    assert told in said(response)
    assert 'value="20 11 22 33"' in said(response)
    if written and isinstance(written, str) and written.strip() and field != "languages-0":
        assert f'value="{written}"' in said(response)
    assert not Candidate.objects.exists()


def test_garbage_is_refused_and_breaks_nothing(signed_in: Client) -> None:
    response = signed_in.post(
        NEW,
        {
            "first_name": "x\0y",
            "groups": ["findes-ikke"],
            "step": "9",
            "wishes": "<b>",
            "consultant": "ikke-et-id",
            "hours_per_week": "1e9",
            "availability-man": "\0",
            "languages-19": "da",
        },
    )
    assert {"first_name", "last_name", "groups", "step", "wishes", "consultant"} <= errors(response).keys()


def test_the_same_language_twice_is_told_in_its_row(signed_in: Client) -> None:
    response = signed_in.post(NEW, minimal(**{"languages-0": "da", "languages-2": "da", "languages-2-level": "B1"}))

    assert errors(response) == {"languages": ["Sproget står der to gange."]}
    assert 'href="#id_languages-2"' in said(response)


def test_a_double_is_shown_and_must_be_said_to_be_another(signed_in: Client, yusuf: Candidate) -> None:
    response = signed_in.post(NEW, minimal(first_name="yusuf", last_name="AMIN"))

    assert "other_person" in errors(response)
    assert "Måske er personen her allerede" in said(response)
    assert f'href="/personer/{yusuf.public_id}/"' in said(response)
    assert Candidate.objects.count() == 1

    signed_in.post(NEW, minimal(first_name="yusuf", last_name="AMIN", other_person="on"))
    assert Candidate.objects.count() == 2


def test_a_double_by_cpr_cannot_be_made(signed_in: Client, yusuf: Candidate) -> None:
    response = signed_in.post(NEW, minimal(first_name="Josef", cpr=CPR, other_person="on"))

    assert errors(response) == {"cpr": ["En anden person hos jer har det CPR-nummer."]}
    assert "har det samme CPR-nummer" in said(response)
    assert f'href="/personer/{yusuf.public_id}/"' in said(response)
    assert Candidate.objects.count() == 1


def test_who_another_organisation_keeps_is_no_double(signed_in: Client) -> None:
    other = CandidateFactory.create(
        keeper=PartnerFactory.create(), first_name="Yusuf", last_name="Amin", cpr_hash=keyed_hash("1705841231")
    )
    response = signed_in.post(NEW, minimal(cpr=CPR), follow=True)

    assert "er oprettet" in said(response)
    assert str(other.public_id) not in said(response)


def test_an_id_that_is_taken_is_told(signed_in: Client, yusuf: Candidate) -> None:
    response = signed_in.post(NEW, minimal(first_name="Fatma", external_id="K001"))
    assert errors(response) == {"external_id": ["Det id er allerede brugt til en anden person."]}


def test_colleagues_of_another_organisation_cannot_be_chosen(signed_in: Client) -> None:
    stranger = MembershipFactory.create(organisation=PartnerFactory.create(), user__name="Fremmed").user
    gone = MembershipFactory.create(active=False, user__name="Stoppet").user

    assert "Fremmed" not in said(signed_in.get(NEW))
    for user in (stranger, gone):
        response = signed_in.post(NEW, minimal(consultant=str(user.public_id), stand_in=str(user.public_id)))
        assert errors(response).keys() == {"consultant", "stand_in"}


def test_the_stand_in_is_somebody_else(signed_in: Client, membership: Membership) -> None:
    me = str(membership.user.public_id)
    response = signed_in.post(NEW, minimal(consultant=me, stand_in=me))
    assert errors(response) == {"stand_in": ["Stedfortræderen skal være en anden end konsulenten."]}


def test_a_partner_chooses_among_the_municipalities_of_its_programmes(client: Client) -> None:
    partner = PartnerFactory.create()
    client.force_login(MembershipFactory.create(organisation=partner).user)
    assert "I har ingen indsats med en kommune endnu" in said(client.get(NEW))
    assert client.post(NEW, minimal(municipality="DK-851")).status_code == 422

    ProgrammeFactory.create(keeper=partner, municipalities=["DK-851", "DK-766"])
    ProgrammeFactory.create(keeper=MunicipalityFactory.create(name="Odense Kommune", code="DK-461"))
    assert "Hedensted" in said(client.get(NEW))
    assert errors(client.post(NEW, minimal())) == {"municipality": ["Vælg personens kommune."]}
    assert errors(client.post(NEW, minimal(municipality="DK-461"))).keys() == {"municipality"}

    client.post(NEW, minimal(municipality="DK-766"))
    assert Candidate.objects.get().municipality == "DK-766"


def test_a_municipality_is_not_asked_for_its_own(signed_in: Client) -> None:
    assert "municipality" not in signed_in.get(NEW).context["form"].fields
    signed_in.post(NEW, minimal(municipality="DK-101"))
    assert Candidate.objects.get().municipality == "DK-851"


def test_a_swedish_municipality_has_postcodes_of_five(client: Client) -> None:
    keeper = MunicipalityFactory.create(name="Linköpings kommun", country="SE", code="SE-0580")
    client.force_login(MembershipFactory.create(organisation=keeper).user)

    assert errors(client.post(NEW, minimal())) == {"postcode": ["Et svensk postnummer har 5 cifre."]}
    client.post(NEW, minimal(postcode="582 22", cpr="19840517-1231"))
    person = Candidate.objects.get()
    assert (person.postcode, person.municipality) == ("58222", "SE-0580")
    assert decrypt(person.cpr_encrypted) == "198405171231"


def test_saving_what_is_shown_changes_nothing(signed_in: Client, yusuf: Candidate) -> None:
    before = Candidate.objects.filter(pk=yusuf.pk).values().get()
    response = signed_in.post(edit_url(yusuf), as_shown(signed_in, yusuf))

    assert response.status_code == 302
    assert Candidate.objects.filter(pk=yusuf.pk).values().get() == before
    assert not Event.objects.exists()


def test_a_change_is_saved_and_told_in_the_history(signed_in: Client, yusuf: Candidate) -> None:
    signed_in.post(edit_url(yusuf), as_shown(signed_in, yusuf, phone="+45 20 11 22 33", gender="m"))

    yusuf.refresh_from_db()
    assert (yusuf.phone, yusuf.gender) == ("+45 20 11 22 33", "m")
    history = said(signed_in.get(f"/personer/{yusuf.public_id}/?fane=historik"))
    assert "Rettet." in history
    assert "+45 20 11 22 33" in history


def test_the_cpr_number_is_never_shown_and_stays_until_it_is_removed(signed_in: Client, yusuf: Candidate) -> None:
    page = said(signed_in.get(edit_url(yusuf)))
    assert "170584-••••" in page
    assert "1231" not in page.replace(str(yusuf.public_id), "")

    signed_in.post(edit_url(yusuf), as_shown(signed_in, yusuf, phone="20 11 22 33"))
    yusuf.refresh_from_db()
    assert decrypt(yusuf.cpr_encrypted) == "1705841231"

    signed_in.post(edit_url(yusuf), as_shown(signed_in, yusuf, remove_cpr="on"))
    yusuf.refresh_from_db()
    assert (yusuf.cpr_encrypted, yusuf.cpr_hash) == ("", "")
    assert Event.objects.latest("pk").changes == {"cpr": ["", ""]}
    assert "Slet CPR-nummeret" not in said(signed_in.get(edit_url(yusuf)))


def test_a_birth_date_must_fit_the_cpr_number_that_is_kept(signed_in: Client, yusuf: Candidate) -> None:
    response = signed_in.post(edit_url(yusuf), as_shown(signed_in, yusuf, birth_date="18-5-1984"))
    assert errors(response) == {"birth_date": ["Den passer ikke til CPR-nummeret, som er gemt i forvejen."]}


def test_both_a_number_and_to_remove_it_makes_no_sense(signed_in: Client, yusuf: Candidate) -> None:
    response = signed_in.post(edit_url(yusuf), as_shown(signed_in, yusuf, cpr=CPR, remove_cpr="on"))
    assert errors(response) == {"cpr": ["Du har både skrevet et nummer og valgt at slette det."]}


def test_a_new_target_group_holds_from_the_day_that_is_said(signed_in: Client, yusuf: Candidate) -> None:
    change = as_shown(signed_in, yusuf, groups=["kontanthjælp"], groups_from="1-6-2026")
    signed_in.post(edit_url(yusuf), change)

    assert [(s.group, s.start, s.end) for s in yusuf.target_groups.order_by("start")] == [
        ("flygtning", date(2026, 2, 1), date(2026, 5, 31)),
        ("kontanthjælp", date(2026, 6, 1), None),
    ]
    assert Event.objects.get().changes == {
        "target_groups": [["Flygtning"], ["Kontanthjælp"]],
        "target_groups_from": [None, "2026-06-01"],
    }


def test_a_new_target_group_holds_from_today_where_no_day_is_said(signed_in: Client, yusuf: Candidate) -> None:
    today = timezone.localdate()
    signed_in.post(edit_url(yusuf), as_shown(signed_in, yusuf, groups=["ung"], groups_from=""))

    assert yusuf.target_groups.get(group="ung").start == today
    assert yusuf.target_groups.get(group="flygtning").end == today - timedelta(days=1)
    # The same day again: what began today never held.
    signed_in.post(edit_url(yusuf), as_shown(signed_in, yusuf, groups=["dagpenge"]))
    assert not yusuf.target_groups.filter(group="ung").exists()


def test_who_is_in_no_group_any_more_need_not_be_put_in_one(signed_in: Client, yusuf: Candidate) -> None:
    yusuf.target_groups.update(end=date(2026, 3, 1))
    signed_in.post(edit_url(yusuf), as_shown(signed_in, yusuf, phone="12345678"))

    yusuf.refresh_from_db()
    assert yusuf.phone == "12345678"
    assert yusuf.target_groups.get().end == date(2026, 3, 1)


def test_the_consents_have_a_page_of_their_own_and_a_change_leaves_them(signed_in: Client, yusuf: Candidate) -> None:
    assert "consent_on" not in signed_in.get(edit_url(yusuf)).content.decode()
    signed_in.post(edit_url(yusuf), as_shown(signed_in, yusuf, phone="11111111"))
    assert [one.given_on for one in yusuf.consents.all()] == [date(2026, 2, 1)]


def test_a_group_cannot_come_back_before_it_ended(signed_in: Client, yusuf: Candidate) -> None:
    TargetGroupSpellFactory.create(candidate=yusuf, group="ung", start=date(2024, 1, 1), end=date(2025, 12, 31))
    change = as_shown(signed_in, yusuf, groups=["flygtning", "ung"], groups_from="1-6-2025")
    response = signed_in.post(edit_url(yusuf), change)

    told = "Personen var allerede i ung til 31. dec. 2025. Vælg en senere dag."
    assert errors(response) == {"groups_from": [told]}
    assert yusuf.target_groups.count() == 2


def test_groups_move_with_the_day_of_registering(signed_in: Client, yusuf: Candidate) -> None:
    signed_in.post(edit_url(yusuf), as_shown(signed_in, yusuf, registered_on="15-1-2026"))
    assert yusuf.target_groups.get().start == date(2026, 1, 15)


def test_a_protected_postcode_is_not_shown_and_stays(signed_in: Client, yusuf: Candidate) -> None:
    Candidate.objects.filter(pk=yusuf.pk).update(address_protected=True)
    page = said(signed_in.get(edit_url(yusuf)))
    assert 'value="9400"' not in page

    signed_in.post(edit_url(yusuf), as_shown(signed_in, yusuf, phone="12345678"))
    yusuf.refresh_from_db()
    assert (yusuf.postcode, yusuf.phone) == ("9400", "12345678")

    signed_in.post(edit_url(yusuf), as_shown(signed_in, yusuf, postcode="9220"))
    yusuf.refresh_from_db()
    assert yusuf.postcode == "9220"
    assert "9220" not in said(signed_in.get(f"/personer/{yusuf.public_id}/?fane=historik"))


def test_a_colleague_who_left_stays_until_another_is_chosen(signed_in: Client, yusuf: Candidate) -> None:
    left = MembershipFactory.create(organisation=yusuf.keeper, user__name="Stoppet Svend", active=False).user
    Candidate.objects.filter(pk=yusuf.pk).update(consultant=left)
    signed_in.post(edit_url(yusuf), as_shown(signed_in, yusuf, phone="12345678"))

    yusuf.refresh_from_db()
    assert (yusuf.consultant, yusuf.phone) == (left, "12345678")


def test_an_address_without_a_user_is_told_and_gives_way(
    signed_in: Client, yusuf: Candidate, membership: Membership
) -> None:
    Candidate.objects.filter(pk=yusuf.pk).update(consultant=None, consultant_email="samir@example.org")
    assert "samir@example.org" in said(signed_in.get(edit_url(yusuf)))

    signed_in.post(edit_url(yusuf), as_shown(signed_in, yusuf, consultant=str(membership.user.public_id)))
    yusuf.refresh_from_db()
    assert (yusuf.consultant, yusuf.consultant_email) == (membership.user, "")


def test_the_same_name_is_asked_about_only_when_it_changes(signed_in: Client, yusuf: Candidate) -> None:
    CandidateFactory.create(
        keeper=yusuf.keeper, first_name="Yusuf", last_name="Amin", birth_date=date(1984, 5, 17), external_id="K002"
    )
    assert signed_in.post(edit_url(yusuf), as_shown(signed_in, yusuf, phone="12345678")).status_code == 302

    CandidateFactory.create(
        keeper=yusuf.keeper, first_name="Josef", last_name="Amin", birth_date=date(1984, 5, 17), external_id="K003"
    )
    response = signed_in.post(edit_url(yusuf), as_shown(signed_in, yusuf, first_name="Josef"))
    assert "other_person" in errors(response)


def test_two_who_change_one_person_at_once_lose_nothing(
    signed_in: Client, yusuf: Candidate, membership: Membership
) -> None:
    samir = Client()
    samir.force_login(MembershipFactory.create(organisation=yusuf.keeper, user__name="Samir Aziz").user)
    mine, his = as_shown(signed_in, yusuf, phone="11111111"), as_shown(samir, yusuf, phone="22222222")
    samir.post(edit_url(yusuf), his)

    response = signed_in.post(edit_url(yusuf), mine)
    assert response.status_code == 422
    assert "Samir Aziz rettede det her" in said(response)
    assert 'value="11111111"' in said(response)
    yusuf.refresh_from_db()
    assert yusuf.phone == "22222222"


def test_a_target_group_that_somebody_else_changed_is_not_overwritten(signed_in: Client, yusuf: Candidate) -> None:
    mine = as_shown(signed_in, yusuf, phone="11111111")
    signed_in.post(edit_url(yusuf), as_shown(signed_in, yusuf, groups=["flygtning", "ung"]))

    response = signed_in.post(edit_url(yusuf), mine)
    assert response.status_code == 422
    assert "mens du skrev" in said(response)
    assert yusuf.target_groups.filter(group="ung").exists()


def test_a_draft_is_kept_until_it_is_given_up(signed_in: Client) -> None:
    signed_in.post(NEW, minimal(first_name="", **{"availability-man": "9-12", "languages-0": "so"}))

    page = signed_in.get(NEW)
    html = said(page)
    assert "Det her er din kladde" in html
    assert 'value="Amin"' in html
    assert 'value="9-12"' in html
    assert "form-error" not in html
    assert page.context["form"]["languages"].value() == [("so", "")]

    signed_in.post("/kladde/kasser/", {"_form": page.context["page"].token, "next": NEW})
    assert "Det her er din kladde" not in said(signed_in.get(NEW))
    assert not Draft.objects.exists()


def test_whom_another_organisation_keeps_cannot_be_changed(signed_in: Client) -> None:
    stranger = CandidateFactory.create(keeper=PartnerFactory.create())
    assert signed_in.get(edit_url(stranger)).status_code == 404
    assert signed_in.post(edit_url(stranger), minimal()).status_code == 404
