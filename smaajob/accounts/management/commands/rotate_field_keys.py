"""`manage.py rotate_field_keys`: encrypts all that lies encrypted with the first key of FIELD_KEYS (docs/operations.md)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError

from smaajob.accounts.database_roles import as_owner
from smaajob.environment import SettingsFault
from smaajob.rotation import Count, columns, rotate


class Command(BaseCommand):
    help = "Encrypts everything again with the first key of FIELD_KEYS. It can be stopped and begun again at any time."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="only count what an old key still holds")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            # As the owner: it is the one command that touches every organisation's rows, and it shows nobody what they say.
            with as_owner():
                total = self._all(only_look=options["check"])
        except SettingsFault as fault:
            raise CommandError(str(fault)) from fault
        except OperationalError as error:
            raise CommandError(f"The database can't be reached: {error}") from error
        if total.unreadable:
            raise CommandError(
                f"{total.unreadable} values are opened by none of the {len(settings.FIELD_KEYS)} keys. Put the missing key back "
                "at the end of FIELD_KEYS and run this again."
            )
        if options["check"] and total.again:
            raise CommandError(f"{total.again} values wait for the newest key: run rotate_field_keys.")
        self.stdout.write(f"{total.again} values encrypted again, {total.new} were so already. Old keys can go.")

    def _all(self, *, only_look: bool) -> Count:
        total = Count()
        for model, field in columns():
            count = rotate(model, field, only_look=only_look)
            if count != Count():
                self.stdout.write(
                    f"{model._meta.label}.{field.name}: {count.again} {'wait' if only_look else 'again'}, {count.new} new"
                    + (f", {count.unreadable} unreadable" if count.unreadable else "")
                )
            total.again += count.again
            total.new += count.new
            total.unreadable += count.unreadable
        return total
