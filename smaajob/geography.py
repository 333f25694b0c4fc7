"""Municipalities and postcodes from smaajob/data (sources and licences in its README), and the distance between postcodes."""

from __future__ import annotations

import csv
import math
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"
DETOUR = 1.3  # the road over the straight line (docs/import-format.md)
EARTH_KM = 6371.0088


@dataclass(frozen=True, slots=True)
class Municipality:
    """`code` is `DK-766` or `SE-0580`."""

    code: str
    name: str
    country: str


@dataclass(frozen=True, slots=True)
class Place:
    """A postcode with its point."""

    postcode: str
    name: str
    latitude: float
    longitude: float


@cache
def municipalities() -> dict[str, Municipality]:
    """The municipalities we ship, by code."""
    result = {}
    for country, name in (("DK", "kommuner.csv"), ("SE", "kommuner_se.csv")):
        for row in _rows(name):
            code = f"{country}-{row['code']}"
            result[code] = Municipality(code, row["name"], country)
    return result


@cache
def places(country: str) -> dict[str, Place]:
    """The postcodes of a country (`DK` or `SE`) that have a point."""
    name = {"DK": "postnumre.csv", "SE": "postnumre_se.csv"}[country]
    return {
        row["postcode"]: Place(row["postcode"], row["name"], float(row["lat"]), float(row["lon"]))
        for row in _rows(name)
    }


def canonical_code(text: str) -> str:
    """`766` or `DK-766` → `DK-766`; `SE-0580` stays. Raises ValueError where it is neither."""
    found = re.fullmatch(r"(?:DK-)?0?(\d{3})", text.strip().upper())
    if found:
        return f"DK-{found[1]}"
    if re.fullmatch(r"SE-\d{4}", text.strip().upper()):
        return text.strip().upper()
    raise ValueError(text)


def country_of(municipality: str) -> str:
    """`DK` or `SE`, from a canonical municipality code."""
    return municipality[:2]


def municipality_name(code: str) -> str:
    """The municipality's name, or the code where it is none of ours."""
    known = municipalities().get(code)
    return known.name if known else code


def town(postcode: str, country: str) -> str:
    """`9000 Aalborg`, or the postcode alone where it is unknown."""
    place = places(country).get(postcode)
    return f"{postcode} {place.name}" if place else postcode


def distance_km(a: str, a_country: str, b: str, b_country: str) -> float | None:
    """Straight line × 1.3 between two postcodes in km; None where either has no known point."""
    one, other = places(a_country).get(a), places(b_country).get(b)
    if one is None or other is None:
        return None
    lat1, lat2 = math.radians(one.latitude), math.radians(other.latitude)
    dlat, dlon = lat2 - lat1, math.radians(other.longitude - one.longitude)
    h = math.sin(dlat / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin(dlon / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(h)) * DETOUR


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
