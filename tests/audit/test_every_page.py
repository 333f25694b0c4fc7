"""Whatever page names a person, for whatever role: the log has a row that names them too. Over every URL of tests/access_table.py."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from html import unescape
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.test import Client

from candidates.models import Candidate
from smaajob.accounts.models import Role
from smaajob.audit.models import Access
from tests.access_table import ANYBODY, TABLE
from tests.access_world import World, build, names_a_person
from tests.factories import MunicipalityFactory, cvr_number
from tests.test_access import asked, path_of, views


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        made = build(MunicipalityFactory.create(), cvr_number(500))
        for number, person in enumerate(Candidate.objects.order_by("pk")):
            person.last_name = f"Navnesen{number:03}x"
            person.first_name = f"Fornavn{number:03}x"
            person.save()
        yield made
        transaction.set_rollback(True)


def named_in(html: str) -> set[UUID]:
    text = unescape(html)
    return {
        one.public_id for one in Candidate.objects.order_by("pk") if one.last_name in text or one.first_name in text
    }


def looked_at(client: Client, method: str, path: str) -> tuple[Any, set[UUID], list[Access]]:
    """The page, whom it names, and what the log got of it."""
    with transaction.atomic():
        last = Access.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        answer = asked_and_kept(client, method, path)
        rows = list(Access.objects.filter(pk__gt=last))
        html = answer.content.decode() if "html" in answer.headers.get("Content-Type", "") else ""
        transaction.set_rollback(True)
    return answer, named_in(html), rows


def asked_and_kept(client: Client, method: str, path: str) -> Any:
    cookies = copy(client.cookies)
    answer = getattr(client, method)(path, {"q": "Navnesen000x"} if "soeg" in path or "dobbelt" in path else {})
    client.cookies = cookies
    return answer


@pytest.mark.parametrize("role", list(Role))
def test_whom_a_page_names_the_log_names(world: World, role: Role) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(world.members[role].user)
    asked(client, "get", "/hvem-maa-hvad/")
    known, forgotten, named = dict(views()), {}, 0
    for name, row in TABLE.items():
        mine = row.who == ANYBODY or (not isinstance(row.who, str) and role in row.who)
        if not mine or name not in known or name.startswith(("account_", "mfa_", "usersessions_")):
            continue
        path = path_of(name, world.ids(row.about, role))
        for method in ("get", "post"):
            answer, people, rows = looked_at(client, method, path)
            assert answer.status_code < 500, (name, method)
            if answer.status_code not in {200, 422}:
                continue
            logged = {person for each in rows for person in each.people}
            named += bool(people)
            if people - logged:
                forgotten[name, method] = (people - logged, [str(one) for one in rows])
            if about_one(row.about, world) - logged:
                forgotten[name, method] = ("the person it is about", [str(one) for one in rows])
            assert all(one.purpose for one in rows)
            assert len(rows) <= 2
    assert forgotten == {}
    assert named > {Role.CONSULTANT: 30, Role.PARTNER_WORKER: 20, Role.MANAGER: 10}.get(role, -1)


def about_one(about: tuple[str, ...], world: World) -> set[UUID]:
    """The person that the path names, where the page shows a page about a person."""
    return {world.things["person"].public_id} if "person" in about and names_a_person(about) else set()
