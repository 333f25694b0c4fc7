"""Folders, zips and single files, as they come; and zips that mean harm."""

from __future__ import annotations

import io
import os
import random
import struct
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from placements.exchange.archive import Refusal, unpack
from placements.exchange.faults import Faults
from placements.exchange.sources import NoImport, Package, from_named, from_path
from tests.placements.exchange.sheets import files_of, small, zipped

FILES = files_of(small())


def package_of(named: list[tuple[str, bytes]]) -> tuple[Package, Faults]:
    faults = Faults()
    return from_named(named, faults), faults


@pytest.mark.parametrize("folder", ["", "Køge 2022/", "a/b/"])
def test_a_zip_with_or_without_a_top_folder(folder: str) -> None:
    package, faults = package_of([("alt.ZIP", zipped(FILES, folder))])
    assert not faults
    assert set(package.files) == set(small())


def test_what_a_mac_and_an_open_excel_leave_behind_is_passed_over_and_the_rest_is_named() -> None:
    more = [("__MACOSX/._timer.csv", b"x"), (".DS_Store", b"x"), ("~$timer.csv", b"x"), ("læs mig.txt", b"x")]
    package, faults = package_of([("alt.zip", zipped([*FILES, *more]))])
    assert not faults
    assert package.left_alone == ["læs mig.txt"]


def raw_name(name: bytes) -> bytes:
    """A zip with one file whose name stands there as these bytes, without the UTF-8 flag."""
    placeholder = "n" * (len(name) - 4) + ".csv"
    return zipped([(placeholder, b"x")]).replace(placeholder.encode(), name)


@pytest.mark.parametrize(
    "name",
    [
        "forløb.csv".encode(),
        "forløb.csv".encode("cp850"),
        "forløb.csv".encode("cp1252"),
        b"forl\xed" + b"b.csv",
        "FORLØB.CSV".encode("cp850"),
    ],
    ids=["utf-8", "cp850", "cp1252", "cp437", "upper"],
)
def test_names_in_the_encodings_of_old_zip_programs(name: bytes) -> None:
    package, faults = package_of([("alt.zip", raw_name(name))])
    assert not faults
    assert set(package.files) == {"forløb"}


def test_names_composed_or_decomposed_and_in_any_case(tmp_path: Path) -> None:
    for name in ("Kandidater.CSV", "FORLØB.csv"):
        (tmp_path / name).write_bytes(b"x")
    package = from_path(tmp_path, Faults())
    assert set(package.files) == {"kandidater", "forløb"}


def test_a_folder_that_holds_only_the_folder(tmp_path: Path) -> None:
    (tmp_path / "alt").mkdir()
    (tmp_path / "__MACOSX").mkdir()
    (tmp_path / "alt" / "timer.csv").write_bytes(b"x")
    (tmp_path / "alt" / "noter.docx").write_bytes(b"x")
    package = from_path(tmp_path, Faults())
    assert set(package.files) == {"timer"}
    assert package.left_alone == ["noter.docx"]


def test_a_csv_deeper_down_is_a_fault_for_it_may_be_an_old_one() -> None:
    _package, faults = package_of([("alt.zip", zipped([("timer.csv", b"x"), ("gammel/forløb.csv", b"x")]))])
    assert [fault.file for fault in faults] == ["gammel/forløb.csv"]


def test_the_same_file_twice_is_a_fault() -> None:
    _package, faults = package_of([("timer.csv", b"x"), ("TIMER.CSV", b"x")])
    assert [fault.file for fault in faults] == ["timer.csv"]


@pytest.mark.parametrize("name", ["alt.xls", "alt.XLSM", "alt.ods", "alt.numbers", "alt"])
def test_a_file_of_another_kind_can_not_be_tried(name: str) -> None:
    with pytest.raises(NoImport, match="alt"):
        package_of([(name, b"x")])


