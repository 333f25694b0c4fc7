"""`manage.py demo_data [--size small|aalborg] [--seed N] [--if-empty]`: a municipality to try the program on. Never in production.

It stands on the top floor, since a report is ordered too.
"""

from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction
from django.utils import timezone

from placements.demo.make import demo_is_there, make_demo
from placements.demo.world import SIZES
from reports import subjects
from reports.actions import order
from smaajob.accounts.database_roles import as_owner
from smaajob.accounts.models import Organisation, Role, User
from smaajob.accounts.scope import Scope
from smaajob.reach import whole_installation


class Command(BaseCommand):
    help = (
        "Makes believable organisations to try the program on: a Danish municipality (small: 500 people, 120 workplaces, "
        "200 open tasks; aalborg: 6,000, 900 and 2,500), a Swedish one, and a project across municipalities."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="do nothing when the demo is there already")
        parser.add_argument("--size", choices=sorted(SIZES), default="small")
        parser.add_argument("--seed", type=int, default=1, help="the same seed makes the same demo on the same day")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("The demo has known passwords: it is not made in production.")
        if demo_is_there():
            if options["if_empty"]:
                return
            raise CommandError("The demo is there already.")
        # It makes several organisations and what they keep.
        with transaction.atomic(), whole_installation():
            keeper = make_demo(today=timezone.localdate(), seed=options["seed"], size=options["size"])
            order_reports(keeper)
        look_at_the_tables()
        self.stdout.write("Demo data made.")


def look_at_the_tables() -> None:
    """ANALYZE, by the tables' owner: a database that still believes them empty reads the first pages for minutes."""
    if connection.in_atomic_block or settings.DATABASE_OWNER is None:
        return  # a test's, which nobody else sees; or an installation that looks after itself
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def order_reports(keeper: Organisation) -> None:
    """What Jette Bruun, the manager, has ordered; the worker makes it when it is up."""
    manager = User.objects.get(memberships__organisation=keeper, memberships__role=Role.MANAGER)
    scope = Scope(keeper, manager, Role.MANAGER)
    today = timezone.localdate()
    for subject in (*subjects.programmes(scope)[:1], *subjects.municipalities(scope)[:1]):
        order(by=scope, subject=subject, first_day=date(today.year - 1, 1, 1), last_day=today)
