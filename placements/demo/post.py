"""What goes out and comes in: invitations, companies that want to take part, and the outbox with a message of each fate."""

from __future__ import annotations

import random
import uuid
from datetime import date, datetime, timedelta

from django.utils import timezone

from candidates.models import Candidate, PersonalLink
from candidates.reaching import receiver_of
from employers.models import Registration, RegistrationState
from placements.demo.everyone import LINK_CODE, at
from smaajob.accounts.models import Channel, Invitation, Organisation, OrganisationKind, Role, User
from smaajob.jobs.models import JobState
from smaajob.links import absolute
from smaajob.messages.models import Message, MessageKind
from smaajob.messages.writing import Receiver, write
from smaajob.tokens import token_hash

LASTS = timedelta(days=14)
# Numbers that pass the check and are nobody's in the demo.
COMPANIES = (("39991012", "Fjordens Cykler ApS"), ("39992027", "Den Grønne Vogn"))


def make(keeper: Organisation, today: date, rng: random.Random) -> None:
    """All of it in Aalborg."""
    admin = User.objects.get(memberships__organisation=keeper, memberships__role=Role.ADMIN)
    fresh = _invite(keeper, admin, "Line Brix", "line.brix@demo.example", at(keeper, today - timedelta(days=4)), rng)
    old = _invite(keeper, admin, "Torben Kaas", "torben.kaas@demo.example", at(keeper, today - timedelta(days=23)), rng)
    _registrations(keeper, today, rng)
    _outbox(keeper, admin, fresh, old)


def _invite(keeper: Organisation, by: User, name: str, email: str, when: datetime, rng: random.Random) -> Invitation:
    return Invitation.objects.create(
        public_id=_id(rng), keeper=keeper, role=Role.CONSULTANT, name=name, email=email, token_hash=token_hash(email),
        invited_by=by, invited_at=when, sent_at=when, expires_at=when + LASTS,
    )  # fmt: skip


def _registrations(keeper: Organisation, today: date, rng: random.Random) -> None:
    """One waits for an answer, one was confirmed and is the demo's company, one was no company at all."""
    company = Organisation.objects.filter(kind=OrganisationKind.EMPLOYER).order_by("-pk")[0]
    by = User.objects.get(email="samir@demo.example")
    rows = (
        (*COMPANIES[0], "Maja Holst", "maja@cykler.example", RegistrationState.WAITS, 2, "Vi mangler en til at pumpe cykler."),
        (company.cvr, company.name, "Lars Brandt", "chef.butik@demo.example", RegistrationState.CONFIRMED, 120, ""),
        (*COMPANIES[1], "Ukendt", "vogn@mail.example", RegistrationState.REFUSED, 40, ""),
    )  # fmt: skip
    for cvr, name, who, email, state, days, words in rows:
        asked = at(keeper, today - timedelta(days=days))
        decided = state != RegistrationState.WAITS
        Registration.objects.create(
            public_id=_id(rng), keeper=keeper, cvr=cvr, company=name, name=who, email=email, phone="+45 94 31 22 33",
            words=words, state=state, asked_at=asked, decided_at=asked + timedelta(hours=3) if decided else None,
            decided_by=by if decided else None,
            reason="Nummeret hører til en anden virksomhed." if state == RegistrationState.REFUSED else "",
            organisation=company if state == RegistrationState.CONFIRMED else None,
        )  # fmt: skip


def _outbox(keeper: Organisation, by: User, fresh: Invitation, old: Invitation) -> None:
    """One that went, one that waits, one that failed, and a letter to be printed."""
    went, failed = (_invitation(keeper, by, one) for one in (fresh, old))
    _end(went, JobState.DONE, fresh.sent_at)
    _end(failed, JobState.FAILED, old.sent_at, "Mailserveren kender ikke adressen.")
    link = PersonalLink.objects.select_related("candidate__keeper", "candidate__user").get(
        token_hash=token_hash(LINK_CODE)
    )
    _link(link, link.candidate, Channel.LETTER)
    waits = Registration.objects.get(keeper=keeper, state=RegistrationState.WAITS)
    write(
        MessageKind.EMPLOYER_REGISTERED,
        Receiver("Virksomhedsindgangen", "virksomhedsindgangen@demo.example"),
        {"registration": waits, "url": absolute("employers:registration", waits.public_id), "colleague": False, "known": False},
        keeper=keeper,
        about=waits,
    )  # fmt: skip


def _invitation(keeper: Organisation, by: User, invitation: Invitation) -> Message:
    context = {
        "invitation": invitation,
        "inviter": by,
        "url": absolute("accept_invitation", invitation.email),
        "days": 14,
    }
    receiver = Receiver(invitation.name, invitation.email)
    return write(MessageKind.INVITATION, receiver, context, keeper=keeper, about=invitation, by=by)


def _link(link: PersonalLink, person: Candidate, channel: str) -> Message:
    context = {
        "code": LINK_CODE,
        "url": absolute("candidates:link_open", LINK_CODE),
        "type_url": absolute("candidates:link_type"),
        "first_name": person.first_name,
        "until": timezone.localtime(link.expires_at, person.keeper.zone).date(),
        "contacts": [],
    }
    receiver = receiver_of(person)
    return write(
        MessageKind.PERSONAL_LINK,
        receiver,
        context,
        keeper=person.keeper,
        about=person,
        by=link.made_by,
        channel=channel,
    )


def _end(message: Message, state: str, when: datetime, problem: str = "") -> None:
    Message.objects.filter(pk=message.pk).update(
        state=state, ordered_at=when, handed_over_at=when, finished_at=when + timedelta(seconds=4), problem=problem
    )


def _id(rng: random.Random) -> uuid.UUID:
    return uuid.UUID(int=rng.getrandbits(128), version=4)
