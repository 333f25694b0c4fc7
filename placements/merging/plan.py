"""What goes where when two records become one: what moves, how conflicts are settled, and what stands in the way."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from candidates.models import Candidate, CircleMember, Consent, Enrolment, Participation, StatusSpell, TargetGroupSpell
from employers.models import Contact, Task
from placements.merging import told
from placements.merging.relations import WORDS, references
from placements.models import Placement, Proposal, Shift, WaitingEntry
from smaajob.accounts.models import Membership, Role
from smaajob.archive import ArchivedAs
from smaajob.writing import day_year, period, times


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why the two can't be merged, what to do first, and the placements that it is about."""

    text: str
    placements: list[Placement] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Moving:
    """Rows of one kind that go over."""

    key: str
    names: list[str]

    @property
    def words(self) -> str:
        """`3 forløb`"""
        one, several = WORDS[self.key]
        return f"{len(self.names)} {one if len(self.names) == 1 else several}"

    @property
    def shown(self) -> list[str]:
        return [name for name in self.names if name][:8]


@dataclass
class Plan:
    """`moves`: the rows of each reference that go over. `edits`: rows that get other values; `removed`: rows of the kept
    record that are joined into another. `settled` tells of conflicts in words; `warnings` ask somebody to look."""

    kept: Any
    gone: Any
    moves: dict[str, list[Any]] = field(default_factory=dict)
    edits: list[tuple[Any, dict[str, Any]]] = field(default_factory=list)
    removed: list[Any] = field(default_factory=list)
    settled: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    obstacles: list[Obstacle] = field(default_factory=list)

    @property
    def moving(self) -> list[Moving]:
        """What goes over, in words."""
        return [Moving(key, [_name(row, self.kept) for row in rows]) for key, rows in self.moves.items() if rows]


_WITH = ("candidate", "workplace", "task", "programme", "course")


def make_plan(kept: Any, gone: Any) -> Plan:
    """Read everything that refers to the two. Nothing is changed."""
    plan = Plan(kept, gone)
    _check_archive(plan)
    for reference in references(type(kept)):
        rows = reference.rows(gone)
        rows = rows.select_related(*(name for name in _WITH if hasattr(reference.model, name)))
        settle = _SETTLED.get(reference.key)
        plan.moves[reference.key] = settle(plan, list(rows)) if settle else list(rows)
    if isinstance(kept, Candidate):
        _access(plan)
        _check_people(plan)
    else:
        plan.edits += told.followed(kept, gone)
        _check_workplaces(plan)
    return plan


def _check_archive(plan: Plan) -> None:
    if plan.kept.is_archived:
        plan.obstacles.append(
            Obstacle(_("%(name)s ligger i arkivet. Tag det ud af arkivet først.") % {"name": plan.kept})
        )
    if plan.gone.archived_as == ArchivedAs.MISTAKE:
        plan.obstacles.append(
            Obstacle(
                _("%(name)s er lagt i arkivet som en fejl og tæller ikke med. Tag det ud af arkivet først.")
                % {"name": plan.gone}
            )
        )


def _participations(plan: Plan, rows: list[Any]) -> list[Any]:
    held = {(row.programme_id, row.start): row for row in Participation.objects.filter(candidate=plan.kept)}
    return _doubles(plan, rows, held, lambda row: (row.programme_id, row.start), _later_end, _("deltagelse"))


def _enrolments(plan: Plan, rows: list[Any]) -> list[Any]:
    held = {row.course_id: row for row in Enrolment.objects.filter(candidate=plan.kept)}
    return _doubles(plan, rows, held, lambda row: row.course_id, _completed, _("plads på kurset"))


def _doubles(
    plan: Plan,
    rows: list[Any],
    held: dict[Any, Any],
    key: Callable[[Any], Any],
    joined: Callable[[Any, Any], dict[str, Any]],
    noun: str,
) -> list[Any]:
    """Of two that say the same one counts: the gone record's is put away as a double where it is, and what it says more is kept."""
    going = []
    for row in rows:
        mine = held.get(key(row))
        if mine is None:
            going.append(row)
            continue
        if row.is_archived:
            continue  # it counts as little as it did
        if mine.is_archived:
            values: dict[str, Any] = {"archived_at": None, "archived_as": "", **_own_values(row)}
        else:
            values = joined(mine, row)
        if values:
            plan.edits.append((mine, values))
        plan.edits.append((row, {"archived_at": timezone.now(), "archived_as": ArchivedAs.MERGED.value}))
        what = getattr(row, "programme", None) or getattr(row, "course", None)
        plan.settled.append(_("%(what)s: De har samme %(noun)s. Den tæller én gang.") % {"what": what, "noun": noun})
    return going


def _own_values(row: Any) -> dict[str, Any]:
    return {"end": row.end} if isinstance(row, Participation) else {"completed": row.completed}


