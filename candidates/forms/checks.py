"""What must be right about a person before it is saved, said in words beside the field."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from candidates.doubles import Double, doubles_of
from candidates.models import Candidate
from smaajob.accounts.scope import Scope
from smaajob.geography import country_of
from smaajob.masking import is_cpr
from smaajob.numbers import birth_dates, read_cpr, read_postcode
from smaajob.secrets import decrypt
from smaajob.vocabulary import Country

if TYPE_CHECKING:
    from django.forms import Form
else:
    Form = object


class PersonChecks(Form):
    """The rules of the import (docs/import-format.md) for a form: what an import refuses, a hand can't write either."""

    scope: Scope
    person: Candidate | None
    today: date
    codes: list[str]
    doubles: list[Double]

    def clean_birth_date(self) -> date:
        born: date = self.cleaned_data["birth_date"]
        if born > self.today:
            raise ValidationError(_("Den dag er ikke kommet endnu. Se efter, om årstallet er rigtigt."))
        return born

    def clean_consent_on(self) -> date | None:
        given: date | None = self.cleaned_data["consent_on"]
        if given and given > self.today:
            raise ValidationError(_("Den dag er ikke kommet endnu."))
        return given

    def clean_cpr(self) -> str:
        text = self.cleaned_data["cpr"]
        try:
            return read_cpr(text) if text else ""
        except ValueError as error:
            if str(error) == "nine":
                raise ValidationError(_("Der mangler et ciffer. Er det et 0 i begyndelsen?")) from error
            raise ValidationError(_("Skriv de ti cifre, fx 010190-1234.")) from error

    def clean_external_id(self) -> str:
        text: str = self.cleaned_data["external_id"]
        # A CPR number is kept encrypted; an id stands in the clear.
        if is_cpr(text, self.cleaned_data.get("birth_date")):
            raise ValidationError(_("Brug ikke et CPR-nummer som id. Skriv jeres sagsnummer eller et løbenummer."))
        return text

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        values["municipality"] = values.get("municipality") or (self.codes[0] if len(self.codes) == 1 else "")
        self._check_postcode()
        self._check_cpr()
        consultant, stand_in = values.get("consultant"), values.get("stand_in")
        if consultant and consultant == stand_in:
            self.add_error("stand_in", _("Stedfortræderen skal være en anden end konsulenten."))
        if not self.errors.keys() & {"first_name", "last_name", "birth_date", "cpr"}:
            self._check_doubles()
        return values

    def _check_postcode(self) -> None:
        code, text = self.cleaned_data["municipality"], self.cleaned_data.get("postcode")
        if text == "" and self.person is not None:
            self.cleaned_data["postcode"] = text = self.person.postcode
        if not text or not code:
            return
        danish = country_of(code) == Country.DENMARK
        try:
            digits = read_postcode(text)
        except ValueError:
            digits = ""
        if len(digits) != (4 if danish else 5):
            told = _("Et dansk postnummer har 4 cifre.") if danish else _("Et svensk postnummer har 5 cifre.")
            self.add_error("postcode", told)
        self.cleaned_data["postcode"] = digits

    def _check_cpr(self) -> None:
        born, written = self.cleaned_data.get("birth_date"), self.cleaned_data.get("cpr")
        removed = self.cleaned_data.get("remove_cpr")
        if removed and written:
            self.add_error("cpr", _("Du har både skrevet et nummer og valgt at slette det."))
        if removed or not born or "cpr" in self.errors:
            return
        kept = decrypt(self.person.cpr_encrypted) if self.person and not written else ""
        if not written and not kept:
            return
        code = self.cleaned_data["municipality"]
        dates = birth_dates(written or kept, country_of(code) if code else Country.SWEDEN)
        if written and not dates:
            self.add_error("cpr", _("Et CPR-nummer begynder med fødselsdatoen: dag, måned og år."))
        elif written and born not in dates:
            self.add_error("cpr", _("CPR-nummeret passer ikke til fødselsdatoen."))
        elif kept and born not in dates:
            self.add_error("birth_date", _("Den passer ikke til CPR-nummeret, som er gemt i forvejen."))

    def _check_doubles(self) -> None:
        values, known = self.cleaned_data, self.person
        name = (values["first_name"], values["last_name"], values["birth_date"])
        changed = known is None or name != (known.first_name, known.last_name, known.birth_date)
        self.doubles = doubles_of(self.scope, name=name if changed else None, cpr=values.get("cpr") or "", but=known)
        if any(double.same_cpr for double in self.doubles):
            self.add_error("cpr", _("En anden person hos jer har det CPR-nummer."))
        elif self.doubles and not values.get("other_person"):
            self.add_error("other_person", _("Er det den samme? Sæt et kryds, hvis det er en anden person."))
