"""The database itself keeps municipalities apart: every table there is, asked past all of the application's own filters.

A new table that is neither protected nor on the list of open ones fails, and so does a protected one that no row is made of here.
"""

from __future__ import annotations

import json
import subprocess
import sys
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from psycopg import sql
from psycopg.conninfo import make_conninfo

from candidates.models import Candidate, Disclosure
from placements.models import Party, Pattern, Placement, Shift, SigningLink
from placements.policies import supported_people_at
from smaajob import rowsecurity
from smaajob.accounts.models import Role
from smaajob.accounts.scope import Scope
from smaajob.audit.actions import sealing
from smaajob.audit.models import Access, AccessFlag, Event, Seal, record
from smaajob.drafts.models import Draft
from smaajob.jobs import run
from smaajob.messages.models import Message
from smaajob.reach import NOTHING, Reach, reaching, whole_organisation, with_token
from smaajob.retention import registry
from smaajob.retention.actions import deciding
from smaajob.retention.models import Hold, Item, Run
from tests.access_world import World, build
from tests.audit.looking import look_up
from tests.factories import (
    AttendanceFactory,
    CalendarLinkFactory,
    MunicipalityFactory,
    PlacementFactory,
    ShiftFactory,
    StatusSpellFactory,
    TargetGroupSpellFactory,
    cvr_number,
)
from tests.factories.agreements import paper

# How PostgreSQL says no to a row of another's: the policy, the right that isn't there, or a trigger that comes before both.
REFUSALS = (
    "row-level security",
    "permission denied",
    "never changed",
    "the list of an erasure is frozen",
    "never taken back",
    "without a consent that holds",
    "only who is asked signs",
    "the steps of an agreement that was sent",
)
PROTECTED = sorted(set(rowsecurity.tables()) - rowsecurity.OPEN.keys())


@dataclass
class Two:
    """Aalborg and Vejle, with one of everything each."""

    here: World
    there: World


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: Any) -> Iterator[Two]:
    with django_db_blocker.unblock(), transaction.atomic():
        here = build(MunicipalityFactory.create(), cvr_number(500))
        there = build(MunicipalityFactory.create(name="Vejle Kommune", code="DK-630"), cvr_number(501))
        for world in (here, there):
            _the_rest(world)
        yield Two(here, there)
        transaction.set_rollback(True)


@pytest.fixture
def two(made: Two) -> Iterator[Two]:
    with transaction.atomic():
        yield made
        transaction.set_rollback(True)


def _the_rest(world: World) -> None:
    """What no page names, and so the world has none of."""
    person, placement, keeper = world.things["person"], world.things["placement"], world.keeper
    ShiftFactory.create(placement=placement)
    CalendarLinkFactory.create(candidate=person)
    AttendanceFactory.create(shift=world.things["shift"])
    Pattern.objects.create(keeper=keeper, placement=placement, first_day=timezone.localdate())
    StatusSpellFactory.create(candidate=person)
    TargetGroupSpellFactory.create(candidate=person)
    consent, today = world.things["consent"], timezone.localdate()
    Disclosure.objects.create(
        keeper=keeper, candidate=person, consent=consent, items=["name"], to_id=uuid.uuid4(), to_name="Kantinen",
        start=today, end=today,
    )  # fmt: skip
    assert sealing.seal(keeper) is not None
    look = Access.objects.get(organisation=keeper)
    AccessFlag.objects.create(organisation=keeper, access=look, person=person.public_id, flag="no_relation")
    paper(Scope(keeper, world.members[Role.CONSULTANT].user), world.things["agreement"], Party.PERSON)
    SigningLink.objects.create(
        keeper=keeper, placement=placement, candidate=person, party=Party.EMPLOYER, name="Ole", email="ole@example.org",
        token_hash=f"sign-{keeper.pk}", expires_at=timezone.now() + timedelta(days=9),
    )  # fmt: skip
    Draft.objects.create(keeper=keeper, user=world.members[Role.CONSULTANT].user, form="x", content="x")


