"""Who may do what: one table, role by permission. A view names its permission (`smaajob.http.may`), the middleware holds it.

docs/permissions.md is printed from here (`manage.py permissions --write`), and `make check` sees that it is the same.
What a role may see *of* a person stands beside the person: `Candidate.objects.visible_to(scope)`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from smaajob.accounts.roles import Role

if TYPE_CHECKING:
    from collections.abc import Mapping


class Permission(models.TextChoices):
    """What can be allowed; the words are those of the page "Hvem må hvad"."""

    SEE_PEOPLE = "see_people", _("Se personer")
    REGISTER_PEOPLE = "register_people", _("Oprette personer")
    CHANGE_PEOPLE = "change_people", _("Rette personer")
    SEE_CPR = "see_cpr", _("Se et helt CPR-nummer, når der er et formål")
    WRITE_NOTES = "write_notes", _("Skrive notater og log")
    KEEP_FILES = "keep_files", _("Se filer, og lægge dem ind")
    ASSIGN = "assign", _("Give personer og arbejdspladser til en kollega")
    GIVE_ACCESS = "give_access", _("Give en person, en mentor eller en værge adgang")
    ANSWER_CORRECTIONS = "answer_corrections", _("Svare en person, der vil have noget rettet")
    ACT_FOR = "act_for", _("Handle på vegne af en person eller en arbejdsgiver")
    SEE_WORKPLACES = "see_workplaces", _("Se arbejdspladser og opgaver")
    CHANGE_WORKPLACES = "change_workplaces", _("Oprette og rette arbejdspladser og opgaver")
    CONFIRM_EMPLOYERS = "confirm_employers", _("Bekræfte arbejdsgivere")
    SEE_PROGRAMMES = "see_programmes", _("Se indsatser og kurser")
    CHANGE_PROGRAMMES = "change_programmes", _("Oprette og rette indsatser og kurser")
    MATCH = "match", _("Se, hvem der kan tage en opgave")
    SEE_PLACEMENTS = "see_placements", _("Se forløb, vagter og timer")
    CHANGE_PLACEMENTS = "change_placements", _("Starte, rette og afslutte forløb")
    SIGN_FOR_MUNICIPALITY = "sign_for_municipality", _("Skrive aftaler under for kommunen")
    SIGN_OWN = "sign_own", _("Læse og skrive under på sine egne aftaler")
    SEARCH = "search", _("Søge i det hele")
    MERGE = "merge", _("Lægge dobbelte sammen")
    REPORT = "report", _("Bestille og læse rapporter")
    IMPORT = "import", _("Importere regneark")
    EXPORT = "export", _("Eksportere")
    SEE_OUTBOX = "see_outbox", _("Se, hvilke beskeder der er sendt")
    # A letter has the code of a personal link in it: only those who see the people anyway.
    PRINT_LETTERS = "print_letters", _("Skrive breve ud")
    MANAGE_USERS = "manage_users", _("Invitere og fjerne brugere")
    MANAGE_ORGANISATION = "manage_organisation", _("Rette organisationen og dens enheder")
    SEE_LOG = "see_log", _("Se loggen over, hvem der har set hvem")
    SEE_PERMISSIONS = "see_permissions", _("Se, hvem der må hvad")
    SEE_RULES = "see_rules", _("Se regler og satser")
    CHANGE_RULES = "change_rules", _("Rette regler og satser, og tage målgrupper i brug")
    SEE_CIRCLE = "see_circle", _("Se dem, man er mentor eller værge for")
    OWN_COMPANY = "own_company", _("Se og rette sin egen virksomhed")
    OWN_WEEK = "own_week", _("Se sin egen uge")
    OWN_DATA = "own_data", _("Se og rette sine egne oplysninger")
    ERASE = "erase", _("Foreslå og godkende sletning")
    HOLD = "hold", _("Holde en person tilbage fra sletning")


_P = Permission
_TAKE_PART = frozenset({_P.SEE_PERMISSIONS})
_CASE_WORK = frozenset(
    {
        _P.SEE_PEOPLE, _P.CHANGE_PEOPLE, _P.WRITE_NOTES, _P.KEEP_FILES, _P.SEE_WORKPLACES, _P.SEE_PROGRAMMES, _P.MATCH,
        _P.SEE_PLACEMENTS, _P.CHANGE_PLACEMENTS, _P.SEARCH, _P.SEE_RULES,
    }
)  # fmt: skip

TABLE: Mapping[Role, frozenset[Permission]] = {
    Role.CONSULTANT: _TAKE_PART | _CASE_WORK | {
        _P.REGISTER_PEOPLE, _P.SEE_CPR,
        _P.ASSIGN, _P.GIVE_ACCESS, _P.ACT_FOR, _P.CHANGE_WORKPLACES, _P.CONFIRM_EMPLOYERS, _P.CHANGE_PROGRAMMES,
        _P.MERGE, _P.REPORT, _P.IMPORT, _P.EXPORT, _P.SEE_OUTBOX, _P.PRINT_LETTERS, _P.HOLD, _P.ANSWER_CORRECTIONS,
        _P.SIGN_FOR_MUNICIPALITY,
    },
    Role.MANAGER: _TAKE_PART | {
        _P.SEE_PEOPLE, _P.SEE_WORKPLACES, _P.SEE_PROGRAMMES, _P.SEE_PLACEMENTS, _P.SEARCH, _P.ASSIGN, _P.CONFIRM_EMPLOYERS,
        _P.CHANGE_PROGRAMMES, _P.REPORT, _P.IMPORT, _P.EXPORT, _P.SEE_OUTBOX, _P.PRINT_LETTERS, _P.ERASE, _P.HOLD,
        _P.ANSWER_CORRECTIONS, _P.SEE_RULES,
    },
    Role.DPO: _TAKE_PART | {_P.SEE_LOG, _P.SEE_OUTBOX, _P.ERASE},
    Role.ADMIN: _TAKE_PART | {
        _P.MANAGE_USERS, _P.MANAGE_ORGANISATION, _P.SEE_OUTBOX, _P.ERASE, _P.SEE_RULES, _P.CHANGE_RULES,
    },
    Role.PARTNER_WORKER: _TAKE_PART | _CASE_WORK,
    Role.EMPLOYER: _TAKE_PART | {_P.OWN_COMPANY},
    Role.EMPLOYER_ADMIN: _TAKE_PART | {_P.OWN_COMPANY, _P.MANAGE_USERS},
    Role.MENTOR: _TAKE_PART | {_P.SEE_CIRCLE},
    Role.CANDIDATE: _TAKE_PART | {_P.OWN_WEEK, _P.OWN_DATA, _P.SIGN_OWN},
    Role.GUARDIAN: _TAKE_PART | {_P.SEE_CIRCLE, _P.SIGN_OWN},
}  # fmt: skip

# All that a personal link and a birth date open; for anything more the person proves who they are with a code.
LINK_IS_ENOUGH = frozenset({Permission.OWN_WEEK})

# What a consultant may do in somebody else's place (`Permission.ACT_FOR`), openly and on record.
ON_BEHALF_OF: Mapping[str, frozenset[Permission]] = {
    "candidate": frozenset({Permission.OWN_WEEK, Permission.OWN_DATA, Permission.SIGN_OWN}),
    "employer": frozenset({Permission.OWN_COMPANY}),
}


def allowed(role: str, permission: Permission) -> bool:
    """Whether the table gives a role the permission."""
    return permission in TABLE[Role(role)]
