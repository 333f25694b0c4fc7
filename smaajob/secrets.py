"""Values that lie encrypted in the database, and the keyed hashes by which they are found.

Fernet (AES-128-CBC with HMAC) from `cryptography`. FIELD_KEYS lists the keys, newest first: the first encrypts, all decrypt.
"""

from __future__ import annotations

import hashlib
import hmac
from functools import cache

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


@cache
def _ring(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def encrypt(value: str) -> str:
    """The value as an ASCII token; the empty string stays empty."""
    return _ring(tuple(settings.FIELD_KEYS)).encrypt(value.encode()).decode() if value else ""


def decrypt(token: str) -> str:
    """The value of a token made by `encrypt`. Raises cryptography.fernet.InvalidToken if no key fits."""
    return _ring(tuple(settings.FIELD_KEYS)).decrypt(token.encode()).decode() if token else ""


def encrypt_bytes(value: bytes) -> bytes:
    """As `encrypt`, for a file's content."""
    return _ring(tuple(settings.FIELD_KEYS)).encrypt(value)


def decrypt_bytes(token: bytes) -> bytes:
    """As `decrypt`, for a file's content."""
    return _ring(tuple(settings.FIELD_KEYS)).decrypt(token)


def keyed_hash(value: str) -> str:
    """HMAC-SHA256 in hex: equal values are equal, and without HASH_KEY nobody can try them all."""
    return hmac.new(settings.HASH_KEY.encode(), value.encode(), hashlib.sha256).hexdigest() if value else ""
