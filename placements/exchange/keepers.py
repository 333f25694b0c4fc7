"""The organisation that keeps an import, by its code or its name."""

from __future__ import annotations

from django.utils.translation import gettext as _

from placements.exchange.sources import NoImport
from smaajob.accounts.models import Organisation, OrganisationKind
from smaajob.geography import Municipality, canonical_code, municipalities
from smaajob.literals import composed


def find_keeper(text: str, *, create: bool) -> Organisation:
    """The organisation with a code (`766`, `DK-766`, `SE-0580`) or a name, in any case.

    With `create` one that is new is given unsaved. Raises NoImport where there is none.
    """
    text = " ".join(composed(text).split())
    code = _code(text)
    named = _municipality_named(text)
    found = Organisation.objects.filter(code=code).first() if code else _called(text)
    if found is None and named is not None:
        found = Organisation.objects.filter(code=named.code).first()
    if found is not None:
        return found
    municipality = municipalities().get(code) if code else named
    if code and municipality is None:
        raise NoImport(_("Der er ingen kommune med koden %(code)s.") % {"code": code})
    if not create:
        raise NoImport(
            _("Der er ingen organisation, der hedder %(name)s. Brug --create for at oprette den.") % {"name": text}
        )
    if municipality is not None:
        return _new_municipality(municipality)
    if not text or len(text) > 200:
        raise NoImport(_("Skriv organisationens navn med højst 200 tegn."))
    return Organisation(kind=OrganisationKind.PARTNER, name=text)


def _new_municipality(municipality: Municipality) -> Organisation:
    word = "Kommune" if municipality.country == "DK" else "kommun"
    return Organisation(
        kind=OrganisationKind.MUNICIPALITY,
        name=f"{municipality.name} {word}",
        country=municipality.country,
        code=municipality.code,
    )


def _code(text: str) -> str:
    try:
        return canonical_code(text)
    except ValueError:
        return ""


def _called(text: str) -> Organisation | None:
    # Compared here: a database in the C locale does not know that Å and å are one letter.
    word = text.casefold()
    return next((one for one in Organisation.objects.all() if one.name.casefold() == word), None)


def _municipality_named(text: str) -> Municipality | None:
    """Aalborg, Aalborg Kommune, Malmö kommun: a municipality's name with or without the word."""
    word = text.casefold()
    for municipality in municipalities().values():
        name = municipality.name.casefold()
        if word in {name, f"{name} kommune", f"{name}s kommune", f"{name} kommun", f"{name}s kommun"}:
            return municipality
    return None
