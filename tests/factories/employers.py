from __future__ import annotations

from datetime import UTC, date, datetime

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from employers.models import POSTING_LINK_LASTS, Contact, Employer, LogEntry, PostingLink, Registration, Task, Workplace
from smaajob.schedule import parse_window
from tests.factories.accounts import MunicipalityFactory, UserFactory

WEIGHTS = (2, 7, 6, 5, 4, 3, 2)


def cvr_number(n: int) -> str:
    """The n-th CVR number that passes its check."""
    base = 2_500_000 + n
    while True:
        rest = sum(int(digit) * weight for digit, weight in zip(str(base), WEIGHTS, strict=True)) % 11
        if rest != 1:
            return f"{base}{(11 - rest) % 11}"
        base += 900_000


class EmployerFactory(DjangoModelFactory[Employer]):
    class Meta:
        model = Employer

    keeper = factory.SubFactory(MunicipalityFactory)
    # Tests write the numbers below that themselves, and a run makes fewer companies than would come round to them.
    cvr = factory.Sequence(lambda n: cvr_number(200_000 + n))
    name = factory.Sequence(lambda n: f"Bageriet {n} ApS")


class WorkplaceFactory(DjangoModelFactory[Workplace]):
    class Meta:
        model = Workplace

    keeper = factory.SubFactory(MunicipalityFactory)
    employer = factory.SubFactory(EmployerFactory, keeper=factory.SelfAttribute("..keeper"))
    name = factory.Sequence(lambda n: f"Bageriet {n}")
    type = "privat"
    postcode = "9000"


class ContactFactory(DjangoModelFactory[Contact]):
    class Meta:
        model = Contact

    workplace = factory.SubFactory(WorkplaceFactory)
    keeper = factory.SelfAttribute("workplace.keeper")
    name = "Bente Bager"
    phone = "+45 98 12 34 56"


class TaskFactory(DjangoModelFactory[Task]):
    """Three fixed hours on Monday and on Wednesday."""

    class Meta:
        model = Task

    keeper = factory.SubFactory(MunicipalityFactory)
    workplace = factory.SubFactory(WorkplaceFactory, keeper=factory.SelfAttribute("..keeper"))
    title = "Fylde varer op"
    category = "butik"
    kind = "småjob"
    seats = 1
    start = date(2026, 1, 5)
    windows = factory.LazyFunction(lambda: [parse_window("man 09:00-12:00"), parse_window("ons 09:00-12:00")])


class PostingLinkFactory(DjangoModelFactory[PostingLink]):
    """Bente's link to post tasks by; nobody knows its secret."""

    class Meta:
        model = PostingLink

    contact = factory.SubFactory(ContactFactory)
    workplace = factory.SelfAttribute("contact.workplace")
    keeper = factory.SelfAttribute("contact.keeper")
    name = factory.SelfAttribute("contact.name")
    token_hash = factory.Sequence(lambda n: f"posting-link-{n}")
    expires_at = factory.LazyFunction(lambda: timezone.now() + POSTING_LINK_LASTS)


class LogEntryFactory(DjangoModelFactory[LogEntry]):
    """A talk on the telephone with a workplace; `signed=True` for one that all can read."""

    class Meta:
        model = LogEntry

    class Params:
        signed = factory.Trait(signed_at=datetime(2026, 1, 5, 12, 0, tzinfo=UTC))

    workplace = factory.SubFactory(WorkplaceFactory)
    keeper = factory.SelfAttribute("workplace.keeper")
    author = factory.SubFactory(UserFactory)
    kind = "phone"
    happened_on = date(2026, 1, 5)
    text = "De mangler en til at fylde varer op."


class RegistrationFactory(DjangoModelFactory[Registration]):
    """Bente asks for her bakery."""

    class Meta:
        model = Registration

    keeper = factory.SubFactory(MunicipalityFactory)
    cvr = "12345674"
    company = "Bageriet Sol ApS"
    name = "Bente Bager"
    email = "bente@bageriet.example"
    phone = "98 12 34 56"
