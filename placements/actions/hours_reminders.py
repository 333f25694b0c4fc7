"""A word to a company that somebody has written hours and waits for its yes: a message a workplace, once a week at the most."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count

from employers.company import company_with
from employers.models import Contact, Workplace
from placements.models import ReportedHours
from placements.parties import Side
from smaajob.accounts.models import Membership, Role, User
from smaajob.links import absolute
from smaajob.messages.models import Message, MessageKind
from smaajob.messages.writing import Receiver, write

# What is written in one day is told together, and what nobody has answered is told again.
WAITED, AGAIN = timedelta(hours=20), timedelta(days=7)


def remind(now: datetime) -> int:
    """Write what is due in the organisation that is in reach; gives the number of messages. The row of the message is what says when."""
    waiting = ReportedHours.objects.waiting().filter(side=Side.PERSON)
    places = waiting.filter(reported_at__lte=now - WAITED).order_by().values_list("placement__workplace", flat=True)
    return sum(_remind(key, now) for key in sorted(set(places)))


def _remind(workplace: int, now: datetime) -> int:
    with transaction.atomic():
        # Two who remind at once come one after the other, and the second sees the message of the first.
        place = (
            Workplace.objects.select_for_update(no_key=True, of=("self",))
            .select_related("keeper", "employer")
            .get(pk=workplace)
        )
        told = Message.objects.filter(
            kind=MessageKind.HOURS_WAITING, about_id=place.public_id, ordered_at__gt=now - AGAIN
        )
        user = _whom(place)
        rows = ReportedHours.objects.waiting().filter(side=Side.PERSON, placement__workplace=place)
        days = rows.order_by().aggregate(n=Count("pk"))["n"]
        if user is None or not days or told.exists():
            return 0
        context = {"place": place.name, "days": days, "url": absolute("placements:company_hours")}
        # Who can't be reached is left to the consultant, on I dag.
        with suppress(ValidationError):
            write(MessageKind.HOURS_WAITING, Receiver.of(user), context, keeper=place.keeper, about=place)
            return 1
    return 0


def _whom(place: Workplace) -> User | None:
    """Of those who can sign in for the company the contact of the place, else who steers its access; None where nobody can."""
    company = company_with(place.employer.country, place.employer.cvr)
    if company is None:
        return None
    members = Membership.objects.filter(organisation=company, active=True, user__is_active=True).select_related("user")
    emails = set(Contact.objects.current().filter(workplace=place).exclude(email="").values_list("email", flat=True))
    ordered = sorted(
        members,
        key=lambda one: ((one.user.email or "") not in emails, one.role != Role.EMPLOYER_ADMIN, one.joined_at, one.pk),
    )
    return ordered[0].user if ordered else None
