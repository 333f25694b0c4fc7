"""Events as an iCalendar (RFC 5545), which telephones and Outlook subscribe to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Timezone
from icalendar import Event as Component

from placements.calendar.feed import Event

PRODUCT = "-//Småjob//Min uge//DA"
# How often a calendar is asked to look again. Most look when they please.
AGAIN = timedelta(hours=2)


def as_ics(events: Sequence[Event], *, name: str, zone: ZoneInfo, now: datetime) -> bytes:
    """The calendar, `text/calendar`. A shift that is cancelled stays in it as cancelled; one that was moved keeps its UID, with a
    higher SEQUENCE. Times are local with their VTIMEZONE, so that nine o'clock stays nine o'clock when the clocks change."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", zone.key)
    calendar.add("refresh-interval", AGAIN, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT2H")
    calendar.add_component(_zone(events, zone, now))
    for one in events:
        calendar.add_component(_component(one, zone, now))
    content: bytes = calendar.to_ical()
    return content


def _zone(events: Sequence[Event], zone: ZoneInfo, now: datetime) -> Timezone:
    years = [moment.astimezone(zone).year for one in events for moment in (one.starts_at, one.ends_at)] or [now.year]
    return Timezone.from_tzid(zone.key, first_date=date(min(years), 1, 1), last_date=date(max(years) + 1, 1, 1))


def _component(one: Event, zone: ZoneInfo, now: datetime) -> Component:
    found = Component()
    found.add("uid", one.uid)
    found.add("dtstamp", now.astimezone(UTC).replace(microsecond=0))
    found.add("dtstart", one.starts_at.astimezone(zone))
    found.add("dtend", one.ends_at.astimezone(zone))
    found.add("summary", one.summary)
    if one.place:
        found.add("location", one.place)
    if one.tells:
        found.add("description", one.tells)
    found.add("sequence", one.sequence)
    if one.changed_at is not None:
        found.add("last-modified", one.changed_at.astimezone(UTC).replace(microsecond=0))
    found.add("status", "CANCELLED" if one.cancelled else "CONFIRMED")
    found.add("transp", "TRANSPARENT" if one.cancelled else "OPAQUE")
    # Who shares a calendar shows others that they are busy, and not where.
    found.add("class", "PRIVATE")
    return found
