"""What every test stands on: a database made by the owner and used by the application, users, a browser."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import factory.random
import hypothesis
import pytest
from celery.app.task import Task
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection, transaction
from django.test import Client, TransactionTestCase
from django.test.utils import setup_databases, teardown_databases

from smaajob import reach, rowsecurity
from smaajob.accounts.database_roles import as_owner, grant
from smaajob.accounts.models import Membership, Organisation, Role
from smaajob.accounts.scope import Scope
from smaajob.dev.packages import find_browser
from tests.factories import MembershipFactory, MunicipalityFactory
from tests.log_of_the_run import Watch

# Nothing is timed: on a busy machine making examples takes long, which says nothing of what is tested.
hypothesis.settings.register_profile("untimed", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("untimed")
# pytest-playwright runs an event loop in the thread of the tests.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def pytest_configure(config: pytest.Config) -> None:
    """All that is logged is kept beside the other data of this instance, and read at the end."""
    watch = Watch(settings.VAR / "test-log" / "run.jsonl", begun_by_another=hasattr(config, "workerinput"))
    config.pluginmanager.register(watch, "log_of_the_run")
    watch.begin()


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_modify_db_settings: None,
    django_db_blocker: Any,
) -> Iterator[None]:
    """The owner makes and migrates the test database; the tests run as the application, which may also TRUNCATE here.

    `pytest --reuse-db` keeps it for the next run, which is then quick to begin; what has changed in a migration needs `--create-db` once.
    """
    keep = request.config.getvalue("reuse_db") and not request.config.getvalue("create_db")
    with django_db_blocker.unblock():
        with as_owner():
            config = setup_databases(verbosity=0, interactive=False, keepdb=keep)
            if keep:
                call_command("flush", verbosity=0, interactive=False)
            grant(settings.APPLICATION_ROLE, truncate=True)
            let_tests_see()
            let_tests_empty()
            lose_what_a_crash_may()
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user")
            assert cursor.fetchone()[0] == settings.APPLICATION_ROLE
    yield
    with django_db_blocker.unblock(), as_owner():
        teardown_databases(config, verbosity=0, keepdb=request.config.getvalue("reuse_db"))


# A test itself sees and writes all; what it calls (a request, an order, a command) begins with nothing, as in production.
reach.default = reach.Reach(tests=True)


def let_tests_see() -> None:
    """A policy that only the tests' database has."""
    with connection.cursor() as cursor:
        for table in set(rowsecurity.tables()) - rowsecurity.OPEN.keys():
            cursor.execute(f"DROP POLICY IF EXISTS tests ON {table}")
            cursor.execute(f"CREATE POLICY tests ON {table} USING ({rowsecurity.setting('tests')} = 'on')")


def let_tests_empty() -> None:
    """A function that takes every row away, as the owner, and triggers that then ask nothing; only the tests' database has them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass, tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal AND tgtype & 8 <> 0"
        )
        for table, name, made in cursor.fetchall():
            if EMPTYING in made:  # kept from an earlier run
                continue
            head, _execute, tail = made.partition(" EXECUTE FUNCTION ")
            head, _when, condition = head.partition(" WHEN ")
            asked = f"{EMPTYING} AND {condition}" if condition else EMPTYING
            cursor.execute(f"DROP TRIGGER {name} ON {table}")
            cursor.execute(f"{head} WHEN ({asked}) EXECUTE FUNCTION {tail}")
        cursor.execute("CREATE SCHEMA IF NOT EXISTS tests")
        cursor.execute(EMPTY)
        cursor.execute(f"GRANT USAGE ON SCHEMA tests TO {settings.APPLICATION_ROLE}")


# In a trigger's condition: not while `tests.empty()` is at work.
EMPTYING = "(current_setting('tests.emptying'::text, true) IS DISTINCT FROM 'on'::text)"
# All but what Django itself writes when a database is made.
EMPTY = """
CREATE OR REPLACE FUNCTION tests.empty() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    one record;
BEGIN
    PERFORM set_config('tests.emptying', 'on', true);
    FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'public'
        AND tablename NOT IN ('django_migrations', 'django_content_type', 'auth_permission') LOOP
        EXECUTE format('DELETE FROM %I', one.tablename);
    END LOOP;
