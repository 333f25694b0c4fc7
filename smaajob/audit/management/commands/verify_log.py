"""Whether the log of access is as it was sealed: `manage.py verify_log [--organisation "Aalborg Kommune"] [--head 12:3f2a…]`."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from smaajob.accounts.models import Organisation
from smaajob.audit import verifying
from smaajob.audit.models import Seal
from smaajob.reach import whole_organisation


class Command(BaseCommand):
    help = "Finds rows of the log of access that were changed, removed or added, and seals that are gone. Exit code 1 where it does."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--organisation", help="by its name, code or public id; without it all of them")
        parser.add_argument(
            "--head",
            default="",
            help="a seal's number and hash as the worker's log said them (12:3f2a…): whether the chain still has it",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        with_log = _with_log()
        named = [_named(options["organisation"])] if options["organisation"] else None
        chosen = named or list(Organisation.objects.filter(pk__in=with_log).order_by("name", "pk"))
        if options["head"] and len(chosen) != 1:
            raise CommandError("--head is of one organisation's chain: name it with --organisation.")
        found = 0
        for organisation in chosen:
            with whole_organisation(organisation):
                told = [*verifying.faults(organisation), *_of_head(organisation, options["head"])]
                holds = _holds(organisation, seen=organisation.pk in with_log)
            for fault in told:
                self.stderr.write(f"{organisation}: {fault}")
            found += len(told)
            if not told:
                self.stdout.write(f"{organisation}: {holds}")
        if found:
            raise CommandError(f"The log of access is not as it was sealed: {found} faults.", returncode=1)


def _with_log() -> set[int]:
    """Whose log there is, whatever we are shown of it: a chain that isn't seen would look like one that holds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT organisation FROM organisations_with_log()")
        return {organisation for (organisation,) in cursor.fetchall()}


def _named(text: str) -> Organisation:
    for field in ("code", "name__iexact", "public_id"):
        try:
            found = Organisation.objects.filter(**{field: text}).first()
        except ValueError:  # no public id
            continue
        if found:
            return found
    raise CommandError(f"No organisation is called {text!r}.")


def _of_head(organisation: Organisation, head: str) -> list[str]:
    if not head:
        return []
    number, _colon, hashed = head.partition(":")
    if not (number.isdigit() and hashed):
        raise CommandError("--head is a number, a colon and a hash: 12:3f2a…")
    seal = Seal.objects.filter(organisation=organisation, number=int(number)).first()
    return [] if seal and seal.hash == hashed else [f"seal {number} is no longer the one with the hash {hashed}"]


def _holds(organisation: Organisation, *, seen: bool) -> str:
    last = Seal.objects.filter(organisation=organisation).order_by("-number").first()
    waiting = verifying.unsealed(organisation)
    if seen and not (last or waiting):
        raise CommandError(
            f"{organisation}: there is a log of access, and not one row of it can be seen. Nothing was checked."
        )
    sealed = f"{last.number} seals, the last {last.number}:{last.hash}" if last else "no seals yet"
    return f"the chain holds; {sealed}; {waiting} rows are not sealed yet"
