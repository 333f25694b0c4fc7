"""How a transaction is stamped with how far it reaches: first statement, savepoints, autocommit, threads, streams."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import F
from django.http import HttpRequest, StreamingHttpResponse
from django.test.utils import CaptureQueriesContext

from smaajob import reach
from smaajob.accounts.middleware import NothingFirstMiddleware
from smaajob.accounts.models import Organisation
from smaajob.reach import NOTHING, Reach, reaching, writing_for
from smaajob.snapshot import apart, one_moment
from tests.factories import MunicipalityFactory

FIVE, SIX = Reach(keeper=5, sight="all"), Reach(keeper=6, sight="none", user=7)


def stamped() -> tuple[str, str, str]:
    """What the database itself says: keeper, sight, actor."""
    names = ("keeper", "sight", "actor")
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(f"coalesce(current_setting('smaajob.{one}', true), '')" for one in names))
        found: tuple[str, str, str] = cursor.fetchone()
        return found


@pytest.mark.django_db(transaction=True)
def test_without_anything_said_a_transaction_reaches_nothing() -> None:
    with reaching(NOTHING):
        assert stamped() == ("", "", "")
        with transaction.atomic():
            assert stamped() == ("", "", "")


@pytest.mark.django_db(transaction=True)
def test_one_statement_alone_and_a_transaction_reach_as_far_and_leave_nothing_behind() -> None:
    with reaching(FIVE):
        assert stamped() == ("5", "all", "")
        with transaction.atomic():
            assert stamped() == ("5", "all", "")
    with reaching(NOTHING):
        assert stamped() == ("", "", ""), "the connection is handed on as it was"


@pytest.mark.django_db
def test_what_changes_inside_a_transaction_is_stamped_anew() -> None:
    with reaching(FIVE):
        assert stamped() == ("5", "all", "")
        with reaching(SIX):
            assert stamped() == ("6", "none", "7")
        assert stamped() == ("5", "all", "")


@pytest.mark.django_db
def test_a_rollback_to_a_savepoint_takes_no_reach_with_it() -> None:
    with reaching(FIVE):
        here = transaction.savepoint()
        with reaching(SIX):
            assert stamped() == ("6", "none", "7")
            transaction.savepoint_rollback(here)
            assert stamped() == ("6", "none", "7"), "the stamp was taken back, and is there again"
        with pytest.raises(DatabaseError), transaction.atomic(), reaching(SIX), connection.cursor() as cursor:
            cursor.execute("SELECT 1 / 0")
        assert stamped() == ("5", "all", "")


@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_begins_with_a_savepoint_is_stamped_as_any_other() -> None:
    with reaching(FIVE):
        for _twice in range(2):
            with transaction.atomic(), transaction.atomic():
                assert stamped() == ("5", "all", "")


@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_failed_leaves_no_reach() -> None:
    with pytest.raises(DatabaseError), reaching(FIVE), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT 1 / 0")
    with reaching(NOTHING):
        assert stamped() == ("", "", "")


@pytest.mark.django_db(transaction=True)
def test_the_stamp_is_no_question_of_its_own_and_one_moment_is_still_one() -> None:
    MunicipalityFactory.create()
    with reaching(FIVE), CaptureQueriesContext(connection) as asked, one_moment():
        assert Organisation.objects.count() == 1
        assert stamped() == ("5", "all", "")
    said = [one["sql"] for one in asked if one["sql"].startswith("S") and "TRANSACTION" not in one["sql"]]
    assert [one[:6] for one in said] == ["SELECT", "SELECT"]
    assert not any("SET LOCAL" in one["sql"] for one in asked)


@pytest.mark.django_db(transaction=True)
def test_rows_that_are_read_bit_by_bit_are_reached_in_a_transaction_and_outside() -> None:
    for number in range(3):
        MunicipalityFactory.create(name=f"Kommune {number}", code=f"DK-10{number}")
    rows = Organisation.objects.annotate(twice=F("pk") * 2)
    with reaching(FIVE):
        assert len(list(rows.iterator(chunk_size=2))) == 3
        with transaction.atomic():
            assert len(list(rows.iterator(chunk_size=2))) == 3


@pytest.mark.django_db(transaction=True)
def test_many_statements_at_once_need_a_transaction() -> None:
    with reaching(FIVE), pytest.raises(RuntimeError, match="transaction"), connection.cursor() as cursor:
        cursor.executemany("SELECT %s", [(1,), (2,)])
    with reaching(FIVE), transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany("SELECT %s", [(1,), (2,)])


@pytest.mark.django_db(transaction=True)
def test_work_apart_reaches_as_far_and_a_thread_of_its_own_not() -> None:
    def alone() -> tuple[str, str, str]:
        try:
            with reaching(reach.current() if reach.current() != reach.default else NOTHING):
                return stamped()
        finally:
            connection.close()

    with reaching(FIVE):
        assert apart(stamped) == ("5", "all", "")
        with ThreadPoolExecutor(max_workers=1) as pool:
            assert pool.submit(alone).result() == ("", "", "")


def test_a_request_begins_with_nothing_and_an_answer_in_parts_keeps_its_reach() -> None:
    seen: list[Reach] = []

    def parts() -> Iterator[bytes]:
        for part in (b"en", b"to"):
            seen.append(reach.current())
            yield part

    def view(_request: HttpRequest) -> StreamingHttpResponse:
        seen.append(reach.current())
        with reaching(FIVE):
            return StreamingHttpResponse(reach.streamed(parts()))

    answer = NothingFirstMiddleware(view)(HttpRequest())
    # The generator begins where it is read: what it is to keep is said when it is made.
    assert b"".join(answer) == b"ento"  # type: ignore[arg-type]
    assert seen == [NOTHING, FIVE, FIVE]
    assert reach.current() == reach.default


def test_nothing_that_could_end_a_quote_is_stamped() -> None:
    for value in ("'", "\\", "a b", "x'; DROP TABLE"):
        with pytest.raises(ValueError, match="token"):
            Reach(token=value).settings()


def test_what_is_written_for_another_organisation_sees_none_of_its_people() -> None:
    with reaching(FIVE):
        with writing_for(5):
            assert reach.current() == FIVE
        with writing_for(6):
            assert (reach.current().keeper, reach.current().sight) == (6, "none")
        with writing_for(None):
            assert reach.current().keeper == reach.NO_ORGANISATION
        assert reach.current() == FIVE