def keepers_in(table: str) -> list[int]:
    """Whose rows a statement sees that asks for all there are."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {rowsecurity.keeper_column(table)} FROM {table}")  # noqa: S608  (a table of ours)
        return [key for (key,) in cursor.fetchall()]


def test_every_table_is_protected_or_said_to_be_open() -> None:
    without = [table for table in PROTECTED if not (rowsecurity.rule_of(table))]

    assert without == [], "say a rule (smaajob.rowsecurity.protect), or why it is open (OPEN)"
    assert rowsecurity.OPEN.keys() - set(rowsecurity.tables()) <= {"django_migrations"}, "these are no tables any more"


def test_a_row_about_somebody_is_never_in_an_open_table() -> None:
    about_people = {"candidate", "placement", "workplace", "programme"}
    for model in apps.get_models():
        if model._meta.db_table in rowsecurity.OPEN:
            assert not about_people & {field.name for field in model._meta.get_fields() if not field.auto_created}


@pytest.mark.django_db
@pytest.mark.parametrize("table", PROTECTED)
def test_row_security_is_on_and_forced_also_for_the_owner(table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE oid = %s::regclass", [table])
        assert cursor.fetchone() == (True, True)
        cursor.execute("SELECT policyname, permissive, cmd FROM pg_policies WHERE tablename = %s ORDER BY 1", [table])
        # `tests` is there in the tests' database only (tests/conftest.py).
        assert cursor.fetchall() == [(name, "PERMISSIVE", "ALL") for name in ("owner", "reach", "tests")]


@pytest.mark.django_db
def test_an_open_table_has_no_policy() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT tablename FROM pg_policies")
        assert {name for (name,) in cursor.fetchall()} & rowsecurity.OPEN.keys() == set()


@pytest.mark.django_db
def test_the_application_owns_nothing_and_passes_no_policy_by() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False, False)
        cursor.execute("SELECT count(*) FROM pg_class WHERE relowner = current_user::regrole")
        assert cursor.fetchone() == (0,)


def test_nothing_is_seen_without_a_scope(two: Two) -> None:
    with reaching(NOTHING):
        seen = {table: keepers for table in PROTECTED if (keepers := keepers_in(table))}

    assert seen == {}


def test_an_organisation_sees_its_own_rows_and_none_of_anothers(two: Two) -> None:
    none, foreign = [], {}
    with whole_organisation(two.here.keeper):
        for table in PROTECTED:
            keepers = keepers_in(table)
            if not keepers:
                none.append(table)
            if set(keepers) - {two.here.keeper.pk}:
                foreign[table] = set(keepers)

    assert foreign == {}
    assert none == [], "make a row of these above, so that they are looked at"


def test_a_row_can_not_be_written_into_another_organisation(two: Two) -> None:
    let_in = []
    for table in PROTECTED:
        column = rowsecurity.keeper_column(table)
        for statement in (_copy(table, column), f"UPDATE {table} SET {column} = %(there)s"):  # noqa: S608
            with whole_organisation(two.here.keeper):
                try:
                    with transaction.atomic(), connection.cursor() as cursor:
                        cursor.execute(statement, {"there": two.there.keeper.pk})
                except DatabaseError as refusal:
                    refused = any(words in str(refusal) for words in REFUSALS)
                else:
                    refused = False
            if not refused:
                let_in.append(statement)

    assert let_in == []


def _copy(table: str, keeper: str) -> str:
    """An INSERT of a row of one's own again, as another organisation's."""
    model = next(one for one in apps.get_models() if one._meta.db_table == table)
    fields = [one for one in model._meta.concrete_fields if not one.generated and not one.primary_key]
    columns = [str(one.column) for one in fields]
    new = {keeper: "%(there)s", "public_id": f"'{uuid.uuid4()}'::uuid", "token_hash": "'another'"}
    values = ", ".join(new.get(one, f'"{one}"') for one in columns)
    named = ", ".join(f'"{one}"' for one in columns)
    return f"INSERT INTO {table} ({named}) SELECT {values} FROM {table} LIMIT 1"  # noqa: S608


def test_nobody_elses_row_is_changed_or_taken_away(two: Two) -> None:
    with whole_organisation(two.here.keeper):
        assert Candidate.objects.filter(keeper=two.there.keeper).update(first_name="Rørt") == 0
        assert Placement.everything.filter(keeper=two.there.keeper).delete()[0] == 0
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM drafts_draft WHERE keeper_id = %s", [two.there.keeper.pk])
            assert cursor.rowcount == 0


@pytest.mark.parametrize("role", list(Role), ids=str)
def test_no_role_sees_a_foreign_row(two: Two, role: Role) -> None:
    """The database, not the page. What is a company's own it sees whoever keeps it; here that is its own municipality."""
    member = two.here.members[role]
    own = {two.here.keeper.pk, two.here.company.pk, None}
    with reaching(Scope(member.organisation, member.user, role, (), member).reach()):
        foreign = {table: keys for table in PROTECTED if (keys := set(keepers_in(table)) - own)}

    assert foreign == {}


