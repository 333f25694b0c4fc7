"""Readers of the field's own words: codes of municipalities, windows, languages, register numbers, CPR numbers."""

from __future__ import annotations

from django.utils.translation import gettext as _

from placements.exchange.readers import Checked, Reader
from smaajob.accounts.models import Organisation
from smaajob.geography import canonical_code, municipalities
from smaajob.literals import Unreadable, composed, read_date
from smaajob.numbers import birth_dates as birth_dates
from smaajob.numbers import read_cpr, read_language, read_p_number, read_postcode, read_register_number
from smaajob.numbers import register_number_fits as register_number_fits
from smaajob.schedule import AnyWindow, DatedWindow, parse_window

MUNICIPALITY = Checked(
    canonical_code, lambda: _("en kommunekode, fx 851 eller DK-851; svenske kommuner skrives fx SE-0580")
)


def known_municipalities() -> frozenset[str]:
    """The shipped codes, and those of organisations here."""
    return frozenset(municipalities()) | frozenset(Organisation.objects.exclude(code="").values_list("code", flat=True))


class WindowReader(Reader):
    """`man 08:00-14:00`; where dates may stand also `2026-03-02 08:00-14:00` (or `02-03-2026 …`)."""

    def __init__(self, *, dates: bool) -> None:
        self.dates = dates

    def read(self, text: str) -> AnyWindow:
        text = composed(text)
        first, _space, rest = text.partition(" ")
        if self.dates and first[:1].isdigit():
            text = f"{read_date(first).isoformat()} {rest}"
        try:
            window = parse_window(text)
        except ValueError as error:
            raise Unreadable(self._expected(str(error))) from error
        if isinstance(window, DatedWindow) and not self.dates:
            raise Unreadable(_("en tid, der kommer igen hver uge, fx man 08:00-14:00"))
        return window

    def _expected(self, code: str) -> str:
        if code == "order":
            return _("en tid, der slutter, efter den starter; går den over midnat, så skriv to")
        if code == "time":
            return _("et klokkeslæt fra 00:00 til 24:00")
        return self.expects

    @property
    def expects(self) -> str:
        if self.dates:
            return _("en tid, fx man 08:00-14:00 eller 2026-03-02 08:00-14:00")
        return _("en tid, fx man 08:00-14:00 (man, tir, ons, tor, fre, lør, søn)")


LANGUAGE = Checked(read_language, lambda: _("et sprog med to bogstaver, evt. med niveau, fx da:A2 eller en"))


P_NUMBER = Checked(read_p_number, lambda: _("et P-nummer med 10 cifre"))


POSTCODE = Checked(read_postcode, lambda: _("et postnummer med 4 cifre (5 i Sverige)"))


REGISTER_NUMBER = Checked(
    read_register_number, lambda: _("et CVR-nummer med 8 cifre (et svensk organisationsnummer har 10)")
)


class CprReader(Reader):
    """A CPR number (in Sweden a personnummer), kept as its digits. Whether they begin with a date, the row's country says.

    Modulus 11 is not checked: it was given up in 2007.
    """

    def read(self, text: str) -> str:
        try:
            return read_cpr(text)
        except ValueError as error:
            if str(error) == "nine":
                raise Unreadable(_("10 cifre. Her er 9: Det første 0 er nok faldet væk i regnearket")) from error
            raise Unreadable(self.expects) from error

    @property
    def expects(self) -> str:
        return _("et CPR-nummer med 10 cifre, fx ddmmåå-1234")
