"""`python bench/lists.py`: every list and search at Aalborg's size, in a database of its own, with and without the indexes of ADR 5.

6,000 people, 900 workplaces, 2,500 tasks, 20,000 placements, 250,000 rows of hours, written by the database itself. Prints, for each
page, the number of questions, the time that the database took for them and the time of the slowest; with --plans, that one's plan. Words after the name choose pages
by what stands in their address (`soeg q=`).
"""

# ruff: noqa: S608, E501  (statements of our own, with words of our own)
from __future__ import annotations

import os
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "smaajob.settings")
os.environ["TEST_DATABASE"] = "bench_lists"
os.environ["LOG_LEVEL"] = "ERROR"

import django

django.setup()

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, setup_databases, setup_test_environment, teardown_databases
from django.urls import reverse

from candidates.models import Candidate, Programme
from employers.models import Task, Workplace
from placements.models import Placement
from smaajob.accounts.database_roles import as_owner, grant
from smaajob.accounts.models import Membership, Organisation, Role, User

ROUNDS = 3
# Indexes that ADR 5 tells of: dropped for the figures "before".
INDEXES = {
    "candidate_by_text": "candidates_candidate USING gin (search_text gin_trgm_ops)",
    "task_by_text": "employers_task USING gin (search_text gin_trgm_ops)",
    "event_subject": "audit_event (subject, subject_id, at DESC)",
}
FIRST = "ARRAY['Anne','Søren','Fatima','Mohammed','Åse','Jørgen','Iryna','Kim','Mette','Ole','Hassan','Lærke','Bo','Amina','Niels']"
LAST = "ARRAY['Jensen','Nielsen','Hansen','Sørensen','Ågaard','Hassan','Bondar','Kristoffersen','Dahl','Holm','Østergaard','Ali','Kjær']"
WORK = "ARRAY['Bageriet','Genbrugshuset','Plejehjemmet','Lageret','Kantinen','Gartneriet','Skolen','Boligforeningen','Værkstedet']"
DOES = "ARRAY['Fylde varer op','Rydde op på lageret','Pakke ordrer','Luge og feje','Hjælpe i kantinen','Scanne arkivet','Vaske biler']"
OFF = "'{}'"  # an empty list
WEEK = "ARRAY['man 09:00-12:00','ons 09:00-12:00']"


def pick(words: str, n: str) -> str:
    """SQL: one of the words, spread over the rows."""
    return f"({words})[1 + ({n}) % array_length({words}, 1)]"


def fill(keeper: Organisation, user: User) -> None:
    """As many rows as Aalborg has, made by the database."""
    k = keeper.pk
    with connection.cursor() as cursor:
        for statement in (*people(k, user.pk), *workplaces(k), *tasks(k), *programmes(k), *placements(k)):
            cursor.execute(statement)


def people(k: int, u: int) -> list[str]:
    """Who can take part, and their situation."""
    return [
        f"""INSERT INTO candidates_candidate (public_id, keeper_id, archived_as, external_id, municipality, first_name, last_name, birth_date,
            gender, cpr_encrypted, cpr_hash, address_protected, postcode, hours_per_week, availability, accommodations, languages, certificates,
            wishes, email, phone, registered_on, consultant_id, consultant_email, language, channel)
            SELECT gen_random_uuid(), {k}, '', 'K' || n, 'DK-851', {pick(FIRST, "n")}, {pick(LAST, "n / 15")} || CASE WHEN n % 3 = 0 THEN ' ' || n ELSE '' END,
            date '1960-01-01' + n, '', '', '', n % 50 = 0, {pick("ARRAY['9000','9200','9220','9400']", "n")}, 8, {WEEK}, {OFF}, {OFF}, {OFF}, {OFF}, '',
            '98' || lpad(n::text, 6, '0'), date '2024-01-01' + n % 700, CASE WHEN n % 10 = 0 THEN {u} END, '', 'da', '' FROM generate_series(1, 6000) n""",
        f"""INSERT INTO candidates_statusspell (public_id, keeper_id, candidate_id, status, start)
            SELECT gen_random_uuid(), {k}, c.id, {pick("ARRAY['ledig','kontanthjælp','småjob','job']", "c.id::int + s")}, date '2024-01-01' + s * 200
            FROM candidates_candidate c, generate_series(0, 2) s""",
        f"""INSERT INTO candidates_targetgroupspell (public_id, keeper_id, candidate_id, "group", start)
            SELECT gen_random_uuid(), {k}, id, {pick("ARRAY['kontanthjælp','flygtning','ung']", "id::int")}, date '2024-01-01' FROM candidates_candidate""",
    ]  # fmt: skip


