"""The agreement on paper: what is agreed, who has signed and how, and that nobody starts before all have."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from placements.documents.agreement import agreement_pdf
from placements.documents.content import Change, Party, Step, fingerprint, stored
from placements.documents.signing import NO, PAPER, Signed
from tests.placements.documents.reading import pages, whole
from tests.placements.documents.samples import AMENDMENT, BARE, ORDINARY, SIGNED, SWEDISH, noon

TODAY = date(2026, 2, 25)


def test_it_says_all_that_is_agreed() -> None:
    text = whole(agreement_pdf(ORDINARY, printed=TODAY))
    for words in (
        "Aftale om praktik",
        "Amina Yusuf",
        "CVR 25063864",
        "At få et almindeligt job med løn bagefter",
        "Fra mandag den 2. marts 2026 til fredag den 29. maj 2026",
        "Bageriet ved Åen, Åvej 3, 9000 Aalborg",
        "Du fylder hylderne op om morgenen.",
        "Ekstra pauser og kan gå hjem, når det er nødvendigt",
        "følger overenskomsten",
        "Arbejdspladsens arbejdsskadeforsikring dækker.",
        "Ikke på helligdage.",
        "9. mar. 2026, 2. apr. 2026 og 20. maj 2026",
        "ring på klokken, hvor der står Lager",
        "Sko, du kan stå i. Madpakke.",
        "Vi taler om et job med løn i uge 18.",
        "Bente Bager, +45 98 12 34 56",
        "Ole Krogh, +45 99 31 00 01",
    ):
        assert words in text, words


def test_the_steps_stand_in_a_table() -> None:
    text = whole(agreement_pdf(ORDINARY, printed=TODAY))
    assert "Timer, skridt for skridt" in text
    assert "2. mar. 2026 4 0 man 9–11, ons 9–11 Ingen" in text
    assert "1. maj 2026 8 4 man 9–13, ons 9–13 Ikke ons 13. maj Også lør 16. maj kl. 10–12" in text


def test_what_no_step_has_is_no_column() -> None:
    plain = replace(ORDINARY, steps=(Step(date(2026, 3, 2), Decimal("4.5"), ("man 09:00-13:30",), every=2),))
    text = whole(agreement_pdf(plain, printed=TODAY))
    assert "4,5 man 9–13.30, hver anden uge" in text
    assert "Heraf med løn" not in text
    assert "Undtagelser" not in text
    assert "skridt for skridt" not in text


def test_before_anybody_has_signed_there_are_lines_to_sign_on() -> None:
    text = whole(agreement_pdf(ORDINARY, printed=TODAY))
    assert (
        "Må ikke starte endnu. Den 25. feb. 2026 mangler der et ja fra Amina Yusuf, Bageriet ved Åen, "
        "medarbejdernes repræsentant og Mette Holm." in text
    )
    assert text.count("Underskrift Dato") == 4
    assert text.count("Navn med blokbogstaver") == 2, (
        "for the company somebody signs; as the representative nobody is named"
    )


@pytest.mark.parametrize("lines", range(10, 18))
def test_the_heading_of_the_signatures_stands_with_all_of_them(lines: int) -> None:
    """However far down the page the text before them ends; and they need no page more for it."""
    longer = replace(AMENDMENT, remarks="Det har vi talt om.\n" * lines)
    found = pages(agreement_pdf(longer, printed=TODAY, signatures=SIGNED[:3]))
    [page] = [text for text in found if "Underskrifter" in text]
    told = " ".join(page.partition("Underskrifter")[2].split())
    assert "Har sagt ja på sin egen side" in told
    assert "Har sagt ja med link og kode" in told
    assert len(found) == 2


def test_when_some_have_signed_it_says_who_and_how_and_who_is_missing() -> None:
    text = whole(agreement_pdf(ORDINARY, printed=TODAY, signatures=SIGNED[:3]))
    assert "Må ikke starte endnu. Den 25. feb. 2026 mangler der et ja fra Mette Holm." in text
    assert "Har sagt ja på sin egen side, 3. mar. 2026 kl. 12, og skrevet sit navn: Amina Yusuf." in text
    assert "Har sagt ja med link og kode, 4. mar. 2026 kl. 12, og skrevet sit navn: Bente Bager." in text
    assert "Har skrevet under på papir, 4. mar. 2026, som Rita Repsen. Kommunen så papiret 5. mar. 2026." in text, (
        "a paper says when it was signed and when it was seen"
    )
    assert text.count("Underskrift Dato") == 1


def test_when_all_have_signed_nothing_is_missing() -> None:
    text = whole(agreement_pdf(ORDINARY, printed=TODAY, signatures=SIGNED))
    assert "Må ikke starte endnu" not in text
    assert "Alle har sagt ja." in text
    assert "Underskrift Dato" not in text
    assert "Navn mangler" not in text, "who signed as the representative is named"


def test_a_no_is_said_with_its_words_and_is_no_signature() -> None:
    no = Signed("employer", "Bente Bager", NO, PAPER, noon(4), words="Vi har ikke så mange timer om sommeren.")
    text = whole(agreement_pdf(ORDINARY, printed=TODAY, signatures=[SIGNED[0], no]))
    assert "mangler der et ja fra Bageriet ved Åen, medarbejdernes repræsentant og Mette Holm. En har sagt nej." in text
    assert "Har sagt nej, 4. mar. 2026 kl. 12. »Vi har ikke så mange timer om sommeren.«" in text


def test_what_is_signed_can_be_compared() -> None:
    text = re.sub(r"\s", "", whole(agreement_pdf(ORDINARY, printed=TODAY)))
    assert fingerprint(stored(ORDINARY)) in text
    assert fingerprint(stored(replace(ORDINARY, title="Fylde varer ned"))) not in text


def test_a_draft_says_so_on_every_page() -> None:
    for text in pages(agreement_pdf(ORDINARY, printed=TODAY, draft=True)):
        assert "Fylde varer op · udkast" in text
        assert "Må ikke starte endnu" not in text
    assert "Det er ikke sendt til underskrift." in pages(agreement_pdf(ORDINARY, printed=TODAY, draft=True))[0]


def test_an_amendment_shows_what_changed_and_asks_only_those_it_concerns() -> None:
    found = pages(agreement_pdf(AMENDMENT, printed=TODAY))
    assert len(found) == 1
    text = found[0]
    assert "Ændring af aftalen om praktik" in text
    assert "Ændringen gælder fra lørdag den 30. maj 2026. Alt andet i aftalen gælder som før." in text
    assert "Slutdag 29. maj 2026 28. aug. 2026" in text
    assert "Timer om ugen 8, heraf 4 med løn 10, heraf 6 med løn" in text
    assert "Hvem tager imod Ikke aftalt Bente Bager" in text
    assert (
        "Ændringen gælder ikke endnu. Den 25. feb. 2026 mangler der et ja fra Amina Yusuf og Bageriet ved Åen." in text
    )
    assert text.count("Underskrift Dato") == 2
    assert "Må ikke starte endnu" not in text, "the work goes on as it was agreed before"


def test_an_amendment_that_asks_nobody_says_so() -> None:
    quiet = replace(
        AMENDMENT,
        parties=tuple(replace(party, signs=False) for party in AMENDMENT.parties),
        changes=(Change("Telefon til den, der tager imod", "98 12 34 56", "98 12 34 57"),),
    )
    text = whole(agreement_pdf(quiet, printed=TODAY))
    assert "Den her ændring skal ingen skrive under på." in text
    assert "gælder ikke endnu" not in text
    assert "Underskrift Dato" not in text


def test_what_is_not_agreed_is_said_and_never_guessed() -> None:
    text = whole(agreement_pdf(BARE, printed=TODAY))
    for words in (
        "Opgaverne aftales på stedet.",
        "Der er ikke aftalt løn.",
        "Der er ikke aftalt faste timer.",
        "Mandag den 2. marts 2026",
        "Spørgsmål? Ring til Aalborg Kommune.",
    ):
        assert words in text, words
    for label in ("Formål", "Forsikring", "Vi følger op", "Tag med"):
        assert label not in text


def test_pay_is_kroner_with_two_digits_or_none() -> None:
    paid = replace(SWEDISH, hourly_pay=Decimal("142.5"), pay_note="Tillæg om lørdagen.")
    assert "142,50 kr. i timen. Tillæg om lørdagen" in whole(agreement_pdf(paid, printed=TODAY))
    even = replace(SWEDISH, hourly_pay=Decimal(150))
    assert "150 kr. i timen" in whole(agreement_pdf(even, printed=TODAY))


def test_a_role_that_we_do_not_know_shows_itself() -> None:
    strange = replace(BARE, kind="noget", parties=(Party("vidne", "Ib"),))
    text = whole(agreement_pdf(strange, printed=TODAY))
    assert "Aftale om noget" in text
    assert "vidne Ib" in text
