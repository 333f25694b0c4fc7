"""Programmes, who takes part in them, and courses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from candidates.models import Course, Enrolment, Participation, Programme
from placements.demo.careers import Story
from placements.demo.words import youth
from placements.demo.world import World
from smaajob.archive import ArchivedAs


@dataclass(frozen=True)
class Idea:
    """A programme: whom it takes, how many of a hundred of them, and its time in months from now."""

    id: str
    name: str
    owner: str
    funding: tuple[str, ...]
    takes: frozenset[str]
    share: int
    months: tuple[int, int | None]
    target: int  # participants, of a hundred who come
    placements: int = 0


IDEAS = {
    "dk": (
        Idea("SMÅ", "Små job med plads til flere", "Arbejdsmarkedscentret", ("Kommunen", "Socialfonden"), frozenset({"kontanthjælp", "fleksjob", "førtidspension", "jobafklaring", "ressourceforløb"}), 58, (-24, 8), 110, 130),
        Idea("SPROG", "Sprog på arbejde", "Integrationsafdelingen", ("Kommunen",), frozenset({"flygtning"}), 80, (-18, None), 120, 100),
        Idea("TIMER", "Flere timer lidt efter lidt", "Fleksjobteamet", ("Fonden Fremad",), frozenset({"fleksjob", "jobafklaring"}), 30, (-11, 13), 100),
        Idea("UNGE", "Unge i gang", "Ungeenheden", ("Kommunen", "Fonden Gode Naboer"), frozenset({"ung", "uddannelseshjælp"}), 70, (-20, 4), 90, 80),
        Idea("HAVE", "Havefællesskabet", "Park og Vej", ("Kommunen",), frozenset({"kontanthjælp", "førtidspension"}), 7, (-24, -8), 90),
    ),
    "se": (
        Idea("VÄXA", "500 utvecklingsplatser", "Arbetsmarknadsavdelningen", ("Kommunen",), frozenset({"försörjningsstöd", "flygtning"}), 75, (-22, 14), 120, 120),
        Idea("SPRÅK", "Språk på jobbet", "Integrationsenheten", ("Kommunen", "Samordningsförbundet"), frozenset({"flygtning"}), 80, (-14, None), 100),
    ),
    "youth": (
        Idea("FRITID", youth.PROGRAMME, "Naboskab og Fritidsjob", ("Fonden Gode Naboer", "Boligforeningerne"), frozenset({"ung"}), 92, (-22, 10), 105, 110),
        Idea("SOMMER", "Sommerjob i gården", "Naboskab og Fritidsjob", ("Kommunerne",), frozenset({"ung"}), 25, (-6, -3), 100),
    ),
}  # fmt: skip
COURSES = (
    ("Hygiejnebevis på en dag", ("hygiejnebevis",), 0), ("Førstehjælp", ("førstehjælp",), 0), ("Truckcertifikat B", ("truckbevis",), 6),
    ("Dansk på lageret", (), 20), ("Klar til job", (), 11), ("Kundeservice", (), 4), ("Svejsning for begyndere", ("svejsebevis",), 18),
    ("Digital hverdag", (), 7), ("Kørekort, teori", (), 27), ("Sådan læser du en lønseddel", (), 0), ("Rengøring og kemi", (), 2),
)  # fmt: skip
SWEDISH_COURSES = (
    ("Livsmedelshygien", ("hygiejnebevis",), 0),
    ("Yrkessvenska", (), 25),
    ("Hjärt- och lungräddning", ("førstehjælp",), 0),
)


def make_programmes(world: World, story: Story) -> tuple[list[Programme], list[Participation]]:
    """The programmes, their participants, and the programme of each placement that falls in a participation."""
    municipalities = youth.MUNICIPALITIES if world.flavour == "youth" else [world.keeper.code]
    programmes, found = [], []
    by_person: dict[int, list[Participation]] = {}
    for idea in IDEAS[world.flavour]:
        start = _month(world.today, idea.months[0])
        end = None if idea.months[1] is None else _month(world.today, idea.months[1]) - timedelta(days=1)
        programme = Programme(
            public_id=world.new_id(), keeper=world.keeper, external_id=idea.id, name=idea.name, municipalities=municipalities,
            start=start, end=end, owner=idea.owner, funding=list(idea.funding),
        )  # fmt: skip
        programmes.append(programme)
        takers = list(_takers(world, story, idea, programme))
        for at, one in takers:
            by_person.setdefault(at, []).append(one)
        found += [one for _at, one in takers]
        programme.target_participants = _round(len(takers) * idea.target // 100)
        if idea.placements:
            programme.target_placements = _round(len(takers) * idea.placements // 100)
    if world.flavour == "dk":
        programmes.append(_typed_twice(world, programmes[1]))
    for plan in story.plans:
        day = plan.placement.start
        fits = [
            one for one in by_person.get(plan.person, ()) if one.start <= day and (one.end is None or one.end >= day)
        ]
        if fits and world.rng.random() < 0.9:
            plan.placement.programme = world.rng.choice(fits).programme
    return programmes, found


def _typed_twice(world: World, meant: Programme) -> Programme:
    """Somebody made it again and saw it the day after."""
    seen = world.at(world.working_day(meant.start + timedelta(days=9)))
    return Programme(
        public_id=world.new_id(), keeper=world.keeper, external_id=world.by_hand(), name=f"{meant.name} (kopi)", municipalities=[world.keeper.code],
        start=meant.start, archived_at=seen, archived_as=ArchivedAs.MISTAKE,
    )  # fmt: skip


def _takers(world: World, story: Story, idea: Idea, programme: Programme) -> Iterator[tuple[int, Participation]]:
    rng, today = world.rng, world.today
    for at, person in enumerate(world.people):
        if world.groups[at] not in idea.takes or rng.random() * 100 > idea.share:
            continue
        start = max(programme.start, world.working_day(person.registered_on + timedelta(days=rng.randrange(0, 25))))
        last = programme.end or today + timedelta(days=999)
        left = story.left.get(at)
        if start > min(last, today) or (left and left[0] <= start):
            continue
        end = (
            left[0] - timedelta(days=1)
            if left
            else (programme.end if programme.end and programme.end < today else None)
        )
        if end is not None and programme.end is not None:
            end = min(end, programme.end)
        if end is None and rng.random() < 0.07 and (today - start).days > 60:
            end = start + timedelta(days=rng.randrange(30, (today - start).days))
        yield (
            at,
            Participation(
                public_id=world.new_id(),
                keeper=world.keeper,
                programme=programme,
                candidate=person,
                start=start,
                end=end,
            ),
        )
        # Some leave and come back.
        if end is not None and not left and (today - end).days > 120 and last > today and rng.random() < 0.3:
            again = end + timedelta(days=90)
            yield (
                at,
                Participation(
                    public_id=world.new_id(), keeper=world.keeper, programme=programme, candidate=person, start=again
                ),
            )


def make_courses(world: World, programmes: Sequence[Programme]) -> tuple[list[Course], list[Enrolment]]:
    """One or more courses a month, also one that runs and one to come; those who completed one can show it."""
    rng, today = world.rng, world.today
    kinds = SWEDISH_COURSES if world.flavour == "se" else COURSES
    courses, enrolments = [], []
    every = max(6, 60 * 60 // max(60, len(world.people)))
    day, number = world.first_day + timedelta(days=20), 0
    while day < today + timedelta(days=40):
        title, gives, days = kinds[number % len(kinds)]
        number += 1
        start = world.working_day(day)
        course = Course(
            public_id=world.new_id(), keeper=world.keeper, external_id=f"K{number:03d}", title=title, start=start, end=start + timedelta(days=days),
            gives=list(gives), programme=_programme_of(world, programmes, start),
        )  # fmt: skip
        courses.append(course)
        seats = min(rng.randrange(6, 15), len(world.people) // 3)
        for at in sorted(rng.sample(range(len(world.people)), seats)):
            person = world.people[at]
            if person.registered_on > start or (gives and person.age_on(today) < 18):
                continue
            completed = None if course.end >= today or rng.random() < 0.04 else rng.random() < 0.86
            if completed:
                person.certificates = sorted({*person.certificates, *gives})
            enrolments.append(
                Enrolment(
                    public_id=world.new_id(), keeper=world.keeper, course=course, candidate=person, completed=completed
                )
            )
        # None in July.
        day += timedelta(days=every if (day + timedelta(days=every)).month != 7 else every + 31)
    return courses, enrolments


def _programme_of(world: World, programmes: Sequence[Programme], day: date) -> Programme | None:
    fits = [
        one for one in programmes if not one.is_archived and one.start <= day and (one.end is None or one.end >= day)
    ]
    return world.rng.choice(fits) if fits and world.rng.random() < 0.65 else None


def _month(today: date, months: int) -> date:
    at = today.year * 12 + today.month - 1 + months
    return date(at // 12, at % 12 + 1, 1)


def _round(number: int) -> int:
    """To the tens: nobody sets a target of 143."""
    return max(10, round(number / 10) * 10)
