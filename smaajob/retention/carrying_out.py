"""Erase those on an approved list, in the worker: all of it in one transaction, so that a killed worker has done nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import connection, models
from django.utils import timezone
from django.utils.translation import gettext as _

from smaajob.accounts.models import Organisation
from smaajob.audit.models import record
from smaajob.jobs.run import Claim
from smaajob.retention import due, registry
from smaajob.retention.below import close_accounts
from smaajob.retention.copying import copy_of
from smaajob.retention.models import Basis, Item, Outcome, Run
from smaajob.retention.registry import Family, How, Kind, Rule
from smaajob.secrets import encrypt_bytes

FORGET_COPY_AFTER = timedelta(days=30)


def work(run: Run, claim: Claim) -> dict[str, Any]:
    """Carry an approved run out, for smaajob.jobs. Whoever is held back or in use since is left alone, and the list says so."""
    kind = registry.by_word(run.kind)
    items = list(Item.objects.filter(run=run, outcome="").defer("copy").order_by("pk"))
    done = 0
    for number, item in enumerate(items):
        claim.tell(number * 100 // len(items), _("%(n)d af %(all)d") % {"n": number + 1, "all": len(items)})
        item.outcome = _carry_out(kind, run, item)
        erased = item.outcome == Outcome.ERASED
        item.save(update_fields=["outcome", "counts", "copy"] if erased else ["outcome"])
        done += erased
    record("erasure.carry_out", run, by=None, changes={"number": [None, done]})
    return {}


def forget_old(now: Any) -> int:
    """Copies thirty days after the erasure. How many."""
    old = Item.objects.filter(copy__isnull=False, run__finished_at__lt=now - FORGET_COPY_AFTER)
    return old.update(copy=None)


def _carry_out(kind: Kind, run: Run, item: Item) -> Outcome:
    family = _held(kind, item)
    if family is None:
        return Outcome.GONE
    today = timezone.localdate(timezone=run.keeper.zone)
    # A hold may be on a record that was merged into this one.
    if any(due.is_held(run.keeper, item.about_kind, one.public_id, today) for one in family.people):
        return Outcome.HELD
    closed_on = due.closed_on(kind, run.keeper, item.about_id)
    if closed_on is None or (run.basis == Basis.TIME and closed_on > item.closed_on):
        return Outcome.IN_USE
    learn(family)
    copied = run.keep_copy and all(kind.may_be_copied(one) for one in family.people)
    item.copy = encrypt_bytes(copy_of(family)) if copied else None
    item.counts = _erase(family, item)
    return Outcome.ERASED


def _held(kind: Kind, item: Item) -> Family | None:
    """The person and their doubles, locked: nobody gives them a row, nor holds them back, until it is done."""
    family = find_family(kind, item.keeper, item.about_id)
    if family is None:
        return None
    registry.lock(family)
    rows: models.Manager[Any] = kind.model._base_manager
    family.people = list(rows.select_for_update(of=("self",)).filter(pk__in=family.pks).order_by("pk"))
    return family


def find_family(kind: Kind, keeper: Organisation, about_id: UUID) -> Family | None:
    """The person and their doubles; None where they are not here any more."""
    rows: models.Manager[Any] = kind.model._base_manager
    own = rows.filter(keeper=keeper, public_id=about_id).first()
    if own is None:
        return None
    people, level = [own], [own.pk]
    while level:
        below = list(rows.filter(merged_into__in=level))
        people += below
        level = [one.pk for one in below]
    return Family(keeper, about_id, people)


def learn(family: Family) -> None:
    """The public ids of all that is the person's, before what names them by these is looked for."""
    for rule in registry.rules():
        rows = rule.found(family)
        if rows is not None and any(one.name == "public_id" for one in rows.model._meta.fields):
            family.ids.setdefault(rule.model, set()).update(rows.order_by().values_list("public_id", flat=True))


def _erase(family: Family, item: Item) -> dict[str, int]:
    counts = {"accounts.user": close_accounts(family), "audit.event": _empty_record(item)}
    for rule in registry.rules():
        if rule.how != How.KEEP and rule.model not in counts:
            # What is signed went with the record before any rule: it was counted when its ids were learned.
            known = len(family.ids.get(rule.model, ())) if rule.how == How.DELETE else 0
            counts[rule.model] = max(_apply(rule, family), known)
    return {model: number for model, number in counts.items() if number}


def _empty_record(item: Item) -> int:
    """The owner's function: past "never changed" for what is this person's, and nothing else (the migration says how it knows)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT retention_erase_record(%s)", [item.pk])
        return int(cursor.fetchone()[0])


def _apply(rule: Rule, family: Family) -> int:
    if rule.act is not None:
        return rule.act(family)
    rows = rule.found(family)
    if rows is None:
        return 0
    if rule.how == How.DELETE:
        # All that refers to a row has a rule of its own, so nothing is left to cascade; the keys are looked at in the end.
        pks = list(rows.order_by().values_list("pk", flat=True))
        return rows.model._base_manager.filter(pk__in=pks)._raw_delete(rows.db) if pks else 0
    assert rule.values is not None
    number = 0
    for row in rows:
        rows.model._base_manager.filter(pk=row.pk).update(**rule.values(row))
        number += 1
    return number
