"""New passwords by a link in a mail."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Exists, OuterRef

from smaajob.accounts.actions.security import Change, changed, locked, works_for
from smaajob.accounts.models import Channel, Membership, User
from smaajob.accounts.passwords import ResetTokens
from smaajob.accounts.roles import STAFF
from smaajob.links import absolute
from smaajob.messages.models import MessageKind
from smaajob.messages.writing import Receiver, rehearsed, write


@transaction.atomic
def ask_for_password(*, email: str) -> None:
    """Write a mail with a link to a new password, if somebody who signs in with one has the address.

    For others the same work is done and taken back, so that neither the page nor the time tells who is known.
    """
    works = Membership.objects.filter(user=OuterRef("pk"), active=True, role__in=STAFF)
    found = User.objects.filter(Exists(works), email=email.strip().lower(), is_active=True).first()
    user = found or User(pk=0, email=email)
    with rehearsed(known=found is not None):
        link = absolute("account_reset_password_from_key", user.public_id.hex, ResetTokens().make_token(user))
        keeper = works_for(user)
        to = Receiver(user.name, email=user.email or "", language=user.language, user=found)
        write(MessageKind.PASSWORD_RESET, to, {"link": link}, keeper=keeper, channel=Channel.EMAIL)


@transaction.atomic
def new_password(*, user: User, token: str, password: str) -> bool:
    """Set the password by a link's token; False where the link has been used meanwhile. The second factor stays as it is."""
    user = locked(user)
    if not user.is_active or not ResetTokens().check_token(user, token):
        return False
    user.set_password(password)
    user.save(update_fields=["password"])
    changed(user=user, what=Change.PASSWORD_FORGOTTEN)
    return True


@transaction.atomic
def change_password(*, user: User, password: str) -> None:
    """Set the password that its owner chose."""
    user = locked(user)
    user.set_password(password)
    user.save(update_fields=["password"])
    changed(user=user, what=Change.PASSWORD)
