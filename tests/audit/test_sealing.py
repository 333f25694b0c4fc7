"""The log is sealed in batches, one chain an organisation: what was changed, removed or added is found, and said which."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from smaajob import reach
from smaajob.accounts.database_roles import as_owner
from smaajob.accounts.models import Organisation
from smaajob.audit import verifying
from smaajob.audit.actions import sealing
from smaajob.audit.management.commands import verify_log
from smaajob.audit.models import Access, AccessFlag, Seal
from smaajob.audit.tasks import seal_log
from tests.audit.looking import look_up
from tests.factories import CandidateFactory, MunicipalityFactory, UserFactory

TABLES = ("audit_access", "audit_seal")


def behind_our_back(statement: str, *parameters: Any) -> None:
    """What somebody does who has the owner's password: the triggers are off, and the log is not what it was."""
    with as_owner(), transaction.atomic(), connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(statement, parameters)
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


@pytest.fixture
def log(transactional_db: None) -> list[Access]:
    """Two batches of three look-ups each, and one that waits."""
    keeper, user = MunicipalityFactory.create(), UserFactory.create()
    rows = []
    for number in range(7):
        rows.append(look_up(keeper, user, CandidateFactory.create(keeper=keeper)))
        if number in (2, 5):
            sealing.seal(keeper)
    return rows


def verified() -> str:
    """What the command says, and that it ends well."""
    out = StringIO()
    call_command("verify_log", stdout=out)
    return out.getvalue()


def faults() -> list[str]:
    """What the command says is wrong; it ends with 1."""
    err = StringIO()
    with pytest.raises(CommandError) as refusal:
        call_command("verify_log", stderr=err)
    assert refusal.value.returncode == 1
    return [line.split(": ", 1)[1] for line in err.getvalue().splitlines()]


def test_a_log_that_is_as_it_was_holds(log: list[Access]) -> None:
    told = verified()

    assert "the chain holds; 2 seals" in told
    assert "1 rows are not sealed yet" in told


def test_it_says_which_row_was_changed_and_which_is_gone(log: list[Access]) -> None:
    changed, gone = log[1], log[4]

    behind_our_back("UPDATE audit_access SET purpose = 'Noget andet' WHERE id = %s", changed.pk)
    behind_our_back("DELETE FROM audit_access WHERE id = %s", gone.pk)

    assert faults() == [f"row {changed.pk} was changed (seal 1)", f"row {gone.pk} was removed (seal 2)"]


def test_it_says_which_row_was_put_in_afterwards(log: list[Access]) -> None:
    fields = (
        "at, role, place, on_behalf_of, kind, page, purpose, people, criteria, typed_hash, organisation_id, user_id"
    )
    free = log[3].pk + 1  # a number in between

    behind_our_back(
        f"INSERT INTO audit_access (id, {fields}) SELECT %s, {fields} FROM audit_access WHERE id = %s",  # noqa: S608
        free,
        log[0].pk,
    )

    assert faults() == [f"row {free} was added (seal 2)"]


def test_every_organisations_rows_are_looked_at_by_the_role_that_sees_one_organisation_at_a_time(
    log: list[Access],
) -> None:
    """A chain whose rows aren't shown would look like one that holds: the policies hide rows, they raise nothing."""
    other = MunicipalityFactory.create(name="Vejle Kommune", code="DK-630")
    theirs = [look_up(other, None, CandidateFactory.create(keeper=other)) for _twice in range(2)]
    seal_log()
    with reach.nothing():
        assert not Access.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone()[0] == settings.APPLICATION_ROLE
    assert verified().splitlines() == [
        f"Aalborg Kommune: the chain holds; 3 seals, the last 3:{Seal.objects.get(number=3).hash}; 0 rows are not sealed yet",
        f"Vejle Kommune: the chain holds; 1 seals, the last 1:{Seal.objects.get(organisation=other).hash}; 0 rows are not sealed yet",
    ]

    behind_our_back("DELETE FROM audit_access WHERE id = ANY (%s)", [log[0].pk, theirs[1].pk])

    assert faults() == [f"row {log[0].pk} was removed (seal 1)", f"row {theirs[1].pk} was removed (seal 1)"]


