"""`manage.py demo_data [--if-empty] [--seed N]`: a municipality to try the program on. Never in production."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from placements.demo.make import demo_is_there, make_demo


class Command(BaseCommand):
    help = "Makes a believable municipality of 60 people, 25 workplaces and 30 open tasks."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="do nothing when the demo is there already")
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("The demo has known passwords: it is not made in production.")
        if demo_is_there():
            if options["if_empty"]:
                return
            raise CommandError("The demo is there already.")
        make_demo(today=timezone.localdate(), seed=options["seed"])
        self.stdout.write("Demo data made.")
