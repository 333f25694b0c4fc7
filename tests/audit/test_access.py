"""Every look at a person is on record before the page leaves."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, ProgrammingError, connection, transaction
from django.test import Client
from django.urls import reverse

from smaajob.accounts.scope import Scope
from smaajob.audit import access
from smaajob.audit.access import Kind
from smaajob.audit.models import Access
from tests.factories import CandidateFactory, MunicipalityFactory, PlacementFactory

pytestmark = pytest.mark.django_db


def test_who_opens_a_persons_page_is_on_record(signed_in: Client, scope: Scope) -> None:
    amina = CandidateFactory.create(keeper=scope.organisation)

    signed_in.get(reverse("candidates:detail", args=[amina.public_id]))

    row = Access.objects.visible_to(scope).get()
    assert (row.user, row.role, row.place) == (scope.user, "consultant", str(scope.organisation))
    assert (row.kind, row.page, row.purpose) == (Kind.VIEW, "candidates:detail", "Sagsarbejde")
    assert row.people == [amina.public_id]


def test_a_page_that_is_refused_shows_nobody(signed_in: Client) -> None:
    stranger = CandidateFactory.create(keeper=MunicipalityFactory.create(name="Hjørring", code="DK-860"))

    assert signed_in.get(reverse("candidates:detail", args=[stranger.public_id])).status_code == 404

    assert not Access.objects.exists()


@pytest.mark.parametrize("part", [False, True])
def test_what_can_not_be_written_down_is_not_shown(
    signed_in: Client, scope: Scope, monkeypatch: Any, part: bool
) -> None:
    amina = CandidateFactory.create(keeper=scope.organisation, first_name="Amina")
    monkeypatch.setattr(Access, "save", _broken)

    headers = {"HX-Request": "true"} if part else {}
    page = signed_in.get(reverse("candidates:detail", args=[amina.public_id]), headers=headers)

    assert page.status_code == 503
    assert "skrive" in page.content.decode()
    assert "Amina" not in page.content.decode()


def _broken(*_args: Any, **_kwargs: Any) -> None:
    raise DatabaseError("no more room")


def test_the_worker_writes_at_once(scope: Scope) -> None:
    placement = PlacementFactory.create(keeper=scope.organisation)

    access.log(scope, placement, placement.candidate, kind=Kind.EXPORT, purpose="Eksport", page="ExportJob")

    assert Access.objects.get().people == [placement.candidate.public_id]


def test_what_shows_no_person_that_is_known_is_a_fault(scope: Scope) -> None:
    with pytest.raises(ImproperlyConfigured):
        access.log(scope, PlacementFactory.create().workplace, kind=Kind.VIEW, purpose="Opfølgning")


def test_a_number_in_a_typed_purpose_is_not_kept(scope: Scope) -> None:
    amina = CandidateFactory.create(keeper=scope.organisation)

    access.log(scope, amina, kind=Kind.UNMASK, purpose="Ringer til kommunen om 010190-1234")

    assert Access.objects.get().purpose == "Ringer til kommunen om 010190-••••"


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_access SET purpose = 'Andet'", "DELETE FROM audit_access", "DELETE FROM audit_seal"]
)
def test_the_application_adds_to_the_log_and_never_changes_it(scope: Scope, statement: str) -> None:
    access.log(scope, CandidateFactory.create(), kind=Kind.VIEW, purpose="Sagsarbejde")

    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
