"""`migrate` as the owner, and the application's rights afterwards."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import OperationalError, connection

from smaajob import rowsecurity
from smaajob.accounts.database_roles import as_owner, grant
from smaajob.environment import SettingsFault


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with as_owner():
                super().handle(*args, **options)
                # A developer's own database may have one role for both: taking rights from it would lock it out of itself.
                # And part of the way, forwards or back, what a rule asks for may not be there: what is new stays closed to the application.
                two_roles = connection.settings_dict["USER"] != settings.APPLICATION_ROLE
                if two_roles and set(rowsecurity.tables()) <= set(connection.introspection.table_names()):
                    grant(str(settings.APPLICATION_ROLE))
        except SettingsFault as fault:
            raise CommandError(str(fault)) from fault
        except OperationalError as error:
            raise CommandError(f"The database can't be reached: {error}") from error
