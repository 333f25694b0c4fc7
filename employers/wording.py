"""What is said of workplaces and tasks: what they can offer, in the order in which people read it, and what is wrong with a number."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from smaajob.vocabulary import Accommodation, Country

if TYPE_CHECKING:
    from employers.models import Registration


def in_order(codes: Iterable[str]) -> list[str]:
    """Accommodations in the vocabulary's order: time first, then pace, body, senses, mind, language."""
    wanted = set(codes)
    return [code for code in Accommodation.values if code in wanted]


def postcode_fault(postcode: str, country: str) -> str:
    """What is wrong with a postcode in a country, by its length as the import has it; empty where nothing is."""
    if not postcode or len(postcode) == (4 if country == Country.DENMARK else 5):
        return ""
    if country == Country.DENMARK:
        return _("Et dansk postnummer har 4 cifre.")
    return _("Et svensk postnummer har 5 cifre.")


def number_fault(country: str) -> str:
    """What to say of a CVR-nummer or organisationsnummer that fails its check."""
    if country == Country.DENMARK:
        return _("CVR-nummeret findes ikke. Tjek de 8 cifre.")
    return _("Organisationsnummeret findes ikke. Tjek de 10 cifre.")


def said_by(asked: Registration) -> dict[str, str]:
    """What a company wrote when it asked to take part, by the names of the form of a workplace."""
    of_person = {f"contact_{name}": getattr(asked, name) for name in ("name", "phone", "email")}
    return {"name": asked.company, "country": asked.country, "cvr": asked.cvr, **of_person}
