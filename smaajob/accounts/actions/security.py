"""What changes how somebody signs in: passwords and second factors. Each ends sessions, is told by mail, and is on record."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from smaajob.accounts.actions.sessions import sign_out_everywhere
from smaajob.accounts.inside_allauth import delete_and_cleanup
from smaajob.accounts.models import Channel, Membership, Organisation, User
from smaajob.accounts.recording import record_account
from smaajob.accounts.roles import STAFF
from smaajob.accounts.second_factor import may_remove_one
from smaajob.messages.models import MessageKind
from smaajob.messages.writing import Receiver, write

if TYPE_CHECKING:
    from django.http import HttpRequest

    from smaajob.accounts.scope import Scope


class Change(models.TextChoices):
    """What was changed, as the record says it and as its owner is told."""

    PASSWORD = "account.password", gettext_lazy("Din adgangskode er ændret.")
    PASSWORD_FORGOTTEN = (
        "account.password_forgotten",
        gettext_lazy("Du har fået en ny adgangskode med et link i en e-mail."),
    )
    PASSKEY_ADDED = "account.passkey_added", gettext_lazy("Der er lagt en adgangsnøgle til din konto.")
    PASSKEY_REMOVED = "account.passkey_removed", gettext_lazy("En adgangsnøgle er fjernet fra din konto.")
    APP_ADDED = "account.app_added", gettext_lazy("Der er koblet en app med koder til din konto.")
    APP_REMOVED = "account.app_removed", gettext_lazy("Appen med koder er fjernet fra din konto.")
    NEW_CODES = "account.new_codes", gettext_lazy("Der er lavet nye nødkoder til din konto. De gamle virker ikke mere.")
    FACTORS_RESET = (
        "account.factors_reset",
        gettext_lazy(
            "Adgangsnøgler, app og nødkoder er fjernet fra din konto. Næste gang du logger ind, sætter du det op igen."
        ),
    )


@transaction.atomic
def changed(*, user: User, what: Change, keep: HttpRequest | None = None, by: Scope | None = None) -> None:
    """After a change, in its transaction: sign out everywhere (but `keep`), tell the owner, write it down.

    `by` is whoever did it for the owner; None where the owner did it.
    """
    sign_out_everywhere(user, keep)
    organisation = by.organisation if by else works_for(user)
    told = {"what": what.label, "at": timezone.now(), "by_owner": by is None}
    # By mail whatever they chose: it is read on another device than the one that was just used. Nobody to tell is no reason
    # to refuse the change.
    channel = Channel.EMAIL if user.email else ""
    with suppress(ValidationError):
        write(MessageKind.ACCOUNT_CHANGED, Receiver.of(user), told, keeper=organisation, channel=channel)
    record_account(what.value, user, organisation=organisation, by=by)


@transaction.atomic
def remove_factor(*, request: HttpRequest, factor: Authenticator) -> None:
    """Take a passkey or the app away from its owner. Raises ValidationError on the last one of somebody who must have one."""
    user = locked(factor.user)
    if not may_remove_one(user):
        raise ValidationError(_("Du skal have mindst én måde at bekræfte på. Tilføj en anden først."))
    passkey = factor.type == Authenticator.Type.WEBAUTHN
    delete_and_cleanup(request, factor)
    changed(user=user, what=Change.PASSKEY_REMOVED if passkey else Change.APP_REMOVED)


@transaction.atomic
def keep_codes(*, user: User) -> None:
    """The owner has the recovery codes: they are never shown again."""
    for codes in Authenticator.objects.select_for_update().filter(user=user, type=Authenticator.Type.RECOVERY_CODES):
        codes.wrap().mark_as_viewed()


@transaction.atomic
def reset_factors(*, by: Scope, user: User) -> None:
    """For somebody who has lost it all: no factor is left, and the next sign-in sets one up. The caller sees to who may.

    Raises ValidationError where they work elsewhere too: what opens another organisation is not this one's to take away.
    """
    user = locked(user)
    if Membership.objects.filter(user=user, active=True, role__in=STAFF).exclude(organisation=by.organisation).exists():
        told = _(
            "%(name)s arbejder også hos andre. De skal først lukke for personen hos sig, og kan lukke op igen bagefter."
        )
        raise ValidationError(told % {"name": user})
    Authenticator.objects.filter(user=user).delete()
    changed(user=user, what=Change.FACTORS_RESET, by=by)


def works_for(user: User) -> Organisation | None:
    """An organisation that the user works for, else one that they belong to: whom they call, and whose outbox it is. One query."""
    mine = Membership.objects.filter(user=user, active=True).annotate(works=Q(role__in=STAFF))
    found = mine.select_related("organisation").order_by("-works", "organisation__name", "pk").first()
    return found.organisation if found else None


def locked(user: User) -> User:
    """The user's row, held until the end of the transaction: of two changes one waits."""
    return User.objects.select_for_update().get(pk=user.pk)
