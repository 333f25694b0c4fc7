"""Whether the log of access is as it was sealed: says which row or seal isn't."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from smaajob.accounts.models import Organisation
from smaajob.audit import canonical
from smaajob.audit.models import Access, Seal

# The least that an organisation keeps its log (accounts: organisation_log_months); the shortest six months there are.
LEAST_KEPT = timedelta(days=181)


def faults(organisation: Organisation) -> Iterator[str]:
    """One sentence for each fault in an organisation's chain, none where it holds. Reads every row once."""
    former: Seal | None = None
    for seal in Seal.objects.filter(organisation=organisation).order_by("number").iterator(chunk_size=50):
        number = former.number + 1 if former else 1
        for missing in range(number, seal.number):
            yield f"seal {missing} is missing"
        follows = seal.number == number
        yield from _of_seal(seal, former if follows else None, follows=follows)
        yield from _of_rows(seal, after=(former.last_id if former else 0) if follows else seal.first_id - 1)
        former = seal


def unsealed(organisation: Organisation) -> int:
    """How many rows wait for the worker to seal them."""
    last = Seal.objects.filter(organisation=organisation).order_by("-number").values_list("last_id", flat=True).first()
    return Access.objects.filter(organisation=organisation, pk__gt=last or 0).count()


def _of_seal(seal: Seal, former: Seal | None, *, follows: bool) -> Iterator[str]:
    if seal.hash != canonical.seal_hash(seal):
        yield f"seal {seal.number} was changed"
    if follows and seal.former_hash != (former.hash if former else ""):
        yield f"seal {seal.number} does not follow upon the seal before it: that one was replaced"
    if seal.dropped_at is not None and seal.dropped_at < seal.last_at + LEAST_KEPT:
        yield f"the rows of seal {seal.number} were dropped before their time"


def _of_rows(seal: Seal, after: int) -> Iterator[str]:
    """`after` is the last row that belongs to the seal before."""
    rows = Access.objects.filter(organisation=seal.organisation_id, pk__gt=after, pk__lte=seal.last_id).order_by("pk")
    where = f"(seal {seal.number})"
    if seal.leaves is None:
        if count := rows.count():
            yield f"{count} rows are there that were dropped {where}"
        return
    leaves = bytes(seal.leaves)
    if canonical.rows_hash(leaves) != seal.rows_hash or len(leaves) != seal.count * canonical.LEAF_BYTES:
        yield f"the list of rows of seal {seal.number} was changed"
    sealed = dict(canonical.split(leaves))
    for row in rows.iterator(chunk_size=2000):
        leaf = sealed.pop(row.pk, None)
        if leaf is None:
            yield f"row {row.pk} was added {where}"
        elif leaf != canonical.leaf(row):
            yield f"row {row.pk} was changed {where}"
    for gone in sealed:
        yield f"row {gone} was removed {where}"
