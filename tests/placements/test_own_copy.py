"""A person's own copy holds all that every floor holds about them, and nothing of anybody else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from candidates import held, own_copy
from candidates.actions import access, corrections, links
from candidates.models import Candidate, CircleMember, Consent, Disclosure
from placements.models import AgreementVersion, Merge, MergeKind, Pattern
from smaajob import holdings
from smaajob.accounts.models import Membership, Organisation, Role
from smaajob.accounts.scope import Scope
from smaajob.audit.access import Kind, log
from smaajob.audit.models import Access
from smaajob.retention.models import Hold
from smaajob.schedule import parse_window
from smaajob.secrets import encrypt
from tests.acting import act_for
from tests.candidates.test_access import own
from tests.factories import (
    AttendanceFactory,
    CalendarLinkFactory,
    CandidateFactory,
    ChangeRequestFactory,
    CourseFactory,
    EmployerAskFactory,
    EnrolmentFactory,
    HoursFactory,
    LawCheckFactory,
    MembershipFactory,
    MessageFactory,
    MoveFactory,
    NoteFactory,
    ParticipationFactory,
    PauseFactory,
    PlacementFactory,
    ProgrammeFactory,
    ProposalFactory,
    ReportedHoursFactory,
    ShiftFactory,
    StatusSpellFactory,
    StoredFileFactory,
    TargetGroupSpellFactory,
    TaskFactory,
    UserFactory,
    WaitingEntryFactory,
    WorkplaceFactory,
)
from tests.factories.agreements import one_of_each

pytestmark = pytest.mark.django_db
OURS = ("smaajob", "candidates", "employers", "placements", "reports")

# What refers to people, by a key or a plain id, and is in nobody's copy: why.
LEFT_OUT = {
    "accounts.Invitation": "names the mentor or guardian who was invited, and becomes a CircleMember, which is told",
    "accounts.Unit": "a part of the organisation",
    "accounts.Organisation": "the organisation itself",
    "audit.AccessFlag": "says of a colleague's look that it was worth a second one; the look itself is told",
    "audit.Sample": "the officer's work with looks that are told themselves",
    "audit.SampleItem": "the officer's work with looks that are told themselves",
    "audit.Seal": "the log's hashes: nothing of a person",
    "candidates.Programme": "is about no person; that somebody takes part is told",
    "candidates.ProgrammeWorker": "a colleague's place of work",
    "candidates.Course": "is about no person; that somebody is on it is told",
    "drafts.Draft": "what a colleague has typed and not saved: nobody else reads it, and it goes by itself",
    "employers.Registration": "a company's",
    "outbox.PrintRun": "the same letters as the messages that are told, together on their way to the printer",
    "placements.ImportJob": "a file about many people; what came of it stands in the rows that are told, and it goes by itself",
    "placements.ExportJob": "a file about many people, made of the rows that are told; it goes by itself",
    "retention.Item": "that the person is to be erased or was: the run that says so is over with them",
    "reports.Report": "figures in which nobody is told from others",
}


def named_by_a_key() -> Iterator[str]:
    """Models from which foreign keys lead to a person, in however many steps."""
    reached: set[type[models.Model]] = {Candidate}
    while True:
        more = {
            model
            for model in apps.get_models()
            if model not in reached
            for field in model._meta.concrete_fields
            if field.is_relation and field.related_model in reached
        }
        if not more:
            return (yield from sorted(one._meta.label for one in reached))
        reached |= more


def named_by_an_id() -> Iterator[str]:
    """Models of ours that can name a person by a plain id, or hold anything at all: ids, JSON, bytes."""
    loose = (models.UUIDField, models.JSONField, models.BinaryField)
    for model in apps.get_models():
        if model.__module__.split(".")[0] not in OURS:
            continue
        for field in model._meta.concrete_fields:
            inner = field.base_field if isinstance(field, ArrayField) else field
            if isinstance(inner, loose) and field.name not in {"public_id", "claim"}:
                yield model._meta.label
                break


def test_no_model_that_knows_of_people_is_forgotten() -> None:
    """A new model is told of by its floor's part (smaajob.holdings), or stands in LEFT_OUT with the reason."""
    known = holdings.covered()
    missing = {*named_by_a_key(), *named_by_an_id()} - known - set(LEFT_OUT)

    assert not missing
    assert "placements.Hours" in set(named_by_a_key())
    assert not {label for label in LEFT_OUT if label in known}, "told after all"
    assert {*known, *LEFT_OUT} <= {model._meta.label for model in apps.get_models()}


