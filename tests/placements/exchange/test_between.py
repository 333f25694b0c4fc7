"""What somebody does on a page while an import is between reading and writing is not lost."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connections

from candidates.models import Candidate
from employers.models import Contact, Workplace
from placements.actions import imports
from placements.actions.hours import correct
from placements.actions.placements import end
from placements.exchange.keepers import find_keeper
from placements.models import Hours, Placement
from smaajob.accounts.models import Membership, Organisation
from smaajob.accounts.scope import Scope
from smaajob.audit.models import Event
from tests.placements.exchange.sheets import small, take

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def meanwhile(monkeypatch: pytest.MonkeyPatch, act: Callable[[], Any]) -> Iterator[None]:
    """Somebody acts when the import has read and not yet written; over when both are through."""
    failed: list[BaseException] = []

    def run() -> None:
        try:
            act()
        except BaseException as error:
            failed.append(error)
        finally:
            connections.close_all()

    other = threading.Thread(target=run)
    load = imports.load

    def late(*args: Any, **more: Any) -> None:
        if threading.current_thread() is other:
            load(*args, **more)
            return
        other.start()
        # As long as it takes where nothing is in the way; where it must wait for the import, the import goes on.
        other.join(1)
        load(*args, **more)

    with monkeypatch.context() as patch:
        patch.setattr(imports, "load", late)
        yield
        other.join(20)
    assert not other.is_alive()
    assert not failed


def test_an_ending_stays(monkeypatch: pytest.MonkeyPatch, membership: Membership) -> None:
    keeper = membership.organisation
    take(keeper, small())
    placement = Placement.objects.get()
    sheets = small()
    sheets["forløb"][0]["slut_planlagt"] = "2022-04-30"
    sheets["opgaver"][0]["titel"] = "Fylde hylder op"

    def act() -> None:
        end(by=Scope(keeper, membership.user), placement=placement, on=date(2022, 3, 31), reason="ansat")

    with meanwhile(monkeypatch, act):
        assert take(keeper, sheets).imported
    placement.refresh_from_db()
    assert (placement.actual_end, placement.end_reason) == (date(2022, 3, 31), "ansat")
    assert placement.planned_end == date(2022, 4, 30)


def test_a_correction_is_made_on_top_of_what_was_imported(
    monkeypatch: pytest.MonkeyPatch, membership: Membership
) -> None:
    keeper = membership.organisation
    take(keeper, small())
    row = Hours.objects.get(hours=Decimal(6))
    sheets = small()
    sheets["timer"][0]["timer"] = "7"

    def act() -> None:
        correct(by=Scope(keeper, membership.user), row=row, hours=Decimal(4), reason="Talt forkert")

    with meanwhile(monkeypatch, act):
        assert take(keeper, sheets).imported
    row.refresh_from_db()
    assert row.hours == Decimal(4)
    event = Event.objects.get(verb="hours.correct")
    assert list(event.changes.values()) == [["7", "4"]], "who corrected saw what the import wrote"


def test_columns_that_do_not_change_are_left_alone(monkeypatch: pytest.MonkeyPatch, membership: Membership) -> None:
    """Nothing is held here (the loader itself is looked at): a column that is as it was is not written again."""
    keeper = membership.organisation
    take(keeper, small())
    sheets = small()
    sheets["kandidater"][0]["fornavn"] = "Aminata"
    sheets["virksomheder"][0]["navn"] = "Bageriet på torvet"
    monkeypatch.setattr("placements.exchange.check.lock_stored", lambda kind, keeper, ids: None)

    def act() -> None:
        Candidate.objects.filter(external_id="K1").update(postcode="9400")
        Contact.objects.update(phone="12 34 56 78")

    with meanwhile(monkeypatch, act):
        assert take(keeper, sheets).imported
    person = Candidate.objects.get(external_id="K1")
    assert (person.first_name, person.postcode) == ("Aminata", "9400")
    assert Contact.objects.get().phone == "12 34 56 78"


@pytest.mark.parametrize("said", ["Aalborg", "Væksthuset Åben Dør"])
def test_two_that_make_the_same_organisation_import_into_one(monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    first, second = find_keeper(said, create=True), find_keeper(said, create=True)
    outcomes = []

    def act() -> None:
        outcomes.append(take(second, {"virksomheder": small()["virksomheder"]}))

    with meanwhile(monkeypatch, act):
        assert take(first, small()).imported
    assert [outcome.imported for outcome in outcomes] == [True]
    keeper = Organisation.objects.get(name__startswith=said)
    assert Workplace.objects.filter(keeper=keeper).count() == 2
    assert outcomes[0].data["files"]["virksomheder.csv"]["unchanged"] == 2
