"""A person is erased: nothing by which they could be found is left anywhere, and the figures are what they were."""

from __future__ import annotations

import json
import zipfile
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError
from django.utils import timezone

from candidates.models import Candidate, Note
from placements.exchange.trace import Trace
from placements.models import ExportJob, Hours, ImportJob, Placement, Shift
from reports import figures
from reports.extent import Extent
from smaajob.accounts.models import Organisation, Role, User
from smaajob.accounts.scope import Scope
from smaajob.audit.models import Event, record
from smaajob.drafts.models import Draft
from smaajob.files.models import StoredFile
from smaajob.jobs import run as jobs
from smaajob.jobs.models import JobState
from smaajob.messages.models import Message, MessageKind
from smaajob.retention import carrying_out, due, registry
from smaajob.retention import tasks as tasks  # a worker finds it by itself
from smaajob.retention.actions import deciding, runs
from smaajob.retention.models import Basis, Hold, Item, Outcome, Run
from smaajob.secrets import decrypt_bytes
from tests.dumping import dump_of_the_database
from tests.factories import (
    CandidateFactory,
    MembershipFactory,
    NoteFactory,
    ParticipationFactory,
    PartnerFactory,
    PlacementFactory,
)
from tests.retention.person import WORDS, Full, full

LABEL = "retention.run"


def scope_of(keeper: Organisation, role: Role) -> Scope:
    member = MembershipFactory.create(organisation=keeper, role=role)
    return Scope(keeper, member.user, role, (), member)


@pytest.fixture
def leader(municipality: Organisation) -> Scope:
    return scope_of(municipality, Role.MANAGER)


@pytest.fixture
def officer(municipality: Organisation) -> Scope:
    return scope_of(municipality, Role.DPO)


def kind() -> registry.Kind:
    return registry.by_word("personer")


def agreed(leader: Scope, officer: Scope, person: Candidate, **more: Any) -> Run:
    """The leader proposes to erase one person, the officer approves."""
    values = {"basis": Basis.REQUEST, "keep_copy": True, **more}
    run = runs.propose_one(by=leader, kind=kind(), thing=person, **values)
    return runs.approve(by=officer, run=run, digest=run.digest)


def erased(leader: Scope, officer: Scope, person: Candidate, **more: Any) -> Run:
    """And the worker does it."""
    run = agreed(leader, officer, person, **more)
    assert jobs.perform(LABEL, run.pk)
    run.refresh_from_db()
    assert run.state == JobState.DONE, run.problem
    assert list(Item.objects.filter(run=run).values_list("outcome", flat=True)) == [Outcome.ERASED]
    return run


@pytest.mark.django_db(transaction=True)
def test_a_search_of_the_whole_dump_finds_nothing_of_them() -> None:
    keeper = Organisation.objects.create(kind="municipality", name="Aalborg Kommune", country="DK", code="DK-851")
    there, leader, officer = full(keeper), scope_of(keeper, Role.MANAGER), scope_of(keeper, Role.DPO)
    before = dump_of_the_database().casefold()
    # A CPR number is in no dump, as the test of its own says; every other word must be there to be gone afterwards.
    assert {word for word in WORDS if word.casefold() not in before} == {"230961-1234", "2309611234"}

    erased(leader, officer, there.person)

    after = dump_of_the_database().casefold()
    assert "Aalborg Kommune".casefold() in after
    assert [word for word in WORDS if word.casefold() in after] == []