def test_a_person_sees_who_looked_at_them_and_what_was_done_and_nothing_of_anybody_else(two: Two) -> None:
    person, stranger = two.here.things["person"], two.here.strangers["person"]
    keeper, colleague = two.here.keeper, two.here.members[Role.CONSULTANT].user
    look_up(keeper, colleague, stranger)
    record("update", person, by=colleague)
    record("update", stranger, by=colleague)
    deciding.hold(
        by=Scope(keeper, colleague), kind=registry.by_label("candidates.candidate"), thing=stranger, reason="X"
    )
    seen = {}
    for role in (Role.CANDIDATE, Role.MENTOR):
        member = two.here.members[role]
        with reaching(Scope(keeper, member.user, role, (), member).reach()):
            seen[role] = (
                {one for look in Access.objects.all() for one in look.people},
                {event.subject_id for event in Event.objects.all()},
                set(Hold.objects.values_list("about_id", flat=True)),
                Run.objects.count() + Item.objects.count() + Seal.objects.count(),
            )
    own = {person.public_id}
    assert seen[Role.CANDIDATE] == (own, own, own, 0)
    assert seen[Role.MENTOR] == (set(), set(), own, 0), "who follows the person has no log"


def test_a_company_sees_what_is_planned_and_worked_at_its_own_places_and_no_persons_row(two: Two) -> None:
    placement, company = two.here.things["placement"], two.here.members[Role.EMPLOYER]
    elsewhere = ShiftFactory.create(placement__keeper=two.here.keeper).placement
    with reaching(Scope(company.organisation, company.user, Role.EMPLOYER, (), company).reach()):
        assert placement.pk in set(Placement.everything.values_list("pk", flat=True))
        assert elsewhere.pk not in set(Placement.everything.values_list("pk", flat=True))
        assert set(Shift.objects.values_list("placement", flat=True)) >= {placement.pk}
        assert elsewhere.pk not in set(Shift.objects.values_list("placement", flat=True))
        assert keepers_in("candidates_candidate") == []
    Placement.everything.filter(pk=placement.pk).update(erased=True)
    with reaching(Scope(company.organisation, company.user, Role.EMPLOYER, (), company).reach()):
        assert placement.pk not in set(Placement.everything.values_list("pk", flat=True))
        assert placement.pk not in set(Shift.objects.values_list("placement", flat=True))


