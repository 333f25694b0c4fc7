"""VITAS-klar: every field in its order, each ready to be copied or said to be missing; and no claim that we are connected."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.template.loader import render_to_string

from placements.documents.content import Step
from placements.documents.vitas import GROUPS
from placements.documents.vitas_sheet import Row, Sheet, sheet, vitas_pdf
from placements.documents.vitas_values import Known, steps_explained
from tests.placements.documents.reading import whole
from tests.placements.documents.samples import KNOWN, LONGEST, ORDINARY, SWEDISH

TODAY = date(2026, 2, 25)
SUBSIDISED = replace(ORDINARY, kind="løntilskud", purpose="")


def row(found: Sheet, key: str) -> Row:
    return next(one for _title, rows in found.groups for one in rows if one.key == key)


def test_every_field_stands_on_the_sheet_in_the_order_of_vitas() -> None:
    found = sheet(SUBSIDISED, KNOWN)
    assert [title for title, _rows in found.groups] == [
        "Virksomheden",
        "Kontakt hos virksomheden",
        "Medarbejdernes repræsentant",
        "Personen",
        "Forløbet",
        "Løntilskud",
    ]
    keys = [one.key for _title, rows in found.groups for one in rows]
    assert keys == [one.key for group in GROUPS for one in group.fields]
    assert len(keys) == len(set(keys)) == 39
    text = whole(vitas_pdf(SUBSIDISED, printed=TODAY, known=KNOWN))
    place = 0
    for _title, rows in found.groups:
        for one in rows:
            place = text.index(one.label, place)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("company", "Bageriet ved Åen ApS"),
        ("cvr", "25063864"),
        ("p_number", "1003388394"),
        ("address", "Åvej 3, 9000 Aalborg"),
        ("employees", "12"),
        ("supported", "0"),
        ("contact_phone", "+45 98 12 34 56"),
        ("rep_name", "Rita Repsen"),
        ("person", "Amina Yusuf"),
        ("consent", "Ja, givet 20-02-2026"),
        ("kind", "Virksomhedspraktik"),
        ("start", "02-03-2026"),
        ("hours_least", "4"),
        ("hours_most", "8"),
        ("daily", "mandag og onsdag kl. 9–13"),
        ("purpose", "Ordinær ansættelse efter praktikken"),
        ("accommodations", "Ekstra pauser. Kan gå hjem, når det er nødvendigt"),
        ("prospects", "Det er aftalt, at 4\N{NO-BREAK SPACE}timer om ugen er med løn fra 1. maj 2026."),
    ],
)
def test_a_value_stands_as_it_is_typed_there(key: str, value: str) -> None:
    assert row(sheet(ORDINARY, KNOWN), key).value == value


def test_the_steps_in_hours_are_a_sentence_for_the_remarks() -> None:
    said = row(sheet(ORDINARY, KNOWN), "remarks").value.replace("\N{NO-BREAK SPACE}", " ")
    assert said == (
        "Timetallet ændrer sig trin for trin: 4 timer om ugen fra 2. marts 2026, 6 timer om ugen fra 1. april 2026 "
        "(heraf 2 med løn) og 8 timer om ugen fra 1. maj 2026 (heraf 4 med løn). "
        "Det højeste timetal, 8, er skrevet som ugentlig arbejdstid, fordi der kun er plads til ét. "
        "Vi taler om et job med løn i uge 18."
    )
    same = replace(ORDINARY, steps=(ORDINARY.steps[0], replace(ORDINARY.steps[0], first_day=date(2026, 4, 1))))
    assert steps_explained(same) == ""


def test_what_we_do_not_have_is_said_to_be_missing_with_the_way_to_it() -> None:
    links = {"p_number": "/arbejdspladser/1/ret/", "employees": "/arbejdspladser/1/ret/", "cvr": "/ikke/brugt/"}
    found = sheet(ORDINARY, replace(KNOWN, p_number="", employees=None), links)
    assert [(title, one.label, one.url) for title, one in found.missing] == [
        ("Virksomheden", "P-nummer", "/arbejdspladser/1/ret/"),
        ("Virksomheden", "Antal ansatte, regnet som fuldtid", "/arbejdspladser/1/ret/"),
    ]
    text = whole(vitas_pdf(ORDINARY, printed=TODAY, known=replace(KNOWN, p_number="", employees=None)))
    assert "Det her mangler: Virksomheden: P-nummer. Skriv det på arbejdspladsens side." in text
    assert "P-nummer Mangler" in text


def test_of_an_agreement_alone_everything_else_is_missing_and_nothing_is_made_up() -> None:
    found = sheet(LONGEST, Known())
    lacking = {one.key for _title, one in found.missing}
    assert lacking == {
        "cvr",
        "p_number",
        "employees",
        "supported",
        "sector",
        "contact_email",
        "rep_email",
        "rep_phone",
        "rep_statement",
        "person_contact",
        "target_group",
        "consent",
    }
    assert "Det her mangler" not in whole(vitas_pdf(ORDINARY, printed=TODAY, known=KNOWN))


@pytest.mark.parametrize(("employees", "asked"), [(0, False), (1, False), (2, True), (None, True)])
def test_the_representative_is_asked_over_one_employee(employees: int | None, asked: bool) -> None:
    alone = replace(KNOWN, employees=employees, representative=None, rep_statement="")
    assert row(sheet(ORDINARY, alone), "rep_statement").missing is asked


def test_the_cpr_number_is_never_there_and_the_sheet_says_where_it_is() -> None:
    found = row(sheet(ORDINARY, KNOWN, {"cpr": "/personer/1/"}), "cpr")
    assert (found.value, found.missing, found.url) == ("", False, "/personer/1/")
    assert "»Vis«" in found.note
    assert not re.search(
        r"\b\d{6}-?\d{4}\b", whole(vitas_pdf(ORDINARY, printed=TODAY, known=replace(KNOWN, p_number="")))
    )


def test_wage_subsidy_asks_more_and_has_no_purpose() -> None:
    found = sheet(SUBSIDISED, replace(KNOWN, monthly_cost=Decimal("14250.5")))
    assert row(found, "kind").value == "Løntilskud"
    assert row(found, "monthly_cost").value == "14.250,50 kr."
    assert not row(found, "purpose").missing
    assert {one.key for _title, one in found.missing} == {"collective_agreement", "additional"}
    assert "Løntilskud" not in [title for title, _rows in sheet(ORDINARY, KNOWN).groups]


def test_it_says_how_sure_the_fields_are_and_that_nothing_is_sent() -> None:
    text = whole(vitas_pdf(ORDINARY, printed=TODAY, known=KNOWN))
    assert "Felterne er kontrolleret den 21. nov. 2026 mod beskrivelser af VITAS fra STAR, FOA og Tiponi" in text
    assert "Småjob sender ikke noget til VITAS." in text
    assert "Målgruppe *" in text
    assert "CVR-nummer *" not in text
    assert not re.search(r"\bAB ?\d{3}\b", text), "form numbers are not confirmed"


def test_where_vitas_does_not_ask_there_is_no_sheet() -> None:
    for content in (SWEDISH, replace(ORDINARY, kind="småjob")):
        with pytest.raises(ValueError, match="VITAS"):
            sheet(content, KNOWN)


def test_without_hours_the_sheet_says_that_they_are_missing() -> None:
    found = sheet(replace(ORDINARY, steps=()), KNOWN)
    assert {"hours_least", "hours_most", "daily"} <= {one.key for _title, one in found.missing}
    flexible = replace(ORDINARY, steps=(Step(date(2026, 3, 2), Decimal(4), ()),))
    assert row(sheet(flexible, KNOWN), "hours_most").value == "4"
    assert row(sheet(flexible, KNOWN), "daily").missing


def test_on_the_page_every_value_is_a_field_that_can_be_read_and_not_changed() -> None:
    found = sheet(ORDINARY, replace(KNOWN, p_number=""), {"p_number": "/a/", "cpr": "/b/"})
    for _title, rows in found.groups:
        for one in rows:
            html = render_to_string("placements/documents/vitas_field.html", {"row": one})
            assert one.label in html
            if one.value:
                assert "readonly" in html
                assert f'for="vitas-{one.key}"' in html
                assert f'data-copy="vitas-{one.key}"' in html
            else:
                assert one.note in html
                assert "data-copy" not in html
    assert 'href="/a/"' in render_to_string("placements/documents/vitas_field.html", {"row": row(found, "p_number")})
