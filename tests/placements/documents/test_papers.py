"""What holds for every paper of a placement: it can be read aloud, in grey, with whom to call, and nothing of it is cut."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from placements.agreeing.reading import rows_of
from placements.documents.content import AgreementContent, Contact, Party, fingerprint, stored
from placements.documents.papers import FOR_THE_PERSON, Paper, file_name, paper, papers, papers_of
from placements.documents.vitas_values import Known
from smaajob.vocabulary import PlacementKind
from tests.placements.documents.reading import colours, drawn, pages, root, tags, whole
from tests.placements.documents.samples import (
    AMENDMENT,
    BARE,
    KNOWN,
    LONG_PLACE,
    LONGER_THAN_LIFE,
    LONGEST,
    ORDINARY,
    SWEDISH,
)

TODAY = date(2026, 2, 25)
# What is law in Denmark alone, and who speaks of it.
DANISH_LAW = ("VITAS", "CVR", "P-nummer", "§", "loven", "overenskomst", "merbeskæftigelse", "jobcenter", "STAR", "LAB")


@pytest.fixture(scope="module")
def ordinary() -> dict[str, bytes]:
    return papers(ORDINARY, printed=TODAY, known=KNOWN)


@pytest.fixture(scope="module")
def longest() -> dict[str, bytes]:
    return papers(LONGEST, printed=TODAY)


def test_each_paper_has_as_few_pages_as_it_promises(ordinary: dict[str, bytes]) -> None:
    assert {name: len(pages(document)) for name, document in ordinary.items()} == {
        "aftale.pdf": 2,
        "opgaveark.pdf": 1,
        "kontaktkort.pdf": 1,
        "hvis-du-ikke-kan-komme.pdf": 1,
        "vitas-klar.pdf": 2,
    }


@pytest.mark.parametrize("content", [LONGEST, LONGER_THAN_LIFE, BARE], ids=["longest", "longer than life", "bare"])
@pytest.mark.parametrize("which", FOR_THE_PERSON)
def test_what_the_person_is_given_is_one_page_whatever_stands_in_it(which: Paper, content: AgreementContent) -> None:
    assert len(pages(paper(which, content, printed=TODAY))) == 1


def test_title_date_number_and_whom_to_call_are_on_every_page(ordinary: dict[str, bytes]) -> None:
    titles = {
        "aftale.pdf": "Aftale om praktik: Fylde varer op",
        "opgaveark.pdf": "Din praktik hos Bageriet ved Åen",
        "kontaktkort.pdf": "Dit kort med numre",
        "hvis-du-ikke-kan-komme.pdf": "Hvis du ikke kan komme",
        "vitas-klar.pdf": "VITAS-klar: Fylde varer op",
    }
    for name, document in ordinary.items():
        found = pages(document)
        for number, text in enumerate(found, start=1):
            assert titles[name] in text
            assert "Skrevet ud 25. feb. 2026" in text
            assert f"Side {number} af {len(found)}" in text
            assert "Spørgsmål? Ring til Mette Holm på +45 99 31 00 00." in text


def test_a_number_typed_in_one_run_is_divided_on_every_paper_and_stays_as_it_was_signed() -> None:
    typed = replace(ORDINARY, meets=Contact("Bente Bager", "95437363"), municipal=Contact("Mette Holm", "99310000"))
    before = fingerprint(stored(typed))
    for name, document in papers(typed, printed=TODAY, known=Known(person_phone="20112233")).items():
        text = whole(document)
        assert "+45 95 43 73 63" in text, name
        assert "+45 99 31 00 00" in text, name
        for digits in ("95437363", "99310000", "20112233"):
            assert digits not in text, name
    assert "Bente Bager, +45 95 43 73 63" in [line for row in rows_of(typed) for line in row.lines]
    assert fingerprint(stored(typed)) == before


def test_every_paper_can_be_read_aloud(ordinary: dict[str, bytes]) -> None:
    """PDF/UA-1: tagged, in Danish, with a title; tables have heads."""
    for name, document in ordinary.items():
        catalogue = root(document)
        assert catalogue["/Lang"] == "da", name
        assert catalogue["/MarkInfo"]["/Marked"]
        assert catalogue["/ViewerPreferences"]["/DisplayDocTitle"]
        assert b"pdfuaid:part" in catalogue["/Metadata"].get_data()
        assert {"/H1", "/H2", "/P"} <= tags(document), name
    for name in ("aftale.pdf", "vitas-klar.pdf"):
        assert {"/Table", "/TH", "/TD"} <= tags(ordinary[name])


def test_every_paper_is_grey(ordinary: dict[str, bytes]) -> None:
    """Nothing is told by a colour: there is none."""
    for name, document in ordinary.items():
        found = colours(document)
        assert found, name
        assert all(len(set(parts)) == 1 for parts in found), name


def test_nothing_of_the_longest_agreement_is_cut(longest: dict[str, bytes]) -> None:
    text = whole(longest["aftale.pdf"])
    for number in range(1, 41):
        assert f"Linje {number}: du sorterer det, der er kommet ind siden sidst." in text
    for number in range(1, 8):
        assert f"Bemærkning {number}, som vi har talt om og er enige om." in text
    for day in ("2. mar. 2026", "18. maj 2026", "Ikke ons 20. maj og fre 22. maj", "Også lør 23. maj kl. 10–12"):
        assert day in text
    for name in (LONG_PLACE, "Anne-Margrethe Kristoffersen-Østergaard-Vestergaard", "Fatima Abdulrahman Ibn Abdulaziz"):
        assert name in text
    for words in (
        "Færre timer om ugen, korte dage",
        "og en fast kontaktperson",
        "hver anden uge",
        "P-nummer 1003388394",
    ):
        assert words in text


def test_a_table_that_goes_on_has_its_head_again(longest: dict[str, bytes]) -> None:
    with_steps = [text for text in pages(longest["aftale.pdf"]) if "man 9–11.15" in text]
    assert len(with_steps) > 1
    assert all("Fra dag" in text and "Heraf med løn" in text for text in with_steps)


def test_a_long_name_is_whole_on_every_paper(longest: dict[str, bytes]) -> None:
    for name in ("opgaveark.pdf", "kontaktkort.pdf", "vitas-klar.pdf"):
        text = whole(longest[name])
        assert LONG_PLACE in text, name
        # A long name may be parted at its hyphen, and nowhere else.
        assert "Kristoffersen-Østergaard-Vestergaard" in text.replace("- ", "-"), name


def test_a_text_longer_than_its_sheet_is_shortened_where_a_sentence_ends_and_says_so(longest: dict[str, bytes]) -> None:
    text = whole(longest["opgaveark.pdf"])
    assert "Linje 1: du sorterer det, der er kommet ind siden sidst." in text
    assert "Linje 40" not in text
    assert "siden sidst. …" in text
    assert text.count("Resten står i aftalen.") == 2
    assert "Der er flere skridt. De står i aftalen." in text


@pytest.mark.parametrize("which", [Paper.AGREEMENT, Paper.TASK_SHEET, Paper.CANNOT_COME, Paper.VITAS])
def test_an_arabic_name_is_joined_and_runs_from_right_to_left(which: Paper) -> None:
    """The letters of one name: seen from the left the last comes first, and one letter has another shape in another place."""
    someone = replace(ORDINARY, parties=(Party("person", "ععب"), *ORDINARY.parties[1:]))
    letters = drawn(paper(which, someone, printed=TODAY), "؀", "ۿ")
    first, second, third = letters[:3]
    assert (first[0], second[0], third[0]) == ("ب", "ع", "ع")
    assert second != third, "not joined: both have the shape that the letter has alone"


def test_an_arabic_sentence_is_read_back_as_it_was_written(longest: dict[str, bytes]) -> None:
    for name in ("aftale.pdf", "vitas-klar.pdf", "hvis-du-ikke-kan-komme.pdf"):
        assert "محمد عبد الرحمن بن عبد العزيز" in whole(longest[name]), name


def test_a_name_is_text_and_nothing_else() -> None:
    someone = replace(
        ORDINARY,
        place='<img src="http://127.0.0.1:9/x.png"> & Søn',
        parties=(Party("person", "</p><script>1</script>"), *ORDINARY.parties[1:]),
    )
    for document in papers(someone, printed=TODAY).values():
        text = whole(document)
        assert "<img src=" in text or "</p><script>" in text


def test_a_swedish_placement_has_no_danish_law_and_no_sheet_for_vitas() -> None:
    made = papers(SWEDISH, printed=TODAY)
    assert list(made) == ["aftale.pdf", "opgaveark.pdf", "kontaktkort.pdf", "hvis-du-ikke-kan-komme.pdf"]
    for name, document in made.items():
        text = whole(document)
        assert "Återbruket" in text or "Lars" in text
        assert [word for word in DANISH_LAW if word in text] == [], name
    with pytest.raises(ValueError, match="VITAS"):
        paper(Paper.VITAS, SWEDISH, printed=TODAY)


def test_vitas_is_for_what_the_municipality_must_say_yes_to() -> None:
    with_sheet = {kind for kind in PlacementKind if Paper.VITAS in papers_of(replace(ORDINARY, kind=kind.value))}
    assert with_sheet == {
        PlacementKind.WORK_PLACEMENT,
        PlacementKind.LANGUAGE_PLACEMENT,
        PlacementKind.WAGE_SUBSIDY,
    }


def test_a_files_name_tells_nothing_of_anybody() -> None:
    names = {file_name(one, content) for one in Paper for content in (ORDINARY, AMENDMENT)}
    assert names == {
        "aftale.pdf",
        "aftale-aendring.pdf",
        "opgaveark.pdf",
        "kontaktkort.pdf",
        "hvis-du-ikke-kan-komme.pdf",
        "vitas-klar.pdf",
    }


def test_the_same_content_printed_the_same_day_says_the_same(ordinary: dict[str, bytes]) -> None:
    again = papers(ORDINARY, printed=TODAY, known=KNOWN)
    assert {name: whole(document) for name, document in again.items()} == {
        name: whole(document) for name, document in ordinary.items()
    }
