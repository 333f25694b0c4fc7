"""`manage.py permissions [--write | --check]`: docs/permissions.md, from the code. It needs no database."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from smaajob.accounts.permission_table import written


class Command(BaseCommand):
    help = "Prints who may do what. --write puts it into docs/permissions.md, --check sees that it is there already."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--write", action="store_true")
        what.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        path = settings.ROOT / "docs" / "permissions.md"
        with translation.override("da"):
            text = written()
        if options["write"]:
            path.write_text(text, encoding="utf-8")
        elif not options["check"]:
            self.stdout.write(text, ending="")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            raise CommandError(
                "docs/permissions.md is not what the code says. Write it with `manage.py permissions --write`, and look at what changed."
            )
