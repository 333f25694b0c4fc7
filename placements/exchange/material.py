"""What a check works on: the import's rows and the stored ones, looked at together as they will be after the import."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from placements.exchange.columns import FILES, FileKind
from placements.exchange.faults import Faults
from placements.exchange.rows import ReadFile, Row
from placements.exchange.stored import StoredRow, StoredRows
from placements.exchange.words import known_municipalities
from smaajob.accounts.models import Membership, Organisation, User
from smaajob.accounts.roles import CASE_WORKERS

Tell = Callable[[int, str], None]


@dataclass
class Material:
    """`people_of` are the municipalities whose people this import may hold; None is all of them."""

    keeper: Organisation
    today: date
    people_of: frozenset[str] | None
    faults: Faults
    tell: Tell
    files: dict[str, ReadFile] = field(default_factory=dict)
    stored: dict[str, StoredRows] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    users: dict[str, int] = field(default_factory=dict)
    gone: dict[str, dict[str, str]] = field(default_factory=dict)  # by kind: ids that may not come back (ids.py)

    @cached_property
    def municipalities(self) -> frozenset[str]:
        return known_municipalities()

    def rows(self, kind: FileKind) -> list[Row]:
        """The import's rows of a kind."""
        file = self.files.get(kind.name)
        return file.rows if file else []

    def row(self, kind: FileKind, id_: str) -> Row | None:
        """The import's row with an id."""
        file = self.files.get(kind.name)
        return file.by_key.get((id_,)) if file else None

    def stored_row(self, kind: FileKind, id_: str) -> StoredRow | None:
        return self.stored.get(kind.name, {}).get((id_,))

    def exists(self, kind: FileKind, id_: str) -> bool:
        return self.row(kind, id_) is not None or self.stored_row(kind, id_) is not None

    def after(self, kind: FileKind, row: Row) -> dict[str, Any]:
        """All columns of a row as they will be stored: the import's over the stored ones; what can't be read is None."""
        if len(row.values) == len(kind.columns):
            return row.values
        stored = self.stored.get(kind.name, {}).get(row.key) if row.key else None
        values = dict(stored.values) if stored else {column.name: column.empty for column in kind.columns}
        values.update(row.values)
        values.update(dict.fromkeys(row.bad))
        return values

    def by_id(self, kind: FileKind, id_: str | None) -> dict[str, Any] | None:
        """As `after`, for an id of the import or of what is stored; None where there is no such row."""
        if not id_:
            return None
        row = self.row(kind, id_)
        if row is not None:
            return self.after(kind, row)
        stored = self.stored_row(kind, id_)
        return stored.values if stored else None

    def where(self, kind: FileKind, id_: str) -> str:
        """`F003 (række 7)`, for a fault that names another row."""
        row = self.row(kind, id_)
        return _("%(id)s (række %(row)d)") % {"id": id_, "row": row.number} if row else id_

    def fault(self, kind: FileKind, row: Row, column: str, value: Any, expected: str, *, part: bool = False) -> None:
        """A fault of a row; `value` is written as the column writes it. `part` as in Faults.add."""
        shown = (
            "" if value in (None, "") else value if isinstance(value, str) else kind.by_name[column].reader.write(value)
        )
        self.faults.add(kind.file, row.number, column, shown, expected, part=part)

    def unread(self, kind_name: str) -> bool:
        """Whether the file is there but could not be read, so that nobody knows what it holds."""
        return self.faults.unread(FILES[kind_name].file)

    def user_id(self, email: str) -> int | None:
        """The user with an e-mail address, in any case."""
        return self.users.get(email.casefold())


def load_users(emails: set[str], keeper: Organisation) -> dict[str, int]:
    """The keeper's own active users with one of the addresses, by address in lower case; nobody for an unsaved keeper."""
    if keeper.pk is None or not emails:
        return {}
    rows = User.objects.filter(
        email__in={email.lower() for email in emails},
        is_active=True,
        # One condition: the membership that is active must be the one in this organisation.
        memberships__in=Membership.objects.filter(organisation=keeper, active=True, role__in=CASE_WORKERS),
    ).values_list("email", "pk")
    return {email.casefold(): pk for email, pk in rows if email}
