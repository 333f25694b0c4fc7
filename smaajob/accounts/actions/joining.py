"""Accept an invitation: as somebody new, or as somebody who signs in already."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from smaajob.accounts import joining
from smaajob.accounts.actions.members import take_up
from smaajob.accounts.models import Channel, Invitation, Membership, Role, User
from smaajob.accounts.recording import record_act
from smaajob.accounts.refusals import told_by_field
from smaajob.accounts.roles import ADMINISTRATORS, STAFF
from smaajob.audit.models import record
from smaajob.phones import phone_number
from smaajob.reach import whole_organisation
from smaajob.tokens import token_hash


class NotOpen(ValidationError):
    """The link is no invitation that can be accepted: used, withdrawn, run out, replaced, or never made."""


def receiver_of(invitation: Invitation) -> User | None:
    """The user whom the invitation was sent to, where they have one already.

    By e-mail; where there is none by the phone number *and* the name, since several people may share a phone.
    """
    if invitation.email:
        return User.objects.filter(email__iexact=invitation.email).first()
    number = phone_number(invitation.phone)
    named = User.objects.filter(phone_number=number, name__iexact=invitation.name) if number else User.objects.none()
    return named.order_by("-is_active", "pk").first()


def accept_as_new(*, token: str, name: str, password: str | None = None) -> Membership:
    """Make the user and what they are. Staff have a `password`, others sign in with a code.

    A phone is theirs where the link was sent to it. Any other they add themselves, with a code that goes there: it signs them in.

    Raises NotOpen, and ValidationError by field.
    """
    with transaction.atomic():
        invitation = _held(token)
        if receiver_of(invitation) is not None:
            raise NotOpen(_("Du er her allerede. Log ind, og tag så imod invitationen."))
        if (password is None) == (Role(invitation.role) in STAFF):
            raise ValidationError({"password1": _("Vælg en adgangskode.")})
        with told_by_field():
            user = User.objects.create_user(
                invitation.email or None,
                password,
                name=name.strip(),
                phone="" if invitation.email else invitation.phone,
                language=invitation.language,
                channel=Channel.EMAIL if invitation.email else Channel.SMS,
            )
        return _join(invitation, user)


def accept_as(*, token: str, user: User, password: str | None = None) -> Membership:
    """Make a user who has signed in what the invitation says. `password` is for staff who have had none so far.

    Raises NotOpen, and ValidationError where the invitation is somebody else's.
    """
    with transaction.atomic():
        invitation = _held(token)
        if receiver_of(invitation) != user:
            raise ValidationError(_("Invitationen er til en anden."))
        if not user.is_active:
            raise NotOpen(_("Din konto er lukket."))
        if Role(invitation.role) in STAFF and not user.has_usable_password():
            if password is None:
                raise ValidationError({"password1": _("Vælg en adgangskode.")})
            user.set_password(password)
            user.save(update_fields=["password"])
        return _join(invitation, user)


def refuse_oneself(invitation: Invitation, user: User) -> None:
    """Raises ValidationError where somebody gives themselves a role that a colleague could give them.

    Who manages users sees no people; nobody takes that step alone. Where there is no other administrator it stands on record.
    """
    others = Membership.objects.filter(
        organisation=invitation.keeper, role__in=ADMINISTRATORS, active=True, user__is_active=True
    )
    if invitation.role in STAFF and others.exclude(user=user).exists():
        raise ValidationError(_("Du kan ikke give dig selv en rolle. Bed en anden, der styrer brugerne."))


def _held(token: str) -> Invitation:
    rows = Invitation.objects.select_for_update(no_key=True, of=("self",)).select_related("keeper", "unit")
    invitation = rows.open().filter(token_hash=token_hash(token), expires_at__gt=timezone.now()).first()
    if invitation is None:
        raise NotOpen(_("Linket virker ikke mere."))
    return invitation


def _join(invitation: Invitation, user: User) -> Membership:
    # A unit may have gone out of use since.
    unit = invitation.unit if invitation.unit is not None and invitation.unit.active else None
    by_oneself = invitation.invited_by_id == user.pk
    if by_oneself:
        refuse_oneself(invitation, user)
    membership, changes = take_up(user=user, organisation=invitation.keeper, role=invitation.role, unit=unit)
    # The organisation has asked for this; its receiver sees none of its rows yet.
    with whole_organisation(invitation.keeper):
        if joined := joining.of(invitation.role).joined:
            joined(invitation, membership)
        invitation.accepted_at, invitation.accepted_by = timezone.now(), user
        invitation.save(update_fields=["accepted_at", "accepted_by"])
        record("invite.accept", invitation, by=user)
        record_act("join.own" if by_oneself else "join", membership, actor=user, changes=changes)
    return membership
