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
from smaajob.jobs.run import send

LONGEST_YEARS = 20


class Ordered(NamedTuple):
    """`is_new`: not the same as one that is still being made. `told`: a worker was told of it at once."""

    report: Report
    is_new: bool
    told: bool = True


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
        told: list[bool] = []
        report = Report.objects.create(ordered_by=by.user, **what)
        record("report.order", report, by=by.user, changes={"period": [None, f"{first_day} – {last_day}"]})
        transaction.on_commit(lambda: told.append(send(Report._meta.label_lower, report.pk)))
    return Ordered(report, is_new=True, told=all(told))
