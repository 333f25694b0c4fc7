"""The import's pages, without a browser: send, look, say yes."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

import placements.tasks  # noqa: F401  (a worker imports it to know the work)
from candidates.models import Candidate
from placements.actions.imports import forget_old
from placements.actions.placements import end
from placements.models import ImportJob, Placement
from smaajob.accounts.models import Membership
from smaajob.accounts.scope import Scope
from smaajob.audit.models import Access, Event, Kind
from smaajob.celery import app
from smaajob.jobs.models import JobState
from smaajob.jobs.run import perform
from tests.factories import MembershipFactory, PartnerFactory
from tests.placements.exchange.sheets import Sheets, files_of, small, zipped

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_broker")]


def upload(client: Client, *files: tuple[str, bytes]) -> Any:
    sent = [SimpleUploadedFile(name, content) for name, content in files]
    return client.post(reverse("placements:imports"), {"upload": sent})


def order(client: Client, sheets: Sheets, *, as_zip: bool = True) -> ImportJob:
    files = files_of(sheets)
    response = upload(client, ("marts.zip", zipped(files))) if as_zip else upload(client, *files)
    assert response.status_code == 302
    return ImportJob.objects.latest("pk")


def page(client: Client, job: ImportJob, **headers: Any) -> str:
    response = client.get(reverse("placements:import", args=[job.public_id]), headers=headers or None)
    assert response.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def work(job: ImportJob) -> None:
    assert perform("placements.importjob", job.pk)
    job.refresh_from_db()


def say_yes(client: Client, job: ImportJob) -> Any:
    return client.post(reverse("placements:import_load", args=[job.public_id]), follow=True)


@pytest.mark.parametrize("as_zip", [True, False])
def test_send_look_say_yes(signed_in: Client, membership: Membership, as_zip: bool) -> None:
    job = order(signed_in, small(), as_zip=as_zip)
    assert (job.state, job.keeper, job.ordered_by) == (JobState.ORDERED, membership.organisation, membership.user)
    assert "Filerne bliver læst igennem" in page(signed_in, job)
    assert "Opdatér" in page(signed_in, job)

    work(job)
    text = page(signed_in, job)
    assert "Filerne er klar til at blive importeret" in text
    assert "Personer 2 0 0" in text
    assert not Candidate.objects.exists()

    say_yes(signed_in, job)
    job.refresh_from_db()
    assert "Filerne bliver importeret" in page(signed_in, job)
    work(job)
    text = page(signed_in, job)
    assert "Filerne er importeret" in text
    assert "Personer 2 0 0" in text
    assert Candidate.objects.filter(keeper=membership.organisation).count() == 2
    event = Event.objects.get(verb="import")
    assert event.actor == membership.user
    assert job.upload is None
    assert "Importeret" in signed_in.get(reverse("placements:imports")).content.decode()


def test_faults_are_shown_and_can_be_downloaded(signed_in: Client) -> None:
    sheets = small()
    sheets["kandidater"][0].update(fornavn="=1+1", cpr="020190-1234")
    sheets["status"][0]["dato"] = "=i går"
    job = order(signed_in, sheets)
    work(job)
    text = page(signed_in, job)
    assert "Der er 2 fejl at rette" in text
    assert "kandidater.csv række 2 cpr 020190-••••" in text
    assert "Importér" not in text
    response = signed_in.get(reverse("placements:import_faults", args=[job.public_id]))
    assert response["Content-Disposition"] == 'attachment; filename="fejl.csv"'
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[0][:7] == ["fil", "række", "kolonne", "værdi", "forventet", "A", "B"]
    assert rows[1][:4] == ["kandidater.csv", "2", "cpr", "020190-••••"]
    assert rows[1][5:11] == ["K1", "'=1+1", "Yusuf", "1990-01-01", "020190-••••", "9000"], "the row as it stood"
    assert rows[2][3] == "'=i går", "a spreadsheet must not run it"
    assert rows[2][5:] == ["K1", "'=i går", "kontanthjælp"]
    assert job.upload is None, "what must be corrected is sent again"


def test_whom_a_preview_and_its_faults_quote_is_in_the_log(signed_in: Client) -> None:
    first = order(signed_in, small())
    work(first)
    say_yes(signed_in, first)
    work(first)
    amina, soeren = Candidate.objects.order_by("external_id")
    seen = Access.objects.filter(page="placements:import", people__contains=[amina.public_id])
    assert not seen.exists(), "who is not here yet can't be named"

    sheets = small()
    sheets["kandidater"][0]["efternavn"] = "Yusuf Ali"
    second = order(signed_in, sheets)
    work(second)
    assert "Yusuf Ali" in page(signed_in, second)
    row = seen.get()
    assert (row.purpose, row.people) == ("Import", [amina.public_id])

    sheets["kandidater"][1]["fødselsdato"] = "i går"
    third = order(signed_in, sheets)
    work(third)
    assert "Der er 1 fejl" in page(signed_in, third)
    signed_in.get(reverse("placements:import_faults", args=[third.public_id]))
    assert Access.objects.get(page="placements:import_faults").kind == Kind.EXPORT
    assert Access.objects.get(page="placements:import_faults").people == [soeren.public_id]


def test_an_import_with_faults_can_not_be_confirmed(signed_in: Client) -> None:
    sheets = small()
    sheets["status"][0]["dato"] = "i går"
    job = order(signed_in, sheets)
    work(job)
    response = say_yes(signed_in, job)
    assert "skal rettes først" in response.content.decode()
    job.refresh_from_db()
    assert job.state == JobState.DONE


def test_a_cpr_lies_nowhere_in_the_clear(signed_in: Client) -> None:
    sheets = small()
    sheets["kandidater"][0]["cpr"] = "010190-1234"
    job = order(signed_in, sheets)
    for _ in range(2):
        assert b"010190" not in bytes(ImportJob.objects.get(pk=job.pk).upload or b"")
        work(job)
        say_yes(signed_in, job)
    with connection.cursor() as cursor:
        for table in ("placements_importjob", "audit_event", "candidates_candidate"):
            cursor.execute(f"SELECT string_agg(t::text, ' ') FROM {table} t")  # noqa: S608
            found = cursor.fetchone()[0]
            assert "010190-1234" not in found
            assert "0101901234" not in found


def test_what_changed_since_the_look_is_told_and_nothing_is_half_done(signed_in: Client) -> None:
    job = order(signed_in, small())
    work(job)
    other = small()
    other["forløb"][0].update(forløb_id="F9", kandidat_id="K2")
    other.pop("timer")
    second = order(signed_in, other)
    work(second)
    say_yes(signed_in, second)
    work(second)
    say_yes(signed_in, job)
    work(job)
    assert "Der er 1 fejl at rette" in page(signed_in, job)
    assert "Noget er ændret, siden du så listen. Derfor er der nu fejl" in page(signed_in, job)
    assert "F9" in page(signed_in, job)


def test_a_yes_holds_for_what_was_shown_only(signed_in: Client, membership: Membership) -> None:
    first = order(signed_in, small())
    work(first)
    say_yes(signed_in, first)
    work(first)
    longer = small()
    longer["forløb"][0]["slut_planlagt"] = "2022-04-30"
    job = order(signed_in, longer)
    work(job)
    assert "Forløb 0 1 0" in page(signed_in, job)
    assert "Noget er ændret" not in page(signed_in, job)

    # Meanwhile somebody ends the placement: the same import would now take the ending back.
    placement = Placement.objects.get()
    by = Scope(membership.organisation, membership.user)
    end(by=by, placement=placement, on=date(2022, 3, 31), reason="ansat")
    say_yes(signed_in, job)
    work(job)
    placement.refresh_from_db()
    assert (placement.actual_end, placement.planned_end) == (date(2022, 3, 31), date(2022, 3, 31))
    text = page(signed_in, job)
    assert "Noget er ændret, siden du så listen. Se den igennem igen, før du importerer." in text
    assert "slut_faktisk fra »31. mar. 2022« til tom" in text

    say_yes(signed_in, job)
    work(job)
    placement.refresh_from_db()
    assert (placement.actual_end, placement.planned_end) == (None, date(2022, 4, 30))
    assert "Filerne er importeret" in page(signed_in, job)
    assert "Noget er ændret" not in page(signed_in, job)


def test_a_yes_is_for_the_same_numbers_of_other_rows_neither(signed_in: Client) -> None:
    """The counts are as they were, the value that goes is another."""
    first = order(signed_in, small())
    work(first)
    say_yes(signed_in, first)
    work(first)
    renamed = small()
    renamed["kandidater"][0]["fornavn"] = "Aminata"
    job = order(signed_in, renamed)
    work(job)
    Candidate.objects.filter(external_id="K1").update(first_name="Mina")
    say_yes(signed_in, job)
    work(job)
    assert Candidate.objects.get(external_id="K1").first_name == "Mina"
    assert "fra »Mina« til »Aminata«" in page(signed_in, job)


def test_while_it_runs_the_part_says_how_far_it_is(signed_in: Client) -> None:
    job = order(signed_in, small())
    ImportJob.objects.filter(pk=job.pk).update(
        state=JobState.RUNNING, claim=uuid4(), lease_until=timezone.now(), progress=40, step="Tjekker timer.csv"
    )
    response = signed_in.get(reverse("placements:import", args=[job.public_id]), headers={"HX-Request": "true"})
    text = response.content.decode()
    assert "Tjekker timer.csv" in text
    assert 'value="40"' in text
    assert "<html" not in text
    ImportJob.objects.filter(pk=job.pk).update(state=JobState.ORDERED, claim=None, lease_until=None)
    work(job)
    response = signed_in.get(reverse("placements:import", args=[job.public_id]), headers={"HX-Request": "true"})
    assert response["HX-Refresh"] == "true"


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ([], "Vælg et Excel-regneark"),
        ([("ark.xls", b"PK")], "ark.xls er en gammel Excel-fil. Åbn den, og gem den som .xlsx."),
        ([("ark.ods", b"PK")], "fra LibreOffice. Åbn det, og gem det som .xlsx"),
        ([("makro.xlsm", b"PK")], "med makroer"),
        ([("brev.docx", b"x")], "ender på .xlsx, .zip eller .csv"),
        ([("a.zip", b"x"), ("timer.csv", b"x")], "enten ét Excel-regneark, én .zip-fil"),
        ([("a.xlsx", b"x"), ("b.xlsx", b"x")], "enten ét Excel-regneark, én .zip-fil"),
        ([("timer.csv", b"x"), ("Timer.csv", b"y")], "samme navn"),
        ([("timer.csv", b"")], "Filen er tom"),
    ],
)
def test_an_upload_that_cant_be_taken_is_told_beside_the_field(signed_in: Client, files: Any, said: str) -> None:
    response = upload(signed_in, *files)
    assert response.status_code == 422
    assert said in response.content.decode()
    assert not ImportJob.objects.exists()


def test_too_much_at_once_is_refused(signed_in: Client, settings: Any) -> None:
    settings.IMPORT_MAX_BYTES = 2 * 2**20
    response = upload(signed_in, ("timer.csv", b"x" * (2 * 2**20 + 1)))
    assert response.status_code == 422
    assert "mere end 2 MB" in response.content.decode()


def test_a_zip_with_nothing_in_it_is_told_and_the_file_forgotten(signed_in: Client) -> None:
    upload(signed_in, ("tom.zip", zipped([("læs.txt", b"x")])))
    job = ImportJob.objects.get()
    work(job)
    assert "ingen af importens filer i tom.zip" in page(signed_in, job)
    assert job.upload is None


def test_another_organisations_import_is_not_there(signed_in: Client) -> None:
    job = order(signed_in, small())
    work(job)
    stranger = Client()
    stranger.force_login(MembershipFactory.create(organisation=PartnerFactory.create()).user)
    for name in ("placements:import", "placements:import_faults"):
        assert stranger.get(reverse(name, args=[job.public_id])).status_code == 404
    assert stranger.post(reverse("placements:import_load", args=[job.public_id])).status_code == 404
    assert "marts.zip" not in stranger.get(reverse("placements:imports")).content.decode()
    job.refresh_from_db()
    assert job.state == JobState.DONE


def test_people_of_another_municipality_are_refused_in_the_browser(signed_in: Client) -> None:
    sheets = small()
    sheets["kandidater"][0]["kommune"] = "860"
    job = order(signed_in, sheets)
    work(job)
    assert "jeres egne borgere" in page(signed_in, job)


def test_an_upload_that_nobody_said_yes_to_is_forgotten(signed_in: Client) -> None:
    job = order(signed_in, small())
    work(job)
    assert job.finished_at is not None
    forget_old(job.finished_at + timedelta(hours=23))
    job.refresh_from_db()
    assert job.upload is not None
    forget_old(job.finished_at + timedelta(hours=25))
    job.refresh_from_db()
    assert job.upload is None
    assert "De lå her for længe" in page(signed_in, job)


def test_the_clock_forgets_not_the_next_order(signed_in: Client) -> None:
    job = order(signed_in, small())
    work(job)
    ImportJob.objects.filter(pk=job.pk).update(finished_at=timezone.now() - timedelta(days=2))
    assert {"task": "placements.tasks.tidy", "schedule": 3600} in settings.CELERY_BEAT_SCHEDULE.values()
    app.tasks["placements.tasks.tidy"]()
    job.refresh_from_db()
    assert job.upload is None


def test_after_a_month_a_result_quotes_nobody(signed_in: Client) -> None:
    imported = order(signed_in, small())
    work(imported)
    say_yes(signed_in, imported)
    work(imported)
    again = small()
    again["kandidater"][0]["fornavn"] = "Aminata"
    again["kandidater"][0]["konsulent"] = "hanne@aalborg.example"
    changing = order(signed_in, again)
    work(changing)
    again["status"][0]["dato"] = "i går var det"
    faulty = order(signed_in, again)
    work(faulty)
    assert changing.finished_at is not None

    def written() -> str:
        return str(list(ImportJob.objects.values_list("result", flat=True)))

    forget_old(changing.finished_at + timedelta(days=29))
    assert all(word in written() for word in ("Aminata", "i går var det", "hanne@aalborg.example"))
    forget_old(changing.finished_at + timedelta(days=31))
    assert not [word for word in ("Aminata", "i går var det", "hanne@aalborg.example") if word in written()]
    faulty.refresh_from_db()
    assert "status.csv række 2 dato" in page(signed_in, faulty), "where it was may still be seen"
    assert "Personer 2 0 0" in page(signed_in, imported)
    before = written()
    forget_old(changing.finished_at + timedelta(days=32))
    assert written() == before


def test_the_list_asks_as_much_for_many_as_for_few(signed_in: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert signed_in.get(reverse("placements:imports")).status_code == 200
        return len(captured)

    order(signed_in, small())
    few = queries()
    for _ in range(9):
        order(signed_in, small())
    assert queries() == few <= 12
