"""A person's own way in: given, ended, and how they hear from us.

A user is never made of two people. The same person in another organisation gets the same user only where the e-mail (or, where
there is none, the phone), the birth date and the first name are all the same, and the user is nothing but a person there too;
a personal link then still opens no more than its own organisation's (candidates.views.links).
"""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from candidates.models import Candidate, PersonalLink
from candidates.policies import is_same_person
from candidates.reaching import ways
from smaajob.accounts.actions.members import let_go, take_up
from smaajob.accounts.actions.sessions import sign_out_everywhere
from smaajob.accounts.models import Channel, Membership, Role, User
from smaajob.accounts.scope import Scope
from smaajob.audit.models import record
from smaajob.changes import Changes, set_values
from smaajob.messages.models import MessageKind
from smaajob.messages.writing import Receiver, write
from smaajob.phones import phone_number
from smaajob.search import fold

if TYPE_CHECKING:
    from django.http import HttpRequest


def give(*, by: Scope | None, candidate: Candidate) -> Membership:
    """Make the person's user, where there is none, and let them in. Raises ValidationError where the person is in the archive.

    `by` is None where the person asked for a link themselves. An e-mail or a phone that somebody else signs in with is not taken:
    the person then has their personal link, and the page says why.
    """
    with transaction.atomic():
        person = _held(candidate)
        if person.is_archived:
            raise ValidationError(_("%(name)s ligger i arkivet. Tag personen ud først.") % {"name": person})
        if person.user is None:
            person.user = _same_person(person) or _new_user(person)
            person.save(update_fields=["user"])
        membership, changes = take_up(user=person.user, organisation=person.keeper, role=Role.CANDIDATE)
        if changes:
            record("access.give", person, by=by.user if by else None, on_behalf_of=by.on_behalf_of if by else "")
    candidate.user = person.user
    return membership


def end(*, by: Scope, candidate: Candidate) -> None:
    """Close the way in, and every personal link with it. What the person has is kept. Raises ValidationError where none is open."""
    with transaction.atomic():
        person = _held(candidate)
        membership = membership_of(person)
        if membership is None:
            raise ValidationError(_("%(name)s har ingen adgang.") % {"name": person})
        let_go(membership)
        PersonalLink.objects.filter(candidate=person, revoked_at__isnull=True).update(revoked_at=timezone.now())
        record("access.end", person, by=by.user, on_behalf_of=by.on_behalf_of)


def choose_channel(*, by: Scope, candidate: Candidate, channel: str, language: str) -> Candidate:
    """How the person hears from us. Raises ValidationError where the channel is not on record."""
    with transaction.atomic():
        person = _held(candidate)
        if channel not in dict(ways(person)):
            raise ValidationError({"channel": _("Det mangler vi en e-mail eller et telefonnummer til.")})
        changes = set_values(person, {"channel": channel, "language": language})
        if changes:
            person.save(update_fields=list(changes))
            _tell_user(person, changes)
            record("access.channel", person, by=by.user, changes=changes, on_behalf_of=by.on_behalf_of)
    return person


def unproven(*, by: Scope, candidate: Candidate, email: str, phone: str) -> dict[str, str]:
    """Which addresses the person must show to be theirs by a code before they count: by channel, in one form.

    What is signed in with opens their data, and so does a message that goes astray. A colleague in their place vouches for it.
    """
    user = candidate.user
    if user is None or by.user is None or by.user.pk != user.pk:
        return {}
    number = phone_number(phone, candidate.country)
    known: dict[Channel, set[str | None]] = {
        Channel.EMAIL: {"", candidate.email.lower(), user.email},
        Channel.SMS: {"", phone_number(candidate.phone, candidate.country), user.phone_number},
    }
    new = {Channel.EMAIL: email.lower(), Channel.SMS: number}
    return {str(channel): address for channel, address in new.items() if address not in known[channel]}


def change_own(
    *, by: Scope, candidate: Candidate, email: str, phone: str, channel: str, keep: HttpRequest | None = None
) -> Candidate:
    """The person's own phone, e-mail and channel, changed by them or openly in their place. Raises ValidationError by field.

    The caller has seen to what is `unproven`. `keep`: the request whose session goes on.
    """
    with transaction.atomic():
        person = _held(candidate)
        changes = set_values(person, {"email": email, "phone": phone})
        if channel not in dict(ways(person)):
            raise ValidationError({"channel": _("Skriv den e-mail eller den telefon, som vi skal bruge.")})
        changes |= set_values(person, {"channel": channel})
        if changes:
            person.save(update_fields=list(changes))
            _tell_user(person, changes)
            if may_follow(person, by):
                # What was not changed here is a colleague's word, and is not made the person's own by the way.
                _follow(person, by=by, only=set(changes), keep=keep)
            record("access.own", person, by=by.user, changes=changes, on_behalf_of=by.on_behalf_of)
    return person


