"""Every address of the program: not without signing in, and nothing of another organisation's with its id."""

from __future__ import annotations

import itertools
import re
import uuid
from collections.abc import Iterator
from datetime import date

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from placements.actions import exports, imports
from placements.models import Merge
from reports.models import Report
from smaajob.accounts.models import Membership
from smaajob.accounts.scope import Scope
from tests.factories import (
    CandidateFactory,
    ContactFactory,
    CourseFactory,
    EnrolmentFactory,
    HoursFactory,
    LogEntryFactory,
    MembershipFactory,
    NoteFactory,
    ParticipationFactory,
    PartnerFactory,
    PlacementFactory,
    ProgrammeFactory,
    TaskFactory,
    WorkplaceFactory,
)

# What anybody may see: whether it is alive, and the way in.
PUBLIC = {"healthz", "konto/login/", "konto/password/reset/", "konto/signup/", "konto/inactive/"}
# Allauth's own with no page of ours behind them answer 404 to all (smaajob/accounts/signing.py).
NOT_OFFERED = re.compile(r"^konto/(email/|confirm-email/|password/set/|password/reset/.+|login/code/confirm/|\^)")


def addresses(patterns: list[URLPattern | URLResolver] | None = None, prefix: str = "") -> Iterator[str]:
    for one in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(one, URLResolver):
            yield from addresses(one.url_patterns, prefix + str(one.pattern))
        else:
            yield prefix + str(one.pattern)


def filled(path: str, ids: tuple[object, ...]) -> str:
    left = iter(ids)
    return "/" + re.sub(r"<[^>]+>", lambda _found: str(next(left)), path)


@pytest.mark.django_db
def test_nothing_is_shown_without_signing_in(client: Client) -> None:
    seen = 0
    for path in addresses():
        if path in PUBLIC or NOT_OFFERED.match(path):
            continue
        url = filled(path, (uuid.uuid4(), uuid.uuid4()))
        for method in ("get", "post"):
            answer = getattr(client, method)(url)
            seen += 1
            assert answer.status_code == 302, f"{method} {url}"
            assert answer["Location"].startswith("/konto/login/"), f"{method} {url}"
    assert seen > 40


@pytest.mark.django_db
def test_no_id_opens_what_another_organisation_keeps(client: Client, membership: Membership) -> None:
    other = PartnerFactory.create()
    somebody = MembershipFactory.create(organisation=other)
    person = CandidateFactory.create(keeper=other)
    task = TaskFactory.create(keeper=other)
    hours = HoursFactory.create(placement=PlacementFactory.create(candidate=person))
    things = [
        person,
        ProgrammeFactory.create(keeper=other),
        ParticipationFactory.create(candidate=person),
        CourseFactory.create(keeper=other),
        EnrolmentFactory.create(candidate=person),
        NoteFactory.create(candidate=person, signed=True),
        LogEntryFactory.create(workplace__keeper=other, signed=True),
        ContactFactory.create(workplace=WorkplaceFactory.create(keeper=other)),
        WorkplaceFactory.create(keeper=other),
        task,
        hours.placement,
        hours,
        Merge.objects.create(keeper=other, kind="candidate", kept_id=person.public_id, gone_id=person.public_id),
        imports.order(by=Scope(other, somebody.user), files=[("timer.csv", b"x")]),
        exports.order(by=Scope(other, somebody.user), format="zip"),
        Report.objects.create(
            keeper=other, municipality="DK-851", first_day=date(2026, 1, 1), last_day=date(2026, 2, 1)
        ),
    ]
    client.force_login(membership.user)
    seen = 0
    for path in addresses():
        if "<" not in path or path.startswith("konto/"):
            continue
        for ids in itertools.product([thing.public_id for thing in things], repeat=path.count("<")):
            for method in ("get", "post"):
                seen += 1
                answer = getattr(client, method)(filled(path, ids))
                assert answer.status_code in {404, 405}, f"{method} {path}"
    assert seen > 200
