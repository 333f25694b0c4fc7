"""The stamp goes in front of a transaction's first statement, in the same message to the server: no round trip more.

`SET LOCAL` holds until the transaction ends and never longer, so a connection that is handed on (a pool, a persistent
connection) carries nothing over. Outside a transaction the stamp and the one statement are one message, which PostgreSQL treats as
one transaction. Where the reach changes inside a transaction it is stamped anew; a rollback to a savepoint takes a stamp that
came after it back, so none is trusted then.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.db.backends.postgresql import base, operations
from psycopg import ClientCursor, sql
from psycopg.pq import TransactionStatus

from smaajob import reach
from smaajob.reach import NOTHING, Reach

if TYPE_CHECKING:
    _Cursor = ClientCursor[Any]
else:
    _Cursor = base.Cursor  # the same, with what Django adds

# These read nothing. Going back to a savepoint takes a stamp that came after it back too.
CONTROL = ("SAVEPOIN", "RELEASE", "ROLLBACK")
STAMP = re.compile(r"^(?:SET LOCAL smaajob\.\w+ = '[^']*'; )+")
OPEN = (TransactionStatus.INTRANS, TransactionStatus.ACTIVE)


class _Stamp:
    """What a connection's transaction is stamped with; None where that can't be known."""

    def __init__(self) -> None:
        self.on: Reach | None = NOTHING

    def look(self, status: TransactionStatus) -> None:
        """Before each statement: what a transaction was stamped with ended with it."""
        if status == TransactionStatus.IDLE:
            self.on = NOTHING

    def missing(self, status: TransactionStatus) -> list[str]:
        """The statements that must come before the next one."""
        if status not in (*OPEN, TransactionStatus.IDLE):
            return []  # it has failed: only a rollback comes now
        now = reach.current()
        if now == self.on:
            return []
        before = dict(self.on.settings()) if self.on is not None else {}
        return [f"SET LOCAL {name} = '{value}'" for name, value in now.settings() if before.get(name) != value]


class StampedCursor(_Cursor):
    """Its statements reach no farther than smaajob.reach says."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
        stamp: _Stamp = self.connection.stamp  # type: ignore[attr-defined]  # DatabaseWrapper puts it there
        status = self.connection.info.transaction_status
        stamp.look(status)
        word = query.lstrip()[:8].upper() if isinstance(query, str) else ""
        if word.startswith(CONTROL):
            if word.startswith("ROLLBACK"):
                stamp.on = None
            super().execute(query, params, **options)
            return self
        now, stamps = reach.current(), stamp.missing(status)
        stamp.on = None  # unless it goes well: a statement that fails may take the stamp with it
        super().execute(_after(stamps, query) if stamps else query, params, **options)
        for _one in stamps:
            self.nextset()
        stamp.on = now
        return self

    def executemany(self, query: Any, params_seq: Iterable[Any], *, returning: bool = False) -> None:
        stamp_open(self)
        super().executemany(query, params_seq, returning=returning)

    @contextmanager
    def copy(self, statement: Any, params: Any = None, **options: Any) -> Iterator[Any]:
        stamp_open(self)
        with super().copy(statement, params, **options) as sink:
            yield sink


def stamp_open(cursor: StampedCursor) -> None:
    """For what can't be sent together with its stamp. Raises where no transaction would keep it."""
    if reach.current() != NOTHING and cursor.connection.autocommit:
        raise RuntimeError("This needs a transaction (transaction.atomic): without one it would reach nothing.")
    cursor.execute("SELECT")


class DatabaseOperations(operations.DatabaseOperations):
    """As Django's."""

    def last_executed_query(self, cursor: Any, sql: Any, params: Any) -> str:
        """What was asked, without the stamp in front of it."""
        said: str = super().last_executed_query(cursor, sql, params)
        return STAMP.sub("", said) if said else said


class DatabaseWrapper(base.DatabaseWrapper):
    """As Django's, but for its cursors."""

    ops_class = DatabaseOperations

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = super().get_new_connection(conn_params)
        connection.cursor_factory, connection.stamp = StampedCursor, _Stamp()
        return connection

    def create_cursor(self, name: str | None = None) -> Any:
        """A named one (server-side) finds its transaction stamped."""
        if name:
            stamp_open(self.connection.cursor())
        return super().create_cursor(name)

    def chunked_cursor(self) -> Any:
        """Server-side in a transaction only: outside one its rows would be read after the stamp is gone."""
        return super().chunked_cursor() if self.in_atomic_block else self.cursor()


def _after(stamps: list[str], query: Any) -> Any:
    head = "; ".join(stamps) + "; "
    if isinstance(query, bytes):
        return head.encode() + query
    return head + query if isinstance(query, str) else sql.SQL(head) + query
