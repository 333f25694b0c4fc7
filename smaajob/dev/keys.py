"""Which keys a backup was made with, told by fingerprints: the keys themselves never stand in it."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from smaajob.dev.errors import DevError

WHERE = "docs/operations.md, “Backup and restore”"


@dataclass(frozen=True)
class Keys:
    """FIELD_KEYS, newest first, and HASH_KEY."""

    field: tuple[str, ...]
    hash: str

    @classmethod
    def of(cls, env: Mapping[str, str], *, what: str) -> Keys:
        """The keys of an environment. Raises DevError where one is missing."""
        field = tuple(key.strip() for key in env.get("FIELD_KEYS", "").split(",") if key.strip())
        found = cls(field, env.get("HASH_KEY", "").strip())
        missing = [name for name, value in (("FIELD_KEYS", found.field), ("HASH_KEY", found.hash)) if not value]
        if missing:
            raise DevError(f"{what} needs {' and '.join(missing)}, in the environment or in var/env ({WHERE}).")
        return found

    def fingerprints(self) -> dict[str, Any]:
        """What a manifest says of them: enough to know them again, too little to learn anything of 32 random bytes."""
        return {"field": [_fingerprint(key) for key in self.field], "hash": _fingerprint(self.hash)}

    def refuse_others(self, made_with: Mapping[str, Any]) -> None:
        """Raise DevError unless these open everything that was written with the keys of those fingerprints."""
        have = self.fingerprints()
        wrong = [] if have["hash"] == made_with["hash"] else ["HASH_KEY is another one"]
        lacking = [one for one in made_with["field"] if one not in have["field"]]
        if lacking:
            wrong.insert(0, f"FIELD_KEYS lacks {len(lacking)} of its {len(made_with['field'])} keys")
        if wrong:
            raise DevError(
                f"The keys given here are not those that this backup was made with ({'; '.join(wrong)}): nothing was "
                f"changed. Give FIELD_KEYS and HASH_KEY of that installation, in the environment or in var/env ({WHERE})."
            )

    def seal(self, manifest: bytes) -> str:
        """What only who has HASH_KEY can write under a manifest, so that a file from elsewhere is not run as superuser."""
        return hmac.new(self.hash.encode(), b"smaajob: manifest of a backup\n" + manifest, hashlib.sha256).hexdigest()


def _fingerprint(key: str) -> str:
    return hmac.new(key.encode(), b"smaajob: which key is this", hashlib.sha256).hexdigest()[:16]
