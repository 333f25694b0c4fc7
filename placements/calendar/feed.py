"""What a person's own calendar reads: when they are expected where, whom they meet, how they find in. Nothing of others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from candidates.models import Candidate
from candidates.reaching import contacts
from employers.models import Contact
from placements.agreeing.copies import holding_on
from placements.models import AgreementVersion, Placement, Shift, ShiftQuerySet
from placements.todo import contacts_of
from smaajob.phones import written
from smaajob.terms import Terms
from smaajob.writing import day, times

# A calendar keeps no more than it is given: some weeks back, and as far ahead as anything is planned within a year.
BACK, AHEAD = timedelta(days=28), timedelta(days=366)
MOST = 500


@dataclass(frozen=True, slots=True)
class Event:
    """One shift. `uid` is the same for as long as the shift is, also when it is moved; `sequence` grows with each change of it.

    `changed_at` is None where nobody has noted when it was changed.
    """

    uid: str
    starts_at: datetime
    ends_at: datetime
    summary: str
    place: str
    tells: str
    sequence: int = 0
    changed_at: datetime | None = None
    cancelled: bool = False


def events(person: Candidate, now: datetime) -> list[Event]:
    """The shifts from BACK to AHEAD in the order of the clock. Five queries. The caller has seen to it that this person may be shown."""
    today = timezone.localdate(now, person.keeper.zone)
    shifts = list(_shifts(person).on_days(today - BACK, today + AHEAD).order_by("starts_at", "pk")[:MOST])
    versions = _versions({one.placement_id for one in shifts})
    there = contacts_of({one.placement.workplace_id for one in shifts})
    call = _call(person)
    return [
        _event(one, _terms(one.placement, versions, one.day), there.get(one.placement.workplace_id), call)
        for one in shifts
    ]


def _shifts(person: Candidate) -> ShiftQuerySet:
    """Also the cancelled, since a calendar that has them must hear that they are. In a pause there are no others."""
    rows = Shift.everything.filter(candidate=person, placement__cancelled_at__isnull=True)
    return rows.select_related("placement__workplace", "placement__task")


def _versions(placements: Iterable[int]) -> dict[int, list[AgreementVersion]]:
    """What is agreed, in order: never a draft, nor what waits for signatures or was taken back."""
    found: dict[int, list[AgreementVersion]] = {}
    for one in AgreementVersion.objects.filter(placement__in=set(placements)).holding():
        found.setdefault(one.placement_id, []).append(one)
    return found


def _terms(placement: Placement, versions: dict[int, list[AgreementVersion]], on: date) -> Terms | None:
    """As they hold on a day; of what was never agreed, the task's."""
    return holding_on(versions.get(placement.pk, []), on) or placement.task


def _event(shift: Shift, terms: Terms | None, contact: Contact | None, call: str) -> Event:
    place, task = shift.placement.workplace, shift.placement.task
    lines = [_changed(shift), _("Opgave: %s") % task.title if task else "", _meets(terms, contact)]
    if terms is not None:
        lines += [
            _("Sådan finder du ind: %s") % terms.find_way if terms.find_way else "",
            _("Tag med: %s") % terms.bring if terms.bring else "",
        ]
    return Event(
        uid=f"{shift.public_id}@smaajob",
        starts_at=shift.starts_at,
        ends_at=shift.ends_at,
        summary=(_("Aflyst: %s") if shift.is_cancelled else "%s") % place.name,
        place=", ".join(part for part in (place.name, place.address, place.town) if part),
        tells="\n".join(line for line in (*lines, call) if line),
        sequence=shift.sequence,
        changed_at=shift.changed_at,
        cancelled=shift.is_cancelled,
    )


def _changed(shift: Shift) -> str:
    """What somebody who has the old time in their head must read first; why is said to them on their own page."""
    if shift.is_cancelled:
        return _("Aflyst. Du skal ikke møde.")
    if shift.moved_from_start is None or shift.moved_from_end is None:
        return ""
    before = {"day": day(shift.moved_from_start), "times": times(shift.moved_from_start, shift.moved_from_end)}
    return _("Flyttet. Før var det %(day)s kl. %(times)s.") % before


def _meets(terms: Terms | None, contact: Contact | None) -> str:
    """Whom one meets, with the phone: as agreed, else the workplace's first contact."""
    name, phone = (terms.meets_name, terms.meets_phone) if terms is not None and terms.meets_name else ("", "")
    if not name and contact is not None:
        name, phone = contact.name, contact.phone
    told = ", ".join(part for part in (name, written(phone) if phone else "") if part)
    return _("Du møder: %s") % told if told else ""


def _call(person: Candidate) -> str:
    told = " · ".join(f"{one.name}, {written(one.phone)}" for one in contacts(person))
    return _("Kan du ikke komme, så ring: %s") % told if told else ""