def test_every_field_of_a_person_is_told_or_named(scope: Scope) -> None:
    person = CandidateFactory.create(keeper=scope.organisation)
    told = {fact.key for one in holdings.of(scope, person) for entry in one.entries for fact in entry}

    assert {field.name for field in Candidate._meta.concrete_fields} - told - set(held.NOT_TOLD) == set()


@pytest.fixture
def amina(scope: Scope) -> Candidate:
    """With a row of everything."""
    keeper = scope.organisation
    person: Candidate = CandidateFactory.create(
        keeper=keeper, first_name="Amina", last_name="Hassan", phone="20 11 22 33", email="amina@example.org",
        consultant=scope.user, accommodations=["stille"], cpr_encrypted=encrypt("1705841234"), cpr_hash="x", postcode="9210",
    )  # fmt: skip
    links.make(by=scope, candidate=person)
    person.refresh_from_db()
    StatusSpellFactory.create(candidate=person)
    TargetGroupSpellFactory.create(candidate=person)
    programme = ProgrammeFactory.create(keeper=keeper, name="Småjob i Vejgaard")
    ParticipationFactory.create(candidate=person, programme=programme)
    EnrolmentFactory.create(candidate=person, course=CourseFactory.create(keeper=keeper, title="Hygiejne på dansk"))
    mentor = UserFactory.create(name="Mona Mentor")
    CircleMember.objects.create(keeper=keeper, candidate=person, user=mentor, role="mentor", start=date(2026, 1, 1))
    day = timezone.localdate()
    consent = Consent.objects.create(
        keeper=keeper, candidate=person, items=["name"], given_on=day, until=day + timedelta(days=30)
    )
    Disclosure.objects.create(
        keeper=keeper, candidate=person, consent=consent, items=["name"], to_id=person.public_id,
        to_name="Bageriet ved Havnen", start=day, end=day,
    )  # fmt: skip
    NoteFactory.create(candidate=person, author=scope.user, text="Hendes bror Karim er syg.", signed=True)
    corrections.ask(by=scope, candidate=person, wrong="Mit efternavn staves anderledes.", right="Hassanova")
    StoredFileFactory.create(about=person, name="Bevis fra kurset.pdf")
    MessageFactory.create(
        keeper=keeper, about_kind="candidates.candidate", about_id=person.public_id, receiver=person.user
    )
    placement = PlacementFactory.create(
        candidate=person, workplace=WorkplaceFactory.create(keeper=keeper, name="Planteskolen"), programme=programme
    )
    AgreementVersion.objects.create(
        keeper=keeper, placement=placement, number=1, valid_from=placement.start, kind=placement.kind,
        description="Vande planter", windows=[parse_window("man 09:00-12:00")],
    )  # fmt: skip
    one_of_each(scope, placement)
    AttendanceFactory.create(shift=ShiftFactory.create(placement=placement))
    Pattern.objects.create(keeper=keeper, placement=placement, first_day=placement.start, windows=[], skipped=[])
    HoursFactory.create(placement=placement)
    ReportedHoursFactory.create(placement=placement)
    CalendarLinkFactory.create(candidate=person)
    task = TaskFactory.create(keeper=keeper, title="Pakke boller")
    ProposalFactory.create(
        candidate=person, task=task, state="with_person", words_to_person="Du er god til at stå tidligt op."
    )
    ProposalFactory.create(candidate=person, words_to_person="En løs idé", words_to_employer="En løs idé")
    LawCheckFactory.create(placement=placement)
    WaitingEntryFactory.create(candidate=person, task=task, words="Kan først fra marts")
    EmployerAskFactory.create(workplace=placement.workplace, candidate=person, who="Hende fra i sommer")
    PauseFactory.create(placement=placement, first_day=date(2026, 2, 2), last_day=date(2026, 2, 8))
    MoveFactory.create(placement=placement)
    ChangeRequestFactory.create(placement=placement, side="person", wish="stop")
    Merge.objects.create(
        keeper=keeper, kind=MergeKind.CANDIDATE, kept_id=person.public_id, gone_id=scope.user.public_id
    )  # type: ignore[union-attr]
    Hold.objects.create(
        keeper=keeper,
        about_kind="candidates.candidate",
        about_id=person.public_id,
        reason="Klagesag",
        placed_by=scope.user,
    )
    log(scope, person, kind=Kind.EXPORT, purpose="Kontrol af sagen")
    return person


