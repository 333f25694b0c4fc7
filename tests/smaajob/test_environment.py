"""Settings come from the environment only; a fault is one sentence, and production refuses what is unsafe."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from smaajob import environment
from smaajob.environment import SettingsFault
from smaajob.startup import refuse_what_is_unsafe

ROOT = Path(environment.ROOT)
GOOD = {
    "PATH": os.environ["PATH"],
    "DATABASE_URL": "postgresql://app:word@db.example/smaajob",
    "REDIS_URL": "redis://broker.example/0",
    "SECRET_KEY": "x" * 60,
    "FIELD_KEYS": "MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDA=",
    "HASH_KEY": "ab" * 32,
    "ALLOWED_HOSTS": "smaajob.example",
    "SMAAJOB_ENV": "production",
    "SITE_URL": "https://smaajob.example",
    "EMAIL_URL": "smtp://smaajob:secret@mail.example:587/?tls=starttls",
    "MAIL_FROM": "Småjob <smaajob@kommunen.example>",
}


def start(changes: dict[str, str | None]) -> subprocess.CompletedProcess[str]:
    """Load the settings in a process of their own."""
    env = {key: value for key, value in {**GOOD, **changes}.items() if value is not None}
    command = [sys.executable, "manage.py", "diffsettings"]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)


def test_a_good_environment_starts() -> None:
    done = start({})
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"SECRET_KEY": None}, "SECRET_KEY is not set"),
        ({"SECRET_KEY": "django-insecure-" + "x" * 60}, "SECRET_KEY is a default or too short"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY is a default or too short"),
        ({"DEBUG": "1"}, "DEBUG is on"),
        ({"DEBUG": "perhaps"}, "DEBUG is “perhaps”"),
        ({"ALLOWED_HOSTS": None}, "ALLOWED_HOSTS is not set"),
        ({"FIELD_KEYS": None}, "FIELD_KEYS is not set"),
        ({"FIELD_KEYS": "abc"}, "Key 1 of FIELD_KEYS is no key"),
        ({"HASH_KEY": "x"}, "HASH_KEY must be 64 hex digits"),
        ({"REDIS_URL": None}, "REDIS_URL is not set"),
        ({"EMAIL_URL": None}, "EMAIL_URL is not set"),
        ({"EMAIL_URL": "mail.example"}, "EMAIL_URL must be smtp://"),
        ({"EMAIL_URL": "smtp://mail.example:x/"}, "EMAIL_URL has a host or a port"),
        ({"EMAIL_URL": "smtp://mail.example/?tls=perhaps"}, "EMAIL_URL says tls=perhaps"),
        ({"EMAIL_URL": "smtp://a:b@mail.example/?tls=none"}, "EMAIL_URL would send a password in the open"),
        ({"MAIL_FROM": None}, "MAIL_FROM is not set"),
        ({"SECOND_FACTOR": "0"}, "SECOND_FACTOR is off"),
        ({"SITE_URL": None}, "SITE_URL is not set"),
        ({"MAIL_FROM": "Småjob"}, "it must hold an e-mail address"),
        ({"SMS_URL": "http://sms.example/", "SMS_SENDER": "Smaajob"}, "SMS_URL must be the address"),
        ({"SMS_URL": "https://sms.example/"}, "SMS_SENDER must be"),
        ({"SMS_URL": "https://sms.example/", "SMS_SENDER": "a long sender's name"}, "SMS_SENDER must be"),
        ({"SMS_URL": "https://sms.example/", "SMS_SENDER": "Smaajob", "SMS_BODY": "{"}, "SMS_BODY is no JSON"),
        ({"SMS_URL": "https://sms.example/", "SMS_SENDER": "Smaajob", "SMS_BODY": "{}"}, "SMS_BODY must hold {to}"),
        ({"REDIS_URL": "nonsense"}, "REDIS_URL must begin with redis://"),
        ({"SMAAJOB_ENV": "Production"}, "SMAAJOB_ENV is “Production”"),
        ({"DATABASE_URL": "sqlite:///db"}, "DATABASE_URL must begin with postgresql://"),
        ({"DATABASE_URL": "postgresql://app@host/"}, "DATABASE_URL names no database"),
        ({"DATABASE_URL": "postgresql://host/name"}, "DATABASE_URL names no user"),
        ({"DATABASE_URL": "postgresql://app@host:port/name"}, "DATABASE_URL has a port that is no number"),
        ({"DATABASE_OWNER_URL": "mysql://x"}, "DATABASE_OWNER_URL must begin with postgresql://"),
        ({"JOB_LEASE_SECONDS": "-1"}, "JOB_LEASE_SECONDS is “-1”"),
    ],
)
def test_each_fault_is_one_sentence_and_no_traceback(changes: dict[str, str | None], says: str) -> None:
    done = start(changes)
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_the_file_fills_in_what_the_environment_does_not_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "env").write_text("# ours\nDATABASE_URL=postgresql://a@/b\nREDIS_URL=from the file\n")
    monkeypatch.setenv("SMAAJOB_VAR", str(tmp_path))
    monkeypatch.setenv("REDIS_URL", "set already")
    monkeypatch.delenv("DATABASE_URL", raising=False)
    environment.load_env_file()
    assert os.environ["DATABASE_URL"] == "postgresql://a@/b"
    assert os.environ["REDIS_URL"] == "set already"
    monkeypatch.delenv("DATABASE_URL")


def test_a_socket_folder_in_the_url(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://app:p%40ss@/smaajob?host=/run/pg&sslmode=disable")
    found = environment.database("DATABASE_URL")
    assert (found["USER"], found["PASSWORD"], found["HOST"]) == ("app", "p@ss", "/run/pg")
    assert found["OPTIONS"] == {"sslmode": "disable"}


@pytest.fixture
def production(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "PRODUCTION", True)
    # The check closes its connection, which here is the test's own.
    monkeypatch.setattr(connection, "close", lambda: None)


@pytest.mark.django_db
def test_production_starts_with_the_plain_role(production: None) -> None:
    refuse_what_is_unsafe()


@pytest.mark.django_db(transaction=True)
def test_production_refuses_to_run_as_the_owner_of_the_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    from smaajob.accounts.database_roles import as_owner

    monkeypatch.setattr(settings, "PRODUCTION", True)
    with as_owner(), pytest.raises(SettingsFault, match="as the owner of the tables"):
        refuse_what_is_unsafe()