def _later_end(mine: Any, row: Any) -> dict[str, Any]:
    later = None if mine.end is None or row.end is None else max(mine.end, row.end)
    return {} if later == mine.end else {"end": later}


def _completed(mine: Any, row: Any) -> dict[str, Any]:
    return {"completed": row.completed} if row.completed and not mine.completed else {}


def _statuses(plan: Plan, rows: list[Any]) -> list[Any]:
    held = {row.start: row for row in StatusSpell.objects.filter(candidate=plan.kept)}
    for row in rows:
        if row.start in held and held[row.start].status != row.status:
            values = {"day": day_year(row.start), "status": held[row.start].get_status_display()}
            plan.settled.append(_("Situation fra %(day)s: %(status)s bliver stående.") % values)
    return [row for row in rows if row.start not in held]


def _consents(plan: Plan, rows: list[Any]) -> list[Any]:
    """An imported date that both have counts once."""
    held = {row.given_on: row for row in Consent.objects.imported().filter(candidate=plan.kept)}
    going = []
    for row in rows:
        mine = held.get(row.given_on) if row.form == Consent.Form.RECORDED_ELSEWHERE else None
        if mine is None:
            going.append(row)
        else:
            plan.edits += told.joined(mine, row)
    return going


def _disclosures(plan: Plan, rows: list[Any]) -> list[Any]:
    """Those that come under another consent go over with it, and an undo leaves or takes them so."""
    with_it = [row for row, values in plan.edits if "consent" in values]
    return [row for row in rows if row not in with_it]


def _spells(plan: Plan, rows: list[Any]) -> list[Any]:
    """Spells of one group that overlap become one: the kept record's first is made longer, its others are joined into it."""
    mine = list(TargetGroupSpell.objects.filter(candidate=plan.kept).order_by("start"))
    until = {spell.pk: (spell.start, spell.end or date.max) for spell in mine}
    going, longer = [], {}
    for row in rows:
        end = row.end or date.max
        met = [s for s in mine if s.group == row.group and until[s.pk][0] <= end and row.start <= until[s.pk][1]]
        if not met:
            going.append(row)
            continue
        first, *others = met
        span = min(until[first.pk][0], row.start), max(end, *(until[s.pk][1] for s in met))
        if span != until[first.pk]:
            longer[first.pk] = first
            until[first.pk] = span
        plan.removed += others
        mine = [spell for spell in mine if spell not in others]
        said = {"group": row.get_group_display(), "period": period(span[0], None if span[1] == date.max else span[1])}
        plan.settled.append(_("Målgruppe %(group)s: Perioderne bliver til én, %(period)s.") % said)
    for spell in longer.values():
        if spell not in plan.removed:
            start, last = until[spell.pk]
            plan.edits.append((spell, {"start": start, "end": None if last == date.max else last}))
    return going


def _circle(plan: Plan, rows: list[Any]) -> list[Any]:
    """Who follows both follows one: the kept record's row counts, the other stays with the double, where nobody sees it."""
    followed = CircleMember.objects.filter(candidate=plan.kept, end__isnull=True)
    held = set(followed.values_list("user_id", "role"))
    return [row for row in rows if row.end is not None or (row.user_id, row.role) not in held]


def _access(plan: Plan) -> None:
    """Two who can sign in: the kept record's user is the person's, and the other's way in is closed. One moves by itself."""
    kept, gone = plan.kept, plan.gone
    if gone.user_id is None or kept.user_id in (None, gone.user_id):
        return
    ways_in = Membership.objects.filter(user=gone.user_id, organisation=gone.keeper_id, role=Role.CANDIDATE)
    for membership in ways_in.filter(active=True):
        plan.edits.append((membership, {"active": False, "left_at": timezone.now()}))
        plan.settled.append(_("Begge kan logge ind. Den adgang, som %(name)s har, bliver stående.") % {"name": kept})


def _waiting(plan: Plan, rows: list[Any]) -> list[Any]:
    """Who waits twice for one task waits once: the kept record's place counts, the other stays with the double."""
    held = set(WaitingEntry.objects.waiting().filter(candidate=plan.kept).values_list("task_id", flat=True))
    return [row for row in rows if row.left_at is not None or row.task_id not in held]


def _contacts(plan: Plan, rows: list[Any]) -> list[Any]:
    main = Contact.objects.filter(workplace=plan.kept, main=True).first()
    for row in rows:
        if main and row.main:
            plan.edits.append((row, {"main": False}))
            said = {"main": main, "other": row}
            plan.settled.append(
                _("%(main)s er stadig den, I ringer til først. %(other)s bliver en kontakt mere.") % said
            )
    return rows


_SETTLED: dict[str, Callable[[Plan, list[Any]], list[Any]]] = {
    "candidates.participation.candidate": _participations,
    "candidates.enrolment.candidate": _enrolments,
    "candidates.statusspell.candidate": _statuses,
    "candidates.consent.candidate": _consents,
    "candidates.disclosure.candidate": _disclosures,
    "candidates.targetgroupspell.candidate": _spells,
    "candidates.circlemember.candidate": _circle,
    "employers.contact.workplace": _contacts,
    "placements.waitingentry.candidate": _waiting,
}


