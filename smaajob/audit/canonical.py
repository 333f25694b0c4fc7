"""How rows and seals are written before they are hashed: one way only, so that anybody with the rows can count it again.

A row is a JSON list in this order: id, at (UTC, microseconds), organisation, user, role, place, on_behalf_of, kind, page, purpose,
people, criteria, typed_hash; without spaces, in UTF-8. A seal's `rows_hash` is the SHA-256 of its leaves, one after the other: the
row's id in eight bytes, the highest first, and the SHA-256 of the row. A seal's `hash` is the SHA-256 of the JSON list: organisation,
number, first_id, last_id, count, first_at, last_at, rows_hash, former_hash, sealed_at.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from smaajob.audit.models import Access, Seal

ID_BYTES, HASH_BYTES = 8, 32
LEAF_BYTES = ID_BYTES + HASH_BYTES


def leaf(row: Access) -> bytes:
    """A row's id and its hash."""
    told = [
        row.pk, _moment(row.at), row.organisation_id, row.user_id, row.role, row.place, row.on_behalf_of, row.kind, row.page,
        row.purpose, [str(one) for one in row.people], row.criteria, row.typed_hash,
    ]  # fmt: skip
    return row.pk.to_bytes(ID_BYTES, "big") + hashlib.sha256(_written(told)).digest()


def leaves_of(rows: Iterable[Access]) -> bytes:
    """The leaves of rows, one after the other."""
    return b"".join(leaf(row) for row in rows)


def split(leaves: bytes) -> Iterator[tuple[int, bytes]]:
    """The id of each row, and its whole leaf."""
    for start in range(0, len(leaves), LEAF_BYTES):
        one = leaves[start : start + LEAF_BYTES]
        yield int.from_bytes(one[:ID_BYTES], "big"), one


def rows_hash(leaves: bytes) -> str:
    """The hash of a batch's leaves, in hex."""
    return hashlib.sha256(leaves).hexdigest()


def seal_hash(seal: Seal) -> str:
    """What the seal's hash should be, in hex."""
    told = [
        seal.organisation_id, seal.number, seal.first_id, seal.last_id, seal.count, _moment(seal.first_at), _moment(seal.last_at),
        seal.rows_hash, seal.former_hash, _moment(seal.sealed_at),
    ]  # fmt: skip
    return hashlib.sha256(_written(told)).hexdigest()


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _written(told: list[object]) -> bytes:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
