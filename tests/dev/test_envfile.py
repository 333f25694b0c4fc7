"""`var/env`: made once, for its owner's eyes only."""

from __future__ import annotations

import base64
import stat
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from cryptography.fernet import Fernet

from smaajob.dev.envfile import ensure_env, read_env
from smaajob.dev.services import environment_for

HERE = {"postgres_socket": Path("/var/a b/socket"), "valkey_socket": Path("/var/valkey/valkey.sock")}


def test_everything_is_made(tmp_path: Path) -> None:
    values = ensure_env(tmp_path / "env", **HERE)

    assert values == read_env(tmp_path / "env")
    assert values["SMAAJOB_ENV"] == "development"
    assert values["REDIS_URL"] == "redis+socket:///var/valkey/valkey.sock"
    assert len(base64.urlsafe_b64decode(values["FIELD_KEYS"])) == 32
    assert Fernet(values["FIELD_KEYS"])
    assert len(bytes.fromhex(values["HASH_KEY"])) == 32
    assert len(values["SECRET_KEY"]) >= 50


def test_the_two_roles_have_passwords_of_their_own(tmp_path: Path) -> None:
    values = ensure_env(tmp_path / "env", **HERE)
    application, owner = urlsplit(values["DATABASE_URL"]), urlsplit(values["DATABASE_OWNER_URL"])

    assert (application.username, owner.username) == ("smaajob_app", "smaajob_owner")
    assert application.password != owner.password
    assert parse_qs(application.query)["host"] == ["/var/a b/socket"]
    assert application.path == "/smaajob"


def test_only_the_owner_may_read_it(tmp_path: Path) -> None:
    ensure_env(tmp_path / "env", **HERE)
    assert stat.S_IMODE((tmp_path / "env").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["env"]


def test_a_second_start_changes_nothing(tmp_path: Path) -> None:
    first = ensure_env(tmp_path / "env", **HERE)
    written = (tmp_path / "env").stat().st_mtime_ns
    assert ensure_env(tmp_path / "env", **HERE) == first
    assert (tmp_path / "env").stat().st_mtime_ns == written


def test_a_moved_folder_gets_new_addresses_and_keeps_its_passwords(tmp_path: Path) -> None:
    before = ensure_env(tmp_path / "env", **HERE)
    after = ensure_env(tmp_path / "env", postgres_socket=Path("/new"), valkey_socket=Path("/new/valkey.sock"))

    assert urlsplit(after["DATABASE_URL"]).password == urlsplit(before["DATABASE_URL"]).password
    assert after["DATABASE_URL"].endswith("?host=/new")
    assert after["REDIS_URL"] == "redis+socket:///new/valkey.sock"
    assert after["FIELD_KEYS"] == before["FIELD_KEYS"]


def test_what_somebody_wrote_by_hand_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "env").write_text("# mine\nDATABASE_URL=postgresql://me:pw@db.example/job\nEMAIL_HOST=mail.example\n")
    values = ensure_env(tmp_path / "env", **HERE)

    assert values["DATABASE_URL"] == "postgresql://me:pw@db.example/job"
    assert values["EMAIL_HOST"] == "mail.example"
    assert "HASH_KEY" in read_env(tmp_path / "env")


def test_the_environment_wins_over_the_file() -> None:
    merged = environment_for({"SECRET_KEY": "file", "HASH_KEY": "file"}, {"SECRET_KEY": "outside"})
    assert merged == {"SECRET_KEY": "outside", "HASH_KEY": "file"}


def test_an_outside_database_is_never_paired_with_our_own_owner() -> None:
    file = {"DATABASE_URL": "postgresql:///own", "DATABASE_OWNER_URL": "postgresql:///own-owner"}
    merged = environment_for(file, {"DATABASE_URL": "postgresql://them"})
    assert merged["DATABASE_OWNER_URL"] == "postgresql://them"

    both = {"DATABASE_URL": "postgresql://them", "DATABASE_OWNER_URL": "postgresql://their-owner"}
    assert environment_for(file, both) == both
