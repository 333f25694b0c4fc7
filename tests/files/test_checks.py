"""What is taken in: known kinds whose content is what the name says, without where a photo was taken."""

from __future__ import annotations

import io
from contextlib import suppress

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from smaajob.files import checks
from smaajob.files.checks import check, clean_name
from tests.files.samples import OFFICE_TYPE, docx, odt, packed, pdf, photo, xlsx

MOST = 5 * 2**20


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("cv.pdf", pdf(), "application/pdf"),
        ("CV.PDF", pdf(), "application/pdf"),
        ("foto.jpg", photo(), "image/jpeg"),
        ("foto.JPEG", photo(), "image/jpeg"),
        ("skærm.png", photo("PNG"), "image/png"),
        ("brev.docx", docx(), f"{OFFICE_TYPE}wordprocessingml.document"),
        ("plan.xlsx", xlsx(), f"{OFFICE_TYPE}spreadsheetml.sheet"),
        ("brev.odt", odt(), "application/vnd.oasis.opendocument.text"),
    ],
)
def test_known_kinds_are_taken(name: str, content: bytes, kind: str) -> None:
    assert check(name, content, MOST).content_type == kind


BOMB = packed({"[Content_Types].xml": b"x", "word/document.xml": b"0" * (checks.MOST_UNPACKED + 1)})


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("cv.pdf", photo(), "ikke det, navnet siger"),
        ("foto.jpg", pdf(), "ikke det, navnet siger"),
        ("cv.pdf", b"<html>%PDF-1.7<script>alert(1)</script>%%EOF", "ikke det, navnet siger"),
        ("cv.pdf", b"%PDF-1.7 no end", "ikke det, navnet siger"),
        ("side.html", b"<script>alert(1)</script>", "tager imod"),
        ("tegning.svg", b"<svg onload='alert(1)'/>", "tager imod"),
        ("tegning.png", b"<svg onload='alert(1)'/>", "ikke det, navnet siger"),
        ("cv.pdf.exe", b"MZ", "tager imod"),
        ("uden-endelse", pdf(), "tager imod"),
        ("foto.heic", b"\x00\x00\x00\x18ftypheic", "Gem det som JPG"),
        ("brev.doc", b"\xd0\xcf\x11\xe0", "ældre Word"),
        ("alt.zip", packed({"a": b"b"}), "Pak den ud"),
        ("tom.pdf", b"", "er tom"),
        ("stor.pdf", pdf() + b" " * MOST, "højst fylde 5 MB"),
        ("brev.docx", packed({"a.txt": b"hello"}), "ikke det, navnet siger"),
        ("brev.docx", xlsx(), "ikke det, navnet siger"),
        ("brev.docx", b"PK\x03\x04 broken", "ikke det, navnet siger"),
        ("brev.docx", docx({"word/vbaProject.bin": b"x"}), "et program i sig"),
        ("brev.docx", BOMB, "fylder for meget, når den pakkes ud"),
        ("brev.docx", docx({f"x{n}": b"" for n in range(checks.MOST_MEMBERS)}), "fylder for meget"),
        ("foto.jpg", photo()[:400], "kan ikke vises"),
        ("foto.png", b"\x89PNG\r\n\x1a\n<script>", "kan ikke vises"),
    ],
)
def test_what_is_not_what_it_says_is_refused_with_a_sentence(name: str, content: bytes, says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        check(name, content, MOST)


def test_a_packed_file_that_lies_about_its_size_is_found_out() -> None:
    """The directory at its end says three bytes; what is inside is far more."""
    honest = packed({"[Content_Types].xml": b"x", "word/document.xml": b"0" * (checks.MOST_UNPACKED + 1)})
    size = (checks.MOST_UNPACKED + 1).to_bytes(4, "little")
    lying = honest.replace(size, (3).to_bytes(4, "little"))
    assert lying != honest

    with pytest.raises(ValidationError):
        check("brev.docx", lying, MOST)


def test_where_a_photo_was_taken_is_gone_and_it_stands_upright() -> None:
    before = photo(exif=True, size=(40, 20))
    with Image.open(io.BytesIO(before)) as picture:
        assert picture.getexif().get_ifd(0x8825), "the sample says where it was taken"
    after = check("foto.jpg", before, MOST).content

    with Image.open(io.BytesIO(after)) as picture:
        assert not dict(picture.getexif())
        assert picture.size == (20, 40), "the phone was held on its side"
        assert "comment" not in picture.info
    assert b"Amina" not in after
    assert b"GPS" not in after


def test_words_in_a_png_are_gone() -> None:
    before = photo("PNG", comment="Amina bor Nygade 4")
    assert b"Nygade" in before

    assert b"Nygade" not in check("foto.png", before, MOST).content


def test_what_is_hung_on_the_end_of_a_photo_is_gone() -> None:
    assert b"<script>" not in check("foto.jpg", photo() + b"<html><script>", MOST).content


def test_an_enormous_picture_is_refused_without_being_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "MOST_PIXELS", 100)
    with pytest.raises(ValidationError, match="for stort et billede"):
        check("foto.png", photo("PNG", size=(20, 20)), MOST)


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\ane\\cv.pdf", "cv.pdf"),
        ("cv\u202efdp.exe", "cvfdp.exe"),
        ("cv\x00\n\t.pdf", "cv.pdf"),
        ("  CV   Ane .pdf ", "CV Ane .pdf"),
        ("...", "fil"),
        ("", "fil"),
        ("cpr 070684-2358.pdf", "cpr 070684-••••.pdf"),
        ("å" * 300 + ".pdf", "å" * 116 + ".pdf"),
    ],
)
def test_a_name_is_only_what_can_be_read(given_name: str, kept: str) -> None:
    assert clean_name(given_name) == kept


@given(st.text(max_size=400))
def test_any_name_at_all_becomes_one_that_can_be_kept(text: str) -> None:
    name = clean_name(text)

    assert 0 < len(name) <= checks.NAME_LENGTH
    assert not set("/\\\x00\n\u202e") & set(name)


@given(st.binary(max_size=300), st.sampled_from(["a.pdf", "a.jpg", "a.png", "a.docx", "a.odt", "a"]))
def test_no_content_at_all_makes_it_fall(content: bytes, name: str) -> None:
    for begins in (b"", b"PK\x03\x04", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"%PDF-"):
        with suppress(ValidationError):
            check(name, begins + content, MOST)


@pytest.mark.parametrize("name", ["brev.docx", "plan.xlsx", "brev.odt"])
def test_a_packed_file_whose_inside_is_torn_is_refused_in_words(name: str) -> None:
    """The unpackers raise errors of their own (zlib.error is none of zipfile's)."""
    whole = {"brev.docx": docx, "plan.xlsx": xlsx, "brev.odt": odt}[name]()
    for place in range(30, len(whole) - 30):
        torn = whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :]
        with suppress(ValidationError):
            check(name, torn, MOST)
