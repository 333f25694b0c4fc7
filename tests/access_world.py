"""One of everything that a URL can name, in an organisation where every role has somebody; and a stranger's of each."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from candidates.models import Candidate, CircleMember, Correction, PersonalLink, ProgrammeWorker
from employers.models import Registration, Task
from placements.actions import exports, imports
from placements.models import Attendance, Merge, Placement, Proposal
from reports.models import Report
from smaajob.accounts.models import Invitation, Membership, Organisation, Role, Unit
from smaajob.accounts.roles import OF_EMPLOYERS
from smaajob.accounts.scope import Scope
from smaajob.audit.actions import samples
from smaajob.files import subjects
from smaajob.files.models import StoredFile
from smaajob.messages.models import Message, MessageKind, PrintRun
from smaajob.retention import registry as retention
from smaajob.retention.actions import deciding, runs
from smaajob.retention.models import Item
from smaajob.rules.actions import activate, correct
from smaajob.rules.files import keys as rule_keys
from smaajob.rules.files import lists
from smaajob.schedule import DatedWindow
from smaajob.secrets import encrypt, encrypt_bytes
from tests.audit.looking import at_noon, look_up
from tests.factories import (
    AttendanceFactory,
    CandidateFactory,
    ChangeRequestFactory,
    ConsentFactory,
    ContactFactory,
    CourseFactory,
    EmployerAskFactory,
    EmployerFactory,
    EmployerOrganisationFactory,
    EnrolmentFactory,
    HoursFactory,
    LogEntryFactory,
    MembershipFactory,
    MessageFactory,
    MoveFactory,
    NoteFactory,
    ParticipationFactory,
    PauseFactory,
    PlacementFactory,
    PostingLinkFactory,
    ProgrammeFactory,
    ProposalFactory,
    ReportedHoursFactory,
    ShiftFactory,
    TaskFactory,
    WaitingEntryFactory,
    WorkplaceFactory,
    cvr_number,
)
from tests.factories.agreements import drafted, sent

# About a person whom neither the programme's worker, the mentor nor the guardian has to do with; the twin of each of these.
ABOUT_A_PERSON = (
    "person", "participation", "enrolment", "note", "placement", "hours", "reported", "shift", "attendance", "merge", "file",
    "proposal", "waiting", "pause", "move", "request",
    "agreement", "draft",
)  # fmt: skip
ABOUT_A_PROGRAMME = ("programme", "course")


@dataclass
class World:
    """`things` by their names in tests/access_table.py; `own` those that each role has its own of; `strangers` twins of `things`."""

    keeper: Organisation
    company: Organisation
    members: dict[Role, Membership] = field(default_factory=dict)
    things: dict[str, Any] = field(default_factory=dict)
    own: dict[tuple[str, Role], Any] = field(default_factory=dict)
    strangers: dict[str, Any] = field(default_factory=dict)

    def ids(self, about: tuple[str, ...], role: Role) -> list[Any]:
        """What fills a path: public ids; a word that names nothing here stands for itself."""
        return [self._id(self.own.get((name, role), self.things.get(name, name))) for name in about]

    def strangers_ids(self, about: tuple[str, ...], role: Role) -> list[Any]:
        """As `ids`, with the stranger in the place of whoever has one."""
        return [
            self._id(self.strangers.get(name, self.own.get((name, role), self.things.get(name, name))))
            for name in about
        ]

    @staticmethod
    def _id(thing: Any) -> Any:
        return getattr(thing, "public_id", thing)


def build(keeper: Organisation, company_cvr: str) -> World:
    """The world of one municipality and one company in it."""
    company = EmployerOrganisationFactory.create(cvr=company_cvr, name=f"Firmaet {company_cvr}")
    world = World(keeper, company)
    for role in Role:
        organisation = company if role in OF_EMPLOYERS else keeper
        world.members[role] = MembershipFactory.create(organisation=organisation, role=role)
    _people(world)
    _places(world)
    _placement(world)
    _orders(world)
    _users(world)
    _log(world)
    _erasures(world)
    _rules(world)
    _strangers(world)
    return world


def _people(world: World) -> None:
    user = {role: one.user for role, one in world.members.items()}
    things, keeper = world.things, world.keeper
    things["person"] = person = CandidateFactory.create(
        keeper=keeper,
        user=user[Role.CANDIDATE],
        birth_date=timezone.localdate() - timedelta(days=16 * 365),
        cpr_encrypted=encrypt("1705841231"),
    )
    things["consent"] = ConsentFactory.create(candidate=person)
    things["person_word"] = subjects.of(person).word
    things["double"] = CandidateFactory.create(keeper=keeper)
    things["programme"] = programme = ProgrammeFactory.create(keeper=keeper)
    things["worker"] = ProgrammeWorker.objects.create(
        keeper=keeper, programme=programme, user=user[Role.PARTNER_WORKER]
    )
    for role in (Role.MENTOR, Role.GUARDIAN):
        things["circle_member"] = CircleMember.objects.create(
            keeper=keeper, candidate=person, user=user[role], role=role, start=date(2026, 1, 1)
        )
    things["participation"] = ParticipationFactory.create(candidate=person, programme=programme)
    things["course"] = course = CourseFactory.create(keeper=keeper, programme=programme)
    things["enrolment"] = EnrolmentFactory.create(candidate=person, course=course)
    things["note"] = NoteFactory.create(candidate=person, author=user[Role.CONSULTANT], signed=True)
    things["own_note"] = NoteFactory.create(candidate=person, author=user[Role.CONSULTANT])
    world.own["own_note", Role.PARTNER_WORKER] = NoteFactory.create(candidate=person, author=user[Role.PARTNER_WORKER])
    things["correction"] = Correction.objects.create(keeper=keeper, candidate=person, wrong="Mit navn")
    things["link"] = PersonalLink.objects.create(
        keeper=keeper, candidate=person, token_hash=f"link-{keeper.pk}", expires_at=timezone.now() + timedelta(days=9)
    )
    things["circle_invitation"] = Invitation.objects.create(
        keeper=keeper,
        role=Role.MENTOR,
        name="Ny Mentor",
        email="mentor@example.org",
        token_hash=f"follow-{keeper.pk}",
        expires_at=timezone.now() + timedelta(days=14),
        subject_kind="candidates.candidate",
        subject_id=person.public_id,
    )
    things["file"] = _file(person)
    things["merge"] = Merge.objects.create(
        keeper=keeper, kind="candidate", kept_id=person.public_id, gone_id=person.public_id
    )


def _file(person: Candidate) -> StoredFile:
    return StoredFile.objects.create(
        keeper=person.keeper,
        about_kind="candidates.candidate",
        about_id=person.public_id,
        name="Aftale.pdf",
        content_type="application/pdf",
        size=4,
        sha256="0",
        content=encrypt_bytes(b"%PDF"),
    )


def _places(world: World) -> None:
    user = {role: one.user for role, one in world.members.items()}
    things, keeper = world.things, world.keeper
    employer = EmployerFactory.create(keeper=keeper, cvr=world.company.cvr)
    things["workplace"] = workplace = WorkplaceFactory.create(keeper=keeper, employer=employer)
    things["double_workplace"] = WorkplaceFactory.create(keeper=keeper)
    things["contact"] = ContactFactory.create(workplace=workplace)
    things["posting_link"] = PostingLinkFactory.create(contact=things["contact"], token_hash=f"posting-{keeper.pk}")
    things["task"] = TaskFactory.create(keeper=keeper, workplace=workplace, seats=9)
    things["posted_task"] = TaskFactory.create(
        keeper=keeper,
        workplace=workplace,
        posted_via="company",
        posted_by=user[Role.EMPLOYER],
        posted_at=timezone.now(),
    )
    things["log"] = LogEntryFactory.create(workplace=workplace, author=user[Role.CONSULTANT], signed=True)
    things["own_log"] = LogEntryFactory.create(workplace=workplace, author=user[Role.CONSULTANT])
    world.own["own_log", Role.PARTNER_WORKER] = LogEntryFactory.create(
        workplace=workplace, author=user[Role.PARTNER_WORKER]
    )


def _placement(world: World) -> None:
    things = world.things
    things["placement"] = PlacementFactory.create(
        candidate=things["person"], workplace=things["workplace"], task=things["task"], programme=things["programme"]
    )
    things["hours"] = HoursFactory.create(placement=things["placement"])
    # The person's own word, and the workplace's: each is answered by the other.
    things["reported"] = ReportedHoursFactory.create(placement=things["placement"], day=date(2026, 1, 19))
    things["own_reported"] = world.own["reported", Role.CANDIDATE] = ReportedHoursFactory.create(
        placement=things["placement"], day=date(2026, 1, 20), side="employer"
    )
    tomorrow = DatedWindow(timezone.localdate() + timedelta(days=1), 9 * 60, 12 * 60)
    things["shift"] = ShiftFactory.create(placement=things["placement"], window=tomorrow)
    things["attendance"] = _attendance(things["placement"])
    things["proposal"] = _proposal(things["person"], things["task"])
    things["waiting"] = WaitingEntryFactory.create(candidate=things["person"], task=things["task"])
    things["ask"] = EmployerAskFactory.create(workplace=things["workplace"])
    by = Scope(world.keeper, world.members[Role.CONSULTANT].user)
    things["agreement"] = sent(by, things["placement"])
    # Another placement of the same two, in which something is drafted; of a kind that VITAS asks about.
    other = PlacementFactory.create(
        kind="praktik",
        candidate=things["person"],
        workplace=things["workplace"],
        programme=things["programme"],
        task=things["task"],
        start=date(2027, 1, 4),
        planned_end=date(2027, 6, 25),
    )
    things["draft"] = drafted(by, other)
    _changes(things)


def _attendance(placement: Placement) -> Attendance:
    """Ill the day after tomorrow."""
    day = DatedWindow(timezone.localdate() + timedelta(days=2), 9 * 60, 12 * 60)
    row: Attendance = AttendanceFactory.create(shift=ShiftFactory.create(placement=placement, window=day))
    return row


def _proposal(person: Candidate, task: Task | None = None) -> Proposal:
    """With the workplace, so that both sides have it."""
    said = {"state": "with_employer", "person_answer": "yes", "shown_to_employer_at": timezone.now()}
    row: Proposal = ProposalFactory.create(candidate=person, **said, **({"task": task} if task else {}))
    return row


def _changes(things: dict[str, Any]) -> None:
    things["pause"] = PauseFactory.create(placement=things["placement"])
    # Away from the task at the same place, so that the company has one workplace still.
    things["move"] = MoveFactory.create(placement=things["placement"], to_workplace=things["placement"].workplace)
    things["request"] = ChangeRequestFactory.create(placement=things["placement"])


def _orders(world: World) -> None:
    things, keeper = world.things, world.keeper
    by = Scope(keeper, world.members[Role.CONSULTANT].user)
    things["import"] = imports.order(by=by, files=[("timer.csv", b"x")])
    things["export"] = exports.order(by=by, format="zip")
    things["report"] = Report.objects.create(
        keeper=keeper, municipality=keeper.code, first_day=date(2026, 1, 1), last_day=date(2026, 2, 1)
    )
    # Made by the worker, which is not here.
    Report.objects.filter(pk=things["report"].pk).update(
        state="done", finished_at=timezone.now(), data_as_of=timezone.now(), document=b"%PDF", figures={}
    )
    things["message"] = Message.objects.create(keeper=keeper, kind=MessageKind.INVITATION, channel="email")
    about = {"about_kind": "candidates.candidate", "about_id": things["person"].public_id}
    MessageFactory.create(keeper=keeper, **about)
    things["print_run"] = PrintRun.objects.create(keeper=keeper)


def _users(world: World) -> None:
    things, keeper = world.things, world.keeper
    for role, member in world.members.items():
        world.own["own_membership", role] = member
        organisation = member.organisation
        world.own["membership", role] = MembershipFactory.create(
            organisation=organisation, role=Role.EMPLOYER if organisation.is_employer else Role.CONSULTANT
        )
        world.own["invitation", role] = Invitation.objects.create(
            keeper=organisation,
            role=Role.EMPLOYER if organisation.is_employer else Role.CONSULTANT,
            name="Ny Kollega",
            email=f"ny-{role}@{organisation.pk}.example.org",
            token_hash=f"{role}-{organisation.pk}",
            expires_at=timezone.now() + timedelta(days=14),
        )
        world.own["unit", role] = Unit.objects.create(keeper=organisation, name=f"Afdelingen for {role}")
    things["municipality"] = keeper
    things["colleague"] = Registration.objects.create(
        keeper=world.company, cvr=world.company.cvr, company="Firmaet", name="Ny Kollega", email="kollega@example.org"
    )
    things["registration"] = Registration.objects.create(
        keeper=keeper, cvr=cvr_number(900 + keeper.pk % 90), company="Nyt Firma", name="Ny Ejer", email="ny@example.org"
    )


def _log(world: World) -> None:
    """A look-up of last month, in the officer's sample of it."""
    keeper = world.keeper
    month = (timezone.localdate().replace(day=1) - timedelta(days=1)).replace(day=1)
    row = look_up(keeper, world.members[Role.CONSULTANT].user, world.things["person"], at=at_noon(month))
    world.things["look_up"] = row.pk
    officer = Scope(keeper, world.members[Role.DPO].user, Role.DPO)
    world.things["sample_item"] = samples.draw(by=officer, month=month).items.get()


