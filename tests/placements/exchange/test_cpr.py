"""CPR numbers and personnumre lie encrypted or not at all: never as an id, never in what an import says."""

from __future__ import annotations

import json

import pytest

from candidates.models import Candidate
from placements.actions.imports import order
from placements.exchange.faults import Faults
from placements.exchange.masking import mask
from placements.exchange.sources import NoImport, from_named
from smaajob.accounts.models import Membership, Organisation
from smaajob.accounts.scope import Scope
from tests.placements.exchange.sheets import files_of, places, small, take

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "id_",
    [
        "010190–1234",
        "010190—1234",
        "010190 1234",
        "0101901234",
        "150260-1234",  # somebody else's
        "710190-1234",  # a replacement number
        "900201-1234",
        "19900201-1234",
        "199002011234",
        "10190-1234",
        "101901234",
    ],
)
def test_a_cpr_number_is_no_id(municipality: Organisation, id_: str) -> None:
    sheets = {"kandidater": small()["kandidater"][:1]}
    sheets["kandidater"][0]["kandidat_id"] = id_
    outcome = take(municipality, sheets)
    assert places(outcome) == [("kandidater.csv", 2, "kandidat_id")]
    assert "1234" not in json.dumps(outcome.data)
    assert not Candidate.objects.exists()


@pytest.mark.parametrize("id_", ["K1", "2022-0001", "202213991234", "9913994567", "102901234", "123456789", "20221234"])
def test_other_numbers_are_ids(municipality: Organisation, id_: str) -> None:
    sheets = {"kandidater": small()["kandidater"][:1]}
    sheets["kandidater"][0]["kandidat_id"] = id_
    assert take(municipality, sheets).imported


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("130592–7731", "130592–••••"),
        ("se 13.05.92-7731.", "se 13.05.92-••••."),
        ("19920513-7731", "19920513-••••"),
        ("920513-7731", "920513-••••"),
        ("K130592-7731", "K130592-••••"),
        ("101907731", "10190••••"),
        ("2022-03-01 08:00-14:00", "2022-03-01 08:00-14:00"),
        ("fx 2022-03-01 eller 01-03-2022", "fx 2022-03-01 eller 01-03-2022"),
        ("+45 98 12 34 56", "+45 98 12 34 56"),
    ],
)
def test_the_last_four_are_never_shown(text: str, shown: str) -> None:
    assert mask(text) == shown


def test_no_column_of_a_fault_shows_one(municipality: Organisation) -> None:
    sheets = small()
    sheets["kandidater"][0]["postnr"] = "130592–7731"
    sheets["kandidater"][0]["sprog"] = "da|13.05.92-7731"
    sheets["kandidater"][1]["timer_pr_uge"] = "19920513-7731"
    sheets["virksomheder"][0]["kontakt_navn"] = f"{'x' * 190} 130592-7731"
    sheets["virksomheder"][1]["p_nummer"] = "130592-7731"
    outcome = take(municipality, sheets)
    assert outcome.data["fault_count"] == 5
    assert "773" not in json.dumps(outcome.data)
    for row in sheets["virksomheder"]:
        row["kontakt_navn"] = f"{'x' * 108}130592-7731{'x' * 100}"
    assert "130592-77" not in json.dumps(take(municipality, sheets).data["faults"][0]), "not even cut short"


def test_no_note_shows_one(municipality: Organisation) -> None:
    sheets = small()
    for row in sheets["kandidater"]:
        row["130592-7731"] = "x"
    sheets["kandidater"][0]["konsulent"] = "130592-7731@kommune.dk"
    outcome = take(municipality, sheets)
    assert outcome.imported
    assert len(outcome.data["notes"]) == 2
    assert "7731" not in json.dumps(outcome.data)


def test_no_file_name_shows_one(municipality: Organisation, membership: Membership) -> None:
    outcome = take(municipality, [*files_of(small()), ("130592-7731.csv", b"a;b\r\n")])
    assert places(outcome) == [("130592-••••.csv", None, "")]
    with pytest.raises(NoImport) as refusal:
        from_named([("130592-7731.ods", b"")], Faults())
    assert str(refusal.value).startswith("130592-••••.ods")
    job = order(by=Scope(municipality, membership.user), files=[("130592-7731.zip", b"")])
    job.refresh_from_db()
    assert job.file_name == "130592-••••.zip"


def test_a_stored_number_must_agree_with_a_new_birth_date(municipality: Organisation) -> None:
    people = small()["kandidater"]
    people[0]["cpr"] = "010190-1234"
    assert take(municipality, {"kandidater": people}).imported
    for row in people:
        del row["cpr"]
        row["fødselsdato"] = "1991-01-01"
    outcome = take(municipality, {"kandidater": people})
    assert places(outcome) == [("kandidater.csv", 2, "fødselsdato")], "the other has no number"
    assert "gemt i forvejen" in outcome.data["faults"][0]["expected"]
    assert "0101" not in json.dumps(outcome.data)
    people[0]["fødselsdato"] = "1990-01-01"
    assert take(municipality, {"kandidater": people}).imported
