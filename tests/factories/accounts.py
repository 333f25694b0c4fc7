from __future__ import annotations

import factory
from factory.django import DjangoModelFactory

from smaajob.accounts.models import Membership, Organisation, OrganisationKind, Role, Unit, User


class MunicipalityFactory(DjangoModelFactory[Organisation]):
    class Meta:
        model = Organisation
        django_get_or_create = ("name",)

    kind = OrganisationKind.MUNICIPALITY
    name = "Aalborg Kommune"
    country = "DK"
    code = "DK-851"


class PartnerFactory(DjangoModelFactory[Organisation]):
    class Meta:
        model = Organisation
        django_get_or_create = ("name",)

    kind = OrganisationKind.PARTNER
    name = "Jobplaneten"
    country = "DK"


class EmployerOrganisationFactory(DjangoModelFactory[Organisation]):
    """A company with users of its own."""

    class Meta:
        model = Organisation
        django_get_or_create = ("country", "cvr")

    kind = OrganisationKind.EMPLOYER
    name = "Bageriet Sol ApS"
    country = "DK"
    cvr = "12345674"


class UserFactory(DjangoModelFactory[User]):
    class Meta:
        model = User
        skip_postgeneration_save = True

    name = factory.Faker("name", locale="da_DK")
    email = factory.Sequence(lambda n: f"bruger{n}@example.org")
    password = factory.django.Password("et langt kodeord")


class MembershipFactory(DjangoModelFactory[Membership]):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(MunicipalityFactory)
    role = Role.CONSULTANT


class UnitFactory(DjangoModelFactory[Unit]):
    """A part of a municipality, under the name it uses itself."""

    class Meta:
        model = Unit

    keeper = factory.SubFactory(MunicipalityFactory)
    name = factory.Sequence(lambda n: f"Jobcenter {n}")
