"""The file of a backup: whole or not at all, for its owner's eyes only, and refused in one sentence where it can't be used."""

from __future__ import annotations

import base64
import json
import os
import stat
import tarfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from smaajob.dev import backup, backupfile, commands, restore
from smaajob.dev.clients import Client, client_for
from smaajob.dev.encryption import chosen_encryption
from smaajob.dev.errors import DevError
from smaajob.dev.keys import Keys
from smaajob.dev.paths import Instance
from smaajob.dev.place import Place


def some_keys(field: str = "f", hashed: str = "a") -> Keys:
    return Keys(tuple(base64.urlsafe_b64encode(sign.encode() * 32).decode() for sign in field), hashed * 64)


KEYS = some_keys()
DUMP = b"PGDMP" + bytes(range(256)) * 40
LAST = -1  # all but the dump's last byte
FACTS: dict[str, Any] = {
    "tables": {"accounts_user": 3, "candidates_candidate": 12},
    "migrations": [["accounts", "0001_initial"]],
    "policies": 2,
    "row_security": ["candidates_candidate"],
    "row_security_forced": ["candidates_candidate"],
    "rules": {"constraints": 4, "indexes": 3, "triggers": 2, "functions": 1},
    "rights": {"smaajob_app": {"accounts_user": "SIUD", "candidates_candidate": "SIUD"}},
    "roles": [
        {"name": "smaajob_app", "inherit": False, "bypassrls": False, "member_of": []},
        {"name": "smaajob_owner", "inherit": True, "bypassrls": False, "member_of": []},
    ],
}
SEEN = {"server": "15.14", "major": 15, "role": "smaajob_super", "may_create": True, "sees_all": True}


def manifest_of(facts: Mapping[str, Any] = FACTS, keys: Keys = KEYS) -> dict[str, Any]:
    return {**backup.manifest_of(SEEN, Client(Path("/"), 15), facts), "keys": keys.fingerprints()}


def written(folder: Path, *, keys: Keys = KEYS, **changed: Any) -> Path:
    """A backup as `make backup` leaves it."""
    folder.mkdir(exist_ok=True)
    dump = folder / "dump"
    dump.write_bytes(DUMP)
    to = folder / backupfile.name_of(datetime(2026, 11, 22, 6, 15, tzinfo=UTC))
    path = backupfile.pack(dump, {**manifest_of(keys=keys), **changed}, keys=keys, to=to, encryption=None)
    dump.unlink()
    return path


def refusal(path: Path, folder: Path, keys: Keys = KEYS) -> str:
    """What is said of a file that can't be restored; and nothing of it stays."""
    work = folder / "work"
    work.mkdir()
    with pytest.raises(DevError) as caught, backupfile.unpacked(path, keys=keys, folder=work):
        pass
    assert list(work.iterdir()) == []
    work.rmdir()
    return str(caught.value)


def test_what_goes_in_comes_out(tmp_path: Path) -> None:
    with backupfile.unpacked(written(tmp_path), keys=KEYS, folder=tmp_path) as opened:
        assert opened.dump.read_bytes() == DUMP
        assert stat.S_IMODE(opened.dump.stat().st_mode) == 0o600
        assert opened.manifest["database"] == FACTS
        assert opened.manifest["postgres"] == {"version": "15.14", "major": 15}
        dump = opened.dump
    assert not dump.exists()


