"""What is stored already, as the values of the format's columns; a few queries a file, however many rows.

The import looks rows up here by their ids, the export reads all of them in portions.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any

from django.db.models import Model, QuerySet
from django.utils import timezone

from candidates.models import Consent, TargetGroupSpell
from employers.models import Contact
from placements.exchange.columns import (
    CANDIDATES,
    COURSES,
    ENROLMENTS,
    HOURS,
    PARTICIPATIONS,
    PLACEMENTS,
    PROGRAMMES,
    STATUSES,
    TASKS,
    WORKPLACES,
    FileKind,
)
from placements.exchange.rows import Key
from placements.models import Placement
from smaajob.accounts.models import Organisation
from smaajob.archive import ArchivedAs

# Beyond this many ids it is cheaper to read all of the organisation's rows than to name them.
MOST_NAMED = 2000


@dataclass(slots=True)
class StoredRow:
    """`values` by column; `extra` holds what the loader needs to know and no column shows."""

    pk: int
    values: dict[str, Any]
    extra: dict[str, Any] = field(default_factory=dict)


StoredRows = dict[Key, StoredRow]


def read_stored(kind: FileKind, keeper: Organisation, ids: Collection[str], today: date) -> StoredRows:
    """The organisation's rows of a kind: those with one of the ids, or (of a kind without ids) those that refer to one.

    For a kind without ids the id is the one of `parent_of(kind)`.
    """
    if keeper.pk is None or not ids:
        return {}
    rows = _among(_rows(kind, keeper), parent_path(kind), ids)
    found = {tuple(row.values[name] for name in kind.key): row for row in _of_columns(kind, rows)}
    _add_beside(kind, found.values(), keeper, today)
    return found


def in_portions(
    kind: FileKind, rows: QuerySet[Any], keeper: Organisation, today: date, more: tuple[str, ...] = ()
) -> Iterator[list[StoredRow]]:
    """The rows in their order, at most MOST_NAMED at a time; `more` are fields that go into `extra`."""
    found = _of_columns(kind, rows, more)
    while portion := list(islice(found, MOST_NAMED)):
        _add_beside(kind, portion, keeper, today)
        yield portion


def _of_columns(kind: FileKind, rows: QuerySet[Any], more: tuple[str, ...] = ()) -> Iterator[StoredRow]:
    columns = [column for column in kind.columns if column.path]
    extra = (*_EXTRA_FIELDS.get(kind.name, ()), *more)
    for values in rows.values_list("pk", *(column.path for column in columns), *extra).iterator(chunk_size=5000):
        pk, of_columns, of_extra = values[0], values[1 : len(columns) + 1], values[len(columns) + 1 :]
        row = StoredRow(
            pk, {c.name: "" if v is None and c.empty == "" else v for c, v in zip(columns, of_columns, strict=True)}
        )
        row.extra.update(zip(extra, of_extra, strict=True))
        yield row


def _add_beside(kind: FileKind, rows: Collection[StoredRow], keeper: Organisation, today: date) -> None:
    """The columns whose values lie in other tables."""
    if kind is WORKPLACES:
        _add_consultant(rows)
        _add_contacts(rows, keeper)
    elif kind is CANDIDATES:
        _add_consultant(rows)
        _add_groups(rows, keeper, today)
        _add_consents(rows, keeper)


def read_gone(kind: FileKind, keeper: Organisation, ids: Collection[str]) -> dict[str, str]:
    """Of the ids, those that may not come back, each with the id to write instead (empty where there is none).

    A cancelled placement was a mistake; a person or a workplace that was merged into another is that other.
    """
    if keeper.pk is None or not ids:
        return {}
    if kind is PLACEMENTS:
        cancelled = _among(Placement.everything.filter(keeper=keeper, cancelled_at__isnull=False), "external_id", ids)
        return dict.fromkeys(cancelled.values_list("external_id", flat=True), "")
    if kind not in (CANDIDATES, WORKPLACES):
        return {}
    merged = kind.model._default_manager.filter(keeper=keeper, merged_into__isnull=False)
    links = {pk: (id_, into) for pk, id_, into in merged.values_list("pk", "external_id", "merged_into")}
    ends = {pk: _end_of(pk, links) for pk, (id_, _into) in links.items() if id_ in ids}
    names = dict(kind.model._default_manager.filter(pk__in=set(ends.values())).values_list("pk", "external_id"))
    return {links[pk][0]: names.get(end, "") for pk, end in ends.items()}


def _end_of(pk: int, links: dict[int, tuple[str, int]]) -> int:
    # What it was merged into may have been merged in its turn.
    seen = set()
    while pk in links and pk not in seen:
        seen.add(pk)
        pk = links[pk][1]
    return pk


def read_mistakes(kind: FileKind, keeper: Organisation, ids: Collection[str]) -> set[Key]:
    """The keys of rows without an id that lie in the archive as mistakes. `ids` as in `read_stored`."""
    if keeper.pk is None or not ids or kind not in (PARTICIPATIONS, ENROLMENTS):
        return set()
    rows = _among(_rows(kind, keeper).filter(archived_as=ArchivedAs.MISTAKE), parent_path(kind), ids)
    return set(rows.values_list(*(kind.by_name[name].path for name in kind.key)))


def lock_stored(kind: FileKind, keeper: Organisation, ids: Collection[str]) -> None:
    """Keep others from changing, until the transaction is over, the rows that `read_stored` gives for the same ids.

    Call it for all kinds, in the order of LOCKED, and read after it: a statement sees what was committed before it began.
    """
    if keeper.pk is None or not ids:
        return
    _lock(_among(_rows(kind, keeper), parent_path(kind), ids))
    for model, path in _BESIDE.get(kind.name, ()):
        _lock(_among(model._default_manager.filter(keeper=keeper).order_by("pk"), f"{path}__external_id", ids))


def _lock(rows: QuerySet[Any]) -> None:
    # Not FOR UPDATE: others go on writing rows that refer to these.
    for _pk in rows.select_for_update(no_key=True, of=("self",)).values_list("pk", flat=True).iterator(chunk_size=5000):
        pass


def parent_column(kind: FileKind) -> str:
    """The column by whose ids a kind's rows are looked up: its own id, or the placement's or the person's."""
    return kind.key[0] if kind.has_id or kind.name == "timer" else "kandidat_id"


