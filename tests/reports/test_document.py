"""The paper: what it says, what it does not say, and how it is made."""

from __future__ import annotations

import re
from datetime import date, datetime
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from candidates.models import Programme
from reports import figures, wording
from reports.documents import charts, pdf
from reports.extent import Extent
from reports.publish import Content, Maker, publish
from smaajob import paper
from smaajob.accounts.models import Membership
from smaajob.schedule import ZONES
from smaajob.vocabulary import PlacementKind, Status, TargetGroup
from tests.factories import StatusSpellFactory, TargetGroupSpellFactory
from tests.reports.conftest import FIRST, placed, takes_part, worked

NOON = datetime(2025, 1, 15, 12, tzinfo=ZONES["DK"])


def texts(document: bytes) -> list[str]:
    return [re.sub(r"\s+", " ", page.extract_text()) for page in PdfReader(BytesIO(document)).pages]


def content(extent: Extent, maker: Maker) -> Content:
    return publish(extent, figures.compute(extent), maker, NOON)


@pytest.fixture
def maker(membership: Membership) -> Maker:
    membership.user.phone, membership.user.email = "+45 98 12 34 56", "mette@example.org"
    return Maker(membership.organisation, membership.user)


@pytest.fixture
def year(extent: Extent, programme: Programme) -> Extent:
    """27 took part; 13 on kontanthjælp had småjob of 37 hours, four in fleksjob had praktik of 1,013."""
    for number in range(27):
        someone = takes_part(programme)
        group, kind, hours = ("kontanthjælp", "småjob", "37") if number < 13 else ("fleksjob", "praktik", "1013")
        if number < 17:
            TargetGroupSpellFactory.create(candidate=someone, group=group, start=FIRST)
            spell = placed(
                programme, someone, kind=kind, start=date(2024, 3 if number < 13 else 5, 1), planned=date(2024, 12, 1)
            )
            worked(spell, date(2024, 7, 1), date(2024, 11, 30), hours)
    return extent


@pytest.mark.django_db
class TestThePaper:
    def test_it_has_what_a_committee_asks_for(self, year: Extent, maker: Maker) -> None:
        pages = texts(pdf.render(content(year, maker)))
        first = pages[0]
        assert 2 <= len(pages) <= 4
        for text in (
            "Resultater for Små job i Aalborg",
            "1. januar 2024 – 31. december 2024",
            "27 personer har deltaget, og 17 personer har været i forløb",
            "Data fra 15. januar 2025 kl. 12.00",
            "Lavet af Aalborg Kommune",
            "Mette Holm, telefon +45 98 12 34 56, mette@example.org",
        ):
            assert text in first
        for number, label in (("27", "deltagere"), ("17", "personer i forløb"), ("4.533", "arbejdstimer")):
            assert re.search(rf"\b{re.escape(number)} ?{label}", first)
        everything = " ".join(pages)
        assert "Sådan er tallene gjort op" in everything
        assert str(figures.MEASURES["hours_worked"].definition) in everything

    def test_title_date_and_number_are_on_every_page(self, year: Extent, maker: Maker) -> None:
        pages = texts(pdf.render(content(year, maker)))
        for number, text in enumerate(pages, start=1):
            assert "Resultater for Små job i Aalborg" in text
            assert "15. januar 2025" in text
            assert f"Side {number} af {len(pages)}" in text

    def test_no_hidden_number_is_on_any_page(self, year: Extent, maker: Maker) -> None:
        everything = " ".join(texts(pdf.render(content(year, maker))))
        # Four people in fleksjob: their 4,052 hours, and the 481 hours of the others that would give them away.
        for hidden in ("4.052", "4052", "481", "1.013"):
            assert hidden not in everything
        assert "skjult" in everything
        assert "1–4 personer" in everything

    def test_it_can_be_read_aloud(self, year: Extent, maker: Maker) -> None:
        """PDF/UA-1: tagged, in Danish, with a title, and a text for each drawing."""
        paper = PdfReader(BytesIO(pdf.render(content(year, maker))))
        root: Any = paper.trailer["/Root"]
        assert root["/Lang"] == "da"
        assert root["/MarkInfo"]["/Marked"]
        assert root["/ViewerPreferences"]["/DisplayDocTitle"]
        assert "/StructTreeRoot" in root
        assert b"pdfuaid:part" in root["/Metadata"].get_data()
        assert paper.metadata is not None
        assert paper.metadata.title == f"Resultater for Små job i Aalborg, {wording.period(year.first, year.last)}"
        kinds = _structure(root["/StructTreeRoot"])
        assert {"/H1", "/H2", "/Table", "/TH", "/TD", "/Figure"} <= {kind for kind, _alt in kinds}
        assert all(alt for kind, alt in kinds if kind == "/Figure")

    def test_the_longest_report_has_four_pages(self, extent: Extent, programme: Programme, maker: Maker) -> None:
        """Every kind, every target group, every situation, 36 months."""
        statuses = list(Status.values)
        for number in range(len(statuses) * 5):
            someone = takes_part(programme, start=date(2022, 1, 1))
            TargetGroupSpellFactory.create(candidate=someone, group=TargetGroup.values[number % 12], start=FIRST)
            for offset in (0, 1):
                StatusSpellFactory.create(
                    candidate=someone, status=statuses[(number + offset) % 15], start=date(2023, 1 + offset, 1)
                )
            placed(
                programme,
                someone,
                kind=PlacementKind.values[number % 9],
                start=date(2023, 1 + number % 12, 1),
                planned=date(2024, 12, 1),
            )
        long = Extent(date(2022, 1, 1), date(2024, 12, 31), programme=programme)
        found = content(long, maker)
        assert (len(found["kinds"]["rows"]), len(found["outcomes"]), len(found["groups"]["rows"])) == (9, 15, 12)
        assert len(texts(pdf.render(found))) <= 4

    def test_a_name_is_text_and_nothing_else(self, extent: Extent, programme: Programme, maker: Maker) -> None:
        programme.name = '<img src="http://127.0.0.1:9/x.png"> & Søn'
        assert '<img src="http://127.0.0.1:9/x.png"> & Søn' in " ".join(texts(pdf.render(content(extent, maker))))