END $$
"""


def empty(_case: TransactionTestCase) -> None:
    """After a test that others could see its rows go. TRUNCATE would make some six hundred files anew, and takes ten times as long."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT tests.empty()")


TransactionTestCase._fixture_teardown = empty  # type: ignore[method-assign]


def lose_what_a_crash_may() -> None:
    """Nobody waits for the disk: this database is thrown away. Tests that kill PostgreSQL wait (tests/long)."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"ALTER DATABASE {connection.ops.quote_name(connection.settings_dict['NAME'])} SET synchronous_commit = off"
        )


@pytest.fixture(autouse=True)
def _commands_begin_with_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    execute = BaseCommand.execute

    def begin(command: BaseCommand, *args: Any, **options: Any) -> Any:
        with reach.nothing():
            return execute(command, *args, **options)

    monkeypatch.setattr(BaseCommand, "execute", begin)


@pytest.fixture(autouse=True)
def _scheduled_work_begins_with_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    call = Task.__call__

    def begin(task: Any, *args: Any, **options: Any) -> Any:
        with reach.nothing():
            return call(task, *args, **options)

    monkeypatch.setattr(Task, "__call__", begin)


@pytest.fixture(scope="session")
def playwright(django_db_setup: None, playwright: Any) -> Iterator[Any]:
    """While its event loop runs, Django has another connection in this thread than before and after: it is not left open."""
    yield playwright
    connection.close()


@pytest.fixture(autouse=True)
def _the_same_names_each_time(request: pytest.FixtureRequest) -> None:
    """What the factories draw depends on the test and on nothing else, so that a red test stays red until it is mended."""
    factory.random.reseed_random(request.node.nodeid)


@pytest.fixture(autouse=True)
def _fast_passwords(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session", autouse=True)
def _a_count_of_its_own() -> None:
    """Tests that run beside each other, and a server beside them, must not count each other's attempts."""
    prefix = f"smaajob-test-{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    # Each thread has a cache object of its own: those of the live server are made later, from the settings.
    settings.CACHES["default"]["KEY_PREFIX"] = cache.key_prefix = prefix


@pytest.fixture(autouse=True)
def _nobody_has_tried_yet() -> None:
    """Attempts are counted in the real Valkey; each test begins with none."""
    cache.clear()


@pytest.fixture
def no_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests that are the worker themselves: nobody is nudged."""
    monkeypatch.setattr("smaajob.jobs.run.send", lambda label, pk: True)


@pytest.fixture
def municipality(db: None) -> Organisation:
    """Aalborg, which keeps what a test makes."""
    return MunicipalityFactory.create()


@pytest.fixture
def membership(municipality: Organisation) -> Membership:
    """Mette, a consultant in Aalborg."""
    return MembershipFactory.create(organisation=municipality, user__name="Mette Holm", role=Role.CONSULTANT)


@pytest.fixture
def scope(membership: Membership) -> Scope:
    """Mette's scope."""
    return Scope(membership.organisation, membership.user, membership.role)


@pytest.fixture
def signed_in(client: Client, membership: Membership) -> Client:
    """A client that is signed in as Mette."""
    client.force_login(membership.user)
    client.get("/hvem-maa-hvad/")  # the session's first click is written down; what a test counts comes after
    return client


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """The Chromium of `make test`; as root it needs --no-sandbox, and without a network it must not look for one."""
    arguments = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
    arguments += ["--disable-component-update", "--disable-sync", "--no-sandbox"]
    return {"executable_path": find_browser(), "args": arguments}


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, Any]:
    return {"locale": "da-DK", "timezone_id": "Europe/Copenhagen", "viewport": {"width": 1280, "height": 900}}