def workplaces(k: int) -> list[str]:
    """Where the work is, and whom to call there."""
    return [
        f"""INSERT INTO employers_employer (public_id, keeper_id, country, cvr, name)
            SELECT gen_random_uuid(), {k}, 'DK', '', {pick(WORK, "n")} || ' ' || n || ' ApS' FROM generate_series(1, 700) n""",
        f"""INSERT INTO employers_workplace (public_id, keeper_id, archived_as, employer_id, external_id, name, country, p_number, type, industry,
            address, postcode, offered, not_offered, consultant_email, about)
            SELECT gen_random_uuid(), {k}, '', (SELECT min(id) FROM employers_employer) + n % 700, 'V' || n, {pick(WORK, "n")} || ' ' || n, 'DK', '', 'privat', '', '',
            {pick("ARRAY['9000','9200','9220','9400']", "n")}, {OFF}, {OFF}, '', '' FROM generate_series(1, 900) n""",
        f"""INSERT INTO employers_contact (public_id, keeper_id, archived_as, workplace_id, name, email, phone, role, call_when, main)
            SELECT gen_random_uuid(), {k}, '', id, {pick(FIRST, "id::int")} || ' ' || {pick(LAST, "id::int")}, '', '2030' || id, '', '', true FROM employers_workplace""",
    ]  # fmt: skip


def tasks(k: int) -> list[str]:
    """What is to be done."""
    return [
        f"""INSERT INTO employers_task (public_id, keeper_id, archived_as, workplace_id, external_id, title, category, kind, description, seats, start, "end",
            windows, flexible, min_session_hours, postcode, demands, offered, not_offered, languages)
            SELECT gen_random_uuid(), {k}, '', (SELECT min(id) FROM employers_workplace) + n % 900, 'O' || n, {pick(DOES, "n")}, 'butik', 'småjob', '', 5,
            date '2024-01-01' + n % 900, CASE WHEN n % 3 = 0 THEN date '2024-01-01' + n % 900 + 100 END, {WEEK}, false, 2, '', {OFF}, {OFF}, {OFF}, {OFF}
            FROM generate_series(1, 2500) n""",
    ]  # fmt: skip


def programmes(k: int) -> list[str]:
    """What people take part in."""
    return [
        f"""INSERT INTO candidates_programme (public_id, keeper_id, archived_as, external_id, name, municipalities, start, owner, funding)
            SELECT gen_random_uuid(), {k}, '', 'I' || n, 'Små job ' || n, '{{DK-851}}', '2024-01-01', '', {OFF} FROM generate_series(1, 12) n""",
        f"""INSERT INTO candidates_participation (public_id, keeper_id, archived_as, programme_id, candidate_id, start)
            SELECT gen_random_uuid(), {k}, '', (SELECT min(id) FROM candidates_programme) + id % 12, id, '2024-02-01' FROM candidates_candidate""",
    ]  # fmt: skip


def placements(k: int) -> list[str]:
    """Who works where, their hours and shifts."""
    return [
        f"""INSERT INTO placements_placement (public_id, keeper_id, external_id, candidate_id, workplace_id, task_id, programme_id, kind, start, planned_end,
            actual_end, end_reason, erased)
            SELECT gen_random_uuid(), {k}, 'F' || n, (SELECT min(id) FROM candidates_candidate) + n % 6000, t.workplace_id, CASE WHEN n % 8 = 0 THEN t.id END,
            (SELECT min(id) FROM candidates_programme) + n % 12, 'småjob', d.day, d.day + 180,
            CASE WHEN n % 5 > 0 THEN d.day + 150 END, CASE WHEN n % 5 > 0 THEN 'gennemført' ELSE '' END, false
            FROM generate_series(1, 20000) n CROSS JOIN LATERAL (SELECT date '2024-06-01' + n % 800 AS day) d
            JOIN employers_task t ON t.id = (SELECT min(id) FROM employers_task) + n % 2500""",
        f"""INSERT INTO placements_hours (public_id, keeper_id, placement_id, first_day, last_day, hours)
            SELECT gen_random_uuid(), {k}, p.id, p.start + w * 7, p.start + w * 7, 3 FROM placements_placement p, generate_series(0, 12) w""",
        f"""INSERT INTO placements_shift (public_id, keeper_id, placement_id, candidate_id, day, starts_at, ends_at)
            SELECT gen_random_uuid(), {k}, p.id, p.candidate_id, p.start + w * 7, p.start + w * 7 + p.id % 480 * interval '3 minute',
            p.start + w * 7 + (p.id % 480 + 1) * interval '3 minute'
            FROM placements_placement p, generate_series(10, 20) w WHERE p.actual_end IS NULL ON CONFLICT DO NOTHING""",
    ]  # fmt: skip


