"""What an agreement says is kept and read back the same, and its fingerprint changes with every word."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from placements.documents.content import (
    AgreementContent,
    Change,
    Contact,
    Party,
    Step,
    fingerprint,
    read,
    stored,
)

FULL = AgreementContent(
    number=2,
    country="DK",
    keeper="Aalborg Kommune",
    kind="småjob",
    title="Fylde varer op",
    start=date(2026, 3, 2),
    end=date(2026, 8, 31),
    place="Bageriet ved Åen",
    address=("Åvej 3", "9000 Aalborg"),
    tasks="Fylde op, rydde af og feje.",
    steps=(
        Step(date(2026, 3, 2), Decimal("4.50"), ("man 09:00-11:15", "ons 09:00-11:15")),
        Step(
            date(2026, 5, 1),
            Decimal(6),
            ("man 09:00-12:00",),
            2,
            Decimal(2),
            (date(2026, 5, 4),),
            ("2026-05-09 10:00-12:00",),
        ),
    ),
    parties=(
        Party("person", "محمد Åse-Marie Ødegård", ("9000 Aalborg",)),
        Party("employer", "Bageriet ved Åen", signs=False),
    ),
    purpose="ordinary",
    meets=Contact("Bente", "+4512345678"),
    stand_in=Contact("Ole"),
    accommodations=("Ekstra pauser",),
    hourly_pay=Decimal("142.500"),
    follow_ups=(date(2026, 3, 9), date(2026, 4, 2)),
    valid_from=date(2026, 5, 1),
    changes=(Change("Timer om ugen", "4,5", "6", ("person", "employer")),),
    extra={"vitas": "ja"},
)


def test_it_is_read_back_as_it_was() -> None:
    assert read(stored(FULL)) == FULL
    assert read(stored(read(stored(FULL)))) == FULL


def test_the_same_agreement_has_the_same_fingerprint_and_any_other_word_another() -> None:
    as_kept = fingerprint(stored(FULL))
    assert as_kept == fingerprint(stored(read(stored(FULL))))
    assert as_kept == fingerprint(dict(reversed(stored(FULL).items())))
    assert as_kept == fingerprint(stored(replace(FULL, hourly_pay=Decimal("142.5"))))
    for other in (
        replace(FULL, hourly_pay=Decimal("142.51")),
        replace(FULL, end=date(2026, 9, 1)),
        replace(FULL, parties=FULL.parties[:1]),
        replace(FULL, tasks=FULL.tasks + " "),
    ):
        assert fingerprint(stored(other)) != as_kept


def test_a_form_that_we_do_not_know_is_not_guessed_at() -> None:
    with pytest.raises(ValueError, match="can't|can read"):
        read({**stored(FULL), "form": "smaajob.agreement.9"})