def _structure(node: Any) -> list[tuple[str, str]]:
    """(kind, alternative text) of every element of the document's structure."""
    found = []
    waiting = [node]
    while waiting:
        one = waiting.pop()
        one = one.get_object() if hasattr(one, "get_object") else one
        if isinstance(one, list):
            waiting += one
        elif isinstance(one, dict):
            if "/S" in one:
                found.append((str(one["/S"]), str(one.get("/Alt", ""))))
            if "/K" in one:
                waiting.append(one["/K"])
    return found


def test_nothing_is_fetched() -> None:
    with pytest.raises(ValueError, match="fetches nothing"):
        paper.NothingIsFetched().fetch("http://127.0.0.1:9/")


def series(values: list[int | None]) -> dict[str, Any]:
    bars = [
        {"year": 2024, "label": f"m{n}", "value": value, "text": "skjult" if value is None else str(value)}
        for n, value in enumerate(values)
    ]
    return {"title": "Forløb startet", "unit": "forløb", "bars": bars}


def test_a_hidden_month_is_hatched_and_its_height_says_nothing() -> None:
    drawn = charts.bars(series([40, None, 10, None, 0]), number=1)
    assert drawn.count('fill="url(#hatch-1)"') == 2
    heights = re.findall(r'height="([\d.]+)" fill="url', drawn)
    assert len(set(heights)) == 1
    assert drawn.count('fill="#1d4354"') == 2  # nought has no bar
    assert "<title" in drawn
    assert "m0 2024: 40 forløb" in drawn


@pytest.mark.parametrize(("highest", "top"), [(0, 2), (1, 2), (3, 4), (7, 8), (41, 50), (1024, 2000), (9999, 10000)])
def test_the_scale_ends_on_a_round_number(highest: float, top: float) -> None:
    assert charts.nice_top(highest) == top


def test_the_sentence_says_only_what_is_shown() -> None:
    assert wording.summary({"participants": 1}, None) == "1 person har deltaget."
    assert (
        wording.summary({"candidates_placed": 12, "workplaces_involved": 1}, None)
        == "12 personer har været i forløb i perioden på 1 arbejdsplads."
    )
    assert wording.summary({}, None) == "Der er ikke tal nok i perioden til at vise et samlet resultat."
