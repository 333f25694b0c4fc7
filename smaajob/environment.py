"""What the environment says, checked at start, each fault told in one sentence. Standard library only."""

from __future__ import annotations

import base64
import os
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

ROOT = Path(__file__).resolve().parent.parent


class SettingsFault(Exception):
    """The environment can't be used; the message is a sentence for the person who starts the program."""


def var_folder() -> Path:
    """The folder that holds this instance's data: `SMAAJOB_VAR`, else `var/` in the project."""
    return Path(os.environ.get("SMAAJOB_VAR") or ROOT / "var").absolute()


def load_env_file() -> None:
    """Read `var/env` (lines of KEY=value) where DATABASE_URL is not set; what is set already wins."""
    if os.environ.get("DATABASE_URL"):
        return
    path = var_folder() / "env"
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return
    except OSError as error:
        raise SettingsFault(f"{path} can't be read ({error.strerror}).") from error
    for line in lines:
        key, sign, value = line.partition("=")
        if sign and not key.startswith("#"):
            os.environ.setdefault(key.strip(), value.strip())


def text(name: str, default: str | None = None) -> str:
    """The variable's value. Raises SettingsFault when it is missing and there is no default."""
    value = os.environ.get(name, "").strip()
    if value:
        return value
    if default is None:
        raise SettingsFault(
            f"{name} is not set. Run `make services` once (it writes var/env), or set {name} in the environment."
        )
    return default


def words(name: str, default: str = "") -> list[str]:
    """A comma-separated list."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def flag(name: str, *, default: bool) -> bool:
    """Yes or no: 1/0, true/false, yes/no."""
    value = os.environ.get(name, "").strip().lower()
    if value in {"1", "true", "yes"}:
        return True
    if value in {"0", "false", "no"}:
        return False
    if value:
        raise SettingsFault(f"{name} is “{value}”; it must be 1 or 0.")
    return default


def one_of(name: str, choices: tuple[str, ...]) -> str:
    """One of some words; the first where it is not set. A word that is nearly right is a fault, not a guess."""
    value = text(name, choices[0])
    if value not in choices:
        raise SettingsFault(f"{name} is “{value}”; it must be {' or '.join(choices)}.")
    return value


def check_keys(name: str, keys: list[str]) -> None:
    """Each is a Fernet key: 32 bytes in URL-safe base64."""
    if not keys:
        raise SettingsFault(f"{name} is not set: at least one key that encrypts CPR numbers (docs/operations.md).")
    for number, key in enumerate(keys, start=1):
        try:
            length = len(base64.urlsafe_b64decode(key))
        except ValueError:
            length = 0
        if length != 32:
            raise SettingsFault(f"Key {number} of {name} is no key: 32 bytes in URL-safe base64 (docs/operations.md).")


def whole_number(name: str, default: int) -> int:
    """A whole number above zero."""
    value = os.environ.get(name, "").strip()
    if not value:
        return default
    if not value.isdigit() or int(value) == 0:
        raise SettingsFault(f"{name} is “{value}”; it must be a whole number above 0.")
    return int(value)


def database(name: str) -> dict[str, object]:
    """Django's settings for a `postgresql://user:password@host:port/name?host=/socket/folder` URL."""
    parts = urlsplit(text(name))
    if parts.scheme not in {"postgresql", "postgres"}:
        raise SettingsFault(f"{name} must begin with postgresql://, since Småjob runs on PostgreSQL only.")
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    if not parts.path.strip("/"):
        raise SettingsFault(f"{name} names no database: postgresql://user:password@host:port/NAME.")
    if not parts.username:
        raise SettingsFault(f"{name} names no user: postgresql://USER:password@host:port/name.")
    try:
        port = str(parts.port or query.pop("port", ""))
    except ValueError as error:
        raise SettingsFault(f"{name} has a port that is no number.") from error
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", "") or unquote(parts.hostname or ""),
        "PORT": port,
        "OPTIONS": query,
    }
