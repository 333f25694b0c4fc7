"""The measures: one function each, with its definition as the report prints it (in Danish) and as the code means it.

`period`: the extent's `first` to `last`, both included. Source of every definition: docs/import-format.md, "Measures".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from candidates.models import StatusSpell
from reports.extent import Extent, sum_of_hours
from reports.values import Attainment, Figure, Plain, Rate, Tally, Target, plain
from smaajob.archive import UNCOUNTED
from smaajob.vocabulary import COMPLETED_REASONS, DESTINATIONS, EndReason, PlacementKind, Status, TargetGroup

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

    from placements.models import PlacementQuerySet


@dataclass(frozen=True)
class Measure:
    """A measure's JSON key, its Danish name and definition, and the function that computes it."""

    key: str
    name: StrPromise
    definition: StrPromise | str
    compute: Callable[[Extent], Figure]


MEASURES: dict[str, Measure] = {}


def measure(name: StrPromise, definition: StrPromise | str = "") -> Callable[[Callable[[Extent], Any]], Any]:
    """Register a function as the measure of its own name; without a definition it is explained by the one before it."""

    def register(function: Callable[[Extent], Any]) -> Callable[[Extent], Any]:
        MEASURES[function.__name__] = Measure(function.__name__, name, definition, function)
        return function

    return register


def compute(extent: Extent) -> dict[str, Figure]:
    """Every measure, by its JSON key and in the order of the contract. Call it in `one_moment`."""
    return {key: each.compute(extent) for key, each in MEASURES.items()}


def as_json(figures: dict[str, Figure]) -> dict[str, Plain]:
    """The figures as the command line prints them: internal, nothing suppressed."""
    return {key: plain(figure) for key, figure in figures.items()}


@measure(
    _("Deltagere"),
    _(
        "Personer, der deltog i indsatsen mindst én dag i perioden. For en kommune: personer, der er registreret senest "
        "på periodens sidste dag og ikke var flyttet fra kommunen på den første."
    ),
)
def participants(extent: Extent) -> Tally:
    """People. Programme: with a participation that overlaps the period; municipality: registered by `last`, not moved away on `first`."""
    number = extent.participants().count()
    return Tally(number, number)


@measure(
    _("Personer i forløb"),
    _(
        "Personer med et forløb på mindst én dag i perioden. Et forløb varer fra startdagen, til det sluttede; er det ikke "
        "sluttet, til den planlagte slutdag."
    ),
)
def candidates_placed(extent: Extent) -> Tally:
    """People with a placement active on a day of the period: from `start` to `actual_end`, or to `planned_end` while not ended."""
    number: int = extent.active().aggregate(people=Count("candidate", distinct=True))["people"]
    return Tally(number, number)


@measure(_("Forløb startet"), _("Forløb med startdag i perioden. En person kan have flere forløb."))
def placements_started(extent: Extent) -> Tally:
    """Placements whose `start` lies in the period."""
    return tally(extent.started())


@measure(_("Forløb startet, efter type"))
def by_kind(extent: Extent) -> dict[str, Tally]:
    """Placements started, by kind: `{kind: placements}`, only kinds with any, in the vocabulary's order."""
    rows = extent.started().values("kind").annotate(number=Count("pk"), people=Count("candidate", distinct=True))
    found = {row["kind"]: Tally(row["number"], row["people"]) for row in rows}
    return {kind: found[kind] for kind in PlacementKind.values if kind in found}


@measure(
    _("Virksomheder og arbejdspladser"),
    _(
        "Virksomheder og arbejdspladser, hvor mindst én person havde et forløb i perioden. En virksomhed kan have flere "
        "arbejdspladser."
    ),
)
def employers_involved(extent: Extent) -> Tally:
    """Employers (by CVR) with a placement active on a day of the period."""
    return Tally(*_distinct(_at_counted(extent.active()), "workplace__employer"))


@measure(_("Arbejdspladser"))
def workplaces_involved(extent: Extent) -> Tally:
    """Workplaces (by P-number) with a placement active on a day of the period."""
    return Tally(*_distinct(_at_counted(extent.active()), "workplace"))


@measure(
    _("Arbejdstimer"),
    _(
        "De timer, der er registreret i perioden. Timer, der er skrevet samlet for flere dage, tæller med den andel af "
        "dagene, der ligger i perioden."
    ),
)
def hours_worked(extent: Extent) -> Tally:
    """Hours: the sum of hours rows; one that straddles the period's edge counts by the share of its days inside."""
    found = extent.hours().aggregate(**sum_of_hours())
    return Tally(found["sum"], found["people"])


@measure(
    _("Kurser og kursusdeltagere"),
    _(
        "Indsatsens kurser med mindst én kursusdag i perioden, og personerne på dem. For en kommune: kurser med mindst én "
        "deltager fra kommunen."
    ),
)
def courses(extent: Extent) -> Tally:
    """Courses whose dates overlap the period: the programme's own, or those with a participant from the municipality."""
    return Tally(extent.courses().count(), course_participants(extent).people)


@measure(_("Kursusdeltagere"))
def course_participants(extent: Extent) -> Tally:
    """People on those courses."""
    number: int = extent.enrolments().aggregate(people=Count("candidate", distinct=True))["people"]
    return Tally(number, number)


