"""`manage.py add_organisation NAME [--municipality CODE]`: the first row of an installation, and every partner after it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from smaajob.accounts.models import Organisation, OrganisationKind, PartnerKind
from smaajob.accounts.recording import record_act
from smaajob.geography import canonical_code, municipalities
from smaajob.refusals import told_from

TAKEN = {
    "organisation_name_once": ("name", "There is an organisation of that name."),
    "organisation_code_once": ("code", "That municipality is here already."),
}


class Command(BaseCommand):
    help = "Makes a municipality (--municipality 851) or a partner. Employers register themselves and are confirmed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="what it calls itself, for example “Aalborg Kommune”")
        parser.add_argument("--municipality", default="", metavar="CODE", help="DK-851, 851 or SE-0580")
        parser.add_argument("--partner", choices=PartnerKind.values, default="", help="what kind of partner it is")
        parser.add_argument("--phone", default="", help="whom one can call; it stands in messages and on dead ends")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["municipality"] and options["partner"]:
            raise CommandError("It is a municipality or a partner, not both.")
        made = Organisation(name=options["name"].strip(), phone=options["phone"].strip())
        if not made.name:
            raise CommandError("It needs a name.")
        if options["municipality"]:
            made.kind, made.code, made.country = OrganisationKind.MUNICIPALITY, *_code(options["municipality"])
        else:
            made.kind, made.partner_kind = OrganisationKind.PARTNER, options["partner"]
        try:
            with transaction.atomic(), told_from(TAKEN):  # type: ignore[arg-type]  # English, for the command line
                made.save()
                record_act("create", made)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"{made} is here. Make its first administrator with add_user … --role admin.")


def _code(text: str) -> tuple[str, str]:
    """The municipality's code and country. Raises CommandError where we know none of it."""
    try:
        known = municipalities()[canonical_code(text)]
    except (ValueError, KeyError) as error:
        raise CommandError(f"“{text}” is no municipality's code that we know.") from error
    return known.code, known.country
