"""What may be put here: known kinds of files, whose content is what their name says, no larger than the settings say. Pure.

A photo is drawn anew, so that nothing but the picture remains: a phone writes down where it was taken, which is where
somebody lives. Nothing here looks for viruses; a file is only ever given out as an attachment.
"""

from __future__ import annotations

import io
import re
import unicodedata
import warnings
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from PIL import Image, ImageOps

from smaajob.masking import mask
from smaajob.writing import number

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

MEGABYTE = 2**20
MOST_PIXELS = 60_000_000
MOST_MEMBERS = 2_000
MOST_UNPACKED = 150 * MEGABYTE
NAME_LENGTH = 120
OFFICE = "application/vnd.openxmlformats-officedocument."


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file. `begins` are its first bytes; `holds` is what a packed kind must have inside."""

    name: StrPromise
    endings: tuple[str, ...]
    content_type: str
    begins: bytes
    holds: str = ""


PDF = Kind(gettext_lazy("PDF"), ("pdf",), "application/pdf", b"%PDF-")
JPEG = Kind(gettext_lazy("foto"), ("jpg", "jpeg"), "image/jpeg", b"\xff\xd8\xff")
PNG = Kind(gettext_lazy("billede"), ("png",), "image/png", b"\x89PNG\r\n\x1a\n")
DOCX = Kind(gettext_lazy("Word"), ("docx",), f"{OFFICE}wordprocessingml.document", b"PK\x03\x04", "word/document.xml")
XLSX = Kind(gettext_lazy("Excel"), ("xlsx",), f"{OFFICE}spreadsheetml.sheet", b"PK\x03\x04", "xl/workbook.xml")
ODT = Kind(
    gettext_lazy("OpenDocument"), ("odt",), "application/vnd.oasis.opendocument.text", b"PK\x03\x04", "content.xml"
)
KINDS = (PDF, JPEG, PNG, DOCX, XLSX, ODT)
ACCEPT = ",".join([*(f".{ending}" for kind in KINDS for ending in kind.endings), "image/jpeg", "image/png"])
_BY_ENDING = {ending: kind for kind in KINDS for ending in kind.endings}
_MACROS = re.compile(r"vbaproject\.bin|activex|/basic/", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Checked:
    """What may be stored."""

    name: str
    content_type: str
    content: bytes


def check(name: str, content: bytes, most_bytes: int) -> Checked:
    """Raises ValidationError with a sentence that names the file and says what to do instead."""
    shown = clean_name(name)
    kind = _BY_ENDING.get(ending(shown))
    if kind is None:
        raise ValidationError(_why_not(shown))
    if not content:
        raise ValidationError(_("“%(name)s” er tom. Vælg en anden fil.") % {"name": shown})
    if len(content) > most_bytes:
        raise ValidationError(
            _("“%(name)s” fylder %(size)s MB. En fil må højst fylde %(most)s MB.")
            % {"name": shown, "size": number(-(-len(content) // MEGABYTE)), "most": number(most_bytes // MEGABYTE)}
        )
    if not _is_what_it_says(kind, content):
        raise ValidationError(
            _("“%(name)s” er ikke det, navnet siger. Åbn filen, gem den på ny, og prøv igen.") % {"name": shown}
        )
    if kind in (JPEG, PNG):
        content = redrawn(shown, kind, content)
    elif kind.holds:
        _check_packed(shown, content)
    return Checked(shown, kind.content_type, content)


def ending(name: str) -> str:
    return name.rpartition(".")[2].lower() if "." in name else ""


def clean_name(name: str) -> str:
    """What people call a file: no folders, nothing that can't be seen or turns the reading round, no CPR number, not too long."""
    last = re.split(r"[/\\]", name)[-1]
    # Categories of what is no letter, sign or digit: control, format (also right-to-left), surrogates, private, unknown.
    seen = "".join(sign for sign in unicodedata.normalize("NFC", last) if unicodedata.category(sign)[0] != "C")
    text = mask(re.sub(r"\s+", " ", seen).strip(" .")) or _("fil")
    stem, dot, end = text.rpartition(".")
    if not dot:
        return text[:NAME_LENGTH]
    return f"{stem[: NAME_LENGTH - len(end) - 1]}.{end}"[:NAME_LENGTH]


