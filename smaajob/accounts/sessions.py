"""Sessions lie encrypted in the database: allauth keeps things there that open doors (codes, the key of an authenticator app).

A session that no key fits any more is as none: its user signs in again.
"""

from __future__ import annotations

from typing import Any

from cryptography.fernet import InvalidToken
from django.contrib.sessions.backends import db

from smaajob import secrets


class SessionStore(db.SessionStore):
    """Django's sessions in the database, with what they hold encrypted by FIELD_KEYS."""

    def encode(self, session_dict: dict[str, Any]) -> str:
        """Sign and encrypt."""
        return secrets.encrypt(super().encode(session_dict))

    def decode(self, session_data: str | bytes) -> dict[str, Any]:
        """The opposite; empty where it can't be read."""
        text = session_data if isinstance(session_data, str) else session_data.decode()
        try:
            return super().decode(secrets.decrypt(text))
        except InvalidToken:
            return {}
