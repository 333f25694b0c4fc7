"""Secrets that stand in a link or on paper. Only their keyed hash is stored, so who reads the database can open nothing."""

from __future__ import annotations

import secrets

from smaajob.secrets import keyed_hash

# Letters and digits that nobody mistakes for each other, in print or read aloud.
_SIGNS = "2346789ABCDEFGHJKMNPQRTVWXYZ"


def new_token() -> str:
    """For links that are tapped: 256 bits."""
    return secrets.token_urlsafe(32)


def new_code() -> str:
    """For paper, and to be typed: `KXTR-4P9D-W2HM`, 57 bits. Always asks for something more (a birth date), and is throttled."""
    return "-".join("".join(secrets.choice(_SIGNS) for _sign in range(4)) for _group in range(3))


def read_code(text: str) -> str:
    """A code as it was made, however it was typed: `kxtr 4p9d w2hm` → `KXTR-4P9D-W2HM`."""
    signs = "".join(sign for sign in text.upper() if sign.isalnum())
    return "-".join(signs[start : start + 4] for start in range(0, len(signs), 4))


def token_hash(token: str) -> str:
    """What is stored of it."""
    return keyed_hash(f"token:{token}")


def is_code(code: str) -> bool:
    """Whether a text can be a code at all, as `read_code` gives it: twelve of the signs in three groups."""
    signs = code.replace("-", "")
    return len(signs) == 12 and set(signs) <= set(_SIGNS)
