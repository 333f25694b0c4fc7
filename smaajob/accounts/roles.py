"""What a user can be in an organisation."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    CONSULTANT = "consultant", _("Konsulent")
    MANAGER = "manager", _("Leder")
    DPO = "dpo", _("Databeskyttelsesrådgiver")
    ADMIN = "admin", _("Administrator")
    PARTNER_WORKER = "partner_worker", _("Medarbejder i en indsats")
    EMPLOYER = "employer", _("Arbejdsgiver")
    EMPLOYER_ADMIN = "employer_admin", _("Arbejdsgiver, der styrer adgangen")
    MENTOR = "mentor", _("Mentor")
    CANDIDATE = "candidate", _("Kandidat")
    GUARDIAN = "guardian", _("Værge")


# They sign in with a password and a second factor; all others with a code.
STAFF = frozenset({Role.CONSULTANT, Role.MANAGER, Role.DPO, Role.ADMIN, Role.PARTNER_WORKER})
# Who invites users. The last of them in an organisation can't leave.
ADMINISTRATORS = frozenset({Role.ADMIN, Role.EMPLOYER_ADMIN})
# To whom a person or a workplace can be given.
CASE_WORKERS = frozenset({Role.CONSULTANT, Role.MANAGER, Role.PARTNER_WORKER})
OF_EMPLOYERS = frozenset({Role.EMPLOYER, Role.EMPLOYER_ADMIN})


def roles_in(kind: str) -> frozenset[Role]:
    """The roles that an organisation of a kind has. The database holds the same (accounts, migration 0004)."""
    return OF_EMPLOYERS if kind == "employer" else frozenset(Role) - OF_EMPLOYERS
