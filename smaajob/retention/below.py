"""What this floor has of a person, and what becomes of it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from smaajob.accounts.actions.sessions import sign_out_everywhere
from smaajob.accounts.models import Channel, Invitation, Membership, Role, User
from smaajob.accounts.scope import Scope
from smaajob.accounts.walking import in_each_organisation
from smaajob.audit.models import SampleItem
from smaajob.drafts.models import Draft
from smaajob.files import subjects
from smaajob.files.models import StoredFile
from smaajob.messages.models import Message
from smaajob.retention.mentions import MOST, Mention, Named, register_texts
from smaajob.retention.models import Hold
from smaajob.retention.registry import Family, How, Rows, Rule, named, register_rules

# A closed account, as it is left: nobody can sign in, and it names nobody.
CLOSED = {
    "email": None,
    "name": "",
    "phone": "",
    "phone_number": "",
    "language": "da",
    "channel": Channel.EMAIL,
    "is_active": False,
    "last_login": None,
}


def register() -> None:
    """Called when the app is ready."""
    register_rules("smaajob", RULES)
    register_texts(texts)


def texts(_scope: Scope, family: Family, named: Named) -> Iterator[Mention]:
    """Files about others by what they are called. What stands in them is encrypted, and isn't searched."""
    rows = StoredFile.objects.filter(named("name"), keeper=family.keeper).exclude(about_id__in=family.all_ids)
    for row in rows.defer("content")[:MOST]:
        url = subjects.page_of(row.about_kind, row.about_id)
        yield Mention(_("Filen %(name)s") % {"name": row}, url, timezone.localdate(row.uploaded_at), can_change=False)


def _users(family: Family) -> list[int]:
    return [one.user_id for one in family.people if getattr(one, "user_id", None)]


def _drafts(family: Family) -> Rows:
    return Draft.objects.filter(Q(subject_id__in=family.all_ids) | Q(user__in=_users(family), keeper=family.keeper))


def _messages(family: Family) -> Rows:
    to_them = Q(receiver__in=_users(family), keeper=family.keeper)
    return Message.objects.filter(Q(about_id__in=family.all_ids) | to_them)


def _ways_in(family: Family) -> Rows:
    return Membership.objects.filter(user__in=_users(family), organisation=family.keeper, role=Role.CANDIDATE)


def _noted_by_the_officer(family: Family) -> Rows:
    shown = [str(one) for found in family.ids.values() for one in found]
    return SampleItem.objects.filter(access__people__overlap=shown).exclude(note="")


def _file_told(row: Any) -> dict[str, Any]:
    return {"name": row.name}


def close_accounts(family: Family) -> int:
    """Close and empty the accounts that were the person's and nothing else; how many. Any other stays with whoever has it."""
    closed = 0
    for user in User.objects.select_for_update(no_key=True).filter(pk__in=_users(family), is_active=True):
        others = Membership.objects.filter(user=user).exclude(organisation=family.keeper, role=Role.CANDIDATE)
        if others.exists():
            continue
        sign_out_everywhere(user)
        for model in (EmailAddress, Authenticator, UserSession):
            model.objects.filter(user=user).delete()
        in_each_organisation(partial(_forget, user))
        user.set_unusable_password()
        User.objects.filter(pk=user.pk).update(**CLOSED, password=user.password)
        closed += 1
    return closed


def _forget(user: User) -> None:
    """What is left of an account wherever it has been; a code to sign in with belongs to no organisation."""
    Draft.objects.filter(user=user).delete()
    Message.objects.filter(receiver=user).delete()
    Invitation.objects.filter(accepted_by=user).delete()


RULES = [
    Rule(
        "files.storedfile",
        How.DELETE,
        "they are about the person",
        rows=named(StoredFile, "about_id"),
        copied=_file_told,
        name=gettext_lazy("Filer"),
    ),
    Rule(
        "outbox.message",
        How.DELETE,
        "they were sent to the person, or about them",
        rows=_messages,
        name=gettext_lazy("Beskeder"),
    ),
    Rule("accounts.invitation", How.DELETE, "to follow the person", rows=named(Invitation, "subject_id")),
    Rule("drafts.draft", How.DELETE, "typed about the person, or by them", rows=_drafts),
    Rule(
        "retention.hold",
        How.DELETE,
        "lifted long ago, and says why somebody was held back",
        rows=named(Hold, "about_id"),
    ),
    Rule("accounts.user", How.EMPTY, "closed where it is nothing else; others' rows refer to it", act=close_accounts),
    Rule("accounts.membership", How.DELETE, "the person's own way in", rows=_ways_in),
    Rule(
        "audit.event",
        How.EMPTY,
        "that it was done, by whom and when, stays; what stood there and why goes (erase_record)",
    ),
    Rule(
        "audit.sampleitem",
        How.EMPTY,
        "what the officer wrote of a look at the person; the verdict stays",
        rows=_noted_by_the_officer,
        values=lambda _row: {"note": ""},
    ),
    Rule("audit.access", How.KEEP, "plain ids that lead nowhere any more, in sealed batches; goes by its own months"),
    Rule("retention.item", How.KEEP, "that somebody was erased: a plain id that leads nowhere any more"),
]
