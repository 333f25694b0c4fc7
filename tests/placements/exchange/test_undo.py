"""An import is undone as a whole, as long as nothing builds on it: all stands as before, and it can be imported again."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from candidates.models import Candidate, Consent, Enrolment, Participation, StatusSpell, TargetGroupSpell
from employers.models import Contact, Employer, Task, Workplace
from placements.actions.import_undo import look, may_undo, undo_import
from placements.actions.imports import forget_old
from placements.exchange.trace import Trace
from placements.exchange.undo import NAMED_BY, references
from placements.models import AgreementVersion, Hours, ImportJob, Placement, Shift
from smaajob.accounts.models import Invitation, Organisation, Role
from smaajob.accounts.scope import Scope
from smaajob.audit.models import Event
from tests.factories import (
    HoursFactory,
    MessageFactory,
    PartnerFactory,
    PlacementFactory,
    StoredFileFactory,
    WorkplaceFactory,
)
from tests.placements.exchange.sheets import Sheets, small, take

pytestmark = pytest.mark.django_db


def imported(keeper: Organisation, sheets: Sheets) -> ImportJob:
    """Import as the command line does, which leaves a trace in the list."""
    outcome = take(keeper, sheets, listed_as="regneark.zip")
    assert outcome.imported, outcome.data["faults"]
    return ImportJob.objects.latest("pk")


def everything(keeper: Organisation) -> dict[str, list[Any]]:
    """All rows that the organisation keeps, whole, but for the orders themselves."""
    found = {}
    for model in apps.get_models():
        names = {field.name for field in model._meta.concrete_fields}
        if "keeper" in names and model not in (ImportJob,):
            found[model._meta.label] = list(model._base_manager.filter(keeper=keeper).order_by("pk").values())
    return found


def said(job: ImportJob) -> list[tuple[str, str, str]]:
    return [(one.what, one.name, one.why) for one in look(job).told]


def test_what_came_goes(scope: Scope) -> None:
    before = everything(scope.organisation)
    job = imported(scope.organisation, small())
    assert Shift.objects.exists()
    assert AgreementVersion.objects.exists()
    assert look(job).counts["kandidater.csv"] == {"away": 2, "back": 0}

    undo_import(by=scope, job=job)
    assert everything(scope.organisation) == before
    job.refresh_from_db()
    assert (job.undone_by, job.trace) == (scope.user, None)
    event = Event.objects.get(verb="import.undo")
    assert event.subject_id == job.public_id
    assert event.changes["files"]["timer.csv"] == {"away": 2, "back": 0}

    again = imported(scope.organisation, small())
    assert again.result is not None
    assert again.result["files"]["forløb.csv"]["created"] == 1
    undo_import(by=scope, job=again)
    assert everything(scope.organisation) == before


def second() -> Sheets:
    """Changes something in every file, and deletes what an import may delete."""
    sheets = small()
    sheets["indsatser"][0].update(navn="Små job for alle", mål_forløb="")
    sheets["virksomheder"][0].update(kontakt_navn="", cvr="", rummer="pauser|stille")
    sheets["virksomheder"][1].update(kontakt_navn="Ny Kontakt", navn="Havnens bageri")
    sheets["kandidater"][0].update(
        målgrupper="fleksjob", samtykke="2022-02-02", cpr="010190-1234", timer_pr_uge="12,5", ledig="man 08:00-12:00"
    )
    sheets["kandidater"][1].update(registreret="2021-01-10", fornavn="Sören", samtykke="")
    sheets["deltagelser"][0]["slut"] = "2022-08-01"
    sheets["opgaver"][0].update(pladser="2", titel="Fylde hylder")
    sheets["opgaver"].append({**sheets["opgaver"][0], "opgave_id": "O2", "plan": "fre 09:00-12:00", "timer": "3"})
    sheets["forløb"][0].update(opgave_id="O2", start="2022-02-20", slut_faktisk="2022-03-20", slutårsag="ansat")
    sheets["forløb"].append({**sheets["forløb"][0], "forløb_id": "F2", "kandidat_id": "K2", "opgave_id": "O1"})
    sheets["timer"][0]["timer"] = "7"
    sheets["timer"].append({"forløb_id": "F1", "fra": "2022-02-21", "til": "2022-02-22", "timer": "3"})
    sheets["kurser"][0]["titel"] = "Hygiejne 2"
    sheets["kursusdeltagere"][0]["gennemført"] = "nej"
    sheets["status"][0]["status"] = "småjob"
    return sheets


def test_what_was_changed_or_deleted_stands_as_before(scope: Scope) -> None:
    first = small()
    first["kandidater"][1]["samtykke"] = "2022-01-11"
    imported(scope.organisation, first)
    before = everything(scope.organisation)
    job = imported(scope.organisation, second())
    assert everything(scope.organisation) != before
    trace = Trace.unpack(bytes(job.trace or b""))
    assert set(trace.deleted) == {"employers.contact", "candidates.consent", "placements.shift"}
    assert set(trace.created) >= {"employers.employer", "employers.task", "placements.placement", "placements.hours"}

    undo_import(by=scope, job=job)
    assert everything(scope.organisation) == before
    person = Candidate.objects.get(external_id="K1")
    assert [event.verb for event in Event.objects.about(person)] == ["import.undo", "import.change", "import.create"]


def test_imports_are_undone_from_the_last(scope: Scope) -> None:
    first = imported(scope.organisation, small())
    later = imported(scope.organisation, second())
    assert not look(first).is_free
    undo_import(by=scope, job=later)
    undo_import(by=scope, job=first)
    assert not Candidate.objects.exists()
    assert not Employer.objects.exists()


class TestWhatBuildsOnIt:
    def test_hours_that_somebody_wrote(self, scope: Scope) -> None:
        job = imported(scope.organisation, small())
        placement = Placement.objects.get()
        HoursFactory.create(placement=placement, first_day=date(2022, 3, 21), last_day=date(2022, 3, 21))
        [hours] = look(job).told
        assert (hours.what, hours.why) == ("Timer", "er kommet til siden")
        assert "Amina Yusuf" in hours.name
        assert str(placement.public_id) in hours.url
        before = everything(scope.organisation)
        with pytest.raises(ValidationError, match="bygger på den"):
            undo_import(by=scope, job=job)
        assert everything(scope.organisation) == before

    def test_a_workplace_that_joined_an_employer_of_the_import(self, scope: Scope) -> None:
        job = imported(scope.organisation, small())
        WorkplaceFactory.create(keeper=scope.organisation, employer=Employer.objects.get(), name="Bageriet på torvet")
        assert said(job) == [("Arbejdsplads", "Bageriet på torvet", "er kommet til siden")]

    def test_a_person_that_was_changed_or_a_row_that_was_deleted(self, scope: Scope) -> None:
        job = imported(scope.organisation, small())
        Candidate.objects.filter(external_id="K2").update(phone="12345678")
        StatusSpell.objects.all().delete()
        assert sorted(said(job)) == [
            ("Person", "Søren Åkjær", "er ændret siden"),
            ("Situation", "", "er slettet siden"),
        ]

    def test_a_change_back_is_no_change(self, scope: Scope) -> None:
        job = imported(scope.organisation, small())
        Candidate.objects.filter(external_id="K2").update(phone="12345678")
        Candidate.objects.filter(external_id="K2").update(phone="")
        assert look(job).is_free

    def test_only_the_columns_that_the_import_changed_count(self, scope: Scope) -> None:
        imported(scope.organisation, small())
        sheets: Sheets = {"kandidater": small()["kandidater"]}
        sheets["kandidater"][0]["fornavn"] = "Aminata"
        job = imported(scope.organisation, sheets)
        Candidate.objects.filter(external_id="K1").update(phone="12345678")
        assert look(job).is_free
        Candidate.objects.filter(external_id="K1").update(first_name="Amira")
        assert said(job) == [("Person", "Amira Yusuf", "er ændret siden")]

    def test_a_cancelled_placement_is_a_change(self, scope: Scope) -> None:
        job = imported(
            scope.organisation,
            {name: rows for name, rows in small().items() if name != "opgaver"}
            | {"forløb": [{**small()["forløb"][0], "opgave_id": ""}]},
        )
        Placement.objects.update(cancelled_at=timezone.now())
        [placement] = look(job).told
        assert placement.what == "Forløb"

    def test_many_are_counted(self, scope: Scope) -> None:
        job = imported(scope.organisation, small())
        for _n in range(25):
            PlacementFactory.create(candidate=Candidate.objects.get(external_id="K2"), keeper=scope.organisation)
        found = look(job)
        assert (len(found.told), found.more) == (20, 5)

    def test_what_the_database_refuses_is_told_and_nothing_is_undone(self, scope: Scope) -> None:
        imported(scope.organisation, small())
        sheets: Sheets = {"forløb": [{**small()["forløb"][0], "start": "2022-02-01"}]}
        job = imported(scope.organisation, sheets)
        HoursFactory.create(
            placement=Placement.objects.get(), first_day=date(2022, 2, 2), last_day=date(2022, 2, 2), hours=Decimal(2)
        )
        assert look(job).is_free
        with pytest.raises(ValidationError, match="uden for deres forløb"):
            undo_import(by=scope, job=job)
        assert Placement.objects.get().start == date(2022, 2, 1)


def test_no_table_is_forgotten() -> None:
    """Every foreign key of the program, also of tables that are yet to come, is looked at; and no other way to refer to a row."""
    looked_at = {(model, field.column) for model, field in references()}
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.get_fields():
            if getattr(field, "many_to_many", False) or field.is_relation is False:
                continue
            if field.concrete and not field.auto_created:
                assert (model, field.column) in looked_at, field
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.conrelid::regclass::text, a.attname FROM pg_constraint c JOIN pg_attribute a "
            "ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1] WHERE c.contype = 'f'"
        )
        tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
        wanted = {(table, column) for table, column in cursor if table in tables}
    assert wanted <= {(model._meta.db_table, column) for model, column in looked_at}
    # Rows that are named without a foreign key: a person has looked at each. Those of NAMED_BY build on an import. The record
    # outlives what it is about, a draft nobody can open any more is forgotten, and a merge leaves its mark in the rows themselves.
    named = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.UUIDField) and field.name not in {"public_id", "claim"}
    }
    assert named == {
        "audit.Event.subject_id",
        "audit.AccessFlag.person",
        # They keep the workplace's name: a yes, and what was told, stay on record when the workplace goes.
        "candidates.Consent.to_id",
        "candidates.Disclosure.to_id",
        "drafts.Draft.subject_id",
        "placements.Merge.kept_id",
        "placements.Merge.gone_id",
        # The scan of a paper that somebody signed; what is signed is in the way of an undo itself.
        "placements.Signature.paper",
    } | {f"{label}.{public_id}" for label, (_kind, public_id) in NAMED_BY.items()}


@pytest.mark.parametrize("what", ["Fil", "Besked", "Invitation"])
def test_what_is_about_somebody_without_a_foreign_key_builds_on_them_too(scope: Scope, what: str) -> None:
    job = imported(scope.organisation, small())
    person = Candidate.objects.order_by("pk")[0]
    about = {"keeper": scope.organisation, "about_kind": "candidates.candidate", "about_id": person.public_id}
    if what == "Fil":
        StoredFileFactory.create(about=person)
    elif what == "Besked":
        MessageFactory.create(**about)
    else:
        Invitation.objects.create(
            keeper=scope.organisation,
            role=Role.MENTOR,
            name="Ny Mentor",
            email="mentor@example.org",
            token_hash="0",
            expires_at=timezone.now() + timedelta(days=14),
            subject_kind="candidates.candidate",
            subject_id=person.public_id,
        )
    assert said(job) == [(what, str(person), "er kommet til siden")]
    with pytest.raises(ValidationError, match="bygger på den"):
        undo_import(by=scope, job=job)
    assert Candidate.objects.filter(pk=person.pk).exists()


def test_it_is_offered_for_thirty_days(scope: Scope) -> None:
    job = imported(scope.organisation, small())
    assert may_undo(job, has_trace=True, now=timezone.now() + timedelta(days=29))
    assert not may_undo(job, has_trace=True, now=timezone.now() + timedelta(days=31))
    forget_old(timezone.now() + timedelta(days=29))
    job.refresh_from_db()
    assert job.trace is not None
    forget_old(timezone.now() + timedelta(days=31))
    job.refresh_from_db()
    assert job.trace is None
    with pytest.raises(ValidationError, match="ikke fortrydes længere"):
        undo_import(by=scope, job=job)
    assert Candidate.objects.count() == 2


def test_an_import_that_changed_nothing_leaves_nothing_to_undo(scope: Scope) -> None:
    imported(scope.organisation, small())
    job = imported(scope.organisation, small())
    assert job.trace is None
    assert not may_undo(job, has_trace=False, now=timezone.now())


def test_the_trace_is_not_in_the_clear(scope: Scope) -> None:
    imported(scope.organisation, small())
    sheets: Sheets = {"kandidater": small()["kandidater"]}
    sheets["kandidater"][0]["efternavn"] = "Hemmeligt"
    job = imported(scope.organisation, sheets)
    assert b"Yusuf" not in bytes(job.trace or b"")
    assert "Yusuf" in str(Trace.unpack(bytes(job.trace or b"")).changed)


def test_nothing_of_another_organisation_is_touched(scope: Scope) -> None:
    other = PartnerFactory.create()
    imported(other, small())
    before = everything(other)
    job = imported(scope.organisation, small())
    undo_import(by=scope, job=job)
    assert everything(other) == before
    kept = (Candidate, Workplace, Task, Participation, Enrolment, Consent, TargetGroupSpell, Contact, Hours)
    assert not any(model._base_manager.filter(keeper=scope.organisation).exists() for model in kept)


class TestThePage:
    def text(self, client: Client, job: ImportJob, name: str = "import_undo", **more: Any) -> str:
        html = client.get(reverse(f"placements:{name}", args=[job.public_id]), **more).content.decode()
        return " ".join(re.sub(r"<[^>]+>", " ", html).split())

    def test_it_says_what_would_happen_and_then_what_did(self, signed_in: Client, scope: Scope) -> None:
        job = imported(scope.organisation, small())
        assert "Fortryd importen" in self.text(signed_in, job, "import")
        assert "Personer 2 0" in self.text(signed_in, job)
        response = signed_in.post(reverse("placements:import_undo", args=[job.public_id]), follow=True)
        assert "Importen er fortrudt" in response.content.decode()
        assert not Candidate.objects.exists()
        assert "Mette Holm fortrød den" in self.text(signed_in, job, "import")
        assert "Fortrudt" in signed_in.get(reverse("placements:imports")).content.decode()
        again = signed_in.post(reverse("placements:import_undo", args=[job.public_id]), follow=True)
        assert "Importen er fortrudt" in again.content.decode()

    def test_what_came_meanwhile_is_shown_and_nothing_is_done(self, signed_in: Client, scope: Scope) -> None:
        job = imported(scope.organisation, small())
        HoursFactory.create(placement=Placement.objects.get(), first_day=date(2022, 3, 21), last_day=date(2022, 3, 21))
        response = signed_in.post(reverse("placements:import_undo", args=[job.public_id]))
        assert response.status_code == 422
        assert "der er andet, der bygger på den" in response.content.decode()
        assert "Amina Yusuf" in response.content.decode()
        assert Candidate.objects.count() == 2

    def test_what_is_not_done_can_not_be_undone(self, signed_in: Client, scope: Scope) -> None:
        job = ImportJob.objects.create(keeper=scope.organisation, file_name="a.zip")
        assert signed_in.get(reverse("placements:import_undo", args=[job.public_id])).status_code == 404
        assert "Fortryd" not in self.text(signed_in, job, "import")