def follow_record(*, by: Scope, candidate: Candidate) -> Changes:
    """Let the person sign in with the e-mail and phone that are on record now. Raises ValidationError where that can't be."""
    with transaction.atomic():
        person = _held(candidate)
        if person.user is None or not may_follow(person, by):
            raise ValidationError(_("Personen bruger også sin adgang et andet sted, og skal selv rette den."))
        changes = _follow(person, by=by)
        if not changes:
            raise ValidationError(_("E-mailen eller telefonen bruges allerede af en anden til at logge ind."))
        record("access.login", person, by=by.user, changes=changes, on_behalf_of=by.on_behalf_of)
    return changes


def membership_of(person: Candidate) -> Membership | None:
    """The open way in, or None. One query."""
    if person.user_id is None:
        return None
    here = Membership.objects.filter(user=person.user_id, organisation=person.keeper_id, role=Role.CANDIDATE)
    return here.filter(active=True, user__is_active=True).select_related("organisation").first()


def may_follow(person: Candidate, by: Scope) -> bool:
    """Whether what the user signs in with follows what stands here: always the person's own word; a colleague's only where
    the user is nothing but this person, since whoever sets the address can sign in. One query.
    """
    if by.user is not None and by.user.pk == person.user_id:
        return True
    elsewhere = Membership.objects.filter(user=person.user_id).exclude(
        organisation=person.keeper_id, role=Role.CANDIDATE
    )
    return not elsewhere.exists()


def differs(person: Candidate) -> bool:
    """Whether the user signs in with something else than what is on record."""
    user = person.user
    if user is None:
        return False
    return (user.email or "") != person.email.lower() or user.phone_number != phone_number(person.phone, person.country)


def _held(candidate: Candidate) -> Candidate:
    rows = Candidate.objects.select_for_update(no_key=True, of=("self",)).select_related("keeper", "user")
    return rows.get(pk=candidate.pk)


def _same_person(person: Candidate) -> User | None:
    """The one user who surely is this person in another organisation."""
    number = phone_number(person.phone, person.country)
    if person.email:
        users = User.objects.filter(email=person.email.lower())
    elif number:
        users = User.objects.filter(phone_number=number, email__isnull=True)
    else:
        return None
    sure = [user for user in users.filter(is_active=True)[:5] if _is_surely(user, person)]
    return sure[0] if len(sure) == 1 else None


def _is_surely(user: User, person: Candidate) -> bool:
    if user.is_superuser or user.has_usable_password():
        return False
    if Membership.objects.filter(user=user).exclude(role=Role.CANDIDATE).exists():
        return False
    first = fold(person.first_name)
    return is_same_person(user.pk, elsewhere_than=person.keeper_id, born=person.birth_date, first_name=first)


def _new_user(person: Candidate) -> User:
    values: dict[str, Any] = {"name": str(person), "language": person.language, **_free(person)}
    if person.channel:
        values["channel"] = person.channel
    email = values.pop("email")
    try:
        with transaction.atomic():
            return User.objects.create_user(email, **values)
    except IntegrityError:
        # Somebody took the address in this very moment.
        return User.objects.create_user(None, **values)


def _free(person: Candidate) -> dict[str, Any]:
    """The e-mail and the phone that nobody else signs in with; `email` None and `phone` empty where somebody does."""
    others = User.objects.exclude(pk=person.user_id) if person.user_id else User.objects.all()
    email: str | None = person.email.lower() or None
    if email and others.filter(email=email).exists():
        email = None
    number = phone_number(person.phone, person.country)
    taken = bool(number) and others.filter(phone_number=number).exists()
    return {"email": email, "phone": "" if taken or not number else number}


def _follow(
    person: Candidate, *, by: Scope, only: Collection[str] = ("email", "phone"), keep: HttpRequest | None = None
) -> Changes:
    """Give the user the addresses on record that are free. An address that is nobody's any more opens nothing.

    Whoever was signed in is so no more, but `keep`; and the address before is told, whoever did it.
    """
    user = person.user
    if user is None:
        return {}
    by_owner = by.user is not None and by.user.pk == user.pk
    before, free = Receiver.of(user), _free(person)
    values: dict[str, Any] = {}
    if "email" in only and (free["email"] or not person.email):
        values["email"] = free["email"]
    if "phone" in only and (free["phone"] or not person.phone):
        values["phone"] = free["phone"]
    changes = set_values(user, values)
    if changes:
        user.save(update_fields=list(changes))
        sign_out_everywhere(user, keep if by_owner else None)
        told = {
            "what": _("Din e-mail eller din telefon er skiftet."),
            "at": timezone.now(),
            "by_owner": by_owner,
        }
        # Where there was none, nobody can be told.
        with suppress(ValidationError):
            way = Channel.EMAIL if before.email else Channel.SMS
            write(MessageKind.ACCOUNT_CHANGED, before, told, keeper=person.keeper, channel=way)
    return changes


def _tell_user(person: Candidate, changes: Changes) -> None:
    """The user's messages go the same way and in the same language."""
    values = {name: getattr(person, name) for name in ("channel", "language") if name in changes}
    if person.user is not None and values:
        User.objects.filter(pk=person.user.pk).update(**values)
