"""A PDF read back: its pages as text, its tags, the colours it uses and the glyphs of a script."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

from pypdf import PdfReader


def pages(document: bytes) -> list[str]:
    """The text of each page, with single spaces."""
    return [re.sub(r"\s+", " ", page.extract_text()) for page in PdfReader(BytesIO(document)).pages]


def whole(document: bytes) -> str:
    """The text of the paper, pages one after the other."""
    return " ".join(pages(document))


def root(document: bytes) -> Any:
    """The document's catalogue."""
    return PdfReader(BytesIO(document)).trailer["/Root"]


def tags(document: bytes) -> set[str]:
    """The kinds of element in the structure that a screen reader follows."""
    found: set[str] = set()
    waiting = [root(document)["/StructTreeRoot"]]
    while waiting:
        one = waiting.pop().get_object()
        if isinstance(one, list):
            waiting += one
        elif isinstance(one, dict):
            found.add(str(one.get("/S", "")))
            if "/K" in one:
                waiting.append(one["/K"])
    return found


def colours(document: bytes) -> set[tuple[str, ...]]:
    """Every colour that is painted with, as its three parts."""
    streams = [_stream(page).decode("latin-1") for page in PdfReader(BytesIO(document)).pages]
    return {tuple(one) for text in streams for one in re.findall(r"([\d.]+) ([\d.]+) ([\d.]+) (?:rg|RG)\b", text)}


def drawn(document: bytes, first: str, last: str) -> list[str]:
    """The letters between two, as they stand on paper from left to right, each with the number of its glyph (`ع#000c`)."""
    found = []
    for page in PdfReader(BytesIO(document)).pages:
        maps = {name: _letters(font.get_object()) for name, font in page["/Resources"]["/Font"].items()}  # type: ignore[index]
        for name, line in re.findall(r"(/\w+) [\d.]+ Tf\s*\[(.*?)\] TJ", _stream(page).decode("latin-1"), re.S):
            glyphs = [glyph for part in re.findall(r"<([0-9a-f]+)>", line) for glyph in re.findall("....", part)]
            found += [f"{maps[name].get(glyph, '?')}#{glyph}" for glyph in glyphs]
    return [one for one in found if first <= one[0] <= last]


def _stream(page: Any) -> bytes:
    data: bytes = page.get_contents().get_data()
    return data


def _letters(font: Any) -> dict[str, str]:
    table = font["/ToUnicode"].get_object().get_data().decode("latin-1")
    pairs = re.findall(r"<([0-9a-f]{4})> <([0-9a-f]+)>", table)
    return {glyph: bytes.fromhex(letters).decode("utf-16-be") for glyph, letters in pairs}