def _erasures(world: World) -> None:
    """A proposal that waits, one that was carried out and has its copy, and somebody who is held back."""
    keeper, things = world.keeper, world.things
    leader, officer = (Scope(keeper, world.members[role].user, role) for role in (Role.MANAGER, Role.DPO))
    kind = retention.by_word(things["person_word"])
    things["held"] = deciding.hold(by=leader, kind=kind, thing=things["person"], reason="En klage er ikke afgjort")
    deciding.decide(by=leader, kind=kind, months=60, decided_where="Møde 1")
    asked = CandidateFactory.create(keeper=keeper)
    third = Scope(keeper, world.own["membership", Role.CONSULTANT].user, Role.MANAGER)
    things["erasure"] = runs.propose_one(by=third, kind=kind, thing=asked, basis="request", keep_copy=True)
    things["erasure_item"] = things["erasure"].items.get()
    gone = CandidateFactory.create(keeper=keeper)
    run = runs.propose_one(by=leader, kind=kind, thing=gone, basis="request", keep_copy=True)
    runs.approve(by=officer, run=run, digest=run.digest)
    Item.objects.filter(run=run).update(copy=encrypt_bytes(b"zip"), outcome="erased")
    things["erased"] = run.items.get()


def _rules(world: World) -> None:
    """A rule that the municipality has corrected, and a list of target groups that it has taken into use."""
    keeper, things = world.keeper, world.things
    admin = Scope(keeper, world.members[Role.ADMIN].user, Role.ADMIN)
    things["own_rule"] = correct(
        by=admin, key=rule_keys()["mentor.max_months"], groups=[""], value="7", valid_from=date(2026, 1, 1),
        valid_to=None, paragraph="", source="Vores egen afgørelse", confidence="sure", reason="Afprøves",
    )[0]  # fmt: skip
    expected = next(one for one in lists("DK") if one.active_from is None)
    things["list_in_use"] = activate(by=admin, group_list=expected, valid_from=date(2027, 1, 1), reason="Vedtaget")