def parent_path(kind: FileKind) -> str:
    return kind.by_name[parent_column(kind)].path


# The order in which the pages' verbs lock: a placement before its hours (correct) and its task (update), a task before its
# person (start) and its workplace (merge). In another order an import and a click could wait for each other.
LOCKED = (
    PLACEMENTS,
    HOURS,
    TASKS,
    CANDIDATES,
    WORKPLACES,
    PROGRAMMES,
    PARTICIPATIONS,
    COURSES,
    ENROLMENTS,
    STATUSES,
)
# What lies beside a kind's own table, and by which of its fields.
_BESIDE: dict[str, tuple[tuple[type[Model], str], ...]] = {
    WORKPLACES.name: ((Contact, "workplace"),),
    CANDIDATES.name: ((TargetGroupSpell, "candidate"), (Consent, "candidate")),
}
_EXTRA_FIELDS: dict[str, tuple[str, ...]] = {
    WORKPLACES.name: ("employer_id", "employer__name", "consultant_id", "consultant__email", "consultant_email"),
    CANDIDATES.name: ("cpr_hash", "cpr_encrypted", "consultant_id", "consultant__email", "consultant_email"),
}


def _rows(kind: FileKind, keeper: Organisation) -> QuerySet[Any]:
    rows: QuerySet[Any] = kind.model._default_manager.filter(keeper=keeper).order_by("pk")
    # Their ids may not come back (read_gone).
    return rows.filter(merged_into__isnull=True) if kind in (CANDIDATES, WORKPLACES) else rows


def _among(rows: QuerySet[Any], path: str, ids: Collection[str]) -> QuerySet[Any]:
    if len(ids) > MOST_NAMED:
        return rows.exclude(**{path: ""})
    return rows.filter(**{f"{path}__in": list(ids)})


def _add_consultant(rows: Iterable[StoredRow]) -> None:
    for row in rows:
        row.values["konsulent"] = row.extra["consultant__email"] or row.extra["consultant_email"]


def _add_contacts(rows: Collection[StoredRow], keeper: Organisation) -> None:
    by_pk = {row.pk: row for row in rows}
    for row in by_pk.values():
        row.values.update(kontakt_navn="", kontakt_email="", kontakt_telefon="")
    contacts = _of(Contact.objects.filter(main=True), keeper, "workplace_id", by_pk)
    for pk, workplace, name, email, phone in contacts.values_list("pk", "workplace_id", "name", "email", "phone"):
        if workplace in by_pk:
            by_pk[workplace].values.update(kontakt_navn=name, kontakt_email=email, kontakt_telefon=phone)
            by_pk[workplace].extra["contact_id"] = pk


def _add_groups(rows: Collection[StoredRow], keeper: Organisation, today: date) -> None:
    by_pk = {row.pk: row for row in rows}
    for row in by_pk.values():
        row.values.update(cpr=row.extra["cpr_hash"], målgrupper=[])
        row.extra.update(spells=[], over={})
    spells = _of(TargetGroupSpell.objects.order_by("start", "pk"), keeper, "candidate_id", by_pk)
    for pk, candidate, group, start, end in spells.values_list("pk", "candidate_id", "group", "start", "end"):
        if candidate not in by_pk:
            continue
        row = by_pk[candidate]
        if end is not None and end < today:
            row.extra["over"][group] = end
            continue
        if group not in row.values["målgrupper"]:
            row.values["målgrupper"].append(group)
        row.extra["spells"].append((pk, group, start, end))


def _add_consents(rows: Collection[StoredRow], keeper: Organisation) -> None:
    by_pk = {row.pk: row for row in rows}
    for row in by_pk.values():
        row.values["samtykke"] = None
    noted_or_gone = Consent.objects.imported().filter(withdrawn_at__isnull=True) | Consent.objects.withdrawn()
    consents = _of(noted_or_gone.to_be_proposed(), keeper, "candidate_id", by_pk)
    for candidate, given_on, withdrawn_at in consents.order_by("given_on").values_list(
        "candidate_id", "given_on", "withdrawn_at"
    ):
        if candidate not in by_pk:
            continue
        row = by_pk[candidate]
        if withdrawn_at is None:
            row.values["samtykke"] = given_on
        else:
            # A date from before does not give again what was taken back since (placements.exchange.check).
            row.extra["withdrawn"] = max(timezone.localdate(withdrawn_at), row.extra.get("withdrawn", date.min))


def _of(rows: QuerySet[Any], keeper: Organisation, path: str, pks: Collection[int]) -> QuerySet[Any]:
    rows = rows.filter(keeper=keeper)
    return rows if len(pks) > MOST_NAMED else rows.filter(**{f"{path}__in": list(pks)})
