"""A person's line through time with their placements on it: the part that the person's own page fetches."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from candidates.models import Candidate
from candidates.timeline import Moment, holds, timeline
from placements.models import Merge, Placement, PlacementQuerySet
from placements.models.merges import MergeQuerySet
from smaajob import writing
from smaajob.accounts.permissions import Permission
from smaajob.audit.access import seen
from smaajob.http import Request, get_only, may


@may(Permission.SEE_PEOPLE)
@get_only
def for_candidate(request: Request, public_id: UUID) -> HttpResponse:
    """Everything that is known of the person, newest first."""
    today = timezone.localdate()
    person = get_object_or_404(Candidate.objects.visible_to(request.scope), public_id=public_id)
    placements = Placement.objects.visible_to(request.scope).filter(candidate=person).select_related("workplace")
    merges = Merge.objects.visible_to(request.scope).filter(kept_id=person.public_id, undone_at__isnull=True)
    merged = _merges(merges, undo=request.scope.may(Permission.MERGE))
    moments = [*_placements(placements, today), *merged, *timeline(person, today, request.scope)]
    moments.sort(key=lambda moment: moment.day, reverse=True)
    seen(request, person)
    template = "placements/history.html" + ("#part" if request.htmx else "")
    return render(request, template, {"person": person, "moments": moments})


def _merges(rows: MergeQuerySet, *, undo: bool) -> Iterator[Moment]:
    for row in rows:
        day = timezone.localtime(row.merged_at).date()
        text = _("En anden registrering af personen blev lagt ind her")
        url = reverse("placements:undo_merge", args=[row.public_id]) if undo else ""
        yield Moment(day, _("Lagt sammen"), text, writing.day_year(day), url=url)


def _placements(rows: PlacementQuerySet, today: date) -> Iterator[Moment]:
    for row in rows:
        text = _("%(kind)s hos %(workplace)s") % {"kind": row.get_kind_display(), "workplace": row.workplace}
        if row.is_over:
            text += f", {writing.lower_first(row.get_end_reason_display())}"
        when = writing.period(row.start, row.last_day())
        url = reverse("placements:detail", args=[row.public_id])
        yield Moment(row.start, _("Forløb"), text, when, holds(row.start, row.actual_end, today), url)