def addresses() -> list[str]:
    """Every list and tab that LISTS of tests/test_queries.py knows, about the first of each kind."""
    from tests.test_queries import LISTS

    about = {
        "person": Candidate.objects.first(),
        "programme": Programme.objects.first(),
        "workplace": Workplace.objects.first(),
        "task": Task.objects.first(),
        "placement": Placement.objects.first(),
    }
    return [
        reverse(name, args=[about[thing].public_id] if thing else []) + after
        for name, thing, after in LISTS
        if not thing or about.get(thing)
    ]


def measure(client: Client, address: str, *, plans: bool) -> tuple[int, float, float]:
    """Questions, milliseconds of all of them, milliseconds of the slowest: the medians of some rounds."""
    sums, slowest, worst = [], [], ("", 0.0)
    typed = address.removeprefix("soeg:") if address.startswith("soeg:") else None
    for _round in range(ROUNDS):
        with CaptureQueriesContext(connection) as seen:
            answer = client.post("/soeg/", {"q": typed}) if typed else client.get(address)
        assert answer.status_code == 200, address
        times = [float(one["time"]) * 1000 for one in seen.captured_queries]
        sums.append(sum(times))
        slowest.append(max(times))
        worst = max(((one["sql"], float(one["time"])) for one in seen.captured_queries), key=lambda one: one[1])
    if plans:
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN (ANALYZE, BUFFERS) " + worst[0].replace("%", "%%"), [])
            print("\n".join("    " + row[0][:180] for row in cursor.fetchall()))
    return len(times), statistics.median(sums), statistics.median(slowest)


SEARCHES = ["soeg:fatma hasan", "soeg:anne", "soeg:kristofersen", "soeg:98000123", "soeg:bagerit nørresundby"]


def main() -> None:
    """Make the database, measure with the indexes and without, take it down."""
    setup_test_environment()
    with as_owner():
        config = setup_databases(verbosity=0, interactive=False)
        grant(settings.APPLICATION_ROLE)
    try:
        keeper = Organisation.objects.create(kind="municipality", name="Aalborg Kommune", country="DK", code="DK-851")
        user = User.objects.create_user("mette@example.org", name="Mette Holm")
        Membership.objects.create(user=user, organisation=keeper, role=Role.CONSULTANT)
        begin = time.perf_counter()
        fill(keeper, user)
        print(f"made in {time.perf_counter() - begin:.0f} s")
        with as_owner(), connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        client = Client()
        client.force_login(user)
        wanted = [word for word in sys.argv[1:] if word != "--plans"]
        pages = [one for one in [*addresses(), *SEARCHES] if not wanted or any(word in one for word in wanted)]
        results = {}
        for when in ("with", "without"):
            if when == "without":
                with as_owner(), connection.cursor() as cursor:
                    for name in INDEXES:
                        cursor.execute(f"DROP INDEX {name}")
            for page in pages:
                results[page, when] = measure(client, page, plans="--plans" in sys.argv and when == "with")
        print(f"{'':<74} {'questions':>9} {'all ms':>8} {'slowest':>8} | without: {'all ms':>8} {'slowest':>8}")
        for page in pages:
            n, total, slow = results[page, "with"]
            _n, total2, slow2 = results[page, "without"]
            print(f"{page[:74]:<74} {n:>9} {total:>8.1f} {slow:>8.1f} |          {total2:>8.1f} {slow2:>8.1f}")
    finally:
        with as_owner():
            teardown_databases(config, verbosity=0)


if __name__ == "__main__":
    main()
