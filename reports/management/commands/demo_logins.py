"""`manage.py demo_logins`: who can sign in to the demo."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from placements.demo.make import LOGINS, PARTNER, PASSWORD, demo_is_there
from smaajob.accounts.models import User


class Command(BaseCommand):
    help = "Prints the demo's logins."

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION or not demo_is_there():
            return
        there = set(User.objects.values_list("email", flat=True))
        for organisation, logins in LOGINS.items():
            # A demo made by an older version has fewer.
            logins = [one for one in logins if one.email in there]
            if not logins:
                continue
            self.stdout.write(
                f"{organisation}, a project with nothing in it yet" if organisation == PARTNER else organisation
            )
            for one in logins:
                self.stdout.write(f"  {one.email:<22} {PASSWORD:<16} {one.name}, {one.role.label.lower()}")