def redrawn(name: str, kind: Kind, content: bytes) -> bytes:
    """The same picture, upright, and nothing else of the file. Raises ValidationError where it is none, or too large."""
    broken = ValidationError(_("“%(name)s” kan ikke vises. Tag billedet igen, og prøv igen.") % {"name": name})
    fmt = "JPEG" if kind is JPEG else "PNG"
    try:
        with warnings.catch_warnings(), Image.open(io.BytesIO(content), formats=[fmt]) as picture:
            warnings.simplefilter("ignore")
            if picture.width * picture.height > MOST_PIXELS:
                raise ValidationError(_("“%(name)s” er for stort et billede. Gør det mindre.") % {"name": name})
            upright = ImageOps.exif_transpose(picture)
            modes = {"L", "RGB"} if kind is JPEG else {"L", "LA", "RGB", "RGBA", "P", "1"}
            if upright.mode not in modes:
                upright = upright.convert("RGB")
            # What came along (position, camera, comments, profiles) lies in `info`, and some formats save it unasked.
            upright.info = {key: upright.info[key] for key in ("transparency",) if key in upright.info}
            made = io.BytesIO()
            upright.save(made, fmt, **({"quality": 88, "exif": b""} if kind is JPEG else {"optimize": False}))
    except ValidationError:
        raise
    except Exception as error:  # Pillow's decoders raise whatever a broken file makes them
        raise broken from error
    return made.getvalue()


def _is_what_it_says(kind: Kind, content: bytes) -> bool:
    if not content.startswith(kind.begins):
        return False
    if kind is PDF:
        return b"%%EOF" in content[-2048:]
    if not kind.holds:
        return True
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            names = {one.filename for one in packed.infolist()[: MOST_MEMBERS + 1]}
            if kind is ODT:
                return kind.holds in names and packed.open("mimetype").read(100) == kind.content_type.encode()
            return kind.holds in names and "[Content_Types].xml" in names
    except Exception:  # zlib, lzma and bz2 raise their own, and a broken file finds them all
        return False


def _check_packed(name: str, content: bytes) -> None:
    """Neither programs nor a bomb inside: what each member says of its size is read for real, up to MOST_UNPACKED in all."""
    left = MOST_UNPACKED
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            members = packed.infolist()
            if len(members) > MOST_MEMBERS or sum(one.file_size for one in members) > MOST_UNPACKED:
                left = -1
            for one in members if left >= 0 else []:
                if _MACROS.search(one.filename):
                    raise ValidationError(
                        _("“%(name)s” har et program i sig. Gem den uden makroer, eller som PDF.") % {"name": name}
                    )
                with packed.open(one) as member:
                    while left >= 0 and (part := member.read(MEGABYTE)):
                        left -= len(part)
    except ValidationError:
        raise
    except Exception as error:  # as above
        raise ValidationError(
            _("“%(name)s” er gået i stykker. Åbn filen, gem den på ny, og prøv igen.") % {"name": name}
        ) from error
    if left < 0:
        raise ValidationError(_("“%(name)s” fylder for meget, når den pakkes ud. Gem den som PDF.") % {"name": name})


def _why_not(name: str) -> str:
    said = {
        "heic": _("“%(name)s” er et foto, som ikke alle kan åbne. Gem det som JPG, og prøv igen."),
        "doc": _("“%(name)s” er fra et ældre Word. Gem den som .docx eller PDF, og prøv igen."),
        "xls": _("“%(name)s” er fra et ældre Excel. Gem den som .xlsx eller PDF, og prøv igen."),
        "zip": _("“%(name)s” er flere filer i én. Pak den ud, og vælg filerne hver for sig."),
    }
    other = _("“%(name)s” er en slags fil, vi ikke tager imod. Vælg PDF, foto (JPG, PNG), Word, Excel eller ODT.")
    return said.get({"heif": "heic"}.get(ending(name), ending(name)), other) % {"name": name}
