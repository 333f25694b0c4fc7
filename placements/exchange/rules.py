"""What must fit within one row, and between a row and what it refers to. One function a file.

A rule looks at the row as it will be stored. A cell that could not be read has its own fault already; what hangs on it is not
judged.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from placements.exchange.columns import (
    CANDIDATES,
    COURSES,
    HOURS,
    PARTICIPATIONS,
    PLACEMENTS,
    PROGRAMMES,
    TASKS,
    WORKPLACES,
    FileKind,
)
from placements.exchange.masking import is_cpr
from placements.exchange.material import Material
from placements.exchange.rows import Row
from placements.exchange.words import birth_dates, register_number_fits
from smaajob.geography import country_of
from smaajob.literals import plain
from smaajob.schedule import is_dated, tidy, total_hours, total_minutes
from smaajob.secrets import decrypt
from smaajob.vocabulary import Country

Values = dict[str, Any]
HALF_A_HUNDREDTH = Decimal("0.3")  # of an hour, in minutes: 20 minutes are written 0,33
Rule = Callable[[Material, Row, Values], None]


def programmes(material: Material, row: Row, values: Values) -> None:
    _ends_after_start(material, PROGRAMMES, row, values)
    for code in values["kommuner"] or ():
        if code not in material.municipalities:
            expected = _("koder på kommuner, der findes. »%(code)s« gør ikke") % {"code": code}
            material.fault(PROGRAMMES, row, "kommuner", code, expected, part=True)


def workplaces(material: Material, row: Row, values: Values) -> None:
    country, number = values["land"], values["cvr"]
    if country and number and not register_number_fits(country, number):
        expected = (
            _("et gyldigt CVR-nummer (8 cifre med kontrolciffer)")
            if country == Country.DENMARK
            else _("et gyldigt organisationsnummer (10 cifre med kontrolciffer)")
        )
        material.fault(WORKPLACES, row, "cvr" if "cvr" in row.values else "land", number, expected)
    _postcode_fits(material, WORKPLACES, row, values, country)
    _offered_or_not(material, WORKPLACES, row, values)


def candidates(material: Material, row: Row, values: Values) -> None:
    code = values["kommune"]
    if code and code not in material.municipalities:
        material.fault(CANDIDATES, row, "kommune", code, _("koden på en kommune, der findes"))
    elif code and material.people_of is not None and code not in material.people_of:
        material.fault(CANDIDATES, row, "kommune", code, _whose_people(material))
    country = country_of(code) if code else None
    _postcode_fits(material, CANDIDATES, row, values, country)
    _cpr_fits(material, row, country)
    _id_is_no_cpr(material, row)


def participations(material: Material, row: Row, values: Values) -> None:
    _ends_after_start(material, PARTICIPATIONS, row, values)


def tasks(material: Material, row: Row, values: Values) -> None:
    _ends_after_start(material, TASKS, row, values)
    _offered_or_not(material, TASKS, row, values)
    workplace = material.by_id(WORKPLACES, values["virksomhed_id"])
    if workplace and values["postnr"]:
        _postcode_fits(material, TASKS, row, values, workplace["land"])
    if not row.bad & {"plan", "fleksibel", "timer"}:
        _plan_fits(material, row, values)


def placements(material: Material, row: Row, values: Values) -> None:
    start, planned, actual, reason = (values[name] for name in ("start", "slut_planlagt", "slut_faktisk", "slutårsag"))
    if start and planned and planned < start:
        material.fault(PLACEMENTS, row, "slut_planlagt", planned, _not_before(start))
    if start and actual and actual < start:
        _ends_too_early(material, PLACEMENTS, row, "slut_faktisk", start, actual)
    if row.bad & {"slut_faktisk", "slutårsag"}:
        return
    if actual and not reason:
        material.fault(
            PLACEMENTS, row, "slutårsag", "", _("en slutårsag, når forløbet er sluttet (slut_faktisk er udfyldt)")
        )
    if reason and not actual:
        material.fault(PLACEMENTS, row, "slutårsag", reason, _("en dato i slut_faktisk, når der er en slutårsag"))


def hours(material: Material, row: Row, values: Values) -> None:
    first, last, worked = values["fra"], values["til"], values["timer"]
    if first is None or last is None:
        return
    if last < first:
        material.fault(HOURS, row, "til", last, _not_before(first))
        return
    most = 24 * ((last - first).days + 1)
    if worked is not None and worked > most:
        material.fault(HOURS, row, "timer", worked, _("højst %(n)d timer: en dag har 24") % {"n": most})
    placement = material.by_id(PLACEMENTS, values["forløb_id"])
    if placement is None:
        return
    start, end = placement["start"], placement["slut_faktisk"]
    if start and first < start:
        material.fault(HOURS, row, "fra", first, _("en dag inden for forløbet, som startede %(day)s") % {"day": start})
    if end and last > end >= (start or end):
        material.fault(HOURS, row, "til", last, _("en dag inden for forløbet, som sluttede %(day)s") % {"day": end})


def courses(material: Material, row: Row, values: Values) -> None:
    _ends_after_start(material, COURSES, row, values)


RULES: dict[str, Rule] = {
    "indsatser": programmes,
    "virksomheder": workplaces,
    "kandidater": candidates,
    "deltagelser": participations,
    "opgaver": tasks,
    "forløb": placements,
    "timer": hours,
    "kurser": courses,
}


def _not_before(start: Any) -> str:
    return _("en dato, der ikke ligger før starten %(day)s") % {"day": start}


def _ends_after_start(material: Material, kind: FileKind, row: Row, values: Values) -> None:
    start, end = values["start"], values["slut"]
    if start and end and end < start:
        _ends_too_early(material, kind, row, "slut", start, end)


def _ends_too_early(material: Material, kind: FileKind, row: Row, column: str, start: Any, end: Any) -> None:
    if column in row.values:
        material.fault(kind, row, column, end, _not_before(start))
    else:
        expected = _("en dato, der ikke ligger efter slutdatoen %(day)s, som er gemt i forvejen") % {"day": end}
        material.fault(kind, row, "start", start, expected)


def _postcode_fits(material: Material, kind: FileKind, row: Row, values: Values, country: str | None) -> None:
    postcode = values["postnr"]
    if postcode and country and len(postcode) != (4 if country == Country.DENMARK else 5):
        expected = (
            _("et dansk postnummer med 4 cifre")
            if country == Country.DENMARK
            else _("et svensk postnummer med 5 cifre")
        )
        material.fault(kind, row, "postnr", postcode, expected)


def _offered_or_not(material: Material, kind: FileKind, row: Row, values: Values) -> None:
    both = [code for code in values["rummer"] or () if code in (values["rummer_ikke"] or ())]
    if both:
        column = "rummer_ikke" if "rummer_ikke" in row.values else "rummer"
        material.fault(kind, row, column, "|".join(both), _("at det samme ikke står i både rummer og rummer_ikke"))


def _whose_people(material: Material) -> str:
    if material.keeper.is_municipality:
        return _("jeres egen kommunes kode: I kan kun importere jeres egne borgere")
    return _(
        "en kommune fra en af jeres indsatser. Opret indsatsen med kommunen først, eller tag den med på arket indsatser"
    )


def _id_is_no_cpr(material: Material, row: Row) -> None:
    # A CPR number is kept encrypted; an id stands in the clear.
    id_ = row.values.get("kandidat_id") or ""
    if is_cpr(id_, row.values.get("fødselsdato")):
        expected = _("et id, der ikke er et CPR-nummer. Brug jeres sagsnummer eller et løbenummer")
        material.fault(CANDIDATES, row, "kandidat_id", id_, expected)


def _cpr_fits(material: Material, row: Row, country: str | None) -> None:
    born, digits = row.values.get("fødselsdato"), row.values.get("cpr")
    if born and row.key and "cpr" not in row.values and "cpr" not in row.bad and "fødselsdato" in row.changed:
        # The import leaves the stored number as it is.
        number = decrypt(material.stored[CANDIDATES.name][row.key].extra["cpr_encrypted"])
        if number and born not in birth_dates(number, country or Country.SWEDEN):
            expected = _("en fødselsdato, der passer til personens CPR-nummer, som er gemt i forvejen")
            material.fault(CANDIDATES, row, "fødselsdato", born, expected)
    if not digits:
        return
    dates = birth_dates(digits, country or Country.SWEDEN)
    if not dates:
        material.fault(CANDIDATES, row, "cpr", digits, _("et CPR-nummer, der begynder med en dato (ddmmåå)"))
    elif born and born not in dates:
        expected = _("et CPR-nummer, der passer til fødselsdatoen i samme række. Ciffer 7 hører sammen med århundredet")
        material.fault(CANDIDATES, row, "cpr", digits, expected)


def _plan_fits(material: Material, row: Row, values: Values) -> None:
    plan, flexible, worked = values["plan"], values["fleksibel"], values["timer"]
    if is_dated(plan) and any(not is_dated([window]) for window in plan):
        material.fault(TASKS, row, "plan", plan, _("enten ugedage eller datoer, ikke begge dele"))
        return
    column = "timer" if "timer" in row.values else "fleksibel" if "fleksibel" in row.values else "plan"
    if flexible:
        if not worked:
            material.fault(TASKS, row, column, "", _("et antal timer over 0, når tiderne er fleksible"))
        return
    if total_minutes(tidy(plan)) != total_minutes(plan):
        material.fault(TASKS, row, "plan", plan, _("tider, der ikke overlapper hinanden, når de er faste"))
    elif worked is not None and abs(worked * 60 - total_minutes(plan)) > HALF_A_HUNDREDTH:
        expected = _("%(hours)s timer, som er summen af planens tider (eller en tom celle, eller fleksibel = ja)") % {
            "hours": plain(round(total_hours(plan), 2)).replace(".", ",")
        }
        material.fault(TASKS, row, column, worked if column == "timer" else "", expected)
