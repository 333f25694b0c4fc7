"""What a password must be, in words that can be read aloud: Django's rules, and one of our own for Danish words."""

from __future__ import annotations

import re
from functools import cache

from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    MinimumLengthValidator,
    UserAttributeSimilarityValidator,
    validate_password,
)
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from smaajob.accounts.models import User
from smaajob.geography import municipalities

HINT = gettext_lazy("Mindst 10 tegn. Tre-fire ord, der ikke hører sammen, er lette at huske og svære at gætte.")
# What people here put a number after. Django's list of 20,000 is mostly English.
_WORDS = (
    "adgangskode kodeord password kode login velkommen hemmelig hemmeligt smaajob småjob job jobcenter kommune kommunen "
    "arbejde arbejdsmarked danmark sverige københavn december januar februar marts april juni juli august september "
    "oktober november sommer vinter efterår forår mandag tirsdag onsdag torsdag fredag lørdag søndag qwerty kærlighed "
    "familie fodbold hund kat skat mormor morfar farmor farfar test demo admin administrator bruger konsulent leder "
    "min mit din dit en et ny nyt nye god godt jeg elsker hej"
).split()


def refuse_poor(password: str, user: User | None = None) -> None:
    """Raises ValidationError with one sentence: of what several validators refuse, the first of them says why."""
    try:
        validate_password(password, user)
    except ValidationError as refusal:
        raise refusal.error_list[0] from refusal


class LongEnough(MinimumLengthValidator):
    def get_error_message(self) -> str:
        return _("Adgangskoden er for kort. Brug mindst %(length)d tegn.") % {"length": self.min_length}


class NotLikeTheUser(UserAttributeSimilarityValidator):
    def __init__(self) -> None:
        super().__init__(user_attributes=("name", "email"))

    def get_error_message(self) -> str:
        return _("Adgangskoden ligner dit navn eller din e-mail for meget.")


class NotCommon(CommonPasswordValidator):
    def get_error_message(self) -> str:
        return _("Adgangskoden er en af dem, som mange bruger, og som derfor bliver gættet først.")


class NotAWordAndANumber:
    """Refuses what is nothing but everyday words and numbers: `Sommer2026`, `velkommen123`, `aalborgkommune1`."""

    def validate(self, password: str, user: User | None = None) -> None:
        letters = re.sub(r"[\W\d_]+", "", password.lower())
        if not letters or _everyday_words().fullmatch(letters):
            raise ValidationError(self.get_error_message(), code="password_a_word_and_a_number")

    def get_error_message(self) -> str:
        return _("Et almindeligt ord og et tal bliver gættet hurtigt. Sæt hellere tre-fire ord sammen.")

    def get_help_text(self) -> str:
        return str(HINT)


@cache
def _everyday_words() -> re.Pattern[str]:
    """Up to three everyday words or names of municipalities in a row."""
    places = {place.name.lower() for place in municipalities().values()}
    words = sorted({*_WORDS, *(re.sub(r"\W+", "", name) for name in places)}, key=len, reverse=True)
    return re.compile(f"(?:{'|'.join(map(re.escape, words))}){{1,3}}")


class ResetTokens(PasswordResetTokenGenerator):
    """A link to a new password dies when it is used, and when everything is signed out."""

    key_salt = "smaajob.accounts.ResetTokens"

    # The stubs know no such method: it is Django's hook, named in its documentation of the class.
    def _make_hash_value(self, user: User, timestamp: int) -> str:
        return f"{super()._make_hash_value(user, timestamp)}{user.session_version}{user.is_active}"
