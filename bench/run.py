"""`make bench`: what matters for speed, each interleaved with a named baseline in the same run, in a database of its own.

Prints a table, minimum / median / maximum over the rounds. Absolute times move by a factor of two on a shared machine:
read the ratios. Aims stand beside the figures; nothing fails here.
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "smaajob.settings")
os.environ["TEST_DATABASE"] = "bench_smaajob"
os.environ["LOG_LEVEL"] = "ERROR"  # a page that answers 404 would otherwise be told

import django
import xlsxwriter

django.setup()

from django.conf import settings
from django.db import connection, transaction
from django.test.utils import setup_databases, setup_test_environment, teardown_databases

from placements.actions.imports import import_rows
from placements.demo.make import make_demo
from placements.exchange.sources import from_path
from placements.matching.loader import people_for
from placements.models import Hours, Placement
from reports.extent import Extent
from reports.figures import compute
from smaajob.accounts.database_roles import as_owner, grant
from smaajob.accounts.models import Organisation
from smaajob.accounts.scope import Scope

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
ROWS = int(os.environ.get("BENCH_ROWS", "100000"))
FIRST = date(2020, 1, 1)


def measure(
    name: str, ours: Callable[[], object], baseline_name: str, baseline: Callable[[], object], aim: str = ""
) -> None:
    """Run both in turn, ROUNDS times, and print them with their ratio."""
    times: dict[str, list[float]] = {"ours": [], "baseline": []}
    for _round in range(ROUNDS):
        for key, call in (("ours", ours), ("baseline", baseline)):
            begin = time.perf_counter()
            call()
            times[key].append(time.perf_counter() - begin)
    for label, key in ((name, "ours"), (f"  beside: {baseline_name}", "baseline")):
        low, middle, high = min(times[key]), statistics.median(times[key]), max(times[key])
        print(f"{label:<62} {low * 1000:9.1f} {middle * 1000:9.1f} {high * 1000:9.1f} ms")
    ratio = statistics.median(times["ours"]) / statistics.median(times["baseline"])
    print(f"  ratio of the medians {ratio:.1f}{f'   (aim: {aim})' if aim else ''}\n")


def peak(call: Callable[[], object]) -> float:
    """The most memory the process held at once while it ran, in MB, all of Django and the test's own included."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    call()
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def hours_book(folder: Path, csv_file: Path) -> Path:
    """The same rows as an .xlsx, the days as real dates."""
    path = folder / "timer.xlsx"
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    sheet, as_date = book.add_worksheet("timer"), book.add_format({"num_format": "dd-mm-yyyy"})
    head, *lines = csv_file.read_text(encoding="utf-8").splitlines()
    sheet.write_row(0, 0, head.split(";"))
    for number, line in enumerate(lines, 1):
        identity, first, last, hours = line.split(";")
        sheet.write_string(number, 0, identity)
        sheet.write_datetime(number, 1, date.fromisoformat(first), as_date)
        sheet.write_datetime(number, 2, date.fromisoformat(last), as_date)
        sheet.write_number(number, 3, float(hours))
    book.close()
    return path


def hours_file(folder: Path, placements: list[str], rows: int) -> Path:
    """A timer.csv of one-day rows, spread over the placements."""
    path = folder / "timer.csv"
    per_placement = -(-rows // len(placements))
    lines = ["forløb_id;fra;til;timer"]
    for identity in placements:
        for day in range(per_placement):
            text = (FIRST + timedelta(days=day)).isoformat()
            lines.append(f"{identity};{text};{text};{3 + day % 5}")
    path.write_text("\n".join(lines[: rows + 1]) + "\n", encoding="utf-8")
    return path


def bench_import(keeper: Organisation, folder: Path) -> None:
    """Import of hours beside a bare COPY of the same rows into a table without a constraint."""
    people = list(Placement.objects.filter(keeper=keeper).select_related("candidate", "workplace")[:1])
    model = people[0]
    long_ago = [
        Placement(keeper=keeper, external_id=f"B{n}", candidate=model.candidate, workplace=model.workplace, kind="småjob",
                  start=FIRST, planned_end=FIRST + timedelta(days=3000))
        for n in range(100)
    ]  # fmt: skip
    Placement.objects.bulk_create(long_ago)
    path = hours_file(folder, [one.external_id for one in long_ago], ROWS)

    book = hours_book(folder, path)

    def take(source: Path) -> None:
        outcome = import_rows(keeper=keeper, read=lambda faults: from_path(source, faults), by=None, everyone=True)
        assert outcome.imported, outcome.data["faults"][:3]

    def ours(source: Path = path) -> None:
        take(source)
        Hours.objects.filter(placement__in=long_ago).delete()

    def copy() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("CREATE TEMP TABLE bare (placement bigint, a date, b date, hours numeric) ON COMMIT DROP")
            with cursor.copy("COPY bare FROM STDIN") as rows:
                for n in range(ROWS):
                    rows.write_row((n, FIRST, FIRST, Decimal(4)))

    measure(
        f"import of {ROWS:,} rows of hours (and taking them away)",
        ours,
        "a bare COPY of as many rows",
        copy,
        "100,000 in 30 s",
    )
    measure(f"import of {ROWS:,} rows of hours from an .xlsx", lambda: ours(book), "the same rows from a .csv", ours)
    for name, source in (("a .csv", path), ("an .xlsx", book)):
        most = peak(lambda source=source: ours(source))  # type: ignore[misc]
        print(f"{f'most memory while importing {ROWS:,} rows from {name}':<62} {most:9.0f} MB   (aim: 500)")
    print()


def bench_pages(keeper: Organisation) -> None:
    """What a task's page and a report compute, beside reading the same rows and doing nothing."""
    today = date(2026, 11, 20)
    scope = Scope(keeper)
    task = keeper_task(keeper, today)
    measure(
        "who can take a task: 60 people, every rule",
        lambda: people_for(task, scope, today),
        "reading the 60 people",
        lambda: list(people(keeper)),
    )
    extent = Extent(today - timedelta(days=365), today, municipality=keeper.code, keeper=keeper)
    measure(
        "all figures of a municipality for a year",
        lambda: compute(extent),
        "counting its rows of hours",
        lambda: Hours.objects.filter(keeper=keeper).count(),
    )


def keeper_task(keeper: Organisation, today: date):  # type: ignore[no-untyped-def]
    from employers.models import Task

    return Task.objects.filter(keeper=keeper).not_over(today).select_related("workplace").last()


def people(keeper: Organisation):  # type: ignore[no-untyped-def]
    from candidates.models import Candidate

    return Candidate.objects.filter(keeper=keeper)


def main() -> None:
    """Make the database, measure, take it down."""
    random.seed(1)
    setup_test_environment()
    with as_owner():
        config = setup_databases(verbosity=0, interactive=False)
        grant(settings.APPLICATION_ROLE)
    try:
        import tempfile

        keeper = make_demo(today=date(2026, 11, 20))
        with as_owner(), connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # a database that lives has statistics
        print(f"{'':<62} {'min':>9} {'median':>9} {'max':>9}")
        with tempfile.TemporaryDirectory() as folder:
            bench_import(keeper, Path(folder))
        bench_pages(keeper)
    finally:
        with as_owner():
            teardown_databases(config, verbosity=0)


if __name__ == "__main__":
    main()
