"""`manage.py add_user EMAIL --name NAME --organisation CODE-OR-NAME [--role ROLE]`: somebody who may sign in."""

from __future__ import annotations

import getpass
import sys
from contextlib import suppress
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q

from smaajob.accounts.actions.members import take_up
from smaajob.accounts.models import Organisation, Role, User
from smaajob.accounts.recording import record_act
from smaajob.accounts.roles import STAFF, roles_in
from smaajob.geography import canonical_code


class Command(BaseCommand):
    help = (
        "Makes a user, or gives one that is there a place in an organisation. Roles that sign in with a password are asked for one "
        "(or it is read from stdin); the others sign in with a code. The first administrator of an installation is made so."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", default="")
        parser.add_argument("--organisation", required=True, help="a municipality's code or name, or another's name")
        parser.add_argument("--role", choices=Role.values, default=Role.CONSULTANT.value)

    def handle(self, *args: Any, **options: Any) -> None:
        organisation = find_organisation(options["organisation"])
        email = options["email"].strip().lower()
        user = User.objects.filter(email=email).first()
        role = Role(options["role"])
        if role not in roles_in(organisation.kind):
            there = ", ".join(sorted(roles_in(organisation.kind)))
            raise CommandError(f"There is no {role} in {organisation}. Its roles are: {there}.")
        with transaction.atomic():
            if user is None:
                user = self._make(email, options["name"].strip(), with_password=role in STAFF)
            member, changes = take_up(user=user, organisation=organisation, role=role)
            if changes:
                record_act("create" if "role" in changes else "return", member, changes=changes)
        self.stdout.write(f"{email} is {options['role']} in {organisation}.")

    def _make(self, email: str, name: str, *, with_password: bool) -> User:
        if not name:
            raise CommandError("A new user needs a --name.")
        password = None
        try:
            validate_email(email)
            if with_password:
                password = getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
                validate_password(password, User(email=email, name=name))
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        return User.objects.create_user(email, password, name=name)


def find_organisation(text: str) -> Organisation:
    """The organisation of a municipality's code or of a name. Raises CommandError where there is none."""
    wanted = Q(name__iexact=text.strip())
    with suppress(ValueError):
        wanted |= Q(code=canonical_code(text))
    found = Organisation.objects.filter(wanted).first()
    if found is None:
        names = ", ".join(Organisation.objects.order_by("name").values_list("name", flat=True)[:20]) or "none yet"
        raise CommandError(f"There is no organisation “{text}”. Those there are: {names}.")
    return found
