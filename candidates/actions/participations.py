"""Who takes part in a programme: put people in, change and end it, take out what was a mistake."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from candidates.models import Candidate, Participation, Programme
from candidates.models.programme import END_AFTER_START
from candidates.refusals import told_by_field
from smaajob.accounts.scope import Scope
from smaajob.audit.models import record
from smaajob.changes import created, set_values
from smaajob.writing import day_year, joined

MOST_NAMED = 5


def add(
    *, by: Scope, programme: Programme, people: Sequence[Candidate], start: date, end: date | None = None
) -> list[Participation]:
    """Put people in a programme from a day on, and to `end` where that is known.

    Somebody who was taken out as a mistake with the same start is put back. Raises ValidationError by field where the
    dates don't fit, where the programme or a person is put away, or where somebody takes part already on those days.
    """
    if end is not None and end < start:
        raise ValidationError({"end": END_AFTER_START})
    with transaction.atomic():
        programme = Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)
        if programme.is_archived:
            raise ValidationError(_("Indsatsen ligger i arkivet. Tag den ud, før du sætter nogen på."))
        _check_people(people)
        _check_apart(programme, people, start, end)
        old = Participation.objects.select_for_update(no_key=True).filter(
            programme=programme, candidate__in=people, start=start
        )
        before = {row.candidate_id: row for row in old}
        return [_put_in(by, programme, person, start, end, before.get(person.pk)) for person in people]


def change(*, by: Scope, participation: Participation, start: date, end: date | None) -> Participation:
    """Other days. Raises ValidationError by field where they don't fit, or lie on another period of the same person."""
    if end is not None and end < start:
        raise ValidationError({"end": END_AFTER_START})
    with transaction.atomic():
        row = Participation.objects.select_for_update(no_key=True).get(pk=participation.pk)
        changes = set_values(row, {"start": start, "end": end})
        if changes:
            _check_apart(row.programme, [row.candidate], start, end, but=row)
            with told_by_field():
                row.save(update_fields=list(changes))
            record("update", row, by=by.user, changes=changes)
    return row


def end_all(*, by: Scope, participations: Sequence[Participation], on: date) -> int:
    """Let people's parts end on a day, their last one in the programme; gives how many that changed.

    Raises ValidationError where somebody begins later than that.
    """
    with transaction.atomic():
        keys = [row.pk for row in participations]
        rows = Participation.objects.select_for_update(no_key=True, of=("self",)).select_related("candidate")
        found = list(rows.filter(pk__in=keys).current().order_by("pk"))
        late = [row for row in found if row.start > on]
        if late:
            text = _("%(names)s begynder først efter den dag. Fjern fluebenet, eller skriv en senere dag.")
            raise ValidationError({"on": text % {"names": _names([row.candidate for row in late])}})
        changed = 0
        for row in found:
            changes = set_values(row, {"end": on})
            if changes:
                row.save(update_fields=["end"])
                record("update", row, by=by.user, changes=changes)
                changed += 1
    return changed


def _put_in(
    by: Scope, programme: Programme, person: Candidate, start: date, end: date | None, old: Participation | None
) -> Participation:
    if old is None:
        row = Participation(keeper=by.organisation, programme=programme, candidate=person, start=start, end=end)
        with told_by_field():
            row.save()
        record("create", row, by=by.user, changes=created(row, ["start", "end"]))
        return row
    changes = {**set_values(old, {"end": end}), "archived_as": [old.archived_as, ""]}
    old.archived_at, old.archived_as = None, ""
    old.save(update_fields=["end", "archived_at", "archived_as"])
    record("restore", old, by=by.user, changes=changes)
    return old


def _check_people(people: Sequence[Candidate]) -> None:
    if not people:
        raise ValidationError({"people": _("Vælg mindst én person.")})
    gone = [person for person in people if person.is_archived]
    if gone:
        raise ValidationError({"people": _("%(names)s ligger i arkivet.") % {"names": _names(gone)}})


def _check_apart(
    programme: Programme,
    people: Sequence[Candidate],
    start: date,
    end: date | None,
    but: Participation | None = None,
) -> None:
    """Nobody takes part twice on one day."""
    rows = programme.participations.current().filter(Q(end__isnull=True) | Q(end__gte=start), candidate__in=people)
    if end is not None:
        rows = rows.filter(start__lte=end)
    if but is not None:
        rows = rows.exclude(pk=but.pk)
    found = list(rows.select_related("candidate").order_by("candidate__sort_key")[: MOST_NAMED + 1])
    if not found:
        return
    field = "people" if len(people) > 1 else "start"
    if len(found) == 1:
        name, since = found[0].candidate, day_year(found[0].start)
        text = _("%(name)s er allerede med fra %(since)s.") % {"name": name, "since": since}
        raise ValidationError({field: text})
    raise ValidationError(
        {field: _("%(names)s er allerede med.") % {"names": _names([row.candidate for row in found])}}
    )


def _names(people: Sequence[Candidate]) -> str:
    named = [str(person) for person in people[:MOST_NAMED]]
    return joined([*named, _("flere")] if len(people) > MOST_NAMED else named)
