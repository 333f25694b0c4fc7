"""Writes a faultless plan: bulk statements, ids kept, everything or nothing, one event (none where nothing changes).

The event holds the counts of each file and, by public id, what stood in the changed rows and does now. Each row of a kind with
an id has an event of its own beside it, so that its page tells it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from employers.models import PostedVia
from placements.exchange import load_employers, load_people, load_placements
from placements.exchange.columns import FileKind
from placements.exchange.loading import Loading
from placements.exchange.plan import Plan
from placements.exchange.trace import Trace
from placements.exchange.writing import BATCH, batched
from smaajob.accounts.models import User
from smaajob.audit.models import Event

Step = Callable[[Loading], None]
# What lies beside a kind's own table, or must happen before its rows are written.
BEFORE: dict[str, Step] = {
    "virksomheder": load_employers.find_employers,
    "forløb": load_placements.remove_shifts,
}
AFTER: dict[str, Step] = {
    "virksomheder": load_employers.write_contacts,
    "kandidater": load_people.write_situation,
    "forløb": load_placements.write_shifts,
}


def load(plan: Plan, *, by: User | None) -> Trace:
    """Write the plan; gives what an undo needs. Call it inside a transaction; raises django.db.DatabaseError where the database refuses."""
    if plan.faults:
        raise ValueError("a plan with faults is not loaded")
    changes: dict[str, dict[str, Any]] = {file: dict(counts) for file, counts in plan.counts().items()}
    loading = Loading(plan)
    for step, kind in enumerate(plan.kinds):
        plan.material.tell(87 + step, _("Gemmer %(file)s") % {"file": kind.file})
        if kind.name in BEFORE:
            BEFORE[kind.name](loading)
        _write_rows(loading, kind)
        differences = _differences(plan, kind)
        if differences:
            changes[kind.file]["differences"] = differences
        if kind.has_id:
            _tell_rows(loading, kind, differences, by)
        if kind.name in AFTER:
            AFTER[kind.name](loading)
    load_placements.lower_seats(loading)
    # What PostgreSQL else checks at the commit is checked here, while a refusal can still be told.
    connection.check_constraints()
    trace = loading.writer.trace
    trace.seal()
    if not any(one["created"] or one["changed"] for one in changes.values()):
        return trace
    keeper = plan.material.keeper
    Event.objects.create(
        organisation=keeper,
        actor=by,
        verb="import",
        subject=keeper._meta.label_lower,
        subject_id=keeper.public_id,
        changes=changes,
    )
    return trace


def _differences(plan: Plan, kind: FileKind) -> dict[str, dict[str, list[str]]]:
    """Of the changed rows, by public id and column: what stood there, and what does now."""
    changed = {row.pk: row for row in plan.changed(kind)}
    ids = kind.model._default_manager.filter(keeper=plan.material.keeper)
    # Named in portions: a statement takes no more than 65,535 parameters.
    return {
        str(public_id): plan.differences(kind, changed[pk])
        for some in batched(changed, BATCH)
        for pk, public_id in ids.filter(pk__in=some).values_list("pk", "public_id")
    }


def _tell_rows(loading: Loading, kind: FileKind, differences: dict[str, dict[str, list[str]]], by: User | None) -> None:
    """An event for each row that is changed or new, so that its own history tells it."""
    model: Any = kind.model
    told = [("import.change", public_id, changes) for public_id, changes in differences.items()]
    for some in batched((row.pk for row in loading.created[kind.name]), BATCH):
        new = model._default_manager.filter(pk__in=some).order_by("pk")
        told += [("import.create", str(public_id), {}) for public_id in new.values_list("public_id", flat=True)]
    subject, keeper = model._meta.label_lower, loading.material.keeper
    events = (
        Event(organisation=keeper, actor=by, verb=verb, subject=subject, subject_id=public_id, changes=changes)
        for verb, public_id, changes in told
    )
    Event.objects.bulk_create(events, batch_size=BATCH)


def _write_rows(loading: Loading, kind: FileKind) -> None:
    plan = loading.plan
    created, changed = plan.created(kind), plan.changed(kind)
    # Only what changes: of the other columns the import has nothing to say, and somebody else may have.
    columns = frozenset(name for row in changed for name in row.changed)
    all_columns = frozenset(kind.by_name)
    rows = [{"pk": row.pk, **loading.attributes(kind, row, columns)} for row in changed]
    if kind.name == "opgaver" and "pladser" in columns:
        load_placements.raise_seats_only(loading, changed, rows)
    loading.writer.update(kind.model, rows)
    kept = {"keeper_id": loading.keeper_id, **({"posted_via": PostedVia.IMPORT} if kind.name == "opgaver" else {})}
    new = [{**kept, **loading.attributes(kind, row, all_columns)} for row in created]
    loading.learn(kind, created, loading.writer.insert(kind.model, new))
