"""What people are in the eyes of the law, and what their situation has been."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from candidates import consent_texts
from candidates.models import (
    ELSEWHERE_ITEMS,
    Candidate,
    Consent,
    ConsentItem,
    Purpose,
    StatusSpell,
    TargetGroupSpell,
    a_year_after,
    noted_elsewhere,
)
from placements.demo.careers import Story
from placements.demo.world import World

BASE = {
    "fleksjob": "ledig", "ung": "ledig", "flygtning": "integrationsprogram", "dagpenge": "ledig", "andet": "andet",
}  # fmt: skip
# What a group may become: to what, how many of a hundred, after how many days.
TURNS = {
    "sygedagpenge": (("jobafklaring", 45),), "jobafklaring": (("fleksjob", 22), ("kontanthjælp", 8)),
    "ressourceforløb": (("fleksjob", 30), ("førtidspension", 15)), "dagpenge": (("kontanthjælp", 20),),
    "kontanthjælp": (("fleksjob", 4), ("sygedagpenge", 1)), "flygtning": (("kontanthjælp", 22),), "ung": (("kontanthjælp", 25),),
}  # fmt: skip
REFORM = date(2025, 7, 1)  # uddannelseshjælp became kontanthjælp


def target_groups(world: World, story: Story) -> Iterator[TargetGroupSpell]:
    """The dated spells of everybody; a job ends most of them."""
    rng, today = world.rng, world.today
    for at, person in enumerate(world.people):
        group, start = world.groups[at], person.registered_on
        if world.flavour == "youth" and rng.random() < 0.15:
            continue  # most young people are in no group of the law at all
        turn = _turn(world, at, group, start)
        if turn is None:
            end = _end(world, story, at, group, start)
            yield _spell(world, at, group, start, end)
            if group == "flygtning" and rng.random() < 0.25 and world.country == "DK":
                yield _spell(world, at, "kontanthjælp", start, end)
            continue
        day, new = turn
        yield _spell(world, at, group, start, day - timedelta(days=1))
        yield _spell(world, at, new, day, _end(world, story, at, new, day))
        world.groups[at] = new
        if day not in story.statuses[at]:
            story.statuses[at][day] = ""
        world.turned[at] = (day, group)
        assert day <= today


def _turn(world: World, at: int, group: str, start: date) -> tuple[date, str] | None:
    rng = world.rng
    if group == "uddannelseshjælp":
        return REFORM, "kontanthjælp"
    if world.country == "SE" or (group == "ung" and world.people[at].age_on(world.today) < 18):
        return None
    for new, share in TURNS.get(group, ()):
        if rng.random() * 100 < share:
            day = start + timedelta(days=rng.randrange(150, 700))
            if group == "ung":
                birthday = world.people[at].birth_date
                day = max(day, birthday + timedelta(days=18 * 365 + 6))
            return (day, new) if day < world.today else None
    return None


def _end(world: World, story: Story, at: int, group: str, start: date) -> date | None:
    left = story.left.get(at)
    if left is None or group in ("fleksjob", "førtidspension") or left[0] <= start or world.rng.random() < 0.15:
        return None
    return left[0] - timedelta(days=1)


def _spell(world: World, at: int, group: str, start: date, end: date | None) -> TargetGroupSpell:
    return TargetGroupSpell(
        public_id=world.new_id(), keeper=world.keeper, candidate=world.people[at], group=group, start=start, end=end
    )


def statuses(world: World, story: Story) -> Iterator[StatusSpell]:
    """From the day of registration on; the same twice in a row is told once."""
    for at, person in enumerate(world.people):
        turned, was = world.turned.get(at, (date.max, world.groups[at]))

        def base(day: date, at: int = at, person: Candidate = person, turned: date = turned, was: str = was) -> str:
            group = was if day < turned else world.groups[at]
            # Those who still go to school are not out of work.
            return "andet" if person.age_on(day) < 18 else BASE.get(group, group)

        spells = {person.registered_on: "", **story.statuses[at]}
        if world.flavour == "dk" and world.rng.random() < 0.012:
            spells.setdefault(person.registered_on + timedelta(days=40), "andet")
        before = ""
        for day in sorted(spells):
            status = spells[day] or base(day)
            # A turn of the law in the middle of a paid job leaves the job what it is.
            if (
                not spells[day]
                and day == turned
                and before in ("småjob", "fleksjob", "job", "uddannelse", "fraflyttet")
            ):
                continue
            if day > world.today or status == before:
                continue
            before = status
            yield StatusSpell(public_id=world.new_id(), keeper=world.keeper, candidate=person, status=status, start=day)


SPOKEN, SIGNED, ON_SCREEN = Consent.Form.SPOKEN, Consent.Form.SIGNED, Consent.Form.ON_SCREEN
EVERYTHING = [item.value for item in ConsentItem]


def consents(world: World) -> Iterator[Consent]:
    """Nearly everybody has said yes to being proposed and says it again each year; some forget to, a few have taken it back."""
    rng, text = world.rng, consent_texts.current(world.today, Purpose.PROPOSE)
    for at, person in enumerate(world.people):
        if rng.random() < 0.05:
            continue
        given = min(world.today, person.registered_on + timedelta(days=rng.choice([0, 0, 0, 2, 7, 14])))
        yield Consent(public_id=world.new_id(), keeper=world.keeper, candidate=person, **noted_elsewhere(given))
        if a_year_after(given) >= world.today + timedelta(days=40) or person.archived_at or rng.random() < 0.06:
            continue
        # Asked again when the year was about to run out, for as long as they have been here.
        again = given
        while a_year_after(again) <= world.today + timedelta(days=rng.randrange(8, 45)):
            again = a_year_after(again) - timedelta(days=rng.randrange(5, 40))
        if not given < again <= world.today:
            continue
        row = Consent(
            public_id=world.new_id(), keeper=world.keeper, candidate=person, purpose=Purpose.PROPOSE, given_on=again,
            until=a_year_after(again), form=rng.choice([SPOKEN, SPOKEN, SIGNED, ON_SCREEN]), text_version=text.version,
            text_language=text.language, items=EVERYTHING if rng.random() < 0.85 else list(ELSEWHERE_ITEMS),
            noted_by=person.consultant,
        )  # fmt: skip
        if world.groups[at] == "flygtning" and row.form != ON_SCREEN:
            row.interpreter = next((one[:2] for one in person.languages if one[:2] not in ("da", "en", "sv")), "")
        if rng.random() < 0.02:
            row.withdrawn_at, row.withdrawn_by = (
                world.at(min(world.today, again + timedelta(days=9))),
                person.consultant,
            )
            row.withdrawn_reason = "Vil gerne vente lidt."
        yield row