@pytest.mark.django_db
class TestWhatIsLeft:
    @pytest.fixture
    def there(self, municipality: Organisation) -> Full:
        return full(municipality)

    def test_the_figures_are_what_they_were(self, there: Full, leader: Scope, officer: Scope) -> None:
        extents = [
            Extent(date(2019, 1, 1), date(2019, 12, 31), programme=there.programme),
            Extent(date(2019, 1, 1), date(2020, 12, 31), municipality="DK-851", keeper=there.person.keeper),
            Extent(date(2019, 4, 3), date(2019, 4, 20), municipality="DK-851"),
        ]
        before = [figures.as_json(figures.compute(one)) for one in extents]
        assert before[0]["hours_worked"] == 6.5

        erased(leader, officer, there.person)

        assert [figures.as_json(figures.compute(one)) for one in extents] == before

    def test_a_husk_counts_and_says_nothing(self, there: Full, leader: Scope, officer: Scope) -> None:
        erased(leader, officer, there.person)
        husk = Candidate.objects.get(pk=there.person.pk)
        assert (husk.municipality, husk.registered_on) == ("DK-851", date(2019, 1, 15))
        assert husk.birth_date == date(1960, 1, 1)
        assert (str(husk).strip(), husk.email, husk.phone, husk.postcode, husk.cpr_hash, husk.gender) == ("",) * 6
        assert husk.public_id != there.person.public_id
        assert husk.external_id != "quistorff-mappe-7"
        placement = Placement.objects.get(candidate=husk)
        assert Hours.objects.get(placement=placement).hours == 6.5
        assert not Shift.objects.filter(placement=placement).exists()
        assert not Note.objects.filter(candidate=husk).exists()
        assert not StoredFile.objects.exists()

    def test_nobody_sees_the_husk_or_its_placement_on_any_list(
        self, there: Full, leader: Scope, officer: Scope
    ) -> None:
        erased(leader, officer, there.person)
        assert not Candidate.objects.visible_to(leader).filter(pk__in=[there.person.pk, there.double.pk]).exists()
        assert not Placement.objects.visible_to(leader).exists()

    def test_the_record_says_that_it_was_done_and_no_more(self, there: Full, leader: Scope, officer: Scope) -> None:
        about = Event.objects.filter(subject_id=there.person.public_id)
        verbs = sorted(about.values_list("verb", flat=True))
        erased(leader, officer, there.person)
        assert sorted(about.values_list("verb", flat=True)) == verbs
        assert {(str(one.changes), one.reason) for one in about} == {("{}", "")}

    def test_what_others_have_is_left_alone(self, there: Full, leader: Scope, officer: Scope) -> None:
        other = CandidateFactory.create(keeper=there.person.keeper, first_name="Ditte")
        note = NoteFactory.create(candidate=other, signed=True, text="Om Ditte.")
        record("update", other, by=None, changes={"first_name": ["Dit", "Ditte"]})
        erased(leader, officer, there.person)
        assert Candidate.objects.get(pk=other.pk).first_name == "Ditte"
        assert Note.objects.filter(pk=note.pk).exists()
        assert Event.objects.get(subject_id=other.public_id).changes == {"first_name": ["Dit", "Ditte"]}

    def test_their_account_is_closed_and_emptied(self, there: Full, leader: Scope, officer: Scope) -> None:
        erased(leader, officer, there.person)
        user = User.objects.get(pk=there.user.pk)
        assert (user.is_active, user.email, user.name, user.phone_number) == (False, None, "", "")
        assert not user.has_usable_password()

    def test_what_their_account_left_elsewhere_goes_too(self, there: Full, leader: Scope, officer: Scope) -> None:
        """The worker sees one organisation at a time, and what is left in another, or in none, is as much theirs."""
        other = PartnerFactory.create()
        Draft.objects.create(keeper=other, user=there.user, form="x", content="x")
        Message.objects.create(keeper=other, receiver=there.user, kind=MessageKind.INVITATION, channel="email")
        Message.objects.create(keeper=None, receiver=there.user, kind=MessageKind.LOGIN_CODE, channel="email")

        erased(leader, officer, there.person)

        assert not Draft.objects.filter(user=there.user).exists()
        assert not Message.objects.filter(receiver=there.user).exists()

    def test_an_account_that_is_something_else_too_is_kept(self, there: Full, leader: Scope, officer: Scope) -> None:
        MembershipFactory.create(user=there.user, organisation=there.person.keeper, role=Role.MENTOR)
        erased(leader, officer, there.person)
        user = User.objects.get(pk=there.user.pk)
        assert (user.is_active, user.name) == (True, "Zuleika Quistorff")
        assert list(user.memberships.values_list("role", flat=True)) == [Role.MENTOR]

    def test_a_copy_is_kept_for_thirty_days(self, there: Full, leader: Scope, officer: Scope) -> None:
        run = erased(leader, officer, there.person)
        content = bytes(Item.objects.get(run=run).copy or b"")
        assert b"Zuleika" not in content
        with zipfile.ZipFile(BytesIO(decrypt_bytes(content))) as archive:
            told = json.loads(archive.read("oplysninger.json"))
            assert len([name for name in archive.namelist() if name.startswith("filer/")]) == 1
        assert {one["first_name"] for one in told["candidates.candidate"]} == {"Zuleika", "Zulle"}
        assert "2309611234" in str(told["candidates.candidate"])
        assert "kartoffelkælder" in str(told["candidates.note"])

        assert carrying_out.forget_old(timezone.now() + timedelta(days=29)) == 0
        assert carrying_out.forget_old(timezone.now() + timedelta(days=31)) == 1
        assert Item.objects.get(run=run).copy is None

    def test_no_copy_where_none_was_wanted(self, there: Full, leader: Scope, officer: Scope) -> None:
        run = erased(leader, officer, there.person, keep_copy=False)
        assert Item.objects.get(run=run).copy is None

    def test_no_copy_of_somebody_whose_address_is_protected(self, there: Full, leader: Scope, officer: Scope) -> None:
        """Afterwards nobody is their consultant, and any manager could fetch it."""
        Candidate.objects.filter(pk=there.person.pk).update(address_protected=True)
        run = erased(leader, officer, there.person)
        assert Item.objects.get(run=run).copy is None

    def test_an_import_that_touched_them_quotes_nobody_and_can_not_be_undone(
        self, there: Full, leader: Scope, officer: Scope
    ) -> None:
        trace = Trace()
        trace.made(Candidate, [there.person.pk])
        done = {"state": "done", "finished_at": timezone.now(), "keeper": there.person.keeper}
        quoted = {"files": {"borgere.csv": 1}, "examples": {"borgere.csv": ["Zuleika"]}, "faults": [], "notes": []}
        theirs = ImportJob.objects.create(**done, trace=trace.pack(), result=quoted)
        others = ImportJob.objects.create(**done, trace=Trace().pack(), result=quoted)
        export = ExportJob.objects.create(**done, content=b"encrypted")

        erased(leader, officer, there.person)

        for row in (theirs, others, export):
            row.refresh_from_db()
        assert (theirs.trace, others.trace is None, export.content) == (None, False, None)
        assert "Zuleika" not in str(theirs.result) + str(others.result)
        assert theirs.result is not None
        assert theirs.result["files"] == {"borgere.csv": 1}

    def test_a_killed_worker_has_done_nothing_and_the_next_does_it_once(
        self, there: Full, leader: Scope, officer: Scope, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        run = agreed(leader, officer, there.person)
        with monkeypatch.context() as killed:
            killed.setattr(carrying_out, "record", _die)
            assert not jobs.perform(LABEL, run.pk)
        assert Candidate.objects.get(pk=there.person.pk).first_name == "Zuleika"
        assert Item.objects.get(run=run).outcome == ""

        Run.objects.filter(pk=run.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
        assert jobs.perform(LABEL, run.pk)
        assert not jobs.perform(LABEL, run.pk)
        assert Item.objects.get(run=run).outcome == Outcome.ERASED


def _die(*_args: Any, **_more: Any) -> None:
    raise SystemError("killed")


@pytest.mark.django_db
class TestTwoPeople:
    @pytest.fixture
    def person(self, municipality: Organisation) -> Candidate:
        return CandidateFactory.create(keeper=municipality, registered_on=date(2019, 1, 1))

    def test_who_proposed_can_not_approve(self, leader: Scope, person: Candidate) -> None:
        run = runs.propose_one(by=leader, kind=kind(), thing=person, basis=Basis.REQUEST, keep_copy=True)
        with pytest.raises(ValidationError, match="En anden skal godkende"):
            runs.approve(by=leader, run=run, digest=run.digest)
        assert leader.user is not None
        with pytest.raises(IntegrityError, match="run_two_people"), transaction.atomic():
            Run.objects.filter(pk=run.pk).update(approved_by=leader.user, approved_at=timezone.now())

    def test_the_worker_leaves_what_one_alone_has_said(self, leader: Scope, person: Candidate) -> None:
        run = runs.propose_one(by=leader, kind=kind(), thing=person, basis=Basis.REQUEST, keep_copy=True)
        assert (LABEL, run.pk) not in jobs.waiting()
        assert not jobs.perform(LABEL, run.pk)
        with pytest.raises(IntegrityError, match="run_works_when_approved"), transaction.atomic():
            Run.objects.filter(pk=run.pk).update(state="done", finished_at=timezone.now())

    def test_the_list_that_was_seen_is_the_list_that_is_erased(
        self, leader: Scope, officer: Scope, person: Candidate
    ) -> None:
        run = runs.propose_one(by=leader, kind=kind(), thing=person, basis=Basis.REQUEST, keep_copy=True)
        other = CandidateFactory.create(keeper=person.keeper)
        more = {
            "keeper": person.keeper,
            "run": run,
            "about_kind": "candidates.candidate",
            "closed_on": date(2019, 1, 1),
        }
        with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
            Item.objects.create(**more, about_id=other.public_id)
        with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
            Item.objects.filter(run=run).update(about_id=other.public_id)
        with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
            Item.objects.filter(run=run).delete()
        with pytest.raises(ValidationError, match="ikke den, du så"):
            runs.approve(by=officer, run=run, digest="another")

    def test_an_answer_is_given_once(self, leader: Scope, officer: Scope, person: Candidate) -> None:
        run = agreed(leader, officer, person)
        with pytest.raises(ValidationError, match="venter ikke mere"):
            runs.reject(by=officer, run=run)
        third = scope_of(leader.organisation, Role.ADMIN).user
        with pytest.raises(IntegrityError, match="approval"), transaction.atomic():
            Run.objects.filter(pk=run.pk).update(approved_by=third)

    def test_a_no_frees_the_list(self, leader: Scope, officer: Scope, person: Candidate) -> None:
        run = runs.propose_one(by=leader, kind=kind(), thing=person, basis=Basis.REQUEST, keep_copy=True)
        with pytest.raises(ValidationError, match="står allerede"):
            runs.propose_one(by=officer, kind=kind(), thing=person, basis=Basis.REQUEST, keep_copy=True)
        runs.reject(by=officer, run=run)
        assert not jobs.perform(LABEL, run.pk)
        assert runs.propose_one(by=officer, kind=kind(), thing=person, basis=Basis.MISTAKE, keep_copy=False).waits

    def test_an_old_proposal_is_no_more_what_is_due(self, leader: Scope, officer: Scope, person: Candidate) -> None:
        run = runs.propose_one(by=leader, kind=kind(), thing=person, basis=Basis.REQUEST, keep_copy=True)
        Run.objects.filter(pk=run.pk).update(ordered_at=timezone.now() - timedelta(days=31))
        with pytest.raises(ValidationError, match="30 dage"):
            runs.approve(by=officer, run=run, digest=run.digest)

    def test_the_owners_function_does_nothing_without_two(self, leader: Scope, person: Candidate) -> None:
        note = NoteFactory.create(candidate=person, signed=True)
        run = runs.propose_one(by=leader, kind=kind(), thing=person, basis=Basis.REQUEST, keep_copy=True)
        item = Item.objects.get(run=run)
        with pytest.raises(DatabaseError, match="two people"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT retention_erase_record(%s)", [item.pk])
        with pytest.raises(IntegrityError, match="signed note"), transaction.atomic():
            Note.objects.filter(pk=note.pk)._raw_delete("default")

    def test_a_signed_note_is_deleted_by_the_owners_function_alone(
        self, leader: Scope, officer: Scope, person: Candidate
    ) -> None:
        """Not by the application itself, even while the worker holds the approved run."""
        note = NoteFactory.create(candidate=person, signed=True)
        run = agreed(leader, officer, person)
        claimed = {"state": "running", "claim": run.public_id, "lease_until": timezone.now()}
        Run.objects.filter(pk=run.pk).update(**claimed)
        with pytest.raises(IntegrityError, match="signed note"), transaction.atomic():
            Note.objects.filter(pk=note.pk)._raw_delete("default")


@pytest.mark.django_db
class TestWhoIsDue:
    @pytest.fixture(autouse=True)
    def _five_years(self, leader: Scope) -> None:
        deciding.decide(by=leader, kind=kind(), months=60, decided_where="Sag 1")

    def due(self, keeper: Organisation) -> list[str]:
        rows = due.due(kind(), keeper, before=timezone.localdate() - timedelta(days=5 * 366))
        return [one.first_name for one in rows]

    def test_who_is_over_for_so_long_and_has_nothing_open(self, municipality: Organisation) -> None:
        old = {"keeper": municipality, "registered_on": date(2015, 1, 1)}
        CandidateFactory.create(**old, first_name="Gammel")
        CandidateFactory.create(keeper=municipality, first_name="Ny", registered_on=timezone.localdate())
        working = CandidateFactory.create(**old, first_name="I gang")
        PlacementFactory.create(candidate=working, start=date(2015, 2, 1), planned_end=date(2015, 3, 1))
        member = CandidateFactory.create(**old, first_name="Deltager")
        ParticipationFactory.create(candidate=member, start=date(2015, 2, 1))
        talked = CandidateFactory.create(**old, first_name="Talt med")
        NoteFactory.create(candidate=talked, happened_on=timezone.localdate())
        assert self.due(municipality) == ["Gammel"]

    def test_nobody_is_proposed_before_the_organisation_has_decided(self, officer: Scope) -> None:
        from smaajob.retention.models import Period

        Period.objects.all().delete()
        with pytest.raises(ValidationError, match="hvor længe"):
            runs.propose_due(by=officer, kind=kind())

    def test_a_run_of_those_who_are_due(self, municipality: Organisation, leader: Scope, officer: Scope) -> None:
        for n in range(3):
            CandidateFactory.create(keeper=municipality, registered_on=date(2015, 1, 1 + n))
        run = runs.propose_due(by=leader, kind=kind())
        assert self.due(municipality) == []
        runs.approve(by=officer, run=run, digest=run.digest)
        assert jobs.perform(LABEL, run.pk)
        assert Item.objects.filter(run=run, outcome=Outcome.ERASED).count() == 3

    def test_whoever_is_held_back_is_in_no_list(self, municipality: Organisation, leader: Scope) -> None:
        person = CandidateFactory.create(keeper=municipality, registered_on=date(2015, 1, 1))
        held = deciding.hold(by=leader, kind=kind(), thing=person, reason="En klage er ikke afgjort")
        assert self.due(municipality) == []
        assert due.held(kind(), municipality, before=date(2016, 1, 1)).count() == 1
        with pytest.raises(ValidationError, match="holdt tilbage"):
            runs.propose_one(by=leader, kind=kind(), thing=person, basis=Basis.REQUEST, keep_copy=True)
        deciding.lift(by=leader, hold=held)
        assert len(self.due(municipality)) == 1

    def test_a_hold_runs_out_by_itself(self, municipality: Organisation, leader: Scope) -> None:
        person = CandidateFactory.create(keeper=municipality, registered_on=date(2015, 1, 1))
        deciding.hold(by=leader, kind=kind(), thing=person, reason="En klage", until=timezone.localdate())
        assert self.due(municipality) == []
        Hold.objects.update(until=timezone.localdate() - timedelta(days=1))
        assert len(self.due(municipality)) == 1
        deciding.hold(by=leader, kind=kind(), thing=person, reason="En ny klage")
        assert self.due(municipality) == []

    def test_what_happens_after_the_approval_saves_them(
        self, municipality: Organisation, leader: Scope, officer: Scope
    ) -> None:
        made = [CandidateFactory.create(keeper=municipality, registered_on=date(2015, 1, n)) for n in (1, 2, 3)]
        run = runs.propose_due(by=leader, kind=kind())
        runs.approve(by=officer, run=run, digest=run.digest)
        deciding.hold(by=leader, kind=kind(), thing=made[0], reason="En klage kom ind")
        PlacementFactory.create(candidate=made[1])

        assert jobs.perform(LABEL, run.pk)

        outcomes = dict(Item.objects.filter(run=run).values_list("about_id", "outcome"))
        assert [outcomes[one.public_id] for one in made] == [Outcome.HELD, Outcome.IN_USE, Outcome.ERASED]

    def test_another_organisations_people_are_theirs(self, officer: Scope) -> None:
        CandidateFactory.create(keeper=PartnerFactory.create(), registered_on=date(2015, 1, 1))
        with pytest.raises(ValidationError, match="ingen"):
            runs.propose_due(by=officer, kind=kind())