def test_only_its_owner_reads_it_and_it_names_nobody(tmp_path: Path) -> None:
    path = written(tmp_path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.name == "smaajob-20261122T061500Z.backup"
    with tarfile.open(path) as tar:
        assert [member.name for member in tar] == ["manifest.json", "manifest.seal", "database.dump"]
        assert {(member.uid, member.uname, member.gname) for member in tar} == {(0, "", "")}


def test_the_keys_are_not_in_it(tmp_path: Path) -> None:
    content = written(tmp_path).read_bytes()
    for key in (*KEYS.field, KEYS.hash):
        assert key.encode() not in content
        assert base64.urlsafe_b64decode(key) not in content


def test_it_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    before = written(tmp_path)
    with pytest.raises(FileNotFoundError):
        backupfile.pack(tmp_path / "no-dump", manifest_of(), keys=KEYS, to=tmp_path / "new.backup", encryption=None)
    assert [path.name for path in tmp_path.iterdir()] == [before.name]


@pytest.mark.parametrize("kept", [0, 1, 600, 4000, LAST])
def test_a_file_that_was_cut_off(tmp_path: Path, kept: int) -> None:
    path = written(tmp_path)
    with tarfile.open(path) as tar:
        begin = tar.getmember("database.dump").offset_data
    path.write_bytes(path.read_bytes()[: begin + len(DUMP) - 1 if kept == LAST else kept])
    said = refusal(path, tmp_path)
    assert said.startswith(f"{path} can't be restored: ")
    assert said.endswith("Nothing was changed; take another backup.")


@pytest.mark.parametrize(
    ("part", "why"),
    [
        (b'"candidates_candidate": 12', "its manifest is not as it was written"),
        (b"PGDMP", "its dump has another checksum than its manifest says"),
    ],
)
def test_a_file_that_somebody_changed(tmp_path: Path, part: bytes, why: str) -> None:
    path = written(tmp_path)
    content = path.read_bytes()
    assert content.count(part) == 1
    path.write_bytes(content.replace(part, part[:-1] + b"3"))
    assert why in refusal(path, tmp_path)


def test_another_file(tmp_path: Path) -> None:
    path = tmp_path / "letter.backup"
    path.write_text("Kære alle\n" * 5000)
    assert "it is cut off, or no backup of Småjob" in refusal(path, tmp_path)


def test_a_tar_that_would_write_elsewhere(tmp_path: Path) -> None:
    path = tmp_path / "evil.backup"
    with tarfile.open(path, "w") as tar:
        tar.addfile(tarfile.TarInfo("../manifest.json"))
    assert "no backup of Småjob" in refusal(path, tmp_path)


@pytest.mark.parametrize(
    ("keys", "why"),
    [
        (some_keys("g"), "(FIELD_KEYS lacks 1 of its 1 keys)"),
        (some_keys("f", "b"), "(HASH_KEY is another one)"),
        (some_keys("g", "b"), "(FIELD_KEYS lacks 1 of its 1 keys; HASH_KEY is another one)"),
    ],
)
def test_the_wrong_keys(tmp_path: Path, keys: Keys, why: str) -> None:
    said = refusal(written(tmp_path), tmp_path, keys)
    assert why in said
    assert "nothing was changed" in said
    assert not any(key in said for key in (*keys.field, keys.hash, *KEYS.field, KEYS.hash))


def test_a_newer_key_in_front_does_not_hurt(tmp_path: Path) -> None:
    with backupfile.unpacked(written(tmp_path), keys=some_keys("gf"), folder=tmp_path) as opened:
        assert opened.dump.exists()


def test_one_of_two_keys_is_not_enough(tmp_path: Path) -> None:
    path = written(tmp_path, keys=some_keys("gf"))
    assert "FIELD_KEYS lacks 1 of its 2 keys" in refusal(path, tmp_path, some_keys("g"))


@pytest.mark.parametrize("missing", ["FIELD_KEYS", "HASH_KEY"])
def test_a_missing_key(missing: str) -> None:
    env = {"FIELD_KEYS": KEYS.field[0], "HASH_KEY": KEYS.hash}
    with pytest.raises(DevError, match=rf"^A backup needs {missing}, in the environment or in var/env"):
        Keys.of({**env, missing: " "}, what="A backup")


def test_a_file_of_a_later_kind(tmp_path: Path) -> None:
    assert "was written by a newer Småjob" in refusal(written(tmp_path, format=2), tmp_path)


def test_the_newest_are_kept_and_only_ours_are_removed(tmp_path: Path) -> None:
    names = [f"smaajob-202611{day:02}T030000Z.backup" for day in range(1, 6)]
    names[1] += ".age"
    for name in (*names, "smaajob-notes.backup", "smaajob-20261101T030000Z.backup.bak"):
        (tmp_path / name).touch()
    assert [path.name for path in backupfile.old_ones(tmp_path, 3)] == names[:2]
    assert backupfile.old_ones(tmp_path, 5) == []


@pytest.mark.parametrize("said", ["0", "-1", "many", "1.5"])
def test_a_number_kept_that_is_none(said: str) -> None:
    with pytest.raises(DevError, match=f"^BACKUPS_KEPT is “{said}”; it must be a whole number above 0.$"):
        backup.number_kept({"BACKUPS_KEPT": said})


def test_what_a_killed_backup_left_is_removed(tmp_path: Path) -> None:
    (tmp_path / f"{backupfile.HALF_MADE}x").mkdir()
    (tmp_path / f"{backupfile.HALF_MADE}x" / "database.dump").write_bytes(DUMP)
    (tmp_path / f"{backupfile.HALF_MADE}y.backup").touch()
    whole = written(tmp_path)
    with backup.working_folder(tmp_path) as work:
        assert stat.S_IMODE(work.stat().st_mode) == 0o700
        assert sorted(path.name for path in tmp_path.iterdir()) == sorted([work.name, whole.name])


def test_an_older_server_is_refused() -> None:
    with pytest.raises(DevError, match=r"from PostgreSQL 15 and the server here is PostgreSQL 14.*nothing was changed"):
        restore.refuse_older_server(manifest_of(), {**SEEN, "major": 14})
    restore.refuse_older_server(manifest_of(), {**SEEN, "major": 18})


def test_the_oldest_program_that_knows_the_server() -> None:
    found = [Client(Path("/18"), 18), Client(Path("/15"), 15), Client(Path("/16"), 16)]
    assert [client_for(major, found).major for major in (14, 15, 16, 17, 18)] == [15, 15, 16, 18, 18]
    with pytest.raises(DevError, match=r"PostgreSQL 19 or newer are needed.*18, 15, 16.*postgresql-client-19\.$"):
        client_for(19, found)


def test_a_role_that_may_too_little() -> None:
    with pytest.raises(DevError, match="^The role smaajob_owner lacks CREATEDB and BYPASSRLS"):
        restore.refuse_weak_role(
            manifest_of(), {**SEEN, "role": "smaajob_owner", "may_create": False, "sees_all": False}
        )


def test_what_is_different_is_named() -> None:
    after = json.loads(json.dumps(FACTS))
    assert restore.differences(FACTS, after) == []
    after["tables"] = {"accounts_user": 2}
    after["policies"] = 1
    after["row_security_forced"] = []
    after["rights"]["smaajob_app"]["accounts_user"] = "S"
    assert restore.differences(FACTS, after) == [
        "accounts_user has 2 rows and had 3 rows",
        "candidates_candidate has no table and had 12 rows",
        "another number of policies",
        "row-level security forced on other tables",
        "other rights of smaajob_app",
    ]


def place() -> Place:
    env = {
        "DATABASE_URL": "postgresql://smaajob_app:x@db/smaajob?sslmode=require",
        "DATABASE_OWNER_URL": "postgresql://smaajob_owner:x@db/smaajob?sslmode=require",
    }
    return Place(env, env["DATABASE_OWNER_URL"], own=False)


def test_beside_is_the_same_server() -> None:
    assert place().beside("smaajob_restoring")["DATABASE_URL"] == (
        "postgresql://smaajob_app:x@db/smaajob_restoring?sslmode=require"
    )


def asked(monkeypatch: pytest.MonkeyPatch, **answers: Any) -> list[str]:
    """Let the database answer so; gives the list of what it is asked."""
    questions: list[str] = []

    def ask(job: str, **_: Any) -> Any:
        questions.append(job)
        return answers.get(job.replace("-", "_"), {})

    monkeypatch.setattr(restore, "ask", ask)
    return questions


NOTHING = {"data": False, "connected": 0}
THERE = {"data": True, "connected": 0}


def opened_backup(folder: Path) -> backupfile.Opened:
    return backupfile.Opened({**manifest_of(), "dump": {"pg_dump": 15}}, folder / "dump")


def test_data_are_not_overwritten_unasked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("RESTORE_OVER", raising=False)
    questions = asked(monkeypatch, look=SEEN, in_the_way=THERE)
    with pytest.raises(DevError, match=r"holds data already: nothing was changed.*RESTORE_OVER=yes"):
        restore._into(place(), opened_backup(tmp_path), Instance(tmp_path))
    assert questions == ["look", "in-the-way"]


def test_who_still_works_there_is_not_thrown_out(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("RESTORE_OVER", "yes")
    questions = asked(monkeypatch, look=SEEN, in_the_way={"data": True, "connected": 2})
    with pytest.raises(
        DevError, match=r"^Somebody is connected to the database smaajob: stop web, .*Nothing was changed"
    ):
        restore._into(place(), opened_backup(tmp_path), Instance(tmp_path))
    assert questions == ["look", "in-the-way"]


def test_roles_that_are_missing_elsewhere_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    questions = asked(monkeypatch, look=SEEN, in_the_way=NOTHING, missing_roles={"missing": ["smaajob_app"]})
    with pytest.raises(DevError, match=r"^This server lacks the roles smaajob_app, .*nothing was changed"):
        restore._into(place(), opened_backup(tmp_path), Instance(tmp_path))
    assert "restore" not in questions


def test_other_roles_than_the_backups(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked(monkeypatch, look=SEEN, in_the_way=NOTHING)
    env = {name: url.replace("smaajob_app", "web") for name, url in place().env.items()}
    with pytest.raises(DevError, match=r"belong to smaajob_app, smaajob_owner, and the environment here uses web"):
        restore._into(Place(env, "", own=False), opened_backup(tmp_path), Instance(tmp_path))


def test_what_came_out_otherwise_is_thrown_away(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    fewer = {**FACTS, "tables": {"accounts_user": 3, "candidates_candidate": 11}}
    questions = asked(monkeypatch, look=SEEN, in_the_way=NOTHING, missing_roles={"missing": []}, restore=fewer)
    monkeypatch.setattr(restore, "find_clients", lambda: [Client(Path("/"), 15)])
    with pytest.raises(DevError, match="candidates_candidate has 11 rows and had 12 rows. Nothing was changed.$"):
        restore._into(place(), opened_backup(tmp_path), Instance(tmp_path))
    assert questions[-2:] == ["restore", "discard"]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            "Aalborg: the chain holds\nKøge: the chain holds\n",
            "Checked: the log of access holds (Aalborg: the chain holds; Køge",
        ),
        ("", "Checked: the log of access is empty."),
        (DevError("`verify_log` failed: Unknown command: 'verify_log'"), "Not checked: the log of access"),
        (
            DevError("`verify_log` failed: 2 faults."),
            "THE LOG OF ACCESS DOES NOT HOLD: `verify_log` failed: 2 faults. The rows",
        ),
    ],
)
def test_what_is_told_of_the_log(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, said: str | DevError, told: str
) -> None:
    def manage(*_: Any, **__: Any) -> str:
        if isinstance(said, DevError):
            raise said
        return said

    monkeypatch.setattr(restore.manage, "manage", manage)
    assert restore.verify_log({}, Instance(tmp_path)).startswith(told)


def test_restoring_without_a_file_names_the_newest(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SMAAJOB_VAR", str(tmp_path))
    monkeypatch.setattr(commands, "prepare_venv", lambda: None)
    monkeypatch.setattr(commands, "ensure_packages", lambda needs: None)
    monkeypatch.delenv("BACKUP", raising=False)
    monkeypatch.delenv("BACKUP_FOLDER", raising=False)
    assert commands.main(["restore"]) == 1
    assert "There is none in the folder of backups here." in capfd.readouterr().err
    newest = written(tmp_path / "backups")
    assert commands.main(["restore"]) == 1
    assert f"The newest here is {newest}." in capfd.readouterr().err
    monkeypatch.setenv("BACKUP", str(tmp_path / "away.backup"))
    assert commands.main(["restore"]) == 1
    assert capfd.readouterr().err == f"There is no backup {tmp_path / 'away.backup'}.\n"


TOOL = """#!/bin/sh
# Stands for gpg: "encrypts" by another alphabet.
for word; do last=$word; done
case "$*" in
  *--decrypt*) [ -e "$(dirname "$0")/key" ] || { echo "no secret key" >&2; exit 2; }; LC_ALL=C tr b-za a-z < "$last" ;;
  *stranger*) echo "stranger: no public key" >&2; exit 2 ;;
  *) LC_ALL=C tr a-z b-za ;;
esac
"""


@pytest.fixture
def tool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program in gpg's place; gives the folder that it and its key lie in."""
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "gpg").write_text(TOOL)
    (folder / "gpg").chmod(0o755)
    (folder / "key").touch()
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    return folder


def encrypted(folder: Path, to: str) -> Path:
    dump = folder / "dump"
    dump.write_bytes(DUMP)
    name = folder / "smaajob-20261122T061500Z.backup"
    return backupfile.pack(dump, manifest_of(), keys=KEYS, to=name, encryption=chosen_encryption(to))


def test_an_encrypted_backup(tmp_path: Path, tool: Path) -> None:
    path = encrypted(tmp_path, "backup@example.org")
    assert path.name.endswith(".backup.gpg")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert b"manifest" not in path.read_bytes()
    with backupfile.unpacked(path, keys=KEYS, folder=tmp_path / "bin") as opened:
        assert opened.dump.read_bytes() == DUMP
    assert sorted(found.name for found in tool.iterdir()) == ["gpg", "key"]


def test_an_encrypted_backup_without_its_key(tmp_path: Path, tool: Path) -> None:
    path = encrypted(tmp_path, "backup@example.org")
    (tool / "key").unlink()
    assert refusal(path, tmp_path) == f"{path} can't be decrypted (no secret key). Nothing was changed."


def test_nobody_to_encrypt_to(tmp_path: Path, tool: Path) -> None:
    with pytest.raises(DevError, match="gpg could not encrypt the backup .stranger: no public key.: there is no new"):
        encrypted(tmp_path, "stranger")
    assert not list(tmp_path.glob("*.backup*"))


def test_a_tool_that_is_not_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(
        DevError, match=r"^An encrypted backup \(\.age\) needs the program age, and it is not installed"
    ):
        chosen_encryption("age1qqqq")
    assert chosen_encryption(" ") is None