@contextmanager
def as_somebody_else() -> Iterator[None]:
    """Root may read everything: inside, root is nobody."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(before)


def test_a_file_that_may_not_be_read() -> None:
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        Path(folder).chmod(0o755)
        path = Path(folder) / "timer.csv"
        path.touch(mode=0)
        with as_somebody_else(), pytest.raises(NoImport, match="kan ikke læses"):
            from_path(path, Faults())


def test_what_is_not_there_or_holds_nothing_can_not_be_tried(tmp_path: Path) -> None:
    with pytest.raises(NoImport, match="findes ikke"):
        from_path(tmp_path / "ingen", Faults())
    with pytest.raises(NoImport, match="ingen .csv-filer"):
        from_path(tmp_path, Faults())
    with pytest.raises(NoImport, match="ingen af importens filer"):
        package_of([("tom.zip", zipped([("læs.txt", b"x")]))])


def encrypted() -> bytes:
    data = bytearray(zipped([("timer.csv", b"x")]))
    for at in (data.index(b"PK\x03\x04") + 6, data.index(b"PK\x01\x02") + 8):
        data[at] |= 1
    return bytes(data)


def a_link(entry: zipfile.ZipInfo) -> None:
    entry.create_system, entry.external_attr = 3, 0o120777 << 16


def bomb() -> bytes:
    return zipped([("timer.csv", b"0" * (51 * 2**20))])


def lying_bomb() -> bytes:
    """Says that it holds a hundred bytes."""
    data = bytearray(bomb())
    for at in (data.index(b"PK\x03\x04") + 22, data.index(b"PK\x01\x02") + 24):
        data[at : at + 4] = struct.pack("<I", 100)
    return bytes(data)


def lzma_bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("timer.csv", b"0" * 10_000)
    return buffer.getvalue()


HARMFUL = {
    "empty": (b"", "Filen er tom"),
    "no zip": (b"kandidat_id;dato", "noget andet, end dens navn siger"),
    "cut in half": (zipped(FILES)[:-400], "beskadiget"),
    "damaged inside": (zipped(FILES).replace(zipped(FILES)[60:80], b"\0" * 20), "beskadiget"),
    "encrypted": (encrypted(), "adgangskode"),
    "a link": (zipped(FILES, spoil=a_link), "genvej"),
    "a path outside": (zipped([("../timer.csv", b"x")]), "udenfor"),
    "an absolute path": (zipped([("/etc/timer.csv", b"x")]), "udenfor"),
    "a drive": (zipped([("C:\\timer.csv", b"x")]), "udenfor"),
    "a path outside with backslashes": (zipped([("..\\timer.csv", b"x")]), "udenfor"),
    "a bomb": (bomb(), "1 GiB"),
    "a bomb that lies": (lying_bomb(), "beskadiget"),
    "another packing": (lzma_bomb(), "almindelig zip-fil"),
    "a spreadsheet": (zipped([("[Content_Types].xml", b"x"), ("xl/workbook.xml", b"x")]), "Office"),
}


@pytest.mark.parametrize(("data", "expected"), HARMFUL.values(), ids=HARMFUL.keys())
def test_a_harmful_zip_is_refused_with_a_sentence(data: bytes, expected: str) -> None:
    package, faults = package_of([("sendt.zip", data)])
    [fault] = faults
    assert fault.file == "sendt.zip"
    assert expected in fault.expected
    assert package.files == {}


def test_a_zip_that_says_it_unpacks_to_more_than_a_gigabyte() -> None:
    data = bytearray(zipped([("timer.csv", b"x" * 1000)]))
    at = data.index(b"PK\x01\x02") + 24
    data[at : at + 4] = struct.pack("<I", 2**30 + 1)
    with pytest.raises(Refusal, match="1 GiB"):
        unpack("stor.zip", bytes(data))


@pytest.mark.parametrize("seed", range(200))
def test_a_zip_with_flipped_bytes_never_crashes(seed: int) -> None:
    chance = random.Random(seed)
    data = bytearray(zipped(FILES))
    for _ in range(chance.randint(1, 12)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    with suppress(NoImport):
        package_of([("sendt.zip", bytes(data))])