def _strangers(world: World) -> None:
    """The organisation's too, and nothing to those who see only some people."""
    keeper, strangers = world.keeper, world.strangers
    strangers["person"] = person = CandidateFactory.create(keeper=keeper)
    strangers["programme"] = programme = ProgrammeFactory.create(keeper=keeper)
    strangers["participation"] = ParticipationFactory.create(candidate=person, programme=programme)
    strangers["course"] = course = CourseFactory.create(keeper=keeper, programme=programme)
    strangers["enrolment"] = EnrolmentFactory.create(candidate=person, course=course)
    strangers["note"] = strangers["own_note"] = NoteFactory.create(candidate=person, signed=True)
    strangers["placement"] = PlacementFactory.create(candidate=person, programme=programme)
    strangers["file"] = _file(person)
    strangers["hours"] = HoursFactory.create(placement=strangers["placement"])
    strangers["reported"] = ReportedHoursFactory.create(placement=strangers["placement"])
    strangers["shift"] = ShiftFactory.create(placement=strangers["placement"])
    strangers["attendance"] = _attendance(strangers["placement"])
    strangers["proposal"] = _proposal(person)
    strangers["waiting"] = WaitingEntryFactory.create(candidate=person, task=strangers["proposal"].task)
    by, task = Scope(keeper, world.members[Role.CONSULTANT].user), TaskFactory.create(keeper=keeper, seats=9)
    theirs = PlacementFactory.create(candidate=person, programme=programme, workplace=task.workplace, task=task)
    strangers["agreement"] = strangers["draft"] = drafted(by, theirs)
    _changes(strangers)


def names_a_person(about: tuple[str, ...]) -> bool:
    """Whether a page is about a person or a programme, so that some roles see it of some only."""
    return bool({*about} & {*ABOUT_A_PERSON, *ABOUT_A_PROGRAMME, "own_note"})
