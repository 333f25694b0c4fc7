"""What to say where the database refuses something about organisations, units, members and invitations."""

from __future__ import annotations

from functools import partial

from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.translation import gettext_lazy as _

from smaajob.refusals import Sentences, told_from

LAST_ADMINISTRATOR = _("Der skal altid være én, der styrer brugerne. Giv en kollega den rolle først.")
SENTENCES: Sentences = {
    "membership_last_administrator": (NON_FIELD_ERRORS, LAST_ADMINISTRATOR),
    "membership_role_fits_organisation": ("role", _("Den rolle findes ikke i jeres organisation.")),
    "membership_once": (
        "role",
        _("Personen har eller har haft den rolle hos jer. Find den under Stoppet, og luk op for den igen."),
    ),
    "invitation_one_open": (
        "email",
        _("Der ligger allerede en invitation til den adresse. Send den igen i stedet."),
    ),
    "user_email_once": ("email", _("Den e-mail har en bruger allerede.")),
    "accounts_user_email_key": ("email", _("Den e-mail har en bruger allerede.")),
    "organisation_name_once": ("name", _("Der er allerede en organisation, der hedder det.")),
    "unit_name_once": ("name", _("Der er allerede en enhed med det navn.")),
    "unit_entrance_is_active": (
        "active",
        _("Enheden er jeres virksomhedsindgang. Gør en anden enhed til virksomhedsindgang først."),
    ),
    "unit_one_employer_entrance": (
        "employer_entrance",
        _("En anden blev virksomhedsindgang i samme øjeblik. Hent siden igen."),
    ),
}

told_by_field = partial(told_from, SENTENCES)
