"""Put away and taken out again; told in words."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from candidates.models import Candidate, Programme
from smaajob.accounts.scope import Scope
from smaajob.archive import ArchivedAs, archive, new_external_id, restore
from smaajob.audit.models import record
from smaajob.audit.telling import history_of
from tests.factories import CandidateFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db


def test_what_is_over_leaves_the_lists_and_stays_in_the_figures(scope: Scope) -> None:
    over, mistake, here = ProgrammeFactory.create_batch(3, keeper=scope.organisation)
    archive(by=scope, thing=over)
    archive(by=scope, thing=mistake, how=ArchivedAs.MISTAKE, reason="Oprettet to gange")

    assert set(Programme.objects.current()) == {here}
    assert set(Programme.objects.archived()) == {over, mistake}
    assert set(Programme.objects.counted()) == {over, here}

    restore(by=scope, thing=over)
    assert set(Programme.objects.current()) == {over, here}


def test_twice_is_refused_in_words(scope: Scope) -> None:
    programme = ProgrammeFactory.create(keeper=scope.organisation)
    with pytest.raises(ValidationError, match="ligger ikke i arkivet"):
        restore(by=scope, thing=programme)
    archive(by=scope, thing=programme)
    with pytest.raises(ValidationError, match="ligger allerede i arkivet"):
        archive(by=scope, thing=programme)


def test_the_database_wants_a_reason_and_an_id() -> None:
    person = CandidateFactory.create()
    for wrong in ({"archived_at": timezone.now()}, {"archived_as": "done"}, {"external_id": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Candidate.objects.filter(pk=person.pk).update(**wrong)


def test_a_row_without_an_id_of_ones_own_gets_one() -> None:
    ids = {new_external_id() for _n in range(200)}
    assert len(ids) == 200
    assert all(len(one) == 13 and one.startswith("sj-") for one in ids)


def test_the_history_is_told_in_words(scope: Scope) -> None:
    person = CandidateFactory.create(keeper=scope.organisation)
    changes = {
        "phone": ["", "20 11 22 33"],
        "step": [None, 3],
        "accommodations": [["pauser"], ["pauser", "stille"]],
        "languages": [[], ["da:A2"]],
        "registered_on": ["2026-01-05", "2026-01-06"],
        "hours_per_week": ["7.5", None],
        "address_protected": [False, True],
        "sort_key": ["a", "b"],
        "odd": "not a pair",
    }
    record("update", person, by=scope.user, changes=changes)
    archive(by=scope, thing=person, how=ArchivedAs.DONE, reason="Flyttet til Hjørring")

    archived, updated = history_of(person)
    assert (archived.what, archived.why, archived.who) == (
        "Lagt i arkivet: Det er slut.",
        "Flyttet til Hjørring",
        "Mette Holm",
    )
    told = {one.label: (one.before, one.after) for one in updated.changes}
    assert told == {
        "Telefon": ("", "20 11 22 33"),
        "Trin": ("", "På en arbejdsplads med mentor"),
        "Skånehensyn": ("ekstra pauser", "ekstra pauser og et stille sted"),
        "Sprog": ("", "dansk (A2)"),
        "Registreret": ("5. jan. 2026", "6. jan. 2026"),
        "Timer om ugen": ("7,5", ""),
        "Navne- og adressebeskyttelse": ("nej", "ja"),
    }


def test_an_event_of_an_unknown_kind_is_told_too(scope: Scope) -> None:
    person = CandidateFactory.create(keeper=scope.organisation)
    record("something.new", person, by=None, changes={"x": 3})
    [told] = history_of(person)
    assert (told.what, told.who, told.changes) == ("Ændret.", "", [])
