"""Writes a faultless plan: bulk statements, ids kept, everything or nothing, one event with the counts (none where nothing changes)."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection
from django.utils.translation import gettext as _

from placements.exchange import load_employers, load_people, load_placements
from placements.exchange.columns import FileKind
from placements.exchange.loading import Loading
from placements.exchange.plan import Plan
from placements.exchange.writing import insert, update
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


def load(plan: Plan, *, by: User | None) -> None:
    """Write the plan. Call it inside a transaction; raises django.db.DatabaseError where the database refuses."""
    if plan.faults:
        raise ValueError("a plan with faults is not loaded")
    counts = plan.counts()
    loading = Loading(plan)
    for step, kind in enumerate(plan.kinds):
        plan.material.tell(87 + step, _("Gemmer %(file)s") % {"file": kind.file})
        if kind.name in BEFORE:
            BEFORE[kind.name](loading)
        _write_rows(loading, kind)
        if kind.name in AFTER:
            AFTER[kind.name](loading)
    load_placements.lower_seats(loading)
    # What PostgreSQL else checks at the commit is checked here, while a refusal can still be told.
    connection.check_constraints()
    if not any(one["created"] or one["changed"] for one in counts.values()):
        return
    keeper = plan.material.keeper
    Event.objects.create(
        organisation=keeper,
        actor=by,
        verb="import",
        subject=keeper._meta.label_lower,
        subject_id=keeper.public_id,
        changes=counts,
    )


def _write_rows(loading: Loading, kind: FileKind) -> None:
    plan = loading.plan
    columns = plan.material.files[kind.name].columns
    created, changed = plan.created(kind), plan.changed(kind)
    all_columns = frozenset(kind.by_name)
    rows = [{"pk": row.pk, **loading.attributes(kind, row, columns)} for row in changed]
    if kind.name == "opgaver":
        load_placements.raise_seats_only(loading, changed, rows)
    update(kind.model, rows)
    new = [{"keeper_id": loading.keeper_id, **loading.attributes(kind, row, all_columns)} for row in created]
    loading.learn(kind, created, insert(kind.model, new))
