"""From rows to the values that the checks look at; with `moves.py`, which goes through it, the only module of the law that knows models.

A verb that starts or extends something calls `judge_start` or `judge_extension` inside its transaction, after it has locked the task
and the person, with `lock=True`: so two who take the last place at a P-number come one after the other, and the second sees the first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from candidates.models import Candidate
from employers.models import Workplace
from placements.documents.content import AgreementContent
from placements.law.check import check_extension, check_placement, check_tasks
from placements.law.facts import A_MEASURE, PRAKTIK, SUBSIDISED, Calendar, Place, Said, Terms, Verdict, Young, verdict
from placements.law.young import dangerous, is_adult, summed_up, under_18
from placements.models import Placement, Shift
from placements.pattern import Planned
from placements.policies import supported_people_at
from smaajob.accounts.models import Organisation
from smaajob.rules.lookup import rules_for
from smaajob.rules.values import Possible, Rules, rules
from smaajob.schedule import ZONES, AnyWindow, DatedWindow, occurrences
from smaajob.vocabulary import EmployerType, EndReason
from smaajob.workdays import public_holidays

A_DAY, A_WEEK = timedelta(days=1), timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Told:
    """What only people know: the purpose, the group in the law, who has said yes; `mentor` is from and to."""

    purposes: tuple[str, ...] = ()
    law_group: str = ""
    statement: str = Said.UNKNOWN
    guardian: str = Said.UNKNOWN
    in_school: bool | None = None
    mentor: tuple[date, date] | None = None

    def on_record(self) -> dict[str, str]:
        """What the record keeps of it; what was not answered is left out."""
        said = {
            "purpose_is": " ".join(self.purposes),
            "law_group_is": self.law_group,
            "statement_is": str(self.statement),
            "guardian_is": str(self.guardian),
            "in_school_is": {True: "ja", False: "nej", None: ""}[self.in_school],
        }
        return {name: value for name, value in said.items() if value}

    @classmethod
    def of_record(cls, said: Mapping[str, str]) -> Told:
        """What `on_record` gave."""
        return cls(
            purposes=tuple(said.get("purpose_is", "").split()),
            law_group=said.get("law_group_is", ""),
            statement=said.get("statement_is", ""),
            guardian=said.get("guardian_is", ""),
            in_school={"ja": True, "nej": False}.get(said.get("in_school_is", "")),
        )


NOTHING_TOLD = Told()


def rules_of(keeper: Organisation, workplace: Workplace) -> Rules:
    """What holds at a workplace for those whom an organisation keeps: none where the two are not in one country. Two queries."""
    return rules_for(keeper) if keeper.country == workplace.country else rules(())


def judge_start(
    *,
    candidate: Candidate,
    workplace: Workplace,
    kind: str,
    start: date,
    planned_end: date,
    windows: Iterable[AnyWindow] = (),
    demands: Collection[str] = (),
    told: Told = NOTHING_TOLD,
    lock: bool = False,
    known: Rules | None = None,
) -> Verdict:
    """A new placement as it would be. Some eight queries. `lock`: inside the transaction that writes it; `known`: `rules_of` that
    somebody has read already."""
    known = known or rules_of(candidate.keeper, workplace)
    if lock:
        hold_place(workplace)
    terms = Terms(
        kind=kind,
        start=start,
        planned_end=planned_end,
        place=place_on(workplace, start, kind, besides=candidate),
        person=Young(candidate.birth_date, told.in_school),
        groups=groups_of(candidate, known, start, told.law_group),
        began=began(candidate, workplace, kind, start),
        demands=demands,
        calendar=_calendar(candidate, workplace, known, windows, start, planned_end),
        **_said(told),
    )
    return check_placement(terms, known)


def judge_extension(
    *,
    placement: Placement,
    ends: date,
    decided_on: date,
    told: Told = NOTHING_TOLD,
    windows: Iterable[AnyWindow] | None = None,
    lock: bool = False,
) -> Verdict:
    """A placement until a later day, with the times that hold for it now, or `windows`. `lock`: inside the transaction that writes it."""
    candidate, workplace = placement.candidate, placement.workplace
    known = rules_of(placement.keeper, workplace)
    if lock:
        hold_place(workplace)
    agreed = placement.agreements.holding().last()
    if windows is None:
        windows = agreed.windows if agreed else ()
    first = max(decided_on, placement.planned_end + timedelta(days=1))
    terms = Terms(
        kind=placement.kind,
        start=placement.start,
        planned_end=ends,
        place=place_on(workplace, first, placement.kind, besides=candidate),
        person=Young(candidate.birth_date, told.in_school),
        groups=groups_of(candidate, known, decided_on, told.law_group),
        began=began(candidate, workplace, placement.kind, placement.start),
        demands=agreed.demands if agreed else (),
        calendar=_calendar(candidate, workplace, known, windows, first, ends, of=placement),
        **_said(told),
    )
    return check_extension(terms, known, ended=placement.planned_end, decided_on=decided_on)


def judge_agreement(
    *,
    placement: Placement,
    content: AgreementContent,
    planned: Sequence[Planned],
    gone: Collection[int],
    demands: Collection[str],
    anew: bool,
    told: Told,
    lock: bool = False,
) -> Verdict:
    """What an agreement or an amendment says, before it is sent: all of it where it is `anew` (the first one, another kind), how long
    where it lasts longer than what holds, and under 18 each shift that it plans (instead of those that are `gone`).
    """
    candidate, workplace, today = placement.candidate, placement.workplace, timezone.localdate()
    longer = content.end > placement.planned_end
    if not anew and not longer:
        return judge_shifts(placement=placement, planned=planned, gone=gone, told=told, demands=demands)
    known = rules_of(placement.keeper, workplace)
    if lock:
        hold_place(workplace)
    start = content.start if anew and not longer else placement.start
    first = start if anew else max(today, placement.planned_end + A_DAY)
    terms = Terms(
        kind=content.kind,
        start=start,
        planned_end=content.end,
        place=place_on(workplace, first, content.kind, besides=candidate),
        person=Young(candidate.birth_date, told.in_school),
        groups=groups_of(candidate, known, start if anew else today, told.law_group),
        began=began(candidate, workplace, content.kind, start),
        demands=demands,
        calendar=calendar_of(placement, known, planned, gone),
        **_said(told),
    )
    if anew:
        return check_placement(terms, known)
    return check_extension(terms, known, ended=placement.planned_end, decided_on=today)


def judge_tasks(*, placement: Placement, demands: Collection[str], on: date) -> Verdict:
    """Other tasks than those that were agreed, from a day on. Two queries."""
    known = rules_of(placement.keeper, placement.workplace)
    return check_tasks(Young(placement.candidate.birth_date), demands, known, on)


def judge_shifts(
    *,
    placement: Placement,
    planned: Iterable[Planned],
    gone: Collection[int] = (),
    told: Told = NOTHING_TOLD,
    demands: Collection[str] | None = None,
    been: Collection[Planned] = (),
    known: Rules | None = None,
) -> Verdict:
    """Shifts of somebody under 18 as they are to be planned, counted with each other and with all that the person has in those weeks, also
    elsewhere; `gone`: the keys of those whose place they take; `been`: those that are written with them and have begun, which count;
    `known`: `rules_of` that somebody has read already.

    Four queries at most, however many shifts; for adults no more than the rules are read. Whoever plans nothing asks nothing.
    """
    planned = sorted(planned)
    if not planned:
        return verdict(())
    workplace, first = placement.workplace, planned[0][0]
    person = Young(placement.candidate.birth_date, told.in_school)
    known = known or rules_of(placement.keeper, workplace)
    if not known.apply or is_adult(person, known, first):
        return verdict(())
    calendar = calendar_of(placement, known, planned, gone, been)
    wrong = under_18(calendar.shifts, person, known, holidays=calendar.holidays, besides=calendar.besides)
    if demands is None:
        agreed = placement.agreements.holding().last()
        demands = agreed.demands if agreed else ()
    return verdict(summed_up(wrong) + dangerous(person, demands, known, first))


def hold_place(workplace: Workplace) -> None:
    """Until the transaction ends nobody else counts, to take one more in, at the P-number. Ask after the task and the person are locked."""
    if workplace.p_number:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('p-number'), hashtext(%s))", [workplace.p_number])


def place_on(workplace: Workplace, day: date, kind: str, *, besides: Candidate) -> Place:
    """The workplace as the ratio sees it on a day; the person whom it is about is not among those who are there."""
    supported = None
    if kind in A_MEASURE and workplace.p_number:
        supported = supported_people_at(workplace.p_number, day) - _is_there(besides, workplace, day)
    public = workplace.type == EmployerType.PUBLIC
    return Place(workplace.p_number, workplace.employees, supported, public)


def groups_of(candidate: Candidate, known: Rules, on: date, chosen: str = "") -> Possible:
    """The target groups by law that somebody may be in on a day: the one that was chosen, else by their own dated groups and age."""
    group = known.in_force(chosen, on) if chosen else None
    if group is not None:
        return Possible((group,))
    ours = candidate.target_groups.on(on).values_list("group", flat=True)
    return known.possible(ours, on=on, age=candidate.age_on(on))


def began(candidate: Candidate, workplace: Workplace, kind: str, start: date) -> date | None:
    """The first day of the placements that this one goes on from: those of its measure there that ended as extended. None without any."""
    measure = PRAKTIK if kind in PRAKTIK else SUBSIDISED
    rows = Placement.objects.filter(candidate=candidate, workplace=workplace, kind__in=measure, start__lt=start)
    first = None
    for row in rows.order_by("-start"):
        if row.end_reason != EndReason.EXTENDED:
            break
        first = row.start
    return first if kind in A_MEASURE else None


def window_of(shift: Shift, country: str) -> DatedWindow:
    """A shift as its day and minutes on the clock of a country; what goes on past midnight counts on the day on which it began."""
    return _window(shift.day, shift.starts_at, shift.ends_at, country)


def _window(day: date, starts_at: datetime, ends_at: datetime, country: str) -> DatedWindow:
    starts = timezone.localtime(starts_at, ZONES[country])
    minute = starts.hour * 60 + starts.minute
    return DatedWindow(day, minute, minute + round((ends_at - starts_at).total_seconds() / 60))


def _is_there(candidate: Candidate, workplace: Workplace, day: date) -> bool:
    """Whether the person is among those whom `supported_people_at` counts."""
    until = Q(actual_end__gte=day) | Q(actual_end=None, planned_end__gte=day)
    if day <= timezone.localdate():
        until |= Q(actual_end=None)
    rows = Placement.objects.filter(candidate=candidate, workplace__p_number=workplace.p_number, kind__in=A_MEASURE)
    return rows.filter(until, start__lte=day).exists()


def _said(told: Told) -> dict[str, Any]:
    """What people say, as Terms has it."""
    names = ("purposes", "statement", "guardian", "mentor")
    return {name: getattr(told, name) for name in names}


def calendar_of(
    placement: Placement,
    known: Rules,
    planned: Sequence[Planned],
    gone: Collection[int],
    been: Collection[Planned] = (),
) -> Calendar:
    """Shifts that are to be, as moments, and the person's other ones in the weeks around them; nothing for whoever is grown up."""
    if not planned or not known.apply or is_adult(Young(placement.candidate.birth_date), known, planned[0][0]):
        return Calendar()
    country, first, last = placement.workplace.country, planned[0][0], planned[-1][0]
    rows = Shift.objects.filter(candidate=placement.candidate_id, day__range=(first - A_WEEK, last + A_WEEK))
    rows = rows.exclude(pk__in=gone)
    free = frozenset(day for year in range(first.year, last.year + 1) for day in public_holidays(country, year))
    shifts = tuple(_window(*one, country) for one in planned)
    besides = (*(window_of(one, country) for one in rows), *(_window(*one, country) for one in been))
    return Calendar(shifts, besides, free)


def _calendar(
    candidate: Candidate,
    workplace: Workplace,
    known: Rules,
    windows: Iterable[AnyWindow],
    first: date,
    last: date,
    of: Placement | None = None,
) -> Calendar:
    """What is planned for somebody who is not grown up on the first day, and their other shifts; nothing for others."""
    if not known.apply or is_adult(Young(candidate.birth_date), known, first):
        return Calendar()
    windows = list(windows)
    country = workplace.country
    free = frozenset(day for year in range(first.year, last.year + 1) for day in public_holidays(country, year))
    weekly = not any(isinstance(one, DatedWindow) for one in windows)
    planned = [one for one in occurrences(windows, first, last) if not (weekly and one.day in free)]
    rows = Shift.objects.filter(candidate=candidate, day__range=(first - A_WEEK, last + A_WEEK))
    if of is not None:
        rows = rows.exclude(placement=of, day__gte=first)
    others = tuple(window_of(one, country) for one in rows)
    return Calendar(tuple(planned), others, free)
