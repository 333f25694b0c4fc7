"""Small files of every kind, made here."""

from __future__ import annotations

import io
import zipfile

from PIL import Image
from PIL.PngImagePlugin import PngInfo

OFFICE_TYPE = "application/vnd.openxmlformats-officedocument."


def pdf() -> bytes:
    return b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\nstartxref\n0\n%%EOF\n"


def photo(kind: str = "JPEG", *, exif: bool = False, comment: str = "", size: tuple[int, int] = (64, 48)) -> bytes:
    """A picture; with `exif` one from a phone that was held on its side and knew where it was."""
    picture = Image.radial_gradient("L").resize(size).convert("RGB")
    made = io.BytesIO()
    if kind == "PNG":
        words = PngInfo()
        words.add_text("Comment", comment)
        picture.save(made, "PNG", pnginfo=words)
        return made.getvalue()
    data = Image.Exif()
    if exif:
        data[0x0112], data[0x010E] = 6, "Amina, Nygade 4"
        data.get_ifd(0x8825).update({1: "N", 2: (57.0, 2.0, 55.0), 3: "E", 4: (9.0, 55.0, 7.0)})
    picture.save(made, "JPEG", exif=data, comment=b"Amina" if exif else b"")
    return made.getvalue()


def packed(members: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return made.getvalue()


def docx(more: dict[str, bytes] | None = None) -> bytes:
    return packed({"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>", **(more or {})})


def xlsx() -> bytes:
    return packed({"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b"<x/>"})


def odt() -> bytes:
    return packed({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<x/>"})
