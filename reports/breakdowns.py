"""The same numbers by kind, by target group and through time. Each cell knows how many people it stands for."""

from __future__ import annotations

from collections.abc import Iterable
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
    started = _tallies(
        extent.started().values("kind").annotate(number=Count("pk"), people=_people("candidate")), "kind"
    )
    hours = _hours(extent.hours(), "placement__kind")
    return [
        Row(kind, 0, placed.get(kind, 0), started.get(kind, NOTHING), hours.get(kind, NOTHING))
        for kind in PlacementKind.values
        if kind in placed or kind in started or kind in hours
    ]


def by_group(extent: Extent) -> list[Row]:
    """A row for each target group on the period's last day, and one for those in none. A person may be in several groups."""
    participants = extent.participants().alias(**_groups(extent, "target_groups")).values("spell__group")
    people = {row["spell__group"] or NO_GROUP: row["number"] for row in participants.annotate(number=Count("pk"))}
    placed = _numbers(extent.active().alias(**_groups(extent, "candidate__target_groups")), "spell__group")
    begun = extent.started().alias(**_groups(extent, "candidate__target_groups")).values("spell__group")
    started = _tallies(begun.annotate(number=Count("pk"), people=_people("candidate")), "spell__group")
    worked = extent.hours().alias(**_groups(extent, "placement__candidate__target_groups"))
    hours = _hours(worked, "spell__group")
    return [
        Row(key, people.get(key, 0), placed.get(key, 0), started.get(key, NOTHING), hours.get(key, NOTHING))
        for key in (*TargetGroup.values, NO_GROUP)
        if key in people or key in placed or key in started or key in hours
    ]


def through_time(extent: Extent, step: str) -> list[Span]:
    """Placements started and hours worked in each `month`, `quarter` or `year` of the period, the empty ones too."""
    begun = extent.started().annotate(span=Trunc("start", step)).values("span")
    started = _tallies(begun.annotate(number=Count("pk"), people=_people("candidate")), "span")
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


def _people(path: str) -> Any:
    return Count(path, distinct=True)


def _numbers(rows: QuerySet[Any], key: str) -> dict[str, int]:
    return {row[key] or NO_GROUP: row["people"] for row in rows.values(key).annotate(people=_people("candidate"))}


def _tallies(rows: Iterable[dict[str, Any]], key: str) -> dict[Any, Tally]:
    return {row[key] or NO_GROUP: Tally(row["number"], row["people"]) for row in rows}


def _hours(rows: QuerySet[Any], key: str) -> dict[str, Tally]:
    found = rows.values(key).annotate(**sum_of_hours())
    return {row[key] or NO_GROUP: Tally(row["sum"], row["people"]) for row in found if row["sum"]}


def _groups(extent: Extent, path: str) -> dict[str, Any]:
    # A LEFT JOIN, so that people in no group make a row too; spells of one group never overlap, so nobody counts twice in it.
    day = extent.last
    holds = Q(**{f"{path}__start__lte": day}) & (Q(**{f"{path}__end__isnull": True}) | Q(**{f"{path}__end__gte": day}))
    return {"spell": FilteredRelation(path, condition=holds)}


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
