"""What is exported, how it looks in a spreadsheet, and who takes it away."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

import placements.tasks  # noqa: F401  (a worker imports it to know the work)
from candidates.models import Candidate
from placements.actions import exports as actions
from placements.exchange.columns import FILES
from placements.exchange.writers import WorkbookSink
from placements.models import ExportJob, Placement
from smaajob.accounts.models import Membership, Organisation
from smaajob.accounts.scope import Scope
from smaajob.archive import ArchivedAs, archive
from smaajob.audit.models import Event
from smaajob.jobs.run import perform
from smaajob.secrets import encrypt, keyed_hash
from tests.factories import (
    CandidateFactory,
    ContactFactory,
    CourseFactory,
    EnrolmentFactory,
    HoursFactory,
    ParticipationFactory,
    PartnerFactory,
    PlacementFactory,
    ProgrammeFactory,
    StatusSpellFactory,
    TargetGroupSpellFactory,
    TaskFactory,
    WorkplaceFactory,
)
from tests.placements.exchange.sheets import small, take
from tests.placements.exchange.test_round_trip import exported

pytestmark = pytest.mark.django_db


def sheet(keeper: Organisation, name: str, **more: Any) -> list[dict[str, str]]:
    """The rows of one file of an export."""
    content, _told = exported(keeper, **more)
    text = zipfile.ZipFile(io.BytesIO(content)).read(f"{name}.csv").decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


class TestTheFiles:
    def test_all_ten_in_the_order_of_the_format_as_a_danish_excel_opens_them(self, municipality: Organisation) -> None:
        take(municipality, small())
        content, _told = exported(municipality)
        archive_ = zipfile.ZipFile(io.BytesIO(content))
        assert archive_.namelist() == [kind.file for kind in FILES.values()]
        assert (
            archive_.read("timer.csv")
            == (
                "\ufeffforløb_id;fra;til;timer\r\nF1;2022-03-01;2022-03-06;6\r\nF1;2022-03-07;2022-03-13;5,5\r\n"
            ).encode()
        )
        for kind in FILES.values():
            head = archive_.read(kind.file).decode("utf-8-sig").split("\r\n")[0].split(";")
            assert head == [column.name for column in kind.columns if column.name != "cpr"]

    def test_the_order_does_not_hang_on_the_order_of_writing(self, municipality: Organisation) -> None:
        for id_ in ("K2", "k1", "Å1", "K10", "Ä1"):
            CandidateFactory.create(keeper=municipality, external_id=id_)
        assert [row["kandidat_id"] for row in sheet(municipality, "kandidater")] == ["K10", "K2", "k1", "Ä1", "Å1"]

    def test_the_same_rows_give_the_same_bytes(self, municipality: Organisation) -> None:
        take(municipality, small())
        for sink in ({}, {"sink": WorkbookSink}):
            assert exported(municipality, **sink)[0] == exported(municipality, **sink)[0]

    def test_a_workbook_keeps_noughts_and_runs_nothing(self, municipality: Organisation) -> None:
        person = CandidateFactory.create(keeper=municipality, postcode="0800", first_name="=1+1", phone="+45 1")
        TargetGroupSpellFactory.create(candidate=person)
        book = openpyxl.load_workbook(io.BytesIO(exported(municipality, sink=WorkbookSink)[0]))
        assert book.sheetnames == list(FILES)
        rows = book["kandidater"].iter_rows()
        head = [cell.value for cell in next(rows)]
        cells = dict(zip(head, next(rows), strict=True))
        assert (cells["postnr"].value, cells["fornavn"].value, cells["telefon"].value) == ("0800", "'=1+1", "+45 1")
        assert cells["fornavn"].data_type == "s"
        assert cells["fødselsdato"].value.date() == person.birth_date

    def test_what_a_form_keeps_and_the_format_can_not_carry(self, municipality: Organisation) -> None:
        ProgrammeFactory.create(keeper=municipality, funding=["Staten | EU", "Staten | EU", "Puljen"], name=" Små ")
        TaskFactory.create(keeper=municipality, description="  først\r\nså\rtil sidst ")
        CandidateFactory.create(keeper=municipality)
        content, told = exported(municipality)
        [programme] = sheet(municipality, "indsatser")
        assert (programme["finansiering"], programme["navn"]) == ("Staten / EU|Puljen", "Små")
        assert sheet(municipality, "opgaver")[0]["beskrivelse"] == "først\nså\ntil sidst"
        assert sheet(municipality, "kandidater")[0]["målgrupper"] == "andet"
        assert len(told.notes) == 2
        other = PartnerFactory.create(name="Tom")
        assert take(other, [("alt.zip", content)]).imported
        assert exported(other)[0] == content

    def test_what_a_workbook_cuts_off_is_said_and_a_zip_has_it_all(self, municipality: Organisation) -> None:
        TaskFactory.create(keeper=municipality, description="x" * 40_000)
        [note] = exported(municipality, sink=WorkbookSink)[1].notes
        assert "beskrivelse er skåret af" in note
        content, told = exported(municipality)
        assert told.notes == []
        other = PartnerFactory.create(name="Tom")
        assert take(other, [("alt.zip", content)]).imported
        assert exported(other)[0] == content

    def test_that_somebody_was_in_another_target_group_is_not_in_the_file_and_said(
        self, municipality: Organisation
    ) -> None:
        person = CandidateFactory.create(keeper=municipality, registered_on=date(2024, 1, 1))
        TargetGroupSpellFactory.create(
            candidate=person, group="flygtning", start=date(2024, 1, 1), end=date(2025, 1, 31)
        )
        TargetGroupSpellFactory.create(candidate=person, group="ung", start=date(2025, 2, 1))
        [note] = exported(municipality)[1].notes
        assert "1 person har skiftet målgruppe" in note


class TestWhatCounts:
    def test_what_is_over_counts_and_a_mistake_never_did(self, scope: Scope) -> None:
        keeper = scope.organisation
        over = CandidateFactory.create(keeper=keeper, external_id="K1")
        mistake = CandidateFactory.create(keeper=keeper, external_id="K2")
        for person in (over, mistake):
            StatusSpellFactory.create(candidate=person)
            TargetGroupSpellFactory.create(candidate=person)
            ParticipationFactory.create(candidate=person)
            EnrolmentFactory.create(candidate=person, course=CourseFactory.create(keeper=keeper))
            HoursFactory.create(
                placement=PlacementFactory.create(
                    candidate=person, actual_end=date(2026, 3, 1), end_reason="ansat", external_id=person.external_id
                )
            )
        archive(by=scope, thing=over)
        archive(by=scope, thing=mistake, how=ArchivedAs.MISTAKE)
        for name in ("kandidater", "status", "deltagelser", "kursusdeltagere", "forløb"):
            assert [row["kandidat_id"] for row in sheet(keeper, name)] == ["K1"]
        assert [row["forløb_id"] for row in sheet(keeper, "timer")] == ["K1"]
        assert len(sheet(keeper, "indsatser")) == 2, "the programme is no mistake"
        notes = exported(keeper)[1].notes
        assert len(notes) == 5
        assert all("1 række er ikke med" in note for note in notes)
        assert take(PartnerFactory.create(), [("alt.zip", exported(keeper)[0])]).imported

    def test_a_cancelled_placement_and_its_hours_are_not_there(self, municipality: Organisation) -> None:
        placement = PlacementFactory.create(candidate__keeper=municipality)
        HoursFactory.create(placement=placement)
        Placement.objects.filter(pk=placement.pk).update(cancelled_at=timezone.now())
        assert sheet(municipality, "forløb") == sheet(municipality, "timer") == []

    def test_a_placement_on_a_task_that_was_a_mistake_has_no_task(self, scope: Scope) -> None:
        task = TaskFactory.create(keeper=scope.organisation)
        PlacementFactory.create(
            candidate__keeper=scope.organisation, task=task, actual_end=date(2026, 3, 1), end_reason="ansat"
        )
        archive(by=scope, thing=task, how=ArchivedAs.MISTAKE)
        assert [row["opgave_id"] for row in sheet(scope.organisation, "forløb")] == [""]

    def test_groups_now_or_else_those_of_the_last(self, municipality: Organisation) -> None:
        now = CandidateFactory.create(keeper=municipality, external_id="K1")
        TargetGroupSpellFactory.create(candidate=now, group="ung", start=date(2025, 1, 1))
        TargetGroupSpellFactory.create(candidate=now, group="flygtning", start=date(2025, 5, 1))
        TargetGroupSpellFactory.create(candidate=now, group="dagpenge", end=date(2025, 1, 1))
        before = CandidateFactory.create(keeper=municipality, external_id="K2")
        TargetGroupSpellFactory.create(candidate=before, group="ung", end=date(2024, 5, 1))
        TargetGroupSpellFactory.create(candidate=before, group="sygedagpenge", end=date(2025, 1, 1))
        assert [row["målgrupper"] for row in sheet(municipality, "kandidater")] == ["flygtning|ung", "sygedagpenge"]

    def test_the_contact_to_call_first(self, municipality: Organisation) -> None:
        workplace = WorkplaceFactory.create(keeper=municipality)
        ContactFactory.create(workplace=workplace, name="Bente Bager")
        ContactFactory.create(workplace=workplace, name="En anden", main=False)
        assert [row["kontakt_navn"] for row in sheet(municipality, "virksomheder")] == ["Bente Bager"]

    def test_nothing_of_another_organisation(self, municipality: Organisation) -> None:
        take(PartnerFactory.create(), small())
        assert not any(exported(municipality)[1].counts.values())

    def test_cpr_only_where_it_is_asked_for(self, municipality: Organisation) -> None:
        CandidateFactory.create(
            keeper=municipality, cpr_encrypted=encrypt("1705841234"), cpr_hash=keyed_hash("1705841234")
        )
        assert "cpr" not in sheet(municipality, "kandidater")[0]
        assert sheet(municipality, "kandidater", with_cpr=True)[0]["cpr"] == "1705841234"

    def test_a_few_queries_a_file_however_many_rows(self, municipality: Organisation) -> None:
        def queries() -> int:
            with CaptureQueriesContext(connection) as seen:
                exported(municipality)
            return len(seen)

        take(municipality, small())
        CandidateFactory.create(keeper=municipality)  # in no target group: that is looked up
        few = queries()
        for n in range(20):
            placement = PlacementFactory.create(candidate__keeper=municipality)
            HoursFactory.create(placement=placement)
            ContactFactory.create(workplace=placement.workplace, name=f"Nr. {n}")
        assert queries() == few < 35


class TestTheCommand:
    @pytest.fixture
    def keeper(self, municipality: Organisation) -> Organisation:
        take(municipality, small())
        return municipality

    def run(self, path: Path, *more: str, code: int = 0) -> str:
        out, err = io.StringIO(), io.StringIO()
        words = ("export_data", str(path), "--organisation", "851", *more)
        if code:
            with pytest.raises(SystemExit) as stop:
                call_command(*words, stdout=out, stderr=err)
            assert stop.value.code == code
        else:
            call_command(*words, stdout=out, stderr=err)
        return out.getvalue() + err.getvalue()

    @pytest.mark.parametrize(("name", "more"), [("a.zip", []), ("a.xlsx", []), ("a", []), ("b", ["--format", "zip"])])
    def test_by_the_ending_or_as_said(self, keeper: Organisation, tmp_path: Path, name: str, more: list[str]) -> None:
        path = tmp_path / name
        assert "kandidater.csv                   2" in self.run(path, *more)
        assert path.is_dir() == (name == "a")
        assert [one.name for one in tmp_path.iterdir()] == [name], "nothing is left beside it"
        assert path.stat().st_mode & 0o077 == 0, "for the owner alone"
        other = PartnerFactory.create()
        if name != "b":
            quiet = {"stdout": io.StringIO(), "stderr": io.StringIO()}
            call_command("import_data", str(path), "--organisation", other.name, **quiet)
            assert Candidate.objects.filter(keeper=other).count() == 2
        event = Event.objects.get(verb="export")
        assert event.changes["files"]["kandidater.csv"] == 2
        assert event.changes["with_cpr"] is False

    @pytest.mark.parametrize("name", ["a.zip", "a"])
    def test_it_overwrites_only_when_told(self, keeper: Organisation, tmp_path: Path, name: str) -> None:
        path = tmp_path / name
        self.run(path)
        Candidate.objects.filter(external_id="K2").update(first_name="Sune")
        assert "--force" in self.run(path, code=2)
        assert Event.objects.filter(verb="export").count() == 1
        self.run(path, "--force")
        text = (path / "kandidater.csv").read_bytes() if path.is_dir() else zipfile.ZipFile(path).read("kandidater.csv")
        assert "Sune" in text.decode()
        assert len(list(tmp_path.iterdir())) == 1

    def test_a_folder_with_anything_else_in_it_is_left_alone(self, keeper: Organisation, tmp_path: Path) -> None:
        (tmp_path / "brev.txt").write_text("kære alle")
        assert "også andre filer" in self.run(tmp_path, "--force", code=2)
        assert (tmp_path / "brev.txt").read_text() == "kære alle"

    def test_what_cant_be_tried(self, keeper: Organisation, tmp_path: Path) -> None:
        assert "kan ikke skrives" in self.run(tmp_path / "findes" / "ikke.zip", code=2)
        assert "--purpose" in self.run(tmp_path / "a.zip", "--with-cpr", code=2)
        refused = json.loads(self.run(tmp_path / "a.zip", "--with-cpr", "--json", code=2))
        assert refused["exported"] is False
        out = io.StringIO()
        with pytest.raises(SystemExit):
            call_command("export_data", str(tmp_path / "a.zip"), "--organisation", "Ukendt", stderr=out)
        assert "Ukendt" in out.getvalue()
        assert list(tmp_path.iterdir()) == []

    def test_with_cpr_the_purpose_is_on_record(self, keeper: Organisation, tmp_path: Path) -> None:
        data = json.loads(self.run(tmp_path / "a.zip", "--with-cpr", "--purpose", "flytning 010190-1234", "--json"))
        assert data["files"]["timer.csv"] == 2
        event = Event.objects.get(verb="export")
        assert (event.changes["with_cpr"], event.changes["purpose"]) == (True, "flytning 010190-••••")


class TestThePages:
    @pytest.fixture(autouse=True)
    def _here(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """These tests are the worker themselves, in their own transaction."""
        monkeypatch.setattr("smaajob.jobs.run.send", lambda label, pk: True)
        monkeypatch.setattr("placements.actions.exports.apart", lambda work: work())

    def order(self, client: Client, **data: str) -> ExportJob:
        response = client.post(reverse("placements:exports"), {"format": "zip"} | data)
        job = ExportJob.objects.latest("pk")
        assert response["Location"] == reverse("placements:export", args=[job.public_id])
        return job

    def page(self, client: Client, job: ExportJob) -> str:
        html = client.get(reverse("placements:export", args=[job.public_id])).content.decode()
        return " ".join(re.sub(r"<[^>]+>", " ", html).split())

    @pytest.mark.parametrize("form", ["zip", "xlsx"])
    def test_order_wait_fetch(self, signed_in: Client, membership: Membership, form: str) -> None:
        take(membership.organisation, small())
        job = self.order(signed_in, format=form)
        assert "Filen bliver lavet" in self.page(signed_in, job)
        assert perform("placements.exportjob", job.pk)
        assert "Filen er klar" in self.page(signed_in, job)
        assert "Personer 2" in self.page(signed_in, job)
        response = signed_in.post(reverse("placements:export_download", args=[job.public_id]))
        assert re.fullmatch(rf'attachment; filename="smaajob-[0-9-]+\.{form}"', response["Content-Disposition"])
        other = PartnerFactory.create()
        outcome = take(other, [(f"alt.{form}", response.content)])
        assert outcome.data["files"]["kandidater.csv"]["created"] == 2
        verbs = list(Event.objects.about(job).values_list("verb", "actor__name"))
        assert verbs == [(verb, "Mette Holm") for verb in ("export.fetch", "export", "export.order")]
        job.refresh_from_db()
        assert b"Amina" not in bytes(job.content or b"")

    def test_cpr_needs_a_purpose(self, signed_in: Client, membership: Membership) -> None:
        response = signed_in.post(reverse("placements:exports"), {"format": "xlsx", "with_cpr": "on", "purpose": " "})
        assert response.status_code == 422
        assert "Skriv, hvad CPR-numrene skal bruges til." in response.content.decode()
        assert not ExportJob.objects.exists()
        job = self.order(signed_in, with_cpr="on", purpose="Skift af system")
        perform("placements.exportjob", job.pk)
        assert "Formål: Skift af system" in self.page(signed_in, job)
        assert Event.objects.get(verb="export").changes["purpose"] == "Skift af system"
        assert (
            "cpr"
            in zipfile.ZipFile(io.BytesIO(actions.fetch(by=Scope(job.keeper), job=job))).read("kandidater.csv").decode()
        )

    def test_a_purpose_without_cpr_is_not_kept(self, signed_in: Client) -> None:
        assert self.order(signed_in, purpose="Bare fordi").purpose == ""

    def test_it_is_forgotten_after_a_week(self, signed_in: Client) -> None:
        job = self.order(signed_in)
        perform("placements.exportjob", job.pk)
        actions.forget_old(timezone.now() + timedelta(days=6))
        assert "Filen er klar" in self.page(signed_in, job)
        actions.forget_old(timezone.now() + timedelta(days=8))
        assert "Filen er slettet igen" in self.page(signed_in, job)
        response = signed_in.post(reverse("placements:export_download", args=[job.public_id]), follow=True)
        assert "Bestil den igen" in response.content.decode()
        assert "Slettet igen" in signed_in.get(reverse("placements:exports")).content.decode()

    def test_a_file_is_never_had_by_a_link(self, signed_in: Client) -> None:
        job = self.order(signed_in)
        assert signed_in.get(reverse("placements:export_download", args=[job.public_id])).status_code == 405

    def test_only_those_who_may(self, signed_in: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(actions, "may_export", lambda scope: False)
        assert signed_in.get(reverse("placements:exports")).status_code == 404

    def test_the_list_takes_as_many_queries_for_ten_times_as_many(self, signed_in: Client, scope: Scope) -> None:
        def queries() -> int:
            with CaptureQueriesContext(connection) as seen:
                assert signed_in.get(reverse("placements:exports")).status_code == 200
            return len(seen)

        actions.order(by=scope, format="zip")
        few = queries()
        for _n in range(10):
            actions.order(by=scope, format="zip")
        assert queries() == few <= 12


def test_numbers_are_written_as_a_dane_writes_them(municipality: Organisation) -> None:
    CandidateFactory.create(keeper=municipality, hours_per_week=Decimal("12.500"), reach_km=Decimal("1024.25"))
    [row] = sheet(municipality, "kandidater")
    assert (row["timer_pr_uge"], row["rækkevidde_km"]) == ("12,5", "1024,25")
