"""The person's three papers: in plain Danish, with the numbers to call, and kind."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from placements.documents.sheets import cannot_come_pdf, contact_card_pdf, task_sheet_pdf
from placements.documents.wording import shortened, yours
from smaajob.paper import fitting
from smaajob.schedule import DatedWindow
from smaajob.vocabulary import PlacementKind
from tests.placements.documents.reading import whole
from tests.placements.documents.samples import BARE, LONGER_THAN_LIFE, ORDINARY

TODAY = date(2026, 2, 25)


def test_the_task_sheet_says_what_when_where_who_and_what_to_bring() -> None:
    text = whole(task_sheet_pdf(ORDINARY, printed=TODAY, first_time=DatedWindow(date(2026, 3, 2), 540, 660)))
    for words in (
        "Din praktik hos Bageriet ved Åen",
        "Arket er til Amina Yusuf.",
        "Første gang: mandag den 2. marts 2026 kl. 9–11",
        "Fra 2. marts 2026: 4 timer om ugen, mandag og onsdag kl. 9–11.",
        "Fra 1. maj 2026: 8 timer om ugen, mandag og onsdag kl. 9–13. Ikke onsdag den 13. maj. Også lørdag den 16. maj kl. 10–12.",
        "Bageriet ved Åen, Åvej 3, 9000 Aalborg",
        "Gå ind ad døren i gården",
        "Hvem møder du? Bente Bager +45 98 12 34 56",
        "Du fylder hylderne op om morgenen.",
        "Sko, du kan stå i. Madpakke.",
        "Ekstra pauser. Kan gå hjem, når det er nødvendigt.",
        "Kan du ikke komme? Ring til Bente Bager, så snart du ved det. +45 98 12 34 56",
    ):
        assert words in text, words


def test_it_is_said_as_one_says_it() -> None:
    """No weekday and no month is cut short, nobody is a citizen, nothing is a code."""
    text = whole(task_sheet_pdf(ORDINARY, printed=TODAY)).split("Side 1 af 1")[-1]
    body = text.replace("Skrevet ud 25. feb. 2026", "")
    assert not re.search(r"\b(man|tir|ons|tor|fre|lør|søn|jan\.|feb\.|mar\.|apr\.) ", body)
    for word in ("borger", "gå_hjem", "skånehensyn", "praktikant", "opstart", "vedrørende"):
        assert word not in body.lower()


@pytest.mark.parametrize("kind", PlacementKind.values)
def test_every_kind_has_its_own_name(kind: str) -> None:
    title = yours(replace(ORDINARY, kind=kind))
    assert re.fullmatch(r"Di[tn] [a-zæøå ]+ hos Bageriet ved Åen", title)
    assert title not in {yours(replace(ORDINARY, kind=other)) for other in PlacementKind.values if other != kind}


def test_without_a_number_at_the_workplace_one_calls_the_municipality() -> None:
    nobody = replace(ORDINARY, meets=None)
    assert "Ring til Mette Holm, så snart du ved det. +45 99 31 00 00" in whole(task_sheet_pdf(nobody, printed=TODAY))
    card = whole(contact_card_pdf(nobody, printed=TODAY))
    assert "Din kontakt på arbejdspladsen er ikke skrevet her endnu. Ring til kommunen." in card
    first = whole(cannot_come_pdf(nobody, printed=TODAY))
    assert "1. Ring først til Mette Holm, i kommunen +45 99 31 00 00" in first


def test_the_card_is_twice_on_its_page_with_everybody_on_it() -> None:
    text = whole(contact_card_pdf(ORDINARY, printed=TODAY))
    for words in ("Bageriet ved Åen", "Bente Bager", "+45 98 12 34 56", "Ole Krogh", "+45 99 31 00 01"):
        assert text.count(words) == 2, words
    assert "Amina" not in text, "who finds a lost card learns of nobody that they are with the municipality"
    assert "Klip langs de stiplede linjer. Fold på midten." in text


def test_the_longest_names_stand_whole_on_the_card() -> None:
    text = whole(contact_card_pdf(LONGER_THAN_LIFE, printed=TODAY)).replace("- ", "-")
    assert text.count(LONGER_THAN_LIFE.place.strip()) == 2
    assert text.count("Anne-Margrethe Kristoffersen-Østergaard-Vestergaard") == 8
    assert text.count("+45 98 12 34 56") == 4


def test_who_cannot_come_is_told_whom_to_call_and_what_to_say() -> None:
    text = whole(cannot_come_pdf(ORDINARY, printed=TODAY))
    order = [
        text.index(words) for words in ("1. Ring først til Bente Bager", "2. Tager ingen", "3. Er der stadig ingen")
    ]
    assert order == sorted(order)
    assert "»Hej. Det er Amina Yusuf. Jeg kan ikke komme i dag." in text
    assert "Du behøver ikke sige, hvad du fejler." in text


def test_it_threatens_nobody() -> None:
    text = whole(cannot_come_pdf(ORDINARY, printed=TODAY)).lower()
    for word in ("skal du", "pligt", "sanktion", "ydelse", "træk", "udebliv", "konsekvens", "hvis ikke", "advarsel"):
        assert word not in text


def test_with_nobody_to_call_there_is_a_line_for_the_number() -> None:
    text = whole(cannot_come_pdf(BARE, printed=TODAY))
    assert "Ring til Aalborg Kommune. Skriv nummeret her:" in text
    assert "Det er (dit navn)." in text


@pytest.mark.parametrize(
    ("text", "limit", "kept"),
    [
        ("Kort.", 5, "Kort."),
        ("En sætning. Og en til.", 15, "En sætning. …"),
        ("Én linje\nog en til", 12, "Én linje …"),
        ("Ord uden nogen ende på det hele", 17, "Ord uden nogen …"),
        ("Uudholdeligt", 5, "Uudho …"),
        ("Ja. Og så en meget lang sætning uden ende", 30, "Ja. Og så en meget lang …"),
    ],
)
def test_a_text_is_shortened_where_a_sentence_or_a_word_ends(text: str, limit: int, kept: str) -> None:
    assert shortened(text, limit) == kept


def test_a_paper_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing"):
        fitting([])
