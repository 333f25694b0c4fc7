"""What somebody changes about themselves: how they are called and hear from us, and where they can be reached."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from smaajob.accounts.actions.security import locked, works_for
from smaajob.accounts.actions.sessions import sign_out_everywhere
from smaajob.accounts.models import Channel, User
from smaajob.accounts.recording import record_account
from smaajob.changes import set_values
from smaajob.messages.models import MessageKind
from smaajob.messages.writing import Receiver, write

if TYPE_CHECKING:
    from django.http import HttpRequest


@transaction.atomic
def update(*, user: User, values: dict[str, Any]) -> User:
    """Save how somebody wants to be called, and how and in which language we write to them."""
    row = locked(user)
    if changes := set_values(row, values):
        row.save(update_fields=list(changes))
        record_account("account.update", row, organisation=works_for(row), changes=changes)
    return row


@transaction.atomic
def change_address(*, request: HttpRequest, user: User, channel: str, address: str) -> None:
    """A new phone number or e-mail, which its owner has shown to be theirs. All other sessions end, and the old address is told.

    Raises ValidationError where somebody else took the address meanwhile.
    """
    row = locked(user)
    before = Receiver(row.name, email=row.email or "", phone=row.phone, language=row.language, user=row)
    by_mail = channel == Channel.EMAIL
    field = "email" if by_mail else "phone"
    setattr(row, field, address)
    try:
        with transaction.atomic():
            row.save(update_fields=[field])
    except IntegrityError as error:
        raise ValidationError(_("Den e-mail kan ikke bruges her. Prøv en anden.")) from error
    sign_out_everywhere(row, request)
    what = (
        _("Der er kommet en ny e-mail på din konto.")
        if by_mail
        else _("Der er kommet et nyt telefonnummer på din konto.")
    )
    told = {"what": what, "at": timezone.now(), "by_owner": True}
    # To the old address; where there was none, nobody can be told.
    with suppress(ValidationError):
        way = Channel.EMAIL if before.email else Channel.SMS
        write(MessageKind.ACCOUNT_CHANGED, before, told, keeper=works_for(row), channel=way)
    # Where somebody lives on the net stands in no record.
    record_account(f"account.{field}", row, organisation=works_for(row))
