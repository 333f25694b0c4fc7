"""Correct a rule from a day, take a list of target groups into use, and take either back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from smaajob.accounts.models import User
from smaajob.accounts.scope import Scope
from smaajob.audit.models import record
from smaajob.changes import created
from smaajob.refusals import told_from
from smaajob.rules import files
from smaajob.rules.models import ListInUse, Own, Rule
from smaajob.rules.units import read
from smaajob.rules.values import Confidence, GroupList, Key
from smaajob.writing import day_year

A_DAY = timedelta(days=1)
ON_RECORD = ["value", "group", "valid_from", "valid_to", "source", "confidence"]
REFUSED = {
    "rule_one_at_a_time": (
        "valid_from",
        gettext_lazy("Der gælder allerede en anden af jeres egne rettelser i de dage."),
    ),
    "rule_ends_after_it_begins": ("valid_to", gettext_lazy("Den sidste dag ligger før den første.")),
    "list_in_use_once": ("valid_from", gettext_lazy("Listen er allerede taget i brug.")),
    "list_in_use_one_a_day": ("valid_from", gettext_lazy("En anden liste er taget i brug fra den samme dag.")),
}
Decided = TypeVar("Decided", bound=Own)


def correct(
    *,
    by: Scope,
    key: Key,
    groups: Sequence[str],
    value: str,
    valid_from: date,
    valid_to: date | None,
    paragraph: str,
    source: str,
    confidence: str,
    reason: str,
) -> list[Rule]:
    """Let the municipality's own value hold from a day, one row for each group (`[""]`: all). An earlier one of theirs ends the day before.

    Raises ValidationError by field, also where a later one of theirs is in the way.
    """
    user = _may_decide(by)
    try:
        read(key.unit, value)
    except ValueError as error:
        raise ValidationError({"value": _("Værdien kan ikke læses.")}) from error
    if valid_to is not None and valid_to < valid_from:
        raise ValidationError({"valid_to": _("Den sidste dag ligger før den første.")})
    made = []
    with transaction.atomic(), told_from(REFUSED):
        for group in groups:
            before, until = _shorten(by, key, group, valid_from, valid_to)
            row = Rule.objects.create(
                keeper=by.organisation,
                key=key.key,
                group=group,
                value=value,
                valid_from=valid_from,
                valid_to=valid_to,
                paragraph=paragraph.strip(),
                source=source.strip(),
                checked_on=_today(by),
                confidence=Confidence(confidence),
                reason=_said(reason),
                made_by=user,
                shortened=before,
                shortened_until=until,
            )
            record("rules.correct", row, by=user, changes=created(row, ON_RECORD), reason=row.reason)
            made.append(row)
    return made


def take_back(*, by: Scope, rule: Rule) -> Rule:
    """What was ours before holds again, or an earlier one of theirs. Raises ValidationError where it is taken back already."""
    with transaction.atomic(), told_from(REFUSED):
        row = _taken_back(by, rule)
        before = row.shortened and Rule.objects.select_for_update(no_key=True).get(pk=row.shortened.pk)
        if before and before.stands and before.valid_to == row.valid_from - A_DAY:
            before.valid_to = row.shortened_until
            before.save(update_fields=["valid_to"])
        record("rules.take_back", row, by=by.user)
    return row


def activate(*, by: Scope, group_list: GroupList, valid_from: date, reason: str) -> ListInUse:
    """Take a list of target groups into use from a day. Raises ValidationError by field."""
    user = _may_decide(by)
    with transaction.atomic(), told_from(REFUSED):
        row = ListInUse.objects.create(
            keeper=by.organisation,
            list=group_list.code,
            valid_from=valid_from,
            reason=_said(reason),
            made_by=user,
        )
        record("rules.activate", row, by=user, changes=created(row, ["list", "valid_from"]), reason=row.reason)
    return row


def deactivate(*, by: Scope, in_use: ListInUse) -> ListInUse:
    """The list before it holds again. Raises ValidationError where it is taken back already."""
    with transaction.atomic():
        row = _taken_back(by, in_use)
        record("rules.deactivate", row, by=by.user)
    return row


def _taken_back(by: Scope, row: Decided) -> Decided:
    user = _may_decide(by)
    found: Decided = type(row)._base_manager.select_for_update(no_key=True, of=("self",)).get(pk=row.pk)
    if not found.stands:
        raise ValidationError(_("Det er allerede taget tilbage."))
    found.taken_back_at, found.taken_back_by = timezone.now(), user
    found.save(update_fields=["taken_back_at", "taken_back_by"])
    return found


def _shorten(by: Scope, key: Key, group: str, first: date, last: date | None) -> tuple[Rule | None, date | None]:
    """End the row of theirs that holds the day before. Gives it, and until when it held."""
    rows = Rule.objects.filter(keeper=by.organisation, key=key.key, group=group).standing()
    rows = rows.select_for_update(no_key=True)
    later = rows.filter(valid_from__gte=first)
    if in_the_way := (later if last is None else later.filter(valid_from__lte=last)).first():
        day = day_year(in_the_way.valid_from)
        raise ValidationError(
            {"valid_from": _("I har allerede en rettelse fra %(day)s. Tag den tilbage først.") % {"day": day}}
        )
    before = rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=first), valid_from__lt=first).first()
    if before is None:
        return None, None
    until, before.valid_to = before.valid_to, first - A_DAY
    before.save(update_fields=["valid_to"])
    return before, until


def _may_decide(by: Scope) -> User:
    if by.user is None:
        raise ValueError("somebody does this")
    if not by.organisation.is_municipality or not files.answers(by.organisation.country):
        raise ValidationError(_("Kun en dansk kommune kan rette reglerne."))
    return by.user


def _said(reason: str) -> str:
    text = " ".join(reason.split())
    if not text:
        raise ValidationError({"reason": _("Skriv hvorfor.")})
    return text


def _today(by: Scope) -> date:
    return timezone.localdate(timezone=by.zone)
