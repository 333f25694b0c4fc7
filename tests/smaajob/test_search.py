"""Search forgives what people do: slips, letters their keyboard lacks, words in any order, numbers in any grouping."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from candidates.models import Candidate
from employers.models import Task, Workplace
from placements.models import Placement
from smaajob.accounts.models import Organisation
from smaajob.accounts.scope import Scope
from smaajob.search import fold, mark
from tests.factories import (
    CandidateFactory,
    ContactFactory,
    EmployerFactory,
    PartnerFactory,
    PlacementFactory,
    TaskFactory,
    WorkplaceFactory,
)

LETTERS = st.text(
    st.characters(max_codepoint=0x24F, exclude_characters="\0")
    | st.sampled_from("æøåÆØÅäöüÄÖÜéèßþØaeoAEO \u030a\u0308'-.,/«»–—’ЖжЙйІі"),
    max_size=30,
)

# What somebody types, and the name that they mean: the evidence for how much is forgiven.
MEANT = [
    ("fatma hasan", "Fatima Hassan"),
    ("Jensen, Anne", "Anne Jensen"),
    ("jensen anne", "Anne Marie Jensen"),
    ("soren", "Søren Kierk"),
    ("Sören", "Søren Kierk"),
    ("Soeren", "Søren Kierk"),
    ("sorn", "Søren Kierk"),
    ("aage", "Åge Holm"),
    ("Åge", "Aage Holm"),
    ("age", "Åge Holm"),
    ("ake", "Åke Öberg"),
    ("oberg", "Åke Öberg"),
    ("OEBERG", "Åke Öberg"),
    ("kjaer", "Bo Kjær"),
    ("kjar", "Bo Kjær"),
    ("jorgensen", "Jørgen Jørgensen"),
    ("jørgnesen", "Jørgen Jørgensen"),
    ("kristofersen", "Mia Kristoffersen-Østergaard"),
    ("østergård", "Mia Kristoffersen-Østergaard"),
    ("kristoffersen østergaard", "Mia Kristoffersen-Østergaard"),
    ("kristensen", "Kim Christensen"),
    ("mohamed", "Mohammed Ali"),
    ("abdulrahman", "Abdurahman Osman"),
    ("nguyen", "Nguyễn Thị Hà"),
    ("thi ha", "Nguyễn Thị Hà"),
    ("oconnor", "Sean O'Connor"),
    ("muller", "Uwe Müller"),
    ("strauss", "Eva Strauß"),
    ("lukasz", "Łukasz Nowak"),
    ("iryna koval", "Iryna Kovalenko"),
    ("fatmia", "Fatima Hassan"),
    ("jesnen", "Anne Jensen"),
]
NOT_MEANT = [
    ("jensen", "Ole Hansen"),
    ("jensen", "Ole Sørensen"),
    ("jensen", "Ole Mortensen"),
    ("mortensen", "Ole Christensen"),
    ("pedersen", "Ole Andersen"),
    ("larsen", "Ole Karlsson"),
    ("anne jensen", "Anne Hansen"),
    ("ali", "Ole Alm"),
    ("bo", "Ib Holm"),
    ("ole", "Ulla Holm"),
    ("fatima", "Karima Holm"),
    ("hassan", "Susanne Holm"),
    ("mette", "Bettina Holm"),
    ("kirsten", "Kristian Holm"),
]


def everybody_called(name: str, keeper: Organisation) -> Candidate:
    first, _space, last = name.rpartition(" ")
    return CandidateFactory.create(keeper=keeper, first_name=first, last_name=last)


@pytest.mark.parametrize(("typed", "name"), MEANT)
def test_who_is_meant_is_found(typed: str, name: str, municipality: Organisation) -> None:
    person = everybody_called(name, municipality)

    assert list(Candidate.objects.search(typed)) == [person]


@pytest.mark.parametrize(("typed", "name"), NOT_MEANT)
def test_who_is_not_meant_is_not_found(typed: str, name: str, municipality: Organisation) -> None:
    everybody_called(name, municipality)

    assert not Candidate.objects.search(typed).exists()


@pytest.mark.django_db
@settings(max_examples=300, deadline=None)
@given(text=LETTERS)
def test_the_database_folds_as_the_program_does(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT fold_text(%s)", [text])
        assert cursor.fetchone()[0] == fold(text)


@pytest.mark.parametrize("typed", ["%", "_", "\\", "((", "'; --", "🙂", "a" * 5000, "\0", "[a-z]+", "*", "anne (", "+"])
def test_strange_words_break_nothing(typed: str, municipality: Organisation) -> None:
    everybody_called("Anne Jensen", municipality)

    assert Candidate.objects.search(typed).count() in (0, 1)
    assert Placement.objects.search(typed).count() == 0
    assert Workplace.objects.search(typed).count() == 0
    assert mark("Anne Jensen", typed)


def test_what_is_written_so_comes_before_what_is_only_like_it(municipality: Organisation) -> None:
    for name in ("Hanne Anna", "Arne Bo", "Anne Bo", "Annette Bo", "Susanne Bo"):
        everybody_called(name, municipality)

    found = [str(person) for person in Candidate.objects.search("anne").order_by("relevance", "sort_key")]

    assert found == ["Anne Bo", "Annette Bo", "Hanne Anna", "Susanne Bo", "Arne Bo"]


@pytest.mark.parametrize(
    "typed",
    ["98 12 34 56", "98123456", "+45 98 12 34 56", "0045 98123456", "4598123456", "9812 3456", "(+45) 98-12-34-56"],
)
@pytest.mark.parametrize("written", ["98 12 34 56", "+45 98123456", "98-12-34-56"])
def test_a_phone_number_is_found_however_it_is_grouped(typed: str, written: str, municipality: Organisation) -> None:
    person = CandidateFactory.create(keeper=municipality, phone=written)
    CandidateFactory.create(keeper=municipality, phone="20 30 40 50")

    assert list(Candidate.objects.search(typed)) == [person]


@pytest.mark.parametrize("typed", ["070-123 45 67", "+46 70 123 45 67", "0046701234567"])
def test_a_swedish_phone_number_too(typed: str, municipality: Organisation) -> None:
    person = CandidateFactory.create(keeper=municipality, phone="+46 70 123 45 67")

    assert list(Candidate.objects.search(typed)) == [person]


@pytest.mark.parametrize(
    "typed", ["9400", "Nørresundby", "norresundby", "nørresund", "Karla Nørresundby", "9400 Nørresundby"]
)
def test_a_town_or_a_postcode_finds_those_who_live_there_and_nobody_protected(
    typed: str, municipality: Organisation
) -> None:
    person = CandidateFactory.create(keeper=municipality, first_name="Karla", postcode="9400")
    CandidateFactory.create(keeper=municipality, first_name="Karla", postcode="9400", address_protected=True)
    CandidateFactory.create(keeper=municipality, first_name="Karla", postcode="9000")

    assert list(Candidate.objects.search(typed)) == [person]


def test_an_id_is_found_whole_and_in_any_case(municipality: Organisation) -> None:
    person = CandidateFactory.create(keeper=municipality, external_id="K-0042")

    assert list(Candidate.objects.search("k-0042")) == [person]
    assert not Candidate.objects.search("K-004").exists()


def test_a_workplace_is_found_by_what_people_know_of_it(municipality: Organisation) -> None:
    employer = EmployerFactory.create(keeper=municipality, name="Brød & Co. A/S", cvr="25313763")
    workplace = WorkplaceFactory.create(
        keeper=municipality, employer=employer, name="Bageriet", p_number="1003456789", postcode="9400"
    )
    ContactFactory.create(workplace=workplace, name="Bente Bøgeskov", phone="+45 20 10 20 10")
    other = EmployerFactory.create(keeper=municipality, name="Genbrug ApS")
    WorkplaceFactory.create(keeper=municipality, employer=other, name="Genbrugshuset")
    known = (
        "bagerit",
        "BAGERIET nørresundby",
        "25313763",
        "25 31 37 63",
        "1003456789",
        "9400",
        "bogeskov",
        "bente bageriet",
    )
    for typed in (*known, "20102010", "brod co"):
        assert list(Workplace.objects.search(typed)) == [workplace], typed


def test_whom_one_no_longer_calls_leads_nowhere(municipality: Organisation) -> None:
    contact = ContactFactory.create(name="Bente Bøgeskov", main=False)
    type(contact).objects.filter(pk=contact.pk).update(archived_at="2026-01-01T00:00Z", archived_as="done")

    assert not Workplace.objects.search("bøgeskov").exists()


def test_a_task_is_found_by_its_title_its_workplace_and_its_own_place(municipality: Organisation) -> None:
    workplace = WorkplaceFactory.create(keeper=municipality, name="Bageriet", postcode="9400")
    here = TaskFactory.create(keeper=municipality, workplace=workplace, title="Fylde varer op")
    elsewhere = TaskFactory.create(keeper=municipality, workplace=workplace, title="Pakke ordrer", postcode="9000")

    assert set(Task.objects.search("bagerit")) == {here, elsewhere}
    assert list(Task.objects.search("vare")) == [here]
    assert list(Task.objects.search("ordrre bageriet")) == [elsewhere]
    assert list(Task.objects.search("Nørresundby")) == [here]
    assert list(Task.objects.search("9000")) == [elsewhere]


def test_a_placement_is_found_by_person_workplace_and_task_together(municipality: Organisation) -> None:
    person = CandidateFactory.create(keeper=municipality, first_name="Søren", last_name="Holm")
    placement = PlacementFactory.create(
        candidate=person, workplace=WorkplaceFactory.create(keeper=municipality, name="Bageriet"), task=None
    )
    PlacementFactory.create(
        candidate=person, workplace=WorkplaceFactory.create(keeper=municipality, name="Genbrugshuset")
    )

    assert list(Placement.objects.search("soren bagerit")) == [placement]


def test_a_search_stays_with_the_keeper(scope: Scope) -> None:
    CandidateFactory.create(keeper=PartnerFactory.create(), first_name="Fatima")

    assert not Candidate.objects.visible_to(scope).search("fatima").exists()


@pytest.mark.parametrize(
    ("text", "typed", "shown"),
    [
        ("Søren Kierk", "soren", "<mark>Søren</mark> Kierk"),
        ("Aage Holm", "åg", "<mark>Aag</mark>e Holm"),
        ("Fatima Hassan", "fatma has", "<mark>Fatima</mark> <mark>Has</mark>san"),
        ("Anne <b>", "b", "Anne &lt;<mark>b</mark>&gt;"),
        ("Bageriet", "holm", "Bageriet"),
        ("Eva Strauß", "strauss", "Eva <mark>Strauß</mark>"),
        ("Bo", "", "Bo"),
    ],
)
def test_a_name_shows_where_it_was_met(text: str, typed: str, shown: str) -> None:
    assert mark(text, typed) == shown


def test_a_list_shows_the_best_first_only_while_something_is_searched_for(
    signed_in: Any, municipality: Organisation
) -> None:
    for name in ("Arne Berg", "Anne Østergaard", "Susanne Dahl"):
        everybody_called(name, municipality)

    searched = signed_in.get("/personer/?q=anne")
    by_name = signed_in.get("/personer/?q=anne&sorter=navn")
    everyone = signed_in.get("/personer/?sorter=bedst")

    assert [str(p) for p in searched.context["listing"].rows] == ["Anne Østergaard", "Susanne Dahl", "Arne Berg"]
    assert "Bedst match" in searched.content.decode()
    assert [str(p) for p in by_name.context["listing"].rows] == ["Arne Berg", "Susanne Dahl", "Anne Østergaard"]
    assert by_name.context["listing"].page_url(2) == "/personer/?q=anne&sorter=navn&side=2"
    assert [str(p) for p in everyone.context["listing"].rows] == ["Arne Berg", "Susanne Dahl", "Anne Østergaard"]
    assert "Bedst match" not in everyone.content.decode()


def test_nobody_falls_off_a_page_of_a_search(signed_in: Any, municipality: Organisation) -> None:
    for n in range(60):
        CandidateFactory.create(keeper=municipality, first_name="Anne", last_name="Hansen", external_id=f"K{n}")

    seen = [
        p.external_id
        for side in (1, 2, 3)
        for p in signed_in.get(f"/personer/?q=anne&side={side}").context["listing"].rows
    ]

    assert len(seen) == len(set(seen)) == 60
