from __future__ import annotations

from datetime import UTC, date, datetime

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from candidates.models import (
    Candidate,
    Consent,
    ConsentItem,
    Course,
    Enrolment,
    Note,
    Participation,
    Programme,
    StatusSpell,
    TargetGroupSpell,
    a_year_after,
)
from smaajob.schedule import parse_window
from tests.factories.accounts import MunicipalityFactory, UserFactory


class CandidateFactory(DjangoModelFactory[Candidate]):
    """Somebody in Aalborg who can work on weekdays from 8 to 16."""

    class Meta:
        model = Candidate
        skip_postgeneration_save = True

    class Params:
        # Has said yes to being proposed, today; without it nobody may.
        says_yes = factory.Trait(
            yes=factory.RelatedFactory("tests.factories.candidates.ConsentFactory", factory_related_name="candidate")
        )

    keeper = factory.SubFactory(MunicipalityFactory)
    municipality = "DK-851"
    first_name = factory.Faker("first_name", locale="da_DK")
    last_name = factory.Faker("last_name", locale="da_DK")
    birth_date = date(1984, 5, 17)
    postcode = "9000"
    registered_on = date(2024, 1, 15)
    availability = factory.LazyFunction(
        lambda: [parse_window(f"{day} 08:00-16:00") for day in ("man", "tir", "ons", "tor", "fre")]
    )
    languages = factory.LazyFunction(lambda: ["da:B2"])


class ConsentFactory(DjangoModelFactory[Consent]):
    """Said to a consultant today: all that can be told, to all whom we work with, for a year."""

    class Meta:
        model = Consent

    candidate = factory.SubFactory(CandidateFactory)
    keeper = factory.SelfAttribute("candidate.keeper")
    items = factory.LazyFunction(lambda: list(ConsentItem.values))
    form = Consent.Form.SPOKEN
    text_version = "forslag-1"
    text_language = "da"
    given_on = factory.LazyFunction(timezone.localdate)
    until = factory.LazyAttribute(lambda one: a_year_after(one.given_on))


class TargetGroupSpellFactory(DjangoModelFactory[TargetGroupSpell]):
    class Meta:
        model = TargetGroupSpell

    keeper = factory.SelfAttribute("candidate.keeper")
    candidate = factory.SubFactory(CandidateFactory)
    group = "kontanthjælp"
    start = date(2024, 1, 15)


class StatusSpellFactory(DjangoModelFactory[StatusSpell]):
    class Meta:
        model = StatusSpell

    keeper = factory.SelfAttribute("candidate.keeper")
    candidate = factory.SubFactory(CandidateFactory)
    status = "kontanthjælp"
    start = date(2024, 1, 15)


class ProgrammeFactory(DjangoModelFactory[Programme]):
    class Meta:
        model = Programme

    keeper = factory.SubFactory(MunicipalityFactory)
    name = factory.Sequence(lambda n: f"Små job {n}")
    municipalities = factory.LazyFunction(lambda: ["DK-851"])
    start = date(2024, 1, 1)


class ParticipationFactory(DjangoModelFactory[Participation]):
    class Meta:
        model = Participation

    keeper = factory.SelfAttribute("candidate.keeper")
    candidate = factory.SubFactory(CandidateFactory)
    programme = factory.SubFactory(ProgrammeFactory, keeper=factory.SelfAttribute("..candidate.keeper"))
    start = date(2024, 2, 1)


class CourseFactory(DjangoModelFactory[Course]):
    class Meta:
        model = Course

    keeper = factory.SubFactory(MunicipalityFactory)
    title = factory.Sequence(lambda n: f"Hygiejnekursus {n}")
    start = date(2024, 3, 1)
    end = date(2024, 3, 3)


class EnrolmentFactory(DjangoModelFactory[Enrolment]):
    class Meta:
        model = Enrolment

    keeper = factory.SelfAttribute("candidate.keeper")
    candidate = factory.SubFactory(CandidateFactory)
    course = factory.SubFactory(CourseFactory, keeper=factory.SelfAttribute("..candidate.keeper"))


class NoteFactory(DjangoModelFactory[Note]):
    """A talk on the telephone; `signed=True` for one that all can read."""

    class Meta:
        model = Note

    class Params:
        signed = factory.Trait(signed_at=datetime(2026, 1, 5, 12, 0, tzinfo=UTC))

    candidate = factory.SubFactory(CandidateFactory)
    keeper = factory.SelfAttribute("candidate.keeper")
    author = factory.SubFactory(UserFactory)
    kind = "phone"
    happened_on = date(2026, 1, 5)
    text = "Vil gerne begynde om formiddagen."
