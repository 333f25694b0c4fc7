"""Personal links: made and sent, closed, opened with a birth date, sent again to whoever says that theirs is lost."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from candidates.actions import access
from candidates.models import LINK_LASTS, MOST_WRONG, Candidate, PersonalLink
from candidates.policies import people_of
from candidates.reaching import contacts, receiver_of
from smaajob.accounts.actions.sessions import sign_out_everywhere
from smaajob.accounts.models import Membership, Organisation, Role, User
from smaajob.accounts.scope import Scope
from smaajob.audit.models import record
from smaajob.links import absolute
from smaajob.messages.models import Message, MessageKind
from smaajob.messages.writing import Receiver, rehearsed, write
from smaajob.phones import phone_number
from smaajob.reach import one_person
from smaajob.tokens import new_code, token_hash

# What people ask for themselves costs an SMS each: so many a day, then the telephone.
MOST_A_DAY = 5
# A family may share a telephone: so many people get a link of one request.
MOST_AT_ONCE = 3


class Opened(StrEnum):
    """What became of a birth date."""

    RIGHT = "right"
    WRONG = "wrong"
    CLOSED = "closed"


def make(*, by: Scope, candidate: Candidate, channel: str = "") -> PersonalLink:
    """A new link, sent to the person by a channel (else by the one they chose). Gives access where there was none.

    The code is in the message and nowhere else: only its hash is stored. Links that they have go on working. Raises
    ValidationError where the person is in the archive or can't be reached that way.
    """
    with transaction.atomic():
        access.give(by=by, candidate=candidate)
        person = _held(candidate.pk)
        link, message = _make(person, channel, by.user)
        sent = {"channel": [None, message.channel]}
        record("link.make", person, by=by.user, changes=sent, on_behalf_of=by.on_behalf_of)
    return link


def close(*, by: Scope, link: PersonalLink) -> None:
    """The link opens nothing any more, and what it has opened ends. Raises ValidationError where it does not already."""
    with transaction.atomic():
        rows = PersonalLink.objects.select_for_update(no_key=True, of=("self",)).select_related("candidate__user")
        row = rows.get(pk=link.pk)
        if row.revoked_at is not None:
            raise ValidationError(_("Linket er allerede lukket."))
        row.revoked_at = timezone.now()
        row.save(update_fields=["revoked_at"])
        if row.candidate.user is not None:
            sign_out_everywhere(row.candidate.user)
        record("link.close", row.candidate, by=by.user, on_behalf_of=by.on_behalf_of)


def usable(link: PersonalLink | None) -> bool:
    """Whether the birth date may be tried: the link is open, and its person is neither in the archive nor without access."""
    if link is None or not link.is_open or link.candidate.is_archived:
        return False
    return access.membership_of(link.candidate) is not None


def try_birth_date(*, link: PersonalLink, born: date) -> tuple[Opened, Membership | None]:
    """Open a link with a birth date; a wrong one is counted, and the last closes the link for good."""
    with transaction.atomic():
        row = PersonalLink.objects.select_for_update(no_key=True).select_related("candidate__keeper").get(pk=link.pk)
        if not usable(row):
            return Opened.CLOSED, None
        if row.candidate.birth_date != born:
            # Nobody's right answer makes it less: who found the paper can't wait for the owner.
            PersonalLink.objects.filter(pk=row.pk).update(wrong_tries=F("wrong_tries") + 1)
            return (Opened.WRONG if row.wrong_tries + 1 < MOST_WRONG else Opened.CLOSED), None
        row.used_at = timezone.now()
        row.save(update_fields=["used_at"])
        return Opened.RIGHT, access.membership_of(row.candidate)


def send_again(*, code: str) -> None:
    """A new link to the person whose link had the code, by their own channel. Nothing where it was nobody's."""
    found = PersonalLink.objects.of_code(code).values_list("keeper", "candidate")
    _send_to(list(found))


def send_to_address(*, typed: str) -> None:
    """A new link to those who have the phone or the e-mail and a way in already. Nothing where it is nobody's.

    It goes to what is on record, never to what was typed.
    """
    number = phone_number(typed) or phone_number(typed, "SE")
    users = User.objects.filter(email=typed.strip().lower()) | User.objects.exclude(phone_number="").filter(
        phone_number=number
    )
    _send_to(people_of(list(users.values_list("pk", flat=True)))[:MOST_AT_ONCE])


def _send_to(people: Sequence[tuple[int, int]]) -> None:
    """The known and the unknown cost the same: for nobody the same is written, and taken back. `people`: keeper and key."""
    sent = []
    for keeper, key in people:
        with one_person(keeper, key):
            sent.append(_send_by_own_wish(key))
    if not any(sent):
        with one_person(0, 0):
            _rehearse()


def _send_by_own_wish(key: int) -> bool:
    with transaction.atomic(), rehearsed(known=True):
        person = _held(key)
        a_day = PersonalLink.objects.filter(
            candidate=person, made_by__isnull=True, made_at__gt=timezone.now() - timedelta(days=1)
        )
        if person.is_archived or access.membership_of(person) is None or a_day.count() >= MOST_A_DAY:
            return False
        _link, message = _make(person, "", None)
        record("link.again", person, by=None, changes={"channel": [None, message.channel]})
    return True


def _rehearse() -> None:
    """What `_send_by_own_wish` does, for a person who is not there: foreign keys are checked at the commit that never comes."""
    nobody = Candidate(
        pk=0,
        keeper=Organisation(pk=0, name="–"),
        municipality="DK-851",
        first_name="–",
        last_name="–",
        phone="+45 12 34 56 78",
        postcode="9000",
    )
    with transaction.atomic(), rehearsed(known=False):
        Candidate.objects.filter(pk=0).first()
        Membership.objects.filter(user=0, role=Role.CANDIDATE).first()
        PersonalLink.objects.filter(candidate=0).count()
        _link, message = _make(nobody, "", None)
        record("link.again", nobody, by=None, changes={"channel": [None, message.channel]})


def fresh(*, by: Scope | None, candidate: Candidate) -> tuple[PersonalLink, str]:
    """A new link and its code, for a message of another kind that leads to the person's own pages. Gives access where there was none.

    Call it inside the transaction of the act. Raises ValidationError where the person is in the archive.
    """
    access.give(by=by, candidate=candidate)
    return _new_link(candidate, by.user if by else None)


def _new_link(person: Candidate, by: User | None) -> tuple[PersonalLink, str]:
    code, now = new_code(), timezone.now()
    link = PersonalLink.objects.create(
        keeper=person.keeper,
        candidate=person,
        token_hash=token_hash(code),
        made_at=now,
        made_by=by,
        expires_at=now + LINK_LASTS,
    )
    return link, code


def _make(person: Candidate, channel: str, by: User | None) -> tuple[PersonalLink, Message]:
    link, code = _new_link(person, by)
    to: Receiver = receiver_of(person)
    # Which municipality it is says where somebody lives; only paper, which goes from hand to hand, may say it.
    hidden = person.address_protected and (channel or to.channel) != "letter"
    context = {
        "code": code,
        "url": absolute("candidates:link_open", code),
        "type_url": absolute("candidates:link_type"),
        "first_name": person.first_name,
        "until": timezone.localtime(link.expires_at, person.keeper.zone).date(),
        "contacts": [] if hidden else contacts(person),
        "keeper": None if hidden else person.keeper,
    }
    message = write(MessageKind.PERSONAL_LINK, to, context, keeper=person.keeper, about=person, by=by, channel=channel)
    return link, message


def _held(key: int) -> Candidate:
    rows = Candidate.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("keeper", "user", "consultant", "stand_in").get(pk=key)