@pytest.fixture
def mine(amina: Candidate) -> Scope:
    """Amina's own scope."""
    membership = Membership.objects.get(user=amina.user, role=Role.CANDIDATE)
    return Scope(amina.keeper, amina.user, Role.CANDIDATE, membership=membership)


def test_the_copy_has_a_row_of_everything(amina: Candidate, mine: Scope) -> None:
    copy = json.loads(own_copy.as_json(mine, amina))

    sections = {key: rows for key, rows in copy.items() if isinstance(rows, list)}
    assert set(copy) - set(sections) == {"format", "made_at", "kept_by", "about"}
    assert {key for key, rows in sections.items() if not rows} == set()
    text = json.dumps(copy, ensure_ascii=False)
    for said in (
        "Hassan", "9210", "+4520112233", "Småjob i Vejgaard", "Hygiejne på dansk", "Mona Mentor", "Bageriet ved Havnen",
        "Mit efternavn staves anderledes.", "Bevis fra kurset.pdf", "Planteskolen", "Vande planter", "Kontrol af sagen", "Mette Holm",
        "Pakke boller", "Du er god til at stå tidligt op.", "Kan først fra marts", "Hende fra i sommer",
    ):  # fmt: skip
        assert said in text, said
    assert "En løs idé" not in text, "what nobody has sent is nobody's yet"


def test_what_might_be_about_others_is_named_and_not_told(amina: Candidate, mine: Scope) -> None:
    copy = json.loads(own_copy.as_json(mine, amina))
    text = json.dumps(copy, ensure_ascii=False)

    assert copy["notes"][0]["kind"] == "phone"
    assert "Karim" not in text
    assert "1705841234" not in text
    assert "170584-1234" not in text
    assert copy["person"][0]["cpr"] == "170584-••••"


def test_nothing_of_anybody_else_is_in_it(amina: Candidate, mine: Scope) -> None:
    """A workmate at the same place, in the same programme and looked at in the same list."""
    other = CandidateFactory.create(keeper=amina.keeper, first_name="Yusuf", last_name="Naboen")
    placement = amina.placements.get()
    at_work = PlacementFactory.create(candidate=other, workplace=placement.workplace, programme=placement.programme)
    HoursFactory.create(placement=at_work, hours="3.125")
    StoredFileFactory.create(about=other, name="Yusufs.pdf")
    MessageFactory.create(keeper=amina.keeper, about_kind="candidates.candidate", about_id=other.public_id)
    log(Scope(amina.keeper), amina, other, kind=Kind.VIEW, purpose="Fordeling af sager")
    text = own_copy.as_json(mine, amina).decode()

    for of_another in ("Yusuf", "Naboen", "3.125", str(other.public_id)):
        assert of_another not in text, of_another
    assert "Fordeling af sager" in text


def test_a_double_that_was_merged_into_them_is_theirs(amina: Candidate, mine: Scope) -> None:
    CandidateFactory.create(
        keeper=amina.keeper, first_name="Aminah", archived_at=timezone.now(), archived_as="merged", merged_into=amina
    )
    copy = json.loads(own_copy.as_json(mine, amina))

    assert [one["first_name"] for one in copy["doubles"]] == ["Aminah"]


def test_the_log_in_it_names_no_colleague_and_not_their_own_looks(amina: Candidate, mine: Scope) -> None:
    log(mine, amina, kind=Kind.VIEW, purpose="Egne oplysninger")
    looks = json.loads(own_copy.as_json(mine, amina))["looks"]

    assert [(one["who"], one["purpose"], one["times"]) for one in looks] == [
        (f"Konsulent, {amina.keeper}", "Kontrol af sagen", 1)
    ]
    assert "Mette" not in json.dumps(looks)


