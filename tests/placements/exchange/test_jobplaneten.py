"""The whole of a real project's case: counts, a second time, and the same rows as other programs write them."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps

from candidates.models import Candidate, Consent, TargetGroupSpell
from employers.models import Employer, Workplace
from placements.models import AgreementVersion, Hours, Placement, Shift
from smaajob.accounts.models import Organisation
from smaajob.audit.models import Event
from tests.factories import PartnerFactory
from tests.placements.exchange.sheets import CASE, counts, take, zipped

pytestmark = pytest.mark.django_db

ROWS = {
    "indsatser.csv": 2,
    "virksomheder.csv": 91,
    "kandidater.csv": 905,
    "deltagelser.csv": 928,
    "opgaver.csv": 50,
    "forløb.csv": 830,
    "timer.csv": 5274,
    "kurser.csv": 40,
    "kursusdeltagere.csv": 314,
    "status.csv": 130,
}


def case_files() -> list[tuple[str, bytes]]:
    return [(path.name, path.read_bytes()) for path in sorted(CASE.glob("*.csv"))]


@pytest.fixture
def jobplaneten(db: None) -> Organisation:
    return PartnerFactory.create()


def stored(keeper: Organisation) -> dict[str, list[Any]]:
    """All that is stored of the import, without the ids that the database gives."""
    found = {}
    for model in apps.get_models():
        if model._meta.app_label not in {"candidates", "employers", "placements"}:
            continue
        names = [
            f.name
            for f in model._meta.concrete_fields
            if f.name not in {"id", "public_id", "keeper"} and not f.is_relation
        ]
        relations = [
            f"{f.name}__external_id"
            for f in model._meta.concrete_fields
            if f.is_relation and hasattr(f.related_model, "external_id")
        ]
        rows = model._default_manager.filter(keeper=keeper).values_list(*names, *relations)
        found[model.__name__] = sorted(map(repr, rows))
    return found


def test_the_case_imports_whole_and_a_second_time_changes_nothing(jobplaneten: Organisation) -> None:
    first = take(jobplaneten, case_files())
    assert first.imported
    assert {file: counts(first, file) for file in ROWS} == {file: (n, 0, 0) for file, n in ROWS.items()}
    assert Hours.objects.count() == 5274
    assert Employer.objects.count() == 89
    assert TargetGroupSpell.objects.count() == Consent.objects.count() == 905
    event = Event.objects.get(verb="import")
    named = 2 + 91 + 905 + 50 + 830 + 40  # the rows of the kinds with an id: each page's history begins with its import
    assert Event.objects.filter(verb="import.create").count() == named
    assert Event.objects.count() == 1 + named
    assert event.changes["forløb.csv"]["created"] == 830
    before = stored(jobplaneten)
    ids = list(Placement.objects.order_by("pk").values_list("pk", "public_id"))

    second = take(jobplaneten, case_files())
    assert second.imported
    assert {file: counts(second, file) for file in ROWS} == {file: (0, 0, n) for file, n in ROWS.items()}
    assert stored(jobplaneten) == before
    assert list(Placement.objects.order_by("pk").values_list("pk", "public_id")) == ids
    assert Event.objects.count() == 1 + named, "an import that changes nothing leaves no event"


def test_a_row_is_stored_as_it_stands(jobplaneten: Organisation) -> None:
    take(jobplaneten, case_files())
    ali = Candidate.objects.get(external_id="U0001")
    assert (ali.first_name, ali.last_name, ali.birth_date) == ("Ali", "Ahmed", date(2008, 5, 16))
    assert (ali.municipality, ali.postcode, ali.step, ali.hours_per_week) == ("DK-259", "4682", 1, Decimal(6))
    assert [str(window) for window in ali.availability] == ["man 09:00-12:00", "ons 12:00-18:00", "fre 13:00-16:00"]
    assert (ali.languages, ali.wishes, ali.accommodations) == (["da:B1", "ar"], ["køkken", "kantine"], [])
    assert [(spell.group, spell.start) for spell in ali.target_groups.all()] == [("ung", date(2021, 7, 1))]
    place = Workplace.objects.select_related("employer").get(external_id="V001")
    assert (place.employer.cvr, place.p_number, place.not_offered) == ("44497786", "1012151730", ["hjemmefra"])
    placement = Placement.objects.filter(task__isnull=False).order_by("pk").first()
    assert placement is not None
    assert AgreementVersion.objects.get(placement=placement).windows == placement.task.windows  # type: ignore[union-attr]
    assert Shift.objects.filter(placement__task__isnull=True).count() == 0
    assert Shift.objects.filter(placement=placement).exists()


def as_windows_1252_with_points(text: str) -> bytes:
    dates = re.sub(r"\b(\d{2})-(\d{2})-(\d{4})\b", lambda m: f"{int(m[1])}.{int(m[2])}.{m[3]}", text)
    return dates.lstrip("\ufeff").encode("cp1252")


def with_commas(text: str) -> bytes:
    lines = [
        [f'"{cell}"' if "," in cell else cell for cell in line.split(";")]
        for line in text.lstrip("\ufeff").splitlines()
    ]
    return "\n".join(",".join(line) for line in lines).encode()


def from_a_mac(text: str) -> bytes:
    return unicodedata.normalize("NFD", text.lstrip("\ufeff").replace(";", "\t")).replace("\r\n", "\r").encode("utf-16")


@pytest.mark.parametrize("rewrite", [as_windows_1252_with_points, with_commas, from_a_mac])
def test_the_same_rows_written_by_another_program_change_nothing(jobplaneten: Organisation, rewrite: Any) -> None:
    """So they are the same rows, by the importer's own measure and by what is stored."""
    take(jobplaneten, case_files())
    before = stored(jobplaneten)
    files = [(path.name, rewrite(path.read_bytes().decode("utf-8"))) for path in sorted(CASE.glob("*.csv"))]
    again = take(jobplaneten, [("sendt.zip", zipped(files, folder="Køge/"))])
    assert again.imported
    assert {file: counts(again, file) for file in ROWS} == {file: (0, 0, n) for file, n in ROWS.items()}
    assert stored(jobplaneten) == before


@pytest.mark.parametrize("rewrite", [as_windows_1252_with_points, with_commas])
def test_another_programs_file_imported_first_stores_the_same(jobplaneten: Organisation, rewrite: Any) -> None:
    take(jobplaneten, case_files())
    other = Organisation.objects.create(kind="partner", name="Et andet hus")
    files = [(path.name, rewrite(path.read_bytes().decode("utf-8"))) for path in sorted(CASE.glob("*.csv"))]
    assert take(other, [("sendt.zip", zipped(files))]).imported
    assert stored(other) == stored(jobplaneten)


def test_the_case_is_synthetic_and_says_so() -> None:
    assert "syntetisk" in (Path(CASE) / "README.md").read_text(encoding="utf-8").lower()
