"""What the environment says, checked at start, each fault told in one sentence. Standard library only."""

from __future__ import annotations

import base64
import json
import os
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path
from typing import Any
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
        "ENGINE": "smaajob.database",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", "") or unquote(parts.hostname or ""),
        "PORT": port,
        "OPTIONS": query,
    }


@dataclass(frozen=True)
class MailServer:
    """`tls` is `starttls`, `ssl` (from the first byte) or `none`."""

    host: str
    port: int
    user: str
    password: str
    tls: str


def mail_server(name: str, *, needed: bool) -> MailServer | None:
    """The server of a `smtp://user:password@host:port/?tls=starttls` URL; None where it is not set and need not be."""
    if not text(name, ""):
        if needed:
            raise SettingsFault(f"{name} is not set: the mail server, smtp://user:password@host:587/?tls=starttls.")
        return None
    try:
        parts = urlsplit(text(name))
        port = parts.port
    except ValueError as error:
        raise SettingsFault(f"{name} has a host or a port that can't be read.") from error
    if parts.scheme != "smtp" or not parts.hostname:
        raise SettingsFault(f"{name} must be smtp://user:password@host:port/?tls=starttls.")
    tls = parse_qs(parts.query).get("tls", ["starttls"])[-1]
    if tls not in {"starttls", "ssl", "none"}:
        raise SettingsFault(f"{name} says tls={tls}; it must be starttls, ssl or none.")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if user and tls == "none" and parts.hostname not in {"localhost", "127.0.0.1", "::1"}:
        raise SettingsFault(f"{name} would send a password in the open: use tls=starttls or tls=ssl.")
    return MailServer(parts.hostname, port or {"starttls": 587, "ssl": 465, "none": 25}[tls], user, password, tls)


def mail_sender(name: str, *, needed: bool, default: str) -> str:
    """Who messages come from: an address, or a name and an address in angle brackets."""
    value = text(name, "" if needed else default)
    if not value:
        raise SettingsFault(f"{name} is not set: who messages come from, Småjob <smaajob@kommunen.example.dk>.")
    address = parseaddr(value)[1]
    if not address.isascii() or not all(address.rpartition("@")[::2]):
        raise SettingsFault(
            f"{name} is “{value}”; it must hold an e-mail address: Småjob <smaajob@kommunen.example.dk>."
        )
    return value


@dataclass(frozen=True)
class SmsGateway:
    """`body` is the JSON that is posted, with {to}, {from}, {text} and {id} where they belong."""

    url: str
    authorization: str
    sender: str
    body: Any


_SMS_BODY = '{"to": "{to}", "from": "{from}", "text": "{text}", "id": "{id}"}'


def sms_gateway(prefix: str, *, safe: bool) -> SmsGateway | None:
    """The gateway of SMS_URL, SMS_TOKEN, SMS_SENDER, SMS_BODY and SMS_AUTHORIZATION; None where SMS_URL is not set."""
    url = text(f"{prefix}_URL", "")
    if not url:
        return None
    try:
        parts = urlsplit(url)
        good = parts.scheme in ({"https"} if safe else {"https", "http"}) and parts.hostname and (parts.port or True)
    except ValueError:
        good = False
    if not good:
        raise SettingsFault(f"{prefix}_URL must be the address of the SMS gateway, and begin with https://.")
    sender = text(f"{prefix}_SENDER", "")
    if not sender or len(sender) > 15 or (not sender.lstrip("+").isdigit() and len(sender) > 11):
        raise SettingsFault(f"{prefix}_SENDER must be who text messages come from: at most 11 letters, or a number.")
    try:
        body = json.loads(text(f"{prefix}_BODY", _SMS_BODY))
    except ValueError as error:
        raise SettingsFault(f"{prefix}_BODY is no JSON (docs/operations.md shows one).") from error
    if not all(sign in json.dumps(body) for sign in ("{to}", "{text}")):
        raise SettingsFault(f"{prefix}_BODY must hold {{to}} and {{text}} (docs/operations.md shows one).")
    token = text(f"{prefix}_TOKEN", "")
    scheme = text(f"{prefix}_AUTHORIZATION", "Bearer {token}")
    return SmsGateway(url, scheme.replace("{token}", token) if token else "", sender, body)
