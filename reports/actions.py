"""Order a report."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from reports import subjects
from reports.models import Report
from reports.subjects import Subject
from smaajob.accounts.models import Organisation
from smaajob.accounts.scope import Scope
from smaajob.audit.models import record
from smaajob.jobs.models import JobState
from smaajob.jobs.run import nudge

LONGEST_YEARS = 20


class Ordered(NamedTuple):
    """`is_new` is False where the same report was ordered already and is still being made."""

    report: Report
    is_new: bool


def order(*, by: Scope, subject: Subject, first_day: date, last_day: date) -> Ordered:
    """Order a report on a programme or municipality of the scope. Raises ValidationError by field.

    Pressing twice orders once: the same order by the same organisation, while it waits or is being made, is given back.
    """
    if last_day < first_day:
        raise ValidationError({"last_day": _("Perioden slutter, før den starter.")})
    if last_day.year - first_day.year > LONGEST_YEARS:
        raise ValidationError({"first_day": _("En rapport kan dække højst 20 år.")})
    if subject not in [*subjects.programmes(by), *subjects.municipalities(by)]:
        raise ValidationError({"subject": _("Vælg en indsats eller en kommune på listen.")})
    what = {
        "keeper": by.organisation,
        "programme": subject.programme,
        "municipality": subject.municipality,
        "first_day": first_day,
        "last_day": last_day,
    }
    with transaction.atomic():
        # Two orders of one moment come one after the other, so that the second sees the first.
        Organisation.objects.select_for_update(no_key=True).get(pk=by.organisation.pk)
        same = Report.objects.without_document().filter(state__in=[JobState.ORDERED, JobState.RUNNING], **what).first()
        if same:
            return Ordered(same, is_new=False)
        report = Report.objects.create(ordered_by=by.user, **what)
        record("report.order", report, by=by.user, changes={"period": [None, f"{first_day} – {last_day}"]})
        nudge(report)
    return Ordered(report, is_new=True)