def test_an_order_in_the_worker_sees_no_farther_than_its_keeper(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    """Unscoped ORM in a task: the worker's code forgets its filter, and PostgreSQL does not."""
    order, seen = two.here.things["export"], []

    def careless(_job: object, _claim: object) -> dict[str, object]:
        seen.extend(Candidate.objects.values_list("keeper", flat=True))
        return {}

    label = order._meta.label_lower
    monkeypatch.setitem(run._work, label, run.Kind(type(order), careless))
    with reaching(NOTHING):
        assert run.perform(label, order.pk)

    assert set(seen) == {two.here.keeper.pk}


def test_the_sweep_finds_what_waits_in_every_organisation_and_sees_no_rows(two: Two) -> None:
    import placements.tasks  # noqa: F401  (says which function does the orders)

    with reaching(NOTHING):
        assert Message.objects.count() == 0
        waiting = run.waiting()

    label = two.here.things["export"]._meta.label_lower
    assert {pk for one, pk in waiting if one == label} == {w.things["export"].pk for w in (two.here, two.there)}


def test_a_secret_link_opens_its_own_row_and_no_other(two: Two) -> None:
    link = two.there.things["link"]
    with reaching(NOTHING), with_token(link.token_hash):
        seen = {table: keys for table in PROTECTED if (keys := keepers_in(table))}

    assert seen == {"candidates_personallink": [two.there.keeper.pk]}


def test_the_number_of_people_at_a_p_number_is_a_number_and_nothing_else(two: Two) -> None:
    places = [world.things["placement"].workplace for world in (two.here, two.there)]
    for place in places:
        place.p_number = "1003388394"
        place.save()
        PlacementFactory.create(workplace=place, candidate__keeper=place.keeper, kind="nytteindsats")
    Placement.objects.filter(pk__in=[world.things["placement"].pk for world in (two.here, two.there)]).update(
        kind="praktik"
    )
    day = two.here.things["placement"].start
    with whole_organisation(two.here.keeper):
        assert supported_people_at("1003388394", day) == 2
        assert supported_people_at("1003388395", day) == 0
        assert set(keepers_in("placements_placement")) == {two.here.keeper.pk}


@pytest.fixture
def as_the_owner(django_db_setup: None) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    owner = settings.DATABASE_OWNER
    here = connection.settings_dict
    with psycopg.connect(
        dbname=here["NAME"], user=owner["USER"], password=owner["PASSWORD"], host=owner["HOST"], port=owner["PORT"]
    ) as mine:
        mine.execute("SET lock_timeout = '5s'")
        yield mine
        mine.rollback()


@pytest.mark.django_db
@pytest.mark.parametrize("job", ["facts", "dump"])
@pytest.mark.parametrize("who", ["application", "owner"])
def test_a_role_that_the_policies_bind_makes_no_backup_rather_than_half_of_one(
    who: str, job: str, tmp_path: Path
) -> None:
    here = connection.settings_dict
    role = here if who == "application" else settings.DATABASE_OWNER
    url = make_conninfo(
        dbname=here["NAME"], user=role["USER"], password=role["PASSWORD"], host=role["HOST"], port=role["PORT"] or None
    )
    question = {"url": url, **({"program": "/no/pg_dump", "to": str(tmp_path / "dump")} if job == "dump" else {})}
    done = subprocess.run(
        [sys.executable, "-m", "smaajob.dev.inside_backup", job],
        input=json.dumps(question), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "row-level security policy" in done.stdout
    assert not list(tmp_path.iterdir())


def test_the_policies_that_are_there_are_those_that_the_code_says(
    as_the_owner: psycopg.Connection[tuple[object, ...]],
) -> None:
    for table in PROTECTED:
        rule = rowsecurity.rule_of(table)
        names = {"table": sql.Identifier(table), "like": sql.Identifier(f"like_{table}")}
        # On an empty table like it: the other is in use.
        as_the_owner.execute(sql.SQL("CREATE TABLE {like} (LIKE {table})").format(**names))
        as_the_owner.execute(
            sql.SQL(f"CREATE POLICY probe ON {{like}} USING ({rule}) WITH CHECK ({rule})").format(**names)
        )
    rows = as_the_owner.execute("SELECT tablename, policyname, qual, with_check FROM pg_policies").fetchall()
    said = {(table, name): (qual, check) for table, name, qual, check in rows}
    for table in PROTECTED:
        probe = [text.replace(f"like_{table}", table) for text in said[f"like_{table}", "probe"]]
        assert probe == list(said[table, "reach"]), table


def test_the_functions_that_see_more_than_their_caller_are_these(
    as_the_owner: psycopg.Connection[tuple[object, ...]],
) -> None:
    """Each is a door. They are the owner's, look things up in `public` alone, and the world at large may not call them."""
    found = as_the_owner.execute(
        """SELECT p.proname, p.proconfig, has_function_privilege('public', p.oid, 'EXECUTE')
           FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
           WHERE n.nspname = 'public' AND p.prosecdef AND p.prorettype <> 'trigger'::regtype"""
    ).fetchall()

    assert {name for name, _config, _public in found} == {
        "jobs_waiting", "job_keeper", "jobs_running", "people_of_users", "is_same_person", "workplaces_of_company",
        "keeper_of_workplace",
        "supported_people_at", "people_in_sight", "people_of_consultant", "seats_held",
        "own_ids", "people_hidden", "looks_at", "organisations_with_log", "told_to_workplaces", "who_works",
        "coming_to_workplaces", "people_of_placements",
        "seats_promised", "people_of_proposals", "pauses_at_company",
        "candidates_candidate_like", "employers_employer_like", "employers_workplace_like", "employers_contact_like", "employers_task_like",
        "audit_drop_old_batches", "retention_erase_record",
    }  # fmt: skip
    assert all(config == ["search_path=public, pg_temp"] and not public for _name, config, public in found)
    triggers = as_the_owner.execute(
        """SELECT p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
           WHERE n.nspname = 'public' AND p.prorettype = 'trigger'::regtype AND NOT p.prosecdef"""
    ).fetchall()
    assert {name for (name,) in triggers} == set(rowsecurity.ASK_WHO_RUNS_THEM), (
        "a trigger that sees only what its writer sees guards nothing"
    )


def test_only_the_figures_at_the_server_reach_over_all_organisations() -> None:
    from tests.test_architecture import FLOORS, ROOT

    files = [path for house in FLOORS for path in (ROOT / house).rglob("*.py")]
    found = {path.name for path in files if "whole_installation" in path.read_text(encoding="utf-8")}
    assert found == {"reach.py", "outcome_report.py", "demo_data.py"}


def test_a_reach_with_a_keeper_and_no_sight_is_no_way_to_people(two: Two) -> None:
    with reaching(Reach(keeper=two.there.keeper.pk)), whole_organisation(two.here.keeper):
        assert set(keepers_in("candidates_candidate")) == {two.here.keeper.pk}
