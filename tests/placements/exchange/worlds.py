"""Random valid data for every column of the import format: strategies by a column's reader, and rows that fit together."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from placements.exchange.columns import FILES, Column
from placements.exchange.readers import Choice, Date, Email, Id, Number, Several, Text, Whole, YesNo
from placements.exchange.rows import BROKEN_CELLS
from placements.exchange.words import LANGUAGE, MUNICIPALITY, WindowReader
from smaajob.geography import country_of, municipalities
from smaajob.language_codes import LANGUAGE_CODES, LANGUAGE_LEVELS
from smaajob.schedule import DatedWindow, Weekday, Window, tidy, total_minutes
from tests.factories import cvr_number

Draw = Callable[[st.SearchStrategy[Any]], Any]
Values = dict[str, Any]
World = dict[str, list[Values]]

# What spoils a spreadsheet, and what a Dane and a Swede write; then anything that is text.
AWKWARD = "æøåäöÆØÅÉ;,\t\n\"'`=+-@|\\/ \u00a0.:*#%&<>«»“–€😀e\u0301a\u030a"
LETTERS = st.one_of(
    st.sampled_from(AWKWARD), st.sampled_from(AWKWARD), st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"])
)
EMAILS = (
    "navn@kommune.dk",
    "'q=x@kommune.dk",
    "=1+1@a.dk",
    "+45@a.dk",
    "-x@a.dk",
    "'=x@a.dk",
    "Mette@Aalborg.DK",
    "a|b@c.dk",
)
CODES = ("DK-851", "DK-101", "SE-0580", "SE-1280")


def texts(
    longest: int = 40, *, awkward: tuple[str, ...] = ("=1+1", "'=x", "''", "'", "-", "@a", "'abc", '"', 'a"b;c\nd')
) -> Any:
    """Text as the format knows it: composed, without space around, and not what a spreadsheet shows for a broken formula."""
    anything = st.text(LETTERS, max_size=min(longest, 40)).map(lambda text: unicodedata.normalize("NFC", text).strip())
    return st.one_of(st.sampled_from([one for one in awkward if len(one) <= longest]), anything).filter(
        lambda text: len(text) <= longest and text.upper() not in BROKEN_CELLS
    )


def dates(first: date = date(1900, 1, 1), last: date = date(2199, 12, 31)) -> Any:
    return (
        st.one_of(st.dates(max(first, date(2020, 1, 1)), min(last, date(2026, 12, 31))), st.dates(first, last))
        if (max(first, date(2020, 1, 1)) <= min(last, date(2026, 12, 31)))
        else st.dates(first, last)
    )


def numbers(reader: Number) -> Any:
    high = min(reader.high, Decimal(10) ** 6)
    found = st.decimals(reader.low, high, places=reader.decimals, allow_nan=False, allow_infinity=False)
    if reader.high.is_finite() and reader.high > high:
        found = st.one_of(found, st.just(reader.high))
    return found.map(int) if isinstance(reader, Whole) else found


def weekly() -> Any:
    return st.builds(
        lambda day, start, length: Window(Weekday(day), start, min(start + length, 1440)),
        st.integers(0, 6),
        st.integers(0, 1439),
        st.integers(1, 600),
    )


def dated(first: date = date(2020, 1, 1), last: date = date(2027, 1, 1)) -> Any:
    return st.builds(
        lambda day, start, length: DatedWindow(day, start, min(start + length, 1440)),
        st.dates(first, last),
        st.integers(0, 1439),
        st.integers(1, 600),
    )


def value_of(column: Column) -> Any:
    """What may stand in a column by its reader alone; None or its `empty` where it may be empty."""
    found = _of_reader(column)
    if column.required or isinstance(column.reader, YesNo):
        return st.one_of(found, st.none()) if column.empty is None and isinstance(column.reader, YesNo) else found
    return st.one_of(st.just(column.empty), found)


def _of_reader(column: Column) -> Any:
    reader = column.reader
    if isinstance(reader, Several):
        parts = _of_one(reader.one)
        if isinstance(reader.one, Text):
            parts = parts.map(lambda text: text.replace("|", "/").strip()).filter(bool)
        return st.lists(parts, unique=True, min_size=1 if column.required else 0, max_size=4)
    return _of_one(reader)


def _of_one(reader: Any) -> Any:
    if isinstance(reader, Text):
        return texts(reader.longest or 400).filter(bool)
    if isinstance(reader, Email):
        return st.sampled_from(EMAILS)
    if isinstance(reader, Date):
        return dates()
    if isinstance(reader, Number):
        return numbers(reader)
    if isinstance(reader, YesNo):
        return st.booleans()
    if isinstance(reader, Choice):
        return st.sampled_from(reader.values)
    if isinstance(reader, WindowReader):
        return weekly()
    if reader is LANGUAGE:
        codes = st.sampled_from(sorted(LANGUAGE_CODES))
        return st.one_of(codes, st.tuples(codes, st.sampled_from(sorted(LANGUAGE_LEVELS))).map(":".join))
    if reader is MUNICIPALITY:
        return st.one_of(st.sampled_from(CODES), st.sampled_from(sorted(municipalities())))
    # Postcodes, register numbers, P-numbers and CPR hang on the rest of the row: `worlds` writes them.
    return st.just("")


def personnummer(swede: bool, born: date, serial: int) -> str:
    """A number that begins with the birth date, its seventh digit saying the century (CPR)."""
    if swede:
        return f"{born:%Y%m%d}{serial:04d}"
    seventh = (serial % 4) if born.year < 2000 else 4 + serial % 4 if born.year < 2037 else 5
    return f"{born:%d%m%y}{seventh}{serial % 1000:03d}"


def organisationsnummer(n: int) -> str:
    """Ten digits that pass Luhn's check."""
    for last in range(10):
        digits = [int(sign) for sign in f"{550000000 + n}{last}"]
        if sum(d if place % 2 else d * 2 // 10 + d * 2 % 10 for place, d in enumerate(digits)) % 10 == 0:
            return f"{550000000 + n}{last}"
    raise AssertionError(n)


@st.composite
def worlds(draw: Draw, most: int = 3) -> World:
    """Rows of every file, by kind and column, that an import takes."""
    world: World = {name: [] for name in FILES}
    for name in ("indsatser", "virksomheder", "kandidater", "opgaver", "kurser", "forløb"):
        for n in range(draw(st.integers(0, most))):
            _ADD[name](draw, world, _row(draw, name, f"{name[0]}{n}"))
    for name in ("deltagelser", "timer", "kursusdeltagere", "status"):
        seen: set[Any] = set()
        for _n in range(draw(st.integers(0, most * 2))):
            row = _row(draw, name, "")
            if _ADD[name](draw, world, row) and (key := tuple(row[one] for one in FILES[name].key)) not in seen:
                seen.add(key)
                world[name].append(row)
    return world


def _row(draw: Draw, name: str, id_: str) -> Values:
    kind = FILES[name]
    row = {column.name: draw(value_of(column)) for column in kind.columns if not isinstance(column.reader, Id)}
    if id_:
        before = draw(st.sampled_from(["", "=", "'", "-", "@", "Æ "]))
        row[kind.key[0]] = before + id_ + draw(texts(20)).replace("\n", " ").rstrip()
    return row


def _pick(draw: Draw, world: World, name: str) -> Any:
    key = FILES[name].key[0]
    return draw(st.sampled_from([row[key] for row in world[name]])) if world[name] else None


def _maybe(draw: Draw, world: World, name: str) -> str:
    return (_pick(draw, world, name) or "") if draw(st.booleans()) else ""


def _after(draw: Draw, row: Values, end: str, most: int = 400) -> None:
    if row[end] is not None:
        row[end] = min(row["start"] + timedelta(draw(st.integers(0, most))), date(2199, 12, 31))


def _postcode(draw: Draw, country: str) -> str:
    return str(draw(st.integers(0, 9999 if country == "DK" else 99999))).zfill(4 if country == "DK" else 5)


def _programme(draw: Draw, world: World, row: Values) -> bool:
    _after(draw, row, "slut")
    world["indsatser"].append(row)
    return True


def _workplace(draw: Draw, world: World, row: Values) -> bool:
    row["postnr"] = _postcode(draw, row["land"])
    n = draw(st.integers(0, 3))
    row["cvr"] = "" if n == 3 else cvr_number(n) if row["land"] == "DK" else organisationsnummer(n)
    row["p_nummer"] = draw(st.sampled_from(["", "0012345678", "1012151730"]))
    _apart(row)
    world["virksomheder"].append(row)
    return True


def _apart(row: Values) -> None:
    row["rummer_ikke"] = [code for code in row["rummer_ikke"] if code not in row["rummer"]]


def _person(draw: Draw, world: World, row: Values) -> bool:
    country = country_of(row["kommune"])
    row["postnr"] = _postcode(draw, country)
    row["cpr"] = ""
    if draw(st.booleans()):
        if country == "DK":
            row["fødselsdato"] = draw(st.dates(date(1938, 1, 1), date(2026, 1, 1)))
        row["cpr"] = personnummer(country == "SE", row["fødselsdato"], draw(st.integers(0, 9999)))
    world["kandidater"].append(row)
    return True


def _task(draw: Draw, world: World, row: Values) -> bool:
    row["virksomhed_id"] = _pick(draw, world, "virksomheder")
    if row["virksomhed_id"] is None:
        return False
    place = next(one for one in world["virksomheder"] if one["virksomhed_id"] == row["virksomhed_id"])
    _after(draw, row, "slut")
    row["pladser"] = draw(st.one_of(st.integers(1, 3), st.just(32767)))
    row["postnr"] = _postcode(draw, place["land"]) if draw(st.booleans()) else ""
    _apart(row)
    plan = draw(st.lists(draw(st.sampled_from([weekly(), dated()])), min_size=1, max_size=4, unique=True))
    if row["fleksibel"]:
        row["timer"] = draw(st.decimals("0.001", "9999.999", places=3))
    else:
        plan = tidy(plan)
        sum_of = (Decimal(total_minutes(plan)) / 60).quantize(Decimal("0.001"))
        row["timer"] = draw(st.sampled_from([None, sum_of, round(sum_of, 2)]))
    row["plan"] = plan
    world["opgaver"].append(row)
    return True


def _placement(draw: Draw, world: World, row: Values) -> bool:
    row["kandidat_id"], row["virksomhed_id"] = _pick(draw, world, "kandidater"), _pick(draw, world, "virksomheder")
    if row["kandidat_id"] is None or row["virksomhed_id"] is None:
        return False
    row["indsats_id"], row["opgave_id"] = _maybe(draw, world, "indsatser"), ""
    row["start"] = draw(st.dates(date(2019, 1, 1), date(2026, 12, 1)))
    _after(draw, row, "slut_planlagt", 60)
    _after(draw, row, "slut_faktisk", 60)
    row["slutårsag"] = (row["slutårsag"] or "gennemført") if row["slut_faktisk"] else ""
    task = next((one for one in world["opgaver"] if one["opgave_id"] == _maybe(draw, world, "opgaver")), None)
    taken = [one for one in world["forløb"] if task and one["opgave_id"] == task["opgave_id"]]
    if task and len(taken) < task["pladser"]:
        row["opgave_id"] = task["opgave_id"]
    world["forløb"].append(row)
    return True


def _hours(draw: Draw, world: World, row: Values) -> bool:
    row["forløb_id"] = _pick(draw, world, "forløb")
    if row["forløb_id"] is None:
        return False
    placement = next(one for one in world["forløb"] if one["forløb_id"] == row["forløb_id"])
    last = placement["slut_faktisk"] or placement["start"] + timedelta(200)
    row["fra"] = placement["start"] + timedelta(draw(st.integers(0, (last - placement["start"]).days)))
    row["til"] = row["fra"] + timedelta(draw(st.integers(0, min((last - row["fra"]).days, 10))))
    most = 24 * ((row["til"] - row["fra"]).days + 1)
    row["timer"] = draw(st.decimals(0, most, places=3))
    return not any(
        one["forløb_id"] == row["forløb_id"] and one["fra"] <= row["til"] and row["fra"] <= one["til"]
        for one in world["timer"]
    )


def _participation(draw: Draw, world: World, row: Values) -> bool:
    row["indsats_id"], row["kandidat_id"] = _pick(draw, world, "indsatser"), _pick(draw, world, "kandidater")
    _after(draw, row, "slut")
    return row["indsats_id"] is not None and row["kandidat_id"] is not None


def _course(draw: Draw, world: World, row: Values) -> bool:
    row["indsats_id"] = _maybe(draw, world, "indsatser")
    _after(draw, row, "slut")
    world["kurser"].append(row)
    return True


def _enrolment(draw: Draw, world: World, row: Values) -> bool:
    row["kursus_id"], row["kandidat_id"] = _pick(draw, world, "kurser"), _pick(draw, world, "kandidater")
    return row["kursus_id"] is not None and row["kandidat_id"] is not None


def _status(draw: Draw, world: World, row: Values) -> bool:
    row["kandidat_id"] = _pick(draw, world, "kandidater")
    return row["kandidat_id"] is not None


_ADD: dict[str, Callable[[Draw, World, Values], bool]] = {
    "indsatser": _programme,
    "virksomheder": _workplace,
    "kandidater": _person,
    "opgaver": _task,
    "forløb": _placement,
    "timer": _hours,
    "deltagelser": _participation,
    "kurser": _course,
    "kursusdeltagere": _enrolment,
    "status": _status,
}


def as_files(world: World) -> list[tuple[str, bytes]]:
    """The rows as a person's spreadsheets hold them: commas or semicolons, dates day first, headers with stars."""
    files = []
    for place, (name, rows) in enumerate(world.items()):
        out = io.StringIO()
        writer = csv.writer(out, delimiter=";,\t"[place % 3], lineterminator="\n")
        columns = FILES[name].columns
        writer.writerow([f"{column.name}*" if column.required else column.name.upper() for column in columns])
        for row in rows:
            writer.writerow([_cell(column, row[column.name], place) for column in columns])
        files.append((f"{name}.csv", out.getvalue().encode("utf-8" if place % 2 else "utf-16")))
    return files


def _cell(column: Column, value: Any, place: int) -> str:
    if value is None or value == "" or value == []:
        return ""
    if isinstance(value, date) and place % 2:
        return f"{value.day}.{value.month}.{value.year:04d}"
    return column.reader.write(value)
