"""`var/env`: the passwords, keys and addresses of one instance, made once.

Lines of KEY=value, mode 0600; smaajob/environment.py reads it where DATABASE_URL is not set, and what the environment
says wins. The addresses of our own services are brought up to date at each start, since the folder may have moved.

DATABASE_URL, DATABASE_OWNER_URL: `postgresql://role:password@/smaajob?host=/folder/of/the/socket`, as libpq reads it.
REDIS_URL: `redis+socket:///path/of/the/socket`, the form that Celery (kombu) reads. redis-py wants the same path as
`unix:///path`, and no form suits both, so whoever uses redis-py directly replaces `redis+socket:` by `unix:`.
"""

from __future__ import annotations

import base64
import os
import secrets
from pathlib import Path
from urllib.parse import quote, urlsplit

from smaajob.dev.errors import DevError

OWNER, APPLICATION = "smaajob_owner", "smaajob_app"
DATABASE = "smaajob"
ADDRESSES = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL")


def read_env(path: Path) -> dict[str, str]:
    """The file's values; an absent file is an empty one."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return {}
    except PermissionError as error:
        raise DevError(
            f"{path} belongs to another user. Run as that user, or set SMAAJOB_VAR to a folder of your own."
        ) from error
    pairs = (line.partition("=") for line in lines if not line.startswith("#"))
    return {key.strip(): value.strip() for key, sign, value in pairs if sign}


def ensure_env(path: Path, *, postgres_socket: Path, valkey_socket: Path) -> dict[str, str]:
    """Make the file, or fill in what it lacks and correct the addresses of our own services; returns its values.

    `postgres_socket` is the folder PostgreSQL listens in, `valkey_socket` the socket itself. A line that somebody
    pointed at another server by hand is left alone.
    """
    before = read_env(path)
    values = {
        "SMAAJOB_ENV": "development",
        "DATABASE_URL": database_url(APPLICATION, _new_password(), postgres_socket),
        "DATABASE_OWNER_URL": database_url(OWNER, _new_password(), postgres_socket),
        "REDIS_URL": redis_url(valkey_socket),
        "SECRET_KEY": secrets.token_urlsafe(50),
        "FIELD_KEYS": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        "HASH_KEY": secrets.token_hex(32),
    } | before
    for name, role in (("DATABASE_URL", APPLICATION), ("DATABASE_OWNER_URL", OWNER)):
        if is_own_database(values[name]):
            values[name] = database_url(role, password_in(values[name]), postgres_socket)
    if values["REDIS_URL"].startswith("redis+socket:"):
        values["REDIS_URL"] = redis_url(valkey_socket)
    if values != before:
        write_env(path, values)
    return values


def write_env(path: Path, values: dict[str, str]) -> None:
    """Write the file, readable by its owner only, all or nothing."""
    half_made = path.with_name(path.name + ".new")
    half_made.unlink(missing_ok=True)
    handle = os.open(half_made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write("# Made by `make services`. Holds passwords: keep it to yourself.\n")
        file.writelines(f"{key}={value}\n" for key, value in values.items())
    half_made.replace(path)


def database_url(role: str, password: str, socket_folder: Path) -> str:
    """How `role` reaches the private PostgreSQL that listens in `socket_folder`."""
    return f"postgresql://{role}:{quote(password, safe='')}@/{DATABASE}?host={quote(str(socket_folder))}"


def redis_url(socket: Path) -> str:
    """How Celery reaches the private Valkey on `socket`."""
    return f"redis+socket://{quote(str(socket))}"


def is_own_database(url: str) -> bool:
    """Whether a URL goes to a socket (our own cluster's only door), not over the network."""
    parts = urlsplit(url)
    return not parts.hostname and "host=" in parts.query and parts.username in (OWNER, APPLICATION)


def password_in(url: str) -> str:
    """The password of one of our own URLs; they are made of letters and digits, so nothing is encoded."""
    return urlsplit(url).password or ""


def _new_password() -> str:
    return secrets.token_hex(24)