def _check_people(plan: Plan) -> None:
    mine = list(Placement.objects.filter(candidate=plan.kept).select_related("workplace", "task", "candidate"))
    theirs = [row for row in plan.moves["placements.placement.candidate"] if not row.is_cancelled]
    for one in mine:
        for other in theirs:
            if one.task_id and one.task_id == other.task_id and _share_days(one, other):
                text = _(
                    "Begge er i opgaven %(task)s på de samme dage. Er det samme forløb, så annullér det ene først."
                )
                plan.obstacles.append(Obstacle(text % {"task": one.task}, [one, other]))
            elif one.workplace_id == other.workplace_id and one.start == other.start:
                text = _(
                    "Begge har et forløb hos %(place)s fra %(day)s. Er det samme forløb, så annullér det ene først."
                )
                plan.warnings.append(text % {"place": one.workplace, "day": day_year(one.start)})
    open_now = {row.task_id: row for row in Proposal.objects.open().filter(candidate=plan.kept).select_related("task")}
    for row in plan.moves["placements.proposal.candidate"]:
        if row.is_open and row.task_id in open_now:
            text = _("Begge har et forslag til opgaven %(task)s. Tag det ene tilbage først.")
            plan.obstacles.append(Obstacle(text % {"task": row.task}))
    for shift, other_shift in _clashes(plan.kept, plan.gone):
        known = [one.placements for one in plan.obstacles]
        if [shift.placement, other_shift.placement] in known:
            continue
        values = {
            "day": day_year(shift.day),
            "times": times(timezone.localtime(shift.starts_at), timezone.localtime(shift.ends_at)),
            "one": shift.placement.workplace,
            "other": other_shift.placement.workplace,
        }
        text = _(
            "Begge har en vagt %(day)s kl. %(times)s, hos %(one)s og hos %(other)s. Ret eller annullér det ene først."
        )
        plan.obstacles.append(Obstacle(text % values, [shift.placement, other_shift.placement]))


def _clashes(kept: Candidate, gone: Candidate) -> Iterable[tuple[Shift, Shift]]:
    """The first pair of shifts at the same time for each pair of placements."""
    others = Shift.objects.filter(candidate=gone, starts_at__lt=OuterRef("ends_at"), ends_at__gt=OuterRef("starts_at"))
    seen = set()
    for shift in Shift.objects.filter(Exists(others), candidate=kept).select_related("placement__workplace")[:200]:
        met = Shift.objects.filter(candidate=gone).overlapping(shift.starts_at, shift.ends_at)
        for other in met.select_related("placement__workplace"):
            if (shift.placement_id, other.placement_id) not in seen:
                seen.add((shift.placement_id, other.placement_id))
                yield shift, other


def _check_workplaces(plan: Plan) -> None:
    kept, gone = plan.kept, plan.gone
    if kept.country != gone.country:
        plan.obstacles.append(Obstacle(_("De to ligger i hvert sit land. Så er det ikke den samme arbejdsplads.")))
    if kept.p_number and gone.p_number and kept.p_number != gone.p_number:
        plan.warnings.append(_("De har hvert sit P-nummer. Så er det som regel to arbejdspladser."))
    if kept.employer.cvr and gone.employer.cvr and kept.employer.cvr != gone.employer.cvr:
        plan.warnings.append(_("De har hvert sit CVR-nummer. Så er det som regel to virksomheder."))


def _share_days(one: Placement, other: Placement) -> bool:
    last = [row.actual_end or date.max for row in (one, other)]
    return one.start <= last[1] and other.start <= last[0]


def _named(person: Candidate) -> str:
    # Who merges two workplaces need not be the one who may know that a protected person works there.
    return _("Beskyttet person") if person.address_protected else str(person)


def _name(row: Any, kept: Any) -> str:
    """What the preview calls a row, beside the kept record's own name; empty for those that are only counted."""
    if isinstance(row, Placement):
        cancelled = _(" (annulleret)") if row.is_cancelled else ""
        other = row.workplace if isinstance(kept, Candidate) else _named(row.candidate)
        return f"{other}, {period(row.start, row.last_day())}{cancelled}"
    if isinstance(row, Proposal):
        other = row.workplace if isinstance(kept, Candidate) else _named(row.candidate)
        return f"{other}, {row.task}"
    if isinstance(row, Participation):
        return f"{row.programme}, {period(row.start, row.end)}"
    if isinstance(row, Enrolment):
        return str(row.course)
    if isinstance(row, TargetGroupSpell):
        return f"{row.get_group_display()}, {period(row.start, row.end)}"
    if isinstance(row, StatusSpell):
        return f"{row.get_status_display()}, {period(row.start, None)}"
    return str(row) if isinstance(row, Task | Contact) else ""
