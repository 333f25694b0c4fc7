"""Unpacks a .zip that comes from anybody: nothing is written to disk, and nothing is believed."""

from __future__ import annotations

import io
import re
import stat
import struct
import zipfile
import zlib

from django.utils.translation import gettext as _

from placements.exchange.limits import MOST_ENTRIES, MOST_UNPACKED, SUSPICIOUS_RATIO, SUSPICIOUS_UNPACKED

_PIECE = 2**20
_UTF8_NAME, _ENCRYPTED = 0x800, 0x1
# CP437 has no ø; an old zip program takes what looks like it.
_LOOKALIKES = str.maketrans("φΦ", "øØ")
DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    OSError,
    ValueError,
    OverflowError,
)


class Refusal(Exception):
    """The zip is not opened; the message says what was expected instead."""


def unpack(name: str, data: bytes) -> list[tuple[str, bytes]]:
    """The files of a zip as (path inside it, content); contents are read of .csv and .xlsx files only. Raises Refusal."""
    if not data:
        raise Refusal(_("en zip-fil. Filen er tom"))
    if not data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        raise Refusal(_("en zip-fil. Filen er noget andet, end dens navn siger"))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            check_whole(entries, len(data))
            _check_no_document(entries)
            files = [(_check_name(_name_of(entry), entry), entry) for entry in entries]
            return [
                (path, _read(archive, entry) if path.lower().endswith((".csv", ".xlsx")) else b"")
                for path, entry in files
                if not entry.is_dir() and not path.endswith("/") and not _passed_over(path)
            ]
    except DAMAGED as error:
        raise Refusal(_("en hel zip-fil. Den er beskadiget og kan ikke pakkes ud. Lav den igen")) from error


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    # In pieces: read() in one go would unpack all there is before it looks at how much was promised.
    content = bytearray()
    with archive.open(entry) as file:
        while piece := file.read(_PIECE):
            content += piece
    return bytes(content)


def check_whole(entries: list[zipfile.ZipInfo], packed: int) -> None:
    """Raises Refusal for what may not even be unpacked: a bomb, an encrypted zip, an odd packing."""
    if len(entries) > MOST_ENTRIES:
        raise Refusal(_("en fil med højst %(n)d filer pakket i sig") % {"n": MOST_ENTRIES})
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > MOST_UNPACKED or (unpacked > SUSPICIOUS_UNPACKED and unpacked > SUSPICIOUS_RATIO * packed):
        raise Refusal(_("en fil, der fylder højst 1 GiB pakket ud, og som ikke er pakket mistænkeligt tæt"))
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise Refusal(_("en fil uden adgangskode. Lav den igen uden kryptering"))
    # zipfile unpacks bzip2 and LZMA without an upper limit.
    if any(entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED} for entry in entries):
        raise Refusal(_("en almindelig zip-fil. Den her er pakket på en måde, som ikke kan læses. Lav den igen"))


def _check_no_document(entries: list[zipfile.ZipInfo]) -> None:
    names = {entry.filename for entry in entries}
    if "[Content_Types].xml" in names:
        raise Refusal(
            _("en zip-fil med .csv-filer. Det her er et Office-dokument. Er det et regneark, så lad det hedde .xlsx")
        )


def _check_name(path: str, entry: zipfile.ZipInfo) -> str:
    """The path with forward slashes. Raises Refusal for one that leads out of the zip, and for a link."""
    path = path.replace("\\", "/")
    if path.startswith("/") or re.match(r"[A-Za-z]:", path) or ".." in path.split("/") or "\0" in path:
        raise Refusal(_("en zip-fil, hvor alle filer ligger inde i den. »%(path)s« peger udenfor") % {"path": path})
    mode = entry.external_attr >> 16
    if stat.S_IFMT(mode) not in {0, stat.S_IFREG, stat.S_IFDIR}:
        raise Refusal(_("en zip-fil uden genveje (links). »%(path)s« er en genvej") % {"path": path})
    return path


def _name_of(entry: zipfile.ZipInfo) -> str:
    """The name as it was meant: UTF-8 with or without the flag, CP850, CP437."""
    # zipfile cuts a name at a NUL and reads unflagged ones as CP437; `orig_filename` has what stood there.
    name = entry.orig_filename
    if entry.flag_bits & _UTF8_NAME:
        return name
    try:
        raw = name.encode("cp437")
    except UnicodeEncodeError:
        return name
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        pass
    for encoding in ("cp850", "cp1252"):
        meant = raw.decode(encoding, "replace")
        if "ø" in meant or "Ø" in meant:
            return meant
    return name.translate(_LOOKALIKES)


def _passed_over(path: str) -> bool:
    parts = path.split("/")
    return "__MACOSX" in parts or parts[-1] == ".DS_Store" or parts[-1].startswith(("~$", "._"))
