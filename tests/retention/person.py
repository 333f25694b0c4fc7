"""Somebody with something in every table that is about people, and words by which each would be found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from candidates.models import Candidate, CircleMember, Consent, PersonalLink, Programme
from candidates.models.consent import noted_elsewhere
from placements.models import AgreementVersion, Merge
from smaajob.accounts.models import Invitation, Membership, Organisation, Role, User
from smaajob.archive import ArchivedAs
from smaajob.audit.models import record
from smaajob.drafts.models import Draft
from smaajob.retention.models import Hold
from smaajob.schedule import DatedWindow
from smaajob.secrets import encrypt, encrypt_bytes, keyed_hash
from tests.factories import (
    CandidateFactory,
    CourseFactory,
    EnrolmentFactory,
    HoursFactory,
    MembershipFactory,
    MessageFactory,
    NoteFactory,
    ParticipationFactory,
    PlacementFactory,
    ProgrammeFactory,
    ShiftFactory,
    StatusSpellFactory,
    StoredFileFactory,
    TargetGroupSpellFactory,
    UserFactory,
)

# By each of these they would be found in a dump.
WORDS = (
    "Zuleika", "Quistorff", "zuleika.quistorff@example.org", "20304050", "1961-09-23", "230961-1234", "2309611234",
    "kartoffelkælder", "xylofon", "Zulle", "violinkasse", "regnfrakke", "quistorff-mappe", "ananasplukker",
)  # fmt: skip


@dataclass
class Full:
    person: Candidate
    double: Candidate
    user: User
    programme: Programme
    consultant: User


def full(keeper: Organisation) -> Full:
    """Over since 2020, with a user, a double, notes, papers, hours and a history."""
    consultant = MembershipFactory.create(organisation=keeper, user__name="Mette Holm").user
    user = UserFactory.create(name="Zuleika Quistorff", email="zuleika.quistorff@example.org", phone="20 30 40 50")
    Membership.objects.create(user=user, organisation=keeper, role=Role.CANDIDATE)
    person = CandidateFactory.create(
        keeper=keeper,
        external_id="quistorff-mappe-7",
        first_name="Zuleika",
        last_name="Quistorff",
        birth_date=date(1961, 9, 23),
        gender="k",
        cpr_encrypted=encrypt("2309611234"),
        cpr_hash=keyed_hash("2309611234"),
        email="zuleika.quistorff@example.org",
        phone="20304050",
        consultant=consultant,
        registered_on=date(2019, 1, 15),
        user=user,
    )
    record("create", person, by=consultant, changes={"first_name": [None, "Zuleika"], "last_name": [None, "Quistorff"]})
    record("update", person, by=consultant, changes={"phone": ["", "20304050"]}, reason="Xylofonen: xylofon")
    double = _double(person)
    programme = _taking_part(person)
    _placement(person, consultant)
    _words_about(person, consultant)
    _around(person, user)
    record("update", double, by=consultant, changes={"first_name": ["Zulle", "Zuleika"]})
    return Full(person, double, user, programme, consultant)


def _double(person: Candidate) -> Candidate:
    double = CandidateFactory.create(
        keeper=person.keeper,
        first_name="Zulle",
        last_name="Quistorff",
        archived_at=timezone.now(),
        archived_as=ArchivedAs.MERGED,
        merged_into=person,
    )
    Merge.objects.create(
        keeper=person.keeper,
        kind="candidate",
        kept_id=person.public_id,
        gone_id=double.public_id,
        trace=encrypt_bytes(b"Zulle"),
    )
    record("merge", person, by=None, changes={"lagt_sammen_med": [None, "Zulle Quistorff (x)"]})
    return double


def _taking_part(person: Candidate) -> Programme:
    keeper = person.keeper
    programme = ProgrammeFactory.create(keeper=keeper, start=date(2019, 1, 1), end=date(2020, 12, 31))
    ParticipationFactory.create(candidate=person, programme=programme, start=date(2019, 2, 1), end=date(2020, 6, 30))
    course = CourseFactory.create(keeper=keeper, programme=programme, start=date(2019, 3, 1), end=date(2019, 3, 3))
    EnrolmentFactory.create(candidate=person, course=course, completed=True)
    TargetGroupSpellFactory.create(candidate=person, group="flygtning", start=date(2019, 1, 15))
    StatusSpellFactory.create(candidate=person, start=date(2019, 1, 15))
    StatusSpellFactory.create(candidate=person, status="job", start=date(2020, 3, 1))
    return programme


def _placement(person: Candidate, consultant: User) -> None:
    programme = Programme.objects.get(participations__candidate=person)
    placement = PlacementFactory.create(
        candidate=person, programme=programme, start=date(2019, 4, 1), planned_end=date(2019, 9, 30)
    )
    ShiftFactory.create(placement=placement, window=DatedWindow(date(2019, 4, 2), 540, 720))
    HoursFactory.create(
        placement=placement, first_day=date(2019, 4, 1), last_day=date(2019, 4, 7), hours=Decimal("6.5")
    )
    AgreementVersion.objects.create(
        keeper=person.keeper,
        placement=placement,
        number=1,
        valid_from=date(2019, 4, 1),
        kind=placement.kind,
        description="Zuleika er ananasplukker.",
    )
    type(placement)._base_manager.filter(pk=placement.pk).update(actual_end=date(2019, 9, 30), end_reason="gennemført")
    record("placement.end", placement, by=consultant, changes={"note": [None, "violinkasse"]}, reason="violinkasse")


def _words_about(person: Candidate, author: User) -> None:
    signed = NoteFactory.create(
        candidate=person,
        author=author,
        happened_on=date(2019, 5, 5),
        text="Hun bor ved en kartoffelkælder.",
        signed_at=datetime(2019, 5, 5, 12, 0, tzinfo=UTC),
    )
    NoteFactory.create(
        candidate=person,
        author=author,
        happened_on=date(2019, 5, 6),
        text="Rettelse: regnfrakke.",
        signed_at=datetime(2019, 5, 6, 12, 0, tzinfo=UTC),
        addendum_to=signed,
    )
    NoteFactory.create(candidate=person, author=author, happened_on=date(2019, 5, 7), text="Kladde om en xylofon.")
    record("note.sign", signed, by=author, changes={"text": [None, "kartoffelkælder"]})
    StoredFileFactory.create(about=person, name="Zuleikas papirer.pdf")
    Draft.objects.create(
        keeper=person.keeper, user=author, form="candidates.edit", subject_id=person.public_id, content=encrypt("x")
    )


def _around(person: Candidate, user: User) -> None:
    keeper = person.keeper
    mentor = MembershipFactory.create(organisation=keeper, role=Role.MENTOR).user
    Consent.objects.create(keeper=keeper, candidate=person, **noted_elsewhere(date(2019, 2, 1)))
    CircleMember.objects.create(
        keeper=keeper, candidate=person, user=mentor, role="mentor", start=date(2019, 1, 1), end=date(2019, 12, 31)
    )
    PersonalLink.objects.create(
        keeper=keeper,
        candidate=person,
        token_hash="hash-of-a-link",
        made_at=datetime(2019, 1, 1, tzinfo=UTC),
        expires_at=datetime(2019, 6, 1, tzinfo=UTC),
    )
    MessageFactory.create(
        keeper=keeper,
        receiver=user,
        about_kind="candidates.candidate",
        about_id=person.public_id,
        subject="Hej Zuleika",
    )
    Invitation.objects.create(
        keeper=keeper,
        role=Role.MENTOR,
        name="Zuleikas mentor",
        email="zuleikas-mentor@example.org",
        token_hash="hash-of-an-invitation",
        expires_at=timezone.now() + timedelta(days=9),
        subject_kind="candidates.candidate",
        subject_id=person.public_id,
    )
    Hold.objects.create(
        keeper=keeper,
        about_kind="candidates.candidate",
        about_id=person.public_id,
        reason="Zuleikas klage",
        placed_by=mentor,
        lifted_by=mentor,
        lifted_at=timezone.now(),
    )


def rows_of(keeper: Organisation) -> dict[str, Any]:
    """How many rows there are of all that the keeper keeps."""
    from django.apps import apps

    return {
        model._meta.label_lower: model._base_manager.filter(keeper=keeper).count()
        for model in apps.get_models()
        if any(one.name == "keeper" for one in model._meta.concrete_fields)
    }