@measure(
    _("Gennemførelse"),
    _(
        "Af de forløb, der sluttede i perioden: andelen, der blev gennemført, blev forlænget eller endte med en ansættelse."
    ),
)
def completion_rate_percent(extent: Extent) -> Rate:
    """Of placements that ended in the period, the share that ended as gennemført, forlænget or ansat."""
    ended = extent.ended()
    return Rate(
        tally(ended.filter(end_reason__in=COMPLETED_REASONS)), tally(ended.exclude(end_reason__in=COMPLETED_REASONS))
    )


@measure(_("Ansat"), _("Forløb, der sluttede i perioden, fordi personen blev ansat."))
def hired(extent: Extent) -> Tally:
    """Placements that ended as ansat in the period."""
    return tally(extent.ended().filter(end_reason=EndReason.HIRED))


@measure(
    _("Videre til job eller uddannelse"),
    _(
        "Af de deltagere, hvis situation ændrede sig i perioden: andelen, der på periodens sidste dag var i job, fleksjob "
        "eller uddannelse. Den opgøres efter den situation, de kom fra. En situation gælder, til den næste er registreret."
    ),
)
def destination_rate_percent(extent: Extent) -> dict[str, Rate]:
    """By status X: of participants whose row after a status X lies in the period, the share with a status of DESTINATIONS on `last`."""
    own = StatusSpell.objects.filter(candidate=OuterRef("candidate")).order_by("-start")
    rows = (
        # The next row is what lies in the period; X is the row before it.
        StatusSpell.objects.order_by()
        .filter(candidate__in=extent.participants().values("pk"), start__range=(extent.first, extent.last))
        .annotate(
            left=Subquery(own.filter(start__lt=OuterRef("start")).values("status")[:1]),
            now=Subquery(own.filter(start__lte=extent.last).values("status")[:1]),
        )
        .exclude(left=None)
        .values("left")
        .annotate(
            people=Count("candidate", distinct=True),
            there=Count("candidate", distinct=True, filter=Q(now__in=DESTINATIONS)),
        )
    )
    found = {row["left"]: _rate(row["there"], row["people"] - row["there"]) for row in rows}
    return {status: found[status] for status in Status.values if status in found}


@measure(
    _("Flygtninge i integrationsprogram"),
    _(
        "Af de deltagere, der er flygtninge og ikke er flyttet fra kommunen på periodens sidste dag: andelen, der er i "
        "integrationsprogrammet den dag."
    ),
)
def refugees_in_integration_percent(extent: Extent) -> Rate:
    """Of participants in target group flygtning and not moved away on `last`, the share with status integrationsprogram on `last`."""
    refugees = extent.participants().in_target_group(TargetGroup.REFUGEE, extent.last).living_here(extent.last)
    inside = Q(status_now=Status.INTEGRATION_PROGRAMME)
    found = refugees.aggregate(all=Count("pk"), inside=Count("pk", filter=inside))
    return _rate(found["inside"], found["all"] - found["inside"])


@measure(
    _("Målopfyldelse"),
    _(
        "Forløb startet og deltagere fra indsatsens start til periodens sidste dag, i procent af de mål, der er sat for indsatsen."
    ),
)
def target_placements(extent: Extent) -> Target:
    """The programme's target for placements; None without one, or for a municipality."""
    return Target(extent.programme.target_placements if extent.programme else None)


@measure(_("Mål for deltagere"))
def target_participants(extent: Extent) -> Target:
    """The programme's target for participants; None without one, or for a municipality."""
    return Target(extent.programme.target_participants if extent.programme else None)


@measure(_("Målopfyldelse, forløb"))
def placements_attainment_percent(extent: Extent) -> Attainment:
    """Placements started from the programme's start to `last`, against `target_placements`."""
    if not extent.programme:
        return Attainment(Tally(0, 0), Tally(0, 0), None)
    reached = extent.placements().filter(start__range=(extent.programme.start, extent.last))
    outside = reached.filter(start__lt=extent.first)
    return Attainment(tally(reached), tally(outside), extent.programme.target_placements)


@measure(_("Målopfyldelse, deltagere"))
def participants_attainment_percent(extent: Extent) -> Attainment:
    """People who took part between the programme's start and `last`, against `target_participants`."""
    if not extent.programme:
        return Attainment(Tally(0, 0), Tally(0, 0), None)
    reached = extent.in_programme(extent.programme, extent.programme.start, extent.last)
    number, outside = reached.count(), reached.exclude(pk__in=extent.participants().values("pk")).count()
    return Attainment(Tally(number, number), Tally(outside, outside), extent.programme.target_participants)


def tally(placements: PlacementQuerySet) -> Tally:
    """How many placements, of how many people."""
    return Tally(*_distinct(placements, "pk"))


def _at_counted(placements: PlacementQuerySet) -> PlacementQuerySet:
    return placements.exclude(workplace__archived_as__in=UNCOUNTED)


def _distinct(placements: PlacementQuerySet, of: str) -> tuple[int, int]:
    found = placements.aggregate(number=Count(of, distinct=True), people=Count("candidate", distinct=True))
    return found["number"], found["people"]


def _rate(part: int, rest: int) -> Rate:
    return Rate(Tally(part, part), Tally(rest, rest))
