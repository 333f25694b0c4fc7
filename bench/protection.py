"""`python bench/protection.py`: each main page with row-level security and the log of access, beside the same page without, in turn.

A municipality of Aalborg's size (bench/lists.py makes it). "Without" is the role that owns the tables, whose own policy lets
everything through, with Django's own cursor (no stamp), and without the middleware that writes the log. Prints for each page the
median of the rounds both ways, their ratio, and the ratio of the database's and all. Words after the name choose pages by what
stands in their address; BENCH_ROUNDS is 7 unless it says more.
"""

from __future__ import annotations

import math
import os
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from bench.lists import SEARCHES, addresses, fill  # it sets up Django

# isort: split

from django.conf import settings
from django.db import connection, connections
from django.db.backends.postgresql.base import Cursor
from django.test import Client
from django.test.utils import override_settings, setup_databases, setup_test_environment, teardown_databases

from smaajob.accounts.database_roles import CREDENTIALS, as_owner, grant
from smaajob.accounts.models import Membership, Organisation, Role, User
from smaajob.audit.models import Access
from smaajob.reach import whole_organisation

ROUNDS = max(7, int(os.environ.get("BENCH_ROUNDS", "7")))
LOG = "smaajob.audit.middleware.AccessMiddleware"
AIM = 1.15


def of_the_owner() -> Any:
    """A second connection to the same database, as the owner, with Django's own cursor."""
    wrapper = connection.copy()
    owner = settings.DATABASE_OWNER
    assert owner
    wrapper.settings_dict = {**connection.settings_dict, **{key: owner[key] for key in CREDENTIALS}}
    wrapper.connect()
    wrapper.connection.cursor_factory = Cursor
    return wrapper


@contextmanager
def instead(wrapper: Any) -> Iterator[None]:
    """Inside, the default connection is another."""
    before = connections["default"]
    connections["default"] = wrapper
    try:
        yield
    finally:
        connections["default"] = before


def get(client: Client, address: str) -> float:
    """Seconds of the page."""
    typed = address.removeprefix("soeg:") if address.startswith("soeg:") else None
    begin = time.perf_counter()
    answer = client.post("/soeg/", {"q": typed}) if typed else client.get(address)
    took = time.perf_counter() - begin
    assert answer.status_code == 200, (address, answer.status_code)
    return took


def compare(pages: list[str], user: User) -> None:
    """Each page ROUNDS times both ways; which comes first goes by turns."""
    with_all, without = Client(), Client()
    with_all.force_login(user)
    without.cookies = with_all.cookies.copy()
    owner = of_the_owner()
    bare = [one for one in settings.MIDDLEWARE if one != LOG]
    assert len(bare) == len(settings.MIDDLEWARE) - 1

    def off(page: str) -> float:
        with instead(owner):
            return get(without, page)

    with override_settings(MIDDLEWARE=bare):
        off("/")  # a client takes its middleware at its first page, and keeps it
    before = Access.objects.count()
    off("/personer/")
    assert Access.objects.count() == before, "without the log, nothing is written"
    ratios: list[float] = []
    print(f"{'':<74} {'with':>8} {'without':>8} ms   ratio   (the median of {ROUNDS})")
    for page in pages:
        times: dict[bool, list[float]] = {True: [], False: []}
        get(with_all, page), off(page)
        for turn in range(ROUNDS):
            for protected in (True, False) if turn % 2 == 0 else (False, True):
                times[protected].append(get(with_all, page) if protected else off(page))
        on, bare_time = statistics.median(times[True]), statistics.median(times[False])
        ratios.append(on / bare_time)
        print(f"{page[:74]:<74} {on * 1000:>8.1f} {bare_time * 1000:>8.1f}      {on / bare_time:.2f}", flush=True)
    mean = math.exp(statistics.fmean(math.log(one) for one in ratios))
    print(
        f"\n{len(ratios)} pages: median ratio {statistics.median(ratios):.2f}, geometric mean {mean:.2f}, "
        f"largest {max(ratios):.2f}, over {AIM}: {sum(one > AIM for one in ratios)}   (aim: {AIM})"
    )
    owner.close()


def main() -> None:
    """Make the database, compare, take it down."""
    setup_test_environment()
    with as_owner():
        config = setup_databases(verbosity=0, interactive=False)
        grant(settings.APPLICATION_ROLE)
    try:
        with as_owner():
            keeper = Organisation.objects.create(
                kind="municipality", name="Aalborg Kommune", country="DK", code="DK-851"
            )
            user = User.objects.create_user("mette@example.org", name="Mette Holm")
            Membership.objects.create(user=user, organisation=keeper, role=Role.CONSULTANT)
            fill(keeper, user)
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        with whole_organisation(keeper):
            wanted = sys.argv[1:]
            pages = [one for one in [*addresses(), *SEARCHES] if not wanted or any(word in one for word in wanted)]
            compare(pages, user)
    finally:
        with as_owner():
            teardown_databases(config, verbosity=0)


if __name__ == "__main__":
    main()