@pytest.mark.parametrize(("kind", "begins"), [("pdf", b"%PDF-"), ("json", b"{")])
def test_they_take_it_with_them_and_that_is_on_record(
    client: Client, amina: Candidate, kind: str, begins: bytes
) -> None:
    me = own(client, amina)
    answer = me.post("/mine-oplysninger/kopi/", {"as": kind})

    assert answer.status_code == 200
    assert answer.content.startswith(begins)
    assert answer["Content-Disposition"] == f'attachment; filename="mine-oplysninger-{timezone.localdate()}.{kind}"'
    assert answer["Cache-Control"] == "no-store"
    written = Access.objects.filter(user=amina.user, kind=Kind.EXPORT).get()
    assert (written.people, written.purpose) == ([amina.public_id], "Personens egen kopi")


def test_a_link_alone_opens_no_copy(client: Client, amina: Candidate) -> None:
    me = own(client, amina, "link")
    for path in ("kopi", "gemt", "hvem", "set", "samtykker", "ret"):
        answer = me.get(f"/mine-oplysninger/{path}/")
        assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/konto/kode/"), path
    assert me.post("/mine-oplysninger/kopi/", {"as": "pdf"}).status_code == 302


def test_a_copy_is_asked_for_so_many_times_an_hour(client: Client, amina: Candidate) -> None:
    me = own(client, amina)
    for _n in range(10):
        assert me.post("/mine-oplysninger/kopi/", {"as": "json"}).status_code == 200
    answer = me.post("/mine-oplysninger/kopi/", {"as": "json"}, follow=True)
    assert "Vent en time" in answer.content.decode()


def test_the_pages_ask_as_much_about_many_rows_as_about_few(client: Client, amina: Candidate) -> None:
    me = own(client, amina)
    placement = amina.placements.get()

    def asked(path: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert me.get(path).status_code == 200
        return sum(one["sql"].startswith("SELECT") for one in seen)

    paths = [f"/mine-oplysninger/{path}/" for path in ("gemt", "hvem", "set", "samtykker", "ret")]
    few = [asked(path) for path in paths]
    for n in range(20):
        day = placement.start + timedelta(days=n + 10)
        HoursFactory.create(placement=placement, first_day=day, last_day=day)
        ParticipationFactory.create(candidate=amina, programme=ProgrammeFactory.create(keeper=amina.keeper))
        NoteFactory.create(candidate=amina, signed=True)
        PlacementFactory.create(candidate=amina, workplace=placement.workplace)
        log(Scope(amina.keeper), amina, kind=Kind.VIEW, purpose=f"Grund {n}")
    assert [asked(path) for path in paths] == few
    assert max(few[1:]) <= 12, few


def test_a_colleague_in_their_place_sees_no_protected_address_unless_it_is_their_case(
    client: Client, scope: Scope, amina: Candidate, municipality: Organisation
) -> None:
    Candidate.objects.filter(pk=amina.pk).update(address_protected=True)
    assert "9210" in own(client, amina).get("/mine-oplysninger/gemt/").content.decode()
    other = MembershipFactory.create(organisation=municipality, role=Role.CONSULTANT)
    for user, status in ((scope.user, 200), (other.user, 403)):
        colleague = Client()
        colleague.force_login(user)  # type: ignore[arg-type]
        act_for(colleague, "candidate", amina)
        assert colleague.get("/mine-oplysninger/gemt/").status_code == status
        assert colleague.post("/mine-oplysninger/kopi/", {"as": "json"}).status_code == status


def test_the_facts_of_a_person_without_anything_are_few_and_well(scope: Scope) -> None:
    person = CandidateFactory.create(keeper=scope.organisation, phone="", email="")
    access.give(by=scope, candidate=person)
    told: dict[str, Any] = {one.key: one.told for one in holdings.of(scope, person)}

    assert told["placements"] == told["notes"] == told["hours"] == []
    assert own_copy.as_pdf(scope, person).startswith(b"%PDF-")
