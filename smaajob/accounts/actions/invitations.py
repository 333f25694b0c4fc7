"""Invite somebody, send the invitation again, withdraw it, ask for a new link."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from smaajob.accounts.actions.joining import refuse_oneself
from smaajob.accounts.models import INVITATION_DAYS, Channel, Invitation, Membership, Organisation, Role, Unit
from smaajob.accounts.refusals import told_by_field
from smaajob.accounts.roles import STAFF, roles_in
from smaajob.audit.models import record
from smaajob.links import absolute
from smaajob.messages.models import MessageKind
from smaajob.messages.writing import Receiver, write
from smaajob.phones import phone_number
from smaajob.reach import whole_organisation
from smaajob.tokens import new_token, token_hash

if TYPE_CHECKING:
    from uuid import UUID

    from smaajob.accounts.models import Kept
    from smaajob.accounts.scope import Scope

LASTS = timedelta(days=INVITATION_DAYS)
NO_WAY_THERE = gettext_lazy("Skriv en e-mail eller et telefonnummer, som vi kan sende linket til.")
WAITS = "invitation_one_open"  # the code of the refusal where one is open already, also by the constraint of that name


def invite(
    *,
    by: Scope,
    role: Role,
    name: str,
    email: str = "",
    phone: str = "",
    unit: Unit | None = None,
    subject: Kept | None = None,
    organisation: Organisation | None = None,
    language: str = "da",
) -> Invitation:
    """Write an invitation and the message with its link. By e-mail, or by SMS where there is none.

    `subject` is whom or what it is about (a person for a mentor, a programme for its worker); `organisation` is the scope's own,
    unless somebody is invited to another (the employer that was confirmed). Raises ValidationError by field.
    """
    invitation = Invitation(
        keeper=organisation or by.organisation,
        role=role,
        name=name.strip(),
        email=email.strip().lower(),
        phone=phone.strip(),
        unit=unit,
        language=language,
        subject_kind=subject._meta.label_lower if subject else "",
        subject_id=subject.public_id if subject else None,
        invited_by=by.user,
    )
    token = _new_link(invitation)
    _check(invitation)
    with transaction.atomic():
        _refuse_twice(invitation)
        if by.user is not None and invitation.email and invitation.email == by.user.email:
            refuse_oneself(invitation, by.user)
        with told_by_field():
            invitation.save()
        _send(invitation, token, by=by)
        record("invite", invitation, by=by.user, changes=_told(invitation), on_behalf_of=by.on_behalf_of)
    return invitation


def send_again(*, by: Scope | None, invitation: Invitation) -> Invitation:
    """Make a new link, which lasts as long as the first did, and kill the old one. `by` is None where the receiver asked.

    Raises ValidationError where it is used or withdrawn.
    """
    # Whoever has the old link has no reach but that: the new one is not seen by it.
    with transaction.atomic(), nullcontext() if by else whole_organisation(invitation.keeper_id):
        row = _open(invitation.public_id)
        token = _new_link(row)
        row.save(update_fields=["token_hash", "sent_at", "expires_at"])
        _send(row, token, by=by)
        on_behalf_of = by.on_behalf_of if by else ""
        record("invite.again" if by else "invite.asked", row, by=by.user if by else None, on_behalf_of=on_behalf_of)
    return row


def withdraw(*, by: Scope, invitation: Invitation) -> Invitation:
    """Kill the link. Raises ValidationError where it is used or withdrawn already."""
    with transaction.atomic():
        row = _open(invitation.public_id)
        row.withdrawn_at = timezone.now()
        row.save(update_fields=["withdrawn_at"])
        record("invite.withdraw", row, by=by.user, on_behalf_of=by.on_behalf_of)
    return row


def unreachable(email: str, phone: str) -> str:
    """The field that lacks an address for the link; empty where there is one."""
    if email or phone_number(phone):
        return ""
    return "phone" if phone else "email"


def _new_link(invitation: Invitation) -> str:
    """The secret of a link that lasts from now; only its hash is kept."""
    token = new_token()
    invitation.token_hash, invitation.sent_at = token_hash(token), timezone.now()
    invitation.expires_at = invitation.sent_at + LASTS
    return token


def _open(public_id: UUID) -> Invitation:
    row = Invitation.objects.select_for_update(no_key=True).get(public_id=public_id)
    if row.accepted_at is not None:
        raise ValidationError(_("Invitationen er allerede brugt."))
    if row.withdrawn_at is not None:
        raise ValidationError(_("Invitationen er allerede trukket tilbage."))
    return row


def _check(invitation: Invitation) -> None:
    role = Role(invitation.role)
    if role not in roles_in(invitation.keeper.kind):
        raise ValidationError({"role": _("Den rolle findes ikke i jeres organisation.")})
    if invitation.unit is not None and not (
        invitation.unit.keeper_id == invitation.keeper_id and invitation.unit.active
    ):
        raise ValidationError({"unit": _("Vælg en af jeres egne enheder.")})
    if role in STAFF and not invitation.email:
        raise ValidationError({"email": _("Skriv e-mailadressen. Den bruger personen til at logge ind.")})
    if where := unreachable(invitation.email, invitation.phone):
        raise ValidationError({where: NO_WAY_THERE})


def _refuse_twice(invitation: Invitation) -> None:
    """Raises ValidationError where the address has the role already, or a phone has an open invitation to it.

    About somebody or something in particular it is no hindrance: a mentor may have more than one person to follow.
    """
    here = Membership.objects.filter(organisation=invitation.keeper, role=invitation.role, active=True)
    if invitation.email and invitation.subject_id is None:
        found = here.filter(user__email__iexact=invitation.email).select_related("user").first()
        if found is not None:
            told = {"name": found.user, "role": found.get_role_display().lower()}
            raise ValidationError({"email": _("%(name)s er allerede %(role)s hos jer.") % told})
    if not invitation.email:
        waiting = Invitation.objects.open().filter(
            keeper=invitation.keeper, role=invitation.role, email="", subject_id=invitation.subject_id
        )
        number = phone_number(invitation.phone)
        if any(phone_number(one) == number for one in waiting.values_list("phone", flat=True)):
            told_it = _("Der ligger allerede en invitation til det nummer. Send den igen i stedet.")
            raise ValidationError({"phone": ValidationError(told_it, code=WAITS)})


def _send(invitation: Invitation, token: str, *, by: Scope | None) -> None:
    receiver = Receiver(invitation.name, invitation.email, invitation.phone, language=invitation.language)
    write(
        MessageKind.INVITATION,
        receiver,
        {
            "invitation": invitation,
            "inviter": invitation.invited_by,
            "url": absolute("accept_invitation", token),
            "days": INVITATION_DAYS,
        },
        keeper=invitation.keeper,
        about=invitation,
        by=by.user if by else None,
        channel=Channel.EMAIL if invitation.email else Channel.SMS,
    )


def _told(invitation: Invitation) -> dict[str, list[str | None]]:
    """For the record: no address and no name, so that an erased person is in no event."""
    told: dict[str, list[str | None]] = {"role": [None, invitation.role]}
    if invitation.unit:
        told["unit"] = [None, invitation.unit.name]
    return told
