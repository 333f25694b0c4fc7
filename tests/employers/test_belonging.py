"""Which employer a changed workplace belongs to, and what that is called."""

from __future__ import annotations

import pytest

from employers.belonging import moves, name_of


@pytest.mark.parametrize(
    ("cvr", "country", "moved"),
    [
        (("44497786", "44497786"), ("DK", "DK"), False),
        (("44497786", "10150817"), ("DK", "DK"), True),
        (("44497786", ""), ("DK", "DK"), True),
        (("44497786", "44497786"), ("DK", "SE"), True),
        (("", ""), ("DK", "SE"), False),
    ],
)
def test_another_number_is_another_employer(cvr: tuple[str, str], country: tuple[str, str], moved: bool) -> None:
    assert moves(cvr=cvr, country=country) is moved


def test_an_employer_that_was_called_as_its_workplace_follows_it() -> None:
    assert name_of("Bageriet", workplace=("Bageriet", "Bageriet ved Havnen")) == "Bageriet ved Havnen"
    assert name_of("Brød A/S", workplace=("Bageriet", "Bageriet ved Havnen")) == "Brød A/S"
