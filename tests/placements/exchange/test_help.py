"""What is there to help before the import: the page about the columns, and the empty workbook."""

from __future__ import annotations

import io
import re
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from placements.exchange.columns import FILES
from placements.exchange.columns_help import all_help, in_words
from placements.exchange.faults import Faults
from placements.exchange.readers import Choice, Ref, YesNo
from placements.exchange.sources import OUR_OWN, from_named
from placements.exchange.template import GUIDE, VALUES, make_template
from smaajob.accounts.models import Organisation
from tests.placements.exchange.sheets import small, take


def book() -> Any:
    return openpyxl.load_workbook(io.BytesIO(make_template()))


def test_the_template_has_a_sheet_for_each_file_and_marks_what_must_be_filled_in() -> None:
    template = book()
    assert template.sheetnames == [GUIDE, *FILES, VALUES]
    for kind in FILES.values():
        heads = [cell.value for cell in template[kind.name][1]]
        assert heads == [f"{column.name}*" if column.required else column.name for column in kind.columns]
        assert all(cell.comment.text for cell in template[kind.name][1])
        assert template[kind.name].freeze_panes == "B2"


def test_a_leading_nought_is_kept_and_a_date_is_one() -> None:
    people = book()["kandidater"]
    formats = {}
    for dimension in people.column_dimensions.values():
        for place in range(dimension.min, dimension.max + 1):
            formats[people.cell(1, place).value.rstrip("*")] = dimension.number_format
    assert {formats[name] for name in ("kandidat_id", "cpr", "postnr", "telefon", "ledig")} == {"@"}
    assert {formats[name] for name in ("fødselsdato", "registreret", "samtykke")} == {"dd-mm-yyyy"}


def test_what_can_be_chosen_from_a_list_is_what_the_importer_takes() -> None:
    template = book()
    values = template[VALUES]
    seen = set()
    for kind in FILES.values():
        sheet = template[kind.name]
        for rule in sheet.data_validations.dataValidation:
            place = next(iter(rule.sqref.ranges)).min_col - 1
            column = kind.columns[place]
            first, last = re.findall(r"\$([A-Z]+\$[0-9]+)", rule.formula1.replace("'Værdier'!", ""))
            words = [row[0].value for row in values[f"{first.replace('$', '')}:{last.replace('$', '')}"]]
            assert words
            for word in words:
                column.reader.read(word)
            seen.add((kind.name, column.name))
    assert seen == {
        (kind.name, column.name)
        for kind in FILES.values()
        for column in kind.columns
        if column.name == "trin" or isinstance(column.reader, Choice | YesNo)
    }
    assert len(seen) == 13


@pytest.mark.django_db
def test_the_template_imports_as_it_is(municipality: Organisation) -> None:
    outcome = take(municipality, [("skabelon.xlsx", make_template())])
    assert outcome.imported
    assert outcome.data["notes"] == []
    assert {file: counts["rows"] for file, counts in outcome.data["files"].items()} == {
        kind.file: 0 for kind in FILES.values()
    }


@pytest.mark.django_db
def test_a_filled_in_template_imports(municipality: Organisation) -> None:
    template = book()
    for name, rows in small().items():
        heads = {cell.value.rstrip("*"): cell.column for cell in template[name][1]}
        for number, row in enumerate(rows, 2):
            for column, text in row.items():
                template[name].cell(number, heads[column]).value = text or None
    buffer = io.BytesIO()
    template.save(buffer)
    outcome = take(municipality, [("skabelon.xlsx", buffer.getvalue())])
    assert outcome.data["faults"] == []
    assert outcome.data["files"]["kandidater.csv"]["created"] == 2


def test_the_template_is_the_same_each_time_and_its_own_sheets_are_passed_over() -> None:
    assert make_template() == make_template()
    assert {GUIDE.casefold(), VALUES.casefold()} == OUR_OWN
    assert from_named([("skabelon.xlsx", make_template())], Faults()).left_alone == []


def test_every_column_has_an_example_that_the_importer_takes() -> None:
    for file in all_help():
        for column, told in zip(file.kind.columns, file.columns, strict=True):
            assert told.sentence, column.name
            if column.name == "cpr":
                continue  # no number that could be somebody's
            assert told.example, column.name
            column.reader.read(told.example)
            assert isinstance(column.reader, Ref) or in_words(column, told.example)


@pytest.mark.django_db
def test_the_pages(signed_in: Client) -> None:
    page = signed_in.get(reverse("placements:import_help"))
    text = page.content.decode()
    assert page.status_code == 200
    for kind in FILES.values():
        assert f'id="{kind.name}"' in text
        assert all(column.name in text for column in kind.columns)
    assert "50 MB" in text
    assert "500.000 rækker" in text
    download = signed_in.get(reverse("placements:import_template"))
    assert download["Content-Disposition"] == 'attachment; filename="skabelon.xlsx"'
    assert download.content == make_template()
    first = signed_in.get(reverse("placements:imports")).content.decode()
    assert reverse("placements:import_help") in first
    assert reverse("placements:import_template") in first
