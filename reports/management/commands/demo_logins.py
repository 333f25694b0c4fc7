"""`manage.py demo_logins`: who can sign in to the demo."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from placements.demo.make import LOGINS, NAME, PARTNER, PARTNER_LOGIN, PASSWORD, demo_is_there


class Command(BaseCommand):
    help = "Prints the demo's logins."

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION or not demo_is_there():
            return
        for organisation, logins in ((NAME, LOGINS), (f"{PARTNER}, a project with nothing in it yet", [PARTNER_LOGIN])):
            self.stdout.write(organisation)
            for email, name, role in logins:
                self.stdout.write(f"  {email:<22} {PASSWORD:<16} {name}, {role.label.lower()}")
