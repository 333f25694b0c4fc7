"""What a measure gives: a number together with how many people it stands for. Pure values, no models."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

THOUSANDTH = Decimal("0.001")


@dataclass(frozen=True, slots=True)
class Tally:
    """A number (people, placements, hours …) and the people that it stands for."""

    value: int | Decimal
    people: int

    def plain(self) -> int | float:
        """For JSON: a whole number, or hours as a float with at most three decimals, half up."""
        return self.value if isinstance(self.value, int) else float(rounded(self.value))


@dataclass(frozen=True, slots=True)
class Rate:
    """The share that `part` has of `part` and `rest` together."""

    part: Tally
    rest: Tally

    def percent(self) -> Decimal | None:
        """One decimal, half up; None where there is nobody."""
        return percent(self.part.value, self.part.value + self.rest.value)

    def plain(self) -> float | None:
        share = self.percent()
        return None if share is None else float(share)


@dataclass(frozen=True, slots=True)
class Target:
    """A number to reach; None where none was set."""

    value: int | None

    def plain(self) -> int | None:
        return self.value


@dataclass(frozen=True, slots=True)
class Attainment:
    """What was reached against a target. `outside`: the part of it that does not lie in the report's period."""

    reached: Tally
    outside: Tally
    target: int | None

    def percent(self) -> Decimal | None:
        """One decimal, half up; None without a target."""
        return percent(self.reached.value, self.target) if self.target else None

    def plain(self) -> float | None:
        share = self.percent()
        return None if share is None else float(share)


Figure = Tally | Rate | Target | Attainment | dict[str, Tally] | dict[str, Rate]
Plain = int | float | None | dict[str, int | float | None]
NOTHING = Tally(0, 0)


def percent(part: int | Decimal, whole: int | Decimal) -> Decimal | None:
    """`part` of `whole` in percent with one decimal, half up; None of nothing."""
    if not whole:
        return None
    tenths = int(Fraction(part) * 1000 / Fraction(whole) + Fraction(1, 2))
    return Decimal(tenths) / 10


def rounded(hours: Decimal) -> Decimal:
    """Hours with three decimals, as they are stored, half up. The database added with twenty decimals; first back to what was meant."""
    return hours.quantize(Decimal("1e-12"), ROUND_HALF_UP).quantize(THOUSANDTH, ROUND_HALF_UP)


def plain(figure: Figure) -> Plain:
    """A figure as JSON holds it."""
    if isinstance(figure, dict):
        return {key: value.plain() for key, value in figure.items()}
    return figure.plain()
