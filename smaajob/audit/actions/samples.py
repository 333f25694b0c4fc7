"""The data protection officer's monthly sample: draw it, and say what one thinks of each look-up."""

from __future__ import annotations

import secrets
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet, TextField, Value
from django.db.models.functions import MD5, Cast, Concat
from django.utils import timezone
from django.utils.translation import gettext as _

from smaajob.accounts.roles import STAFF
from smaajob.accounts.scope import Scope
from smaajob.audit.models import Access, Sample, SampleItem, Verdict, record
from smaajob.audit.reading import in_month

TEN = 10


def draw(*, by: Scope, month: date) -> Sample:
    """Draw the sample of a month that is over. One that is drawn already is returned as it is. Raises ValidationError."""
    first = month.replace(day=1)
    if first >= timezone.localdate().replace(day=1):
        raise ValidationError(_("Måneden er ikke slut. Træk stikprøven, når den er."))
    with transaction.atomic():
        sample, new = Sample.objects.get_or_create(
            keeper=by.organisation, month=first, defaults={"seed": secrets.token_hex(16), "drawn_by": by.user}
        )
        if not new:
            return sample
        chosen = drawn(by, sample)
        if not chosen:
            raise ValidationError(_("Der er ingen opslag i loggen for den måned."))
        SampleItem.objects.bulk_create(
            SampleItem(keeper=by.organisation, sample=sample, position=place, access_id=pk)
            for place, pk in enumerate(chosen, start=1)
        )
        record("log.sample", sample, by=by.user, changes={"month": [None, first.isoformat()]})
    return sample


def drawn(scope: Scope, sample: Sample) -> list[int]:
    """The ids that the sample's seed draws of its month: those whose id and seed together have the lowest MD5."""
    order = MD5(Concat(Cast("pk", TextField()), Value(f":{sample.seed}")))
    rows = of_month(scope, sample.month).annotate(drawn=order).order_by("drawn", "pk")
    return list(rows.values_list("pk", flat=True)[:TEN])


def of_month(scope: Scope, month: date) -> QuerySet[Access]:
    """The look-ups that can be drawn: those of staff, by the organisation's clock."""
    rows = Access.objects.visible_to(scope).filter(role__in=STAFF, user__isnull=False, people__len__gt=0)
    return in_month(rows, f"{month:%Y-%m}", scope)


def mark(*, by: Scope, item: SampleItem, verdict: str, note: str) -> SampleItem:
    """Say that a look-up is in order, or that it is to be followed up. Raises ValidationError by field."""
    note = note.strip()
    if verdict not in Verdict.values:
        raise ValidationError({"verdict": _("Vælg, hvad du mener om opslaget.")})
    if verdict == Verdict.FOLLOW_UP and not note:
        raise ValidationError({"note": _("Skriv, hvad der skal følges op på.")})
    with transaction.atomic():
        row = SampleItem.objects.visible_to(by).select_for_update(no_key=True).get(pk=item.pk)
        before = row.verdict
        row.verdict, row.note, row.marked_by, row.marked_at = verdict, note, by.user, timezone.now()
        row.save(update_fields=["verdict", "note", "marked_by", "marked_at"])
        record("log.sample.mark", row, by=by.user, changes={"verdict": [before, verdict]})
    return row
