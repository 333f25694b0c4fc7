"""The same numbers by kind, by target group and through time. Each cell knows how many people it stands for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Count, FilteredRelation, Q, QuerySet
from django.db.models.functions import Trunc

from reports.extent import Extent, sum_of_hours
from reports.values import NOTHING, Tally
from smaajob.vocabulary import PlacementKind, TargetGroup

NO_GROUP = ""
GROUP = "spell__group"  # of a row that `_in_groups` has joined to its spells
STEPS = {"month": 1, "quarter": 3, "year": 12}  # months


@dataclass(frozen=True, slots=True)
class Row:
    """A kind or a target group. `people`: participants (0 for a kind); `placed`: people with a placement active in the period."""

    key: str
    people: int
    placed: int
    started: Tally
    hours: Tally


@dataclass(frozen=True, slots=True)
class Span:
    """A month, quarter or year as far as it lies in the period, with what happened in it."""

    first: date
    last: date
    started: Tally
    hours: Tally


def by_kind(extent: Extent) -> list[Row]:
    """A row for each kind with a placement active or started in the period. A person may be in several rows."""
    placed = _numbers(extent.active(), "kind")
    started = _tallies(extent.started(), "kind")
    hours = _hours(extent.hours(), "placement__kind")
    return [
        Row(kind, 0, placed.get(kind, 0), started.get(kind, NOTHING), hours.get(kind, NOTHING))
        for kind in PlacementKind.values
        if kind in placed or kind in started or kind in hours
    ]


def by_group(extent: Extent) -> list[Row]:
    """A row for each target group on the period's last day, and one for those in none. A person may be in several groups."""
    participants = _in_groups(extent, extent.participants(), "target_groups")
    people = {row[GROUP] or NO_GROUP: row["number"] for row in participants.values(GROUP).annotate(number=Count("pk"))}
    placed = _numbers(_in_groups(extent, extent.active(), "candidate__target_groups"), GROUP)
    started = _tallies(_in_groups(extent, extent.started(), "candidate__target_groups"), GROUP)
    hours = _hours(_in_groups(extent, extent.hours(), "placement__candidate__target_groups"), GROUP)
    return [
        Row(key, people.get(key, 0), placed.get(key, 0), started.get(key, NOTHING), hours.get(key, NOTHING))
        for key in (*TargetGroup.values, NO_GROUP)
        if key in people or key in placed or key in started or key in hours
    ]


def through_time(extent: Extent, step: str) -> list[Span]:
    """Placements started and hours worked in each `month`, `quarter` or `year` of the period, the empty ones too."""
    started = _tallies(extent.started().annotate(span=Trunc("start", step)), "span")
    hours = _hours_through_time(extent, step)
    result = []
    for begin in _beginnings(extent, step):
        end = _add_months(begin, STEPS[step]) - timedelta(days=1)
        span = max(begin, extent.first), min(end, extent.last)
        result.append(Span(*span, started.get(begin, NOTHING), hours.get(begin, NOTHING)))
    return result


def months_of(extent: Extent) -> int:
    """How many months the period touches."""
    return (extent.last.year - extent.first.year) * 12 + extent.last.month - extent.first.month + 1


def _numbers(placements: QuerySet[Any], key: str) -> dict[str, int]:
    found = placements.values(key).annotate(people=Count("candidate", distinct=True))
    return {row[key] or NO_GROUP: row["people"] for row in found}


def _tallies(placements: QuerySet[Any], key: str) -> dict[Any, Tally]:
    found = placements.values(key).annotate(number=Count("pk"), people=Count("candidate", distinct=True))
    return {row[key] or NO_GROUP: Tally(row["number"], row["people"]) for row in found}


def _hours(rows: QuerySet[Any], key: str) -> dict[str, Tally]:
    found = rows.values(key).annotate(**sum_of_hours())
    return {row[key] or NO_GROUP: Tally(row["sum"], row["people"]) for row in found if row["sum"]}


def _in_groups(extent: Extent, rows: QuerySet[Any], path: str) -> QuerySet[Any]:
    # A LEFT JOIN, so that people in no group make a row too; spells of one group never overlap, so nobody counts twice in it.
    day = extent.last
    holds = Q(**{f"{path}__start__lte": day}) & (Q(**{f"{path}__end__isnull": True}) | Q(**{f"{path}__end__gte": day}))
    joined: QuerySet[Any] = rows.alias(spell=FilteredRelation(path, condition=holds))
    return joined


def _hours_through_time(extent: Extent, step: str) -> dict[date, Tally]:
    # Django can't join to a series of dates: the rows are its query, the spread over time is ours.
    rows = extent.hours().filter(hours__gt=0).values_list("first_day", "last_day", "hours", "placement__candidate_id")
    inner, parameters = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH worked (first_day, last_day, hours, candidate) AS ({inner}),
            pieces AS (
                SELECT span::date AS span, candidate, hours, last_day - first_day + 1 AS days,
                       least(last_day, %s, (span + %s)::date - 1) - greatest(first_day, %s, span::date) + 1 AS inside
                FROM worked CROSS JOIN LATERAL generate_series(
                    date_trunc(%s, greatest(first_day, %s)::timestamp), least(last_day, %s)::timestamp, %s) AS span
            )
            SELECT span, sum((hours * inside)::numeric(40, 20) / days), count(DISTINCT candidate) FROM pieces GROUP BY span
            """,  # noqa: S608 (only Django's own text is put in; every value is a parameter)
            [*parameters, extent.last, _interval(step), extent.first, step, extent.first, extent.last, _interval(step)],
        )
        return {span: Tally(Decimal(hours), people) for span, hours, people in cursor.fetchall()}


def _interval(step: str) -> str:
    return f"{STEPS[step]} months"


def _beginnings(extent: Extent, step: str) -> list[date]:
    months = STEPS[step]
    day = date(extent.first.year, (extent.first.month - 1) // months * months + 1, 1)
    result = []
    while day <= extent.last:
        result.append(day)
        day = _add_months(day, months)
    return result


def _add_months(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    return date(day.year + years, month + 1, 1)
