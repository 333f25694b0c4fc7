"""Make two records of one person or workplace one, and part them again (docs/adr/0004-nothing-is-lost.md)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, OperationalError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from candidates.models import Candidate
from employers.models import Task
from placements.merging.plan import Plan, make_plan
from placements.merging.relations import MODELS, reference
from placements.merging.trace import pack, raw, whole
from placements.merging.values import GONE, chosen_values, two_numbers
from placements.models import UNDO_WITHIN, Merge, MergeKind, Placement, Proposal
from smaajob.accounts.scope import Scope
from smaajob.archive import ArchivedAs
from smaajob.audit.models import record
from smaajob.changes import set_values

CPR = ["cpr_encrypted", "cpr_hash"]
TWO_NUMBERS = _(
    "De to har hver sit CPR-nummer. Så er de som regel to forskellige personer. Kun hvis personen har fået et nyt "
    "nummer, kan de lægges sammen: Vælg, hvilket nummer der gælder nu."
)


def merge(*, by: Scope, kind: str, kept_id: int, gone_id: int, choices: dict[str, str] | None = None) -> Merge:
    """Everything of the gone record goes to the kept one; the gone stays as a double that counts nowhere. By primary keys.

    `choices`: field → "kept", "gone" or "both"; `cpr` where the two have each their number. Raises ValidationError where they can't
    be merged, with what to do about it; where somebody has merged one of them meanwhile; where both numbers stand and none was chosen.
    """
    choices = choices or {}
    try:
        with transaction.atomic():
            kept, gone = _locked(kind, kept_id, gone_id)
            _check(by, kept, gone)
            plan = make_plan(kept, gone)
            if plan.obstacles:
                raise ValidationError([obstacle.text for obstacle in plan.obstacles])
            trace = _apply(plan)
            # Put away first: of two records that count, one alone can have a user.
            _put_away(trace, kept, gone)
            changes = _take_values(trace, kept, gone, choices)
            done = Merge.objects.create(
                keeper=by.organisation,
                kind=kind,
                kept_id=kept.public_id,
                gone_id=gone.public_id,
                merged_by=by.user,
                trace=pack(trace),
            )
            changes = {**changes, "lagt_sammen_med": [None, f"{gone} ({gone.external_id})"]}
            record("merge", kept, by=by.user, changes=changes)
            record("merge", gone, by=by.user, changes={"lagt_ind_i": [None, f"{kept} ({kept.external_id})"]})
        return done
    except (IntegrityError, OperationalError) as error:
        raise ValidationError(
            _("Nogen ændrede noget ved de to, mens du lagde dem sammen. Intet er ændret. Se efter, og prøv igen.")
        ) from error


def forget_old(now: datetime) -> int:
    """Forget what an undo needs once it is too late. Gives the number of merges."""
    return Merge.objects.filter(trace__isnull=False, merged_at__lt=now - UNDO_WITHIN).update(trace=None)


def lock_rows(kind: str, keys: list[int]) -> None:
    """Placements, then tasks, then the two themselves: the order in which others lock them, so that nobody waits in a ring."""
    column = "candidate" if kind == MergeKind.CANDIDATE else "workplace"
    mine = Placement.everything.select_for_update(no_key=True, of=("self",)).filter(**{f"{column}__in": keys})
    list(mine.order_by("pk").values_list("pk"))
    proposals = Proposal.objects.select_for_update(no_key=True, of=("self",)).filter(**{f"{column}__in": keys})
    list(proposals.order_by("pk").values_list("pk"))
    if kind == MergeKind.WORKPLACE:
        list(Task.objects.select_for_update(no_key=True, of=("self",)).filter(workplace__in=keys).order_by("pk"))
    # FOR UPDATE: whoever gives one of them a row (the triggers lock FOR KEY SHARE) comes before or after, never between.
    manager: models.Manager[Any] = MODELS[kind]._base_manager
    list(manager.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk"))


def _locked(kind: str, kept_id: int, gone_id: int) -> tuple[Any, Any]:
    lock_rows(kind, [kept_id, gone_id])
    manager: models.Manager[Any] = MODELS[kind]._base_manager
    rows = manager.in_bulk([kept_id, gone_id])
    return rows[kept_id], rows[gone_id]


def _check(by: Scope, kept: Any, gone: Any) -> None:
    if {kept.keeper_id, gone.keeper_id} != {by.organisation.pk} or kept.pk == gone.pk:
        raise ValidationError(_("De to skal være hver sin og høre til din egen organisation."))
    for row in (kept, gone):
        if row.merged_into_id is not None:
            raise ValidationError(_("%(name)s er allerede lagt sammen med en anden.") % {"name": row})


def _apply(plan: Plan) -> dict[str, Any]:
    """Join, settle, move; gives the trace of it."""
    trace: dict[str, Any] = {"removed": [], "rows": [], "moved": {}}
    for row in plan.removed:
        trace["removed"].append(whole(row))
        row.delete()
    for row, values in plan.edits:
        before = raw(row, values)
        for name, value in values.items():
            setattr(row, name, value)
        row.save(update_fields=list(values))
        row.refresh_from_db(fields=list(values))
        trace["rows"].append(
            {"model": row._meta.label_lower, "pk": row.pk, "before": before, "after": raw(row, values)}
        )
    for key, rows in plan.moves.items():
        if rows:
            one = reference(key)
            keys = [row.pk for row in rows]
            one.rows(plan.gone).filter(pk__in=keys).order_by().update(**{one.field: plan.kept})
            trace["moved"][key] = keys
    return trace


def _take_values(trace: dict[str, Any], kept: Any, gone: Any, choices: dict[str, str]) -> dict[str, list[Any]]:
    values = chosen_values(kept, gone, choices)
    if isinstance(kept, Candidate):
        if two_numbers(kept, gone) and choices.get("cpr") not in ("kept", GONE):
            raise ValidationError({"cpr": TWO_NUMBERS})
        if gone.cpr_hash and (not kept.cpr_hash or choices.get("cpr") == GONE):
            values |= {name: getattr(gone, name) for name in CPR}
        if gone.user_id is not None and kept.user_id is None:
            values["user"] = gone.user
    before = raw(kept, values)
    changes = set_values(kept, values)
    if changes:
        kept.save(update_fields=list(changes))
    kept.refresh_from_db()
    trace["fields"] = {"before": before, "after": raw(kept, values)}
    changes.pop("user", None)  # the record names nobody's account
    return changes


def _put_away(trace: dict[str, Any], kept: Any, gone: Any) -> None:
    names = ["archived_at", "archived_as", "merged_into"]
    trace["gone"] = raw(gone, names)
    gone.archived_at, gone.archived_as, gone.merged_into = timezone.now(), ArchivedAs.MERGED, kept
    gone.save(update_fields=names)
