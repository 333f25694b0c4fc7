"""Part two records again that were merged: exactly what went over goes back, what is newer stays."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, OperationalError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from placements.actions.merges import lock_rows
from placements.merging import told
from placements.merging.relations import FOLLOWERS, MODELS, WORDS, reference
from placements.merging.trace import find, make_again, raw, set_raw, unpack
from placements.merging.values import label_of
from placements.models import UNDO_WITHIN, Merge
from smaajob.accounts.scope import Scope
from smaajob.audit.models import record
from smaajob.changes import set_values


@dataclass
class Parted:
    """What an undo gives back, or would: rows by kind, the kept record's fields that go back, and those that stay since somebody
    has changed them meanwhile. `refusal` says why it can't be undone."""

    kept: Any = None
    gone: Any = None
    back: list[str] = field(default_factory=list)
    restored: list[str] = field(default_factory=list)
    stay: list[str] = field(default_factory=list)
    refusal: str = ""


def undo(*, by: Scope, merge: Merge) -> Parted:
    """Raises ValidationError in words where it is too late, undone already, or something newer builds on it."""
    try:
        with transaction.atomic():
            merge = Merge.objects.select_for_update().get(pk=merge.pk)
            kept, gone = both(merge)
            lock_rows(merge.kind, [kept.pk, gone.pk])
            kept, gone = both(merge)
            if refusal := _refusal(merge, kept, gone):
                raise ValidationError(refusal)
            trace = unpack(merge.trace)
            parted = look(merge)
            # What the kept record got comes first: of two records that count, one alone can have a user.
            changes = _restore_fields(trace, kept)
            _restore_gone(trace, gone)
            _move_back(trace, kept, gone)
            _restore_rows(trace, parted)
            merge.undone_at, merge.undone_by, merge.trace = timezone.now(), by.user, None
            merge.save(update_fields=["undone_at", "undone_by", "trace"])
            record("merge.undo", kept, by=by.user, changes={**changes, "skilt_fra": [None, str(gone)]})
            record("merge.undo", gone, by=by.user, changes={"skilt_fra": [None, str(kept)]})
        return parted
    except (IntegrityError, OperationalError) as error:
        raise ValidationError(
            _(
                "Der er siden skrevet noget, som ikke passer med det, der stod før. Derfor kan det ikke fortrydes af sig selv."
            )
        ) from error


def look(merge: Merge) -> Parted:
    """What an undo would do now. Nothing is changed."""
    kept, gone = both(merge)
    parted = Parted(kept, gone, refusal=_refusal(merge, kept, gone))
    if parted.refusal:
        return parted
    trace = unpack(merge.trace)
    for key, keys in trace["moved"].items():
        count = reference(key).rows(kept).filter(pk__in=keys).count()
        if count:
            one, several = WORDS[key]
            parted.back.append(f"{count} {one if count == 1 else several}")
    now = raw(kept, trace["fields"]["after"])
    for name, after in trace["fields"]["after"].items():
        if name in ("cpr_hash", "user") or after == trace["fields"]["before"][name]:
            continue
        field_of: Any = kept._meta.get_field(name)
        (parted.restored if now[name] == after else parted.stay).append(label_of(field_of))
    return parted


def both(merge: Merge) -> tuple[Any, Any]:
    """The kept record and the gone one, as they are now."""
    manager: models.Manager[Any] = MODELS[merge.kind]._base_manager
    rows = {row.public_id: row for row in manager.filter(public_id__in=[merge.kept_id, merge.gone_id])}
    return rows[merge.kept_id], rows[merge.gone_id]


def _refusal(merge: Merge, kept: Any, gone: Any) -> str:
    if merge.undone_at is not None:
        return _("Sammenlægningen er allerede fortrudt.")
    if merge.trace is None or timezone.now() - merge.merged_at > UNDO_WITHIN:
        return _("Der er gået mere end 30 dage. Derfor er det glemt, hvad der stod hvor.")
    newer = Merge.objects.filter(kind=merge.kind, merged_at__gt=merge.merged_at, undone_at__isnull=True)
    if kept.merged_into_id is not None:
        into = MODELS[merge.kind]._base_manager.get(pk=kept.merged_into_id)
        return _("%(kept)s er siden selv lagt sammen med %(into)s. Fortryd det først.") % {"kept": kept, "into": into}
    if last := newer.filter(kept_id=merge.kept_id).first():
        other = both(last)[1]
        return _("%(other)s er siden lagt ind i %(kept)s. Fortryd det først.") % {"other": other, "kept": kept}
    if gone.merged_into_id != kept.pk:
        return _("De to er ikke lagt sammen længere.")
    if kept.is_archived:
        return _("%(name)s ligger i arkivet. Tag det ud af arkivet først.") % {"name": kept}
    return ""


def _restore_gone(trace: dict[str, Any], gone: Any) -> None:
    # Before the rows go back: nothing may be given to what is merged.
    set_raw(gone, trace["gone"])
    gone.save(update_fields=list(trace["gone"]))


def _move_back(trace: dict[str, Any], kept: Any, gone: Any) -> None:
    for key, keys in trace["moved"].items():
        one = reference(key)
        one.rows(kept).filter(pk__in=keys).order_by().update(**{one.field: gone})
        for parent, link, follower in FOLLOWERS:
            if parent == key:
                its = reference(follower)
                its.rows(kept).filter(**{f"{link}__in": keys}).order_by().update(**{its.field: gone})


def _restore_rows(trace: dict[str, Any], parted: Parted) -> None:
    for entry in trace["rows"]:
        row = find(entry["model"], entry["pk"])
        if row is None or told.stays(row):
            continue
        now = raw(row, entry["after"])
        back = {name: entry["before"][name] for name, after in entry["after"].items() if now[name] == after}
        if back.get("main") == "True" and row.is_archived:
            continue  # a contact that was put away since is not the one to call first
        if back:
            set_raw(row, back)
            row.save(update_fields=list(back))
        if len(back) < len(now):
            words = (str(one) for key, (one, _n) in WORDS.items() if key.startswith(entry["model"] + "."))
            parted.stay.append(next(words, _("adgang")))
    for entry in trace["removed"]:
        make_again(entry).save(force_insert=True)


def _restore_fields(trace: dict[str, Any], kept: Any) -> dict[str, list[Any]]:
    before, after = trace["fields"]["before"], trace["fields"]["after"]
    now = raw(kept, after)
    back = {name: before[name] for name in after if now[name] == after[name] and before[name] != after[name]}
    target = type(kept)._base_manager.get(pk=kept.pk)
    set_raw(target, back)
    changes = set_values(kept, {name: getattr(target, name) for name in back})
    if changes:
        kept.save(update_fields=list(changes))
    changes.pop("user", None)
    return changes
