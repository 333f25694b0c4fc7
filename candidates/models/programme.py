"""Programmes, who takes part in them, and courses."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from candidates.models.candidate import SEEN_AFTER_LEAVING, Candidate, of_people_seen
from smaajob.accounts.models import Kept
from smaajob.accounts.scope import Sight
from smaajob.archive import COUNTED, Archivable, ArchivableQuerySet, archived_says_how, new_external_id
from smaajob.fields import codes_field, danish_sort_key, only_known
from smaajob.geography import municipality_name
from smaajob.vocabulary import Certificate

if TYPE_CHECKING:
    from smaajob.accounts.scope import Scope

END_AFTER_START = _("Slutdatoen ligger før startdatoen.")
Rows = TypeVar("Rows", bound="TakingPartQuerySet[Any]")
Row = TypeVar("Row", bound=models.Model)


class TakingPartQuerySet(ArchivableQuerySet[Row]):
    """Reads of what ties people to a programme or a course."""

    def taking_part(self: Rows) -> Rows:
        """Those that are not put away, of people who count: whose record was a mistake takes part nowhere."""
        return self.current().filter(candidate__archived_as__in=COUNTED)


class ProgrammeQuerySet(ArchivableQuerySet["Programme"]):
    def visible_to(self, scope: Scope) -> ProgrammeQuerySet:
        """Those that the scope's organisation keeps and its role sees."""
        rows = self.filter(keeper=scope.organisation)
        if scope.sight == Sight.ALL:
            return rows
        return rows.filter(workers__user=scope.user) if scope.sight == Sight.PROGRAMMES else rows.none()


class Programme(Kept, Archivable):
    """An effort with a name, an owner, money and targets, in one or more municipalities."""

    external_id = models.CharField(_("id i jeres regneark"), max_length=60, default=new_external_id)
    name = models.CharField(_("navn"), max_length=200)
    sort_key = danish_sort_key("name")
    municipalities = ArrayField(models.CharField(max_length=7), verbose_name=_("kommuner"))
    start = models.DateField(_("start"))
    end = models.DateField(_("slut"), null=True, blank=True)
    owner = models.CharField(_("ejer"), max_length=200, blank=True)
    funding = ArrayField(models.CharField(max_length=200), default=list, blank=True, verbose_name=_("finansiering"))
    target_participants = models.PositiveIntegerField(_("mål for deltagere"), null=True, blank=True)
    target_placements = models.PositiveIntegerField(_("mål for forløb"), null=True, blank=True)

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["keeper", "external_id"],
                name="programme_external_id_once",
                violation_error_message=_("Det id er allerede brugt."),
            ),
            models.CheckConstraint(condition=~Q(external_id=""), name="programme_has_external_id"),
            models.CheckConstraint(
                condition=Q(end__isnull=True) | Q(end__gte=F("start")),
                name="programme_end_after_start",
                violation_error_message=END_AFTER_START,
            ),
            archived_says_how("programme_archived_says_how"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def municipality_names(self) -> str:
        return ", ".join(municipality_name(code) for code in self.municipalities)


class ParticipationQuerySet(TakingPartQuerySet["Participation"]):
    def visible_to(self, scope: Scope) -> ParticipationQuerySet:
        """Those that the scope's organisation keeps and its role sees; a programme's worker those in their own programmes."""
        mine = self.filter(keeper=scope.organisation, candidate__erased_at__isnull=True)
        rows = of_people_seen(mine, scope)
        if scope.sight != Sight.PROGRAMMES:
            return rows
        return rows.filter(programme__in=Programme.objects.visible_to(scope))

    def in_sight(self, scope: Scope, day: date) -> ParticipationQuerySet:
        """For a programme's worker: what makes them see a person on a day (`Candidate.objects.seen_by`)."""
        mine = Programme.objects.visible_to(scope).counted()
        not_long_gone = Q(end__isnull=True) | Q(end__gte=day - SEEN_AFTER_LEAVING)
        return self.current().filter(not_long_gone, programme__in=mine)


class Participation(Kept, Archivable):
    """A person takes part in a programme from `start` to `end`, both included."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="participations")
    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="participations")
    start = models.DateField(_("start"))
    end = models.DateField(_("slut"), null=True, blank=True)

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        ordering = ["start"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "candidate", "start"],
                name="participation_once",
                violation_error_message=_("Personen deltager allerede fra den dag."),
            ),
            models.CheckConstraint(
                condition=Q(end__isnull=True) | Q(end__gte=F("start")),
                name="participation_end_after_start",
                violation_error_message=END_AFTER_START,
            ),
            archived_says_how("participation_archived_says_how"),
        ]

    def __str__(self) -> str:
        return f"{self.programme_id} {self.candidate_id} {self.start}"


class CourseQuerySet(ArchivableQuerySet["Course"]):
    def visible_to(self, scope: Scope) -> CourseQuerySet:
        """Those that the scope's organisation keeps and its role sees."""
        rows = self.filter(keeper=scope.organisation)
        if scope.sight == Sight.ALL:
            return rows
        return rows.filter(programme__in=Programme.objects.visible_to(scope))


class Course(Kept, Archivable):
    """A course, in a programme or on its own."""

    external_id = models.CharField(_("id i jeres regneark"), max_length=60, default=new_external_id)
    programme = models.ForeignKey(Programme, models.PROTECT, null=True, blank=True, related_name="courses")
    title = models.CharField(_("titel"), max_length=200)
    start = models.DateField(_("start"))
    end = models.DateField(_("slut"))
    gives = codes_field(_("giver"), Certificate)

    objects = CourseQuerySet.as_manager()

    class Meta:
        ordering = ["start", "title"]
        constraints = [
            models.UniqueConstraint(
                fields=["keeper", "external_id"],
                name="course_external_id_once",
                violation_error_message=_("Det id er allerede brugt."),
            ),
            models.CheckConstraint(condition=~Q(external_id=""), name="course_has_external_id"),
            models.CheckConstraint(
                condition=Q(end__gte=F("start")), name="course_end_after_start", violation_error_message=END_AFTER_START
            ),
            only_known("gives", Certificate, "course_gives_known"),
            archived_says_how("course_archived_says_how"),
        ]

    def __str__(self) -> str:
        return self.title


class EnrolmentQuerySet(TakingPartQuerySet["Enrolment"]):
    def visible_to(self, scope: Scope) -> EnrolmentQuerySet:
        """Those that the scope's organisation keeps and its role sees; a programme's worker those on its courses."""
        mine = self.filter(keeper=scope.organisation, candidate__erased_at__isnull=True)
        rows = of_people_seen(mine, scope)
        return rows if scope.sight != Sight.PROGRAMMES else rows.filter(course__in=Course.objects.visible_to(scope))


class Enrolment(Kept, Archivable):
    """A person on a course; `completed` is unknown until somebody says."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="enrolments")
    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="enrolments")
    completed = models.BooleanField(_("gennemført"), null=True, blank=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["course", "candidate"],
                name="enrolment_once",
                violation_error_message=_("Personen er allerede på kurset."),
            ),
            archived_says_how("enrolment_archived_says_how"),
        ]

    def __str__(self) -> str:
        return f"{self.course_id} {self.candidate_id}"
