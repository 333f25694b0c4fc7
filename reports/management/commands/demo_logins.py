"""`manage.py demo_logins`: who can sign in to the demo, and how."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from candidates.models import PersonalLink
from employers.models import PostingLink
from placements.demo.everyone import LINK_CODE, WITH_A_CODE
from placements.demo.make import LOGINS, PARTNER, PASSWORD, demo_is_there
from placements.demo.posted import LINK_TOKEN
from smaajob.accounts.models import Membership, User
from smaajob.links import absolute
from smaajob.reach import one_person, with_token
from smaajob.tokens import token_hash


class Command(BaseCommand):
    help = "Prints the demo's logins."

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION or not demo_is_there():
            return
        self._with_password()
        self._with_code()
        with with_token(token_hash(LINK_CODE)):
            found = PersonalLink.objects.filter(token_hash=token_hash(LINK_CODE)).first()
        if found is not None:
            with one_person(found.keeper_id, found.candidate_id):
                self._with_link()
        with with_token(token_hash(LINK_TOKEN)):
            posting = PostingLink.objects.filter(token_hash=token_hash(LINK_TOKEN)).first()
        if posting is not None:
            self.stdout.write("With a link to post tasks, for a company that does not sign in")
            self.stdout.write(f"  {absolute('employers:post_by_link', LINK_TOKEN)}  ({posting.name})")

    def _with_password(self) -> None:
        there = set(User.objects.values_list("email", flat=True))
        for organisation, logins in LOGINS.items():
            # A demo made by an older version has fewer.
            logins = [one for one in logins if one.email in there]
            if not logins:
                continue
            what = f"{organisation}, a project with nothing in it yet" if organisation == PARTNER else organisation
            self.stdout.write(f"{what} (password {PASSWORD})")
            for one in logins:
                self.stdout.write(f"  {one.email:<26} {one.name}, {one.role.label.lower()}")

    def _with_code(self) -> None:
        emails = [one.email for one in WITH_A_CODE]
        rows = Membership.objects.filter(user__email__in=emails).select_related("user", "organisation")
        if not rows:
            return
        # Without a mail server it is shown, not sent.
        self.stdout.write("With a code and no password (the code stands under Beskeder)")
        for one in sorted(rows, key=lambda row: emails.index(row.user.email or "")):
            what = f"{one.user}, {one.get_role_display().lower()}, {one.organisation}"
            self.stdout.write(f"  {one.user.email:<26} {what}")

    def _with_link(self) -> None:
        link = PersonalLink.objects.filter(token_hash=token_hash(LINK_CODE)).select_related("candidate").first()
        if link is None:
            return
        born = link.candidate.birth_date
        self.stdout.write("With a personal link and the birth date")
        self.stdout.write(f"  {absolute('candidates:link_open', LINK_CODE)}  born {born:%d.%m.%Y} ({link.candidate})")