def test_a_log_of_which_no_row_is_shown_is_not_said_to_hold(log: list[Access], monkeypatch: Any) -> None:
    monkeypatch.setattr(verify_log, "whole_organisation", lambda _organisation: reach.nothing())

    with pytest.raises(CommandError, match="not one row of it can be seen"):
        call_command("verify_log", stdout=StringIO())


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("DELETE FROM audit_seal WHERE number = 1", "seal 1 is missing"),
        ("UPDATE audit_seal SET count = 2 WHERE number = 1", "seal 1 was changed"),
        ("UPDATE audit_seal SET leaves = '' WHERE number = 2", "the list of rows of seal 2 was changed"),
        (
            "UPDATE audit_seal SET leaves = NULL, dropped_at = now() WHERE number = 1",
            "the rows of seal 1 were dropped before their time",
        ),
    ],
)
def test_it_says_which_seal_is_gone_or_was_changed(log: list[Access], statement: str, told: str) -> None:
    behind_our_back(statement)

    assert told in faults()


def test_a_chain_that_was_written_anew_is_not_the_one_that_the_lines_of_the_log_know(log: list[Access]) -> None:
    keeper = log[0].organisation
    head = Seal.objects.get(number=2)
    call_command("verify_log", organisation=keeper.name, head=f"2:{head.hash}", stdout=StringIO())

    behind_our_back("DELETE FROM audit_seal WHERE number = 2")
    sealing.seal(keeper)

    assert "the chain holds" in verified()
    with pytest.raises(CommandError):
        call_command("verify_log", organisation=keeper.name, head=f"2:{head.hash}", stderr=StringIO())


def test_each_organisation_has_a_chain_of_its_own(log: list[Access]) -> None:
    other = MunicipalityFactory.create(name="Vejle Kommune", code="DK-630")
    look_up(other, None, CandidateFactory.create(keeper=other))

    seal_log()
    seal_log()

    assert list(Seal.objects.filter(organisation=other).values_list("number", "count")) == [(1, 1)]
    assert list(Seal.objects.filter(organisation=log[0].organisation).values_list("number", flat=True)) == [1, 2, 3]


def test_the_worker_in_trouble_with_one_organisation_seals_the_others(
    log: list[Access], monkeypatch: Any, caplog: Any
) -> None:
    other = MunicipalityFactory.create(name="Vejle Kommune", code="DK-630")
    look_up(other, None, CandidateFactory.create(keeper=other))
    real: Callable[[Organisation], Any] = sealing.seal_and_drop

    def broken(organisation: Organisation) -> None:
        if organisation != other:
            raise RuntimeError("no")
        real(organisation)

    sealing.each_organisation(broken)

    assert Seal.objects.filter(organisation=other).exists()
    caplog.clear()


def test_what_is_older_than_the_organisation_keeps_is_dropped_in_whole_batches_and_the_chain_holds(
    transactional_db: None,
) -> None:
    keeper = MunicipalityFactory.create()
    stranger, protected = UserFactory.create(), CandidateFactory.create(keeper=keeper, address_protected=True)
    for months in (14, 13, 11):
        look_up(keeper, stranger, protected, at=timezone.now() - timedelta(days=31 * months))
        if months != 13:
            sealing.seal(keeper)
    assert AccessFlag.objects.count() == 6

    # The second batch begins more than twelve months ago and ends less: it stays whole.
    assert sealing.drop_old(keeper) == 1
    assert sealing.drop_old(keeper) == 0

    assert Access.objects.count() == 2
    assert AccessFlag.objects.count() == 4
    assert Seal.objects.filter(dropped_at__isnull=False, leaves=None).count() == 1
    assert list(verifying.faults(keeper)) == []


def test_a_shorter_time_drops_more_and_less_than_six_months_is_refused(transactional_db: None) -> None:
    keeper = MunicipalityFactory.create()
    look_up(keeper, None, at=timezone.now() - timedelta(days=31 * 7))
    sealing.seal(keeper)
    assert sealing.drop_old(keeper) == 0

    keeper.log_months = 6
    keeper.save()

    assert sealing.drop_old(keeper) == 1


def test_rows_that_are_still_being_written_hold_the_seal_back_and_are_never_left_out(transactional_db: None) -> None:
    """A page that has its number and has not committed: whoever seals now must not seal what came after it."""
    keeper = MunicipalityFactory.create()
    begun, go_on = threading.Event(), threading.Event()

    def slow_page() -> None:
        with transaction.atomic():
            look_up(keeper, None)
            begun.set()
            go_on.wait(10)
        connection.close()

    page = threading.Thread(target=slow_page)
    page.start()
    begun.wait(10)
    look_up(keeper, None)
    assert sealing.seal(keeper) is None
    go_on.set()
    page.join()

    made = sealing.seal(keeper)

    assert made is not None
    assert made.count == 2
