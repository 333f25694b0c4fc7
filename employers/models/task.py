"""What an employer wants done: Terms that everyone may see, and seats."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from employers.models.employer import Workplace
from employers.models.posting import BY_THE_COMPANY, PostedVia, PostingLink
from smaajob.accounts.models import Kept, User
from smaajob.accounts.scope import Sight
from smaajob.archive import Archivable, ArchivableQuerySet, archived_says_how, new_external_id
from smaajob.fields import choice_known, danish_sort_key
from smaajob.search import Fields, find, folded_text
from smaajob.terms import Terms
from smaajob.vocabulary import Category

if TYPE_CHECKING:
    from smaajob.accounts.scope import Scope


SEARCHED = Fields(
    texts=("search_text", "workplace__search_text"),
    ids=("external_id",),
    # The work is at the workplace unless the task says another place.
    place=lambda postcodes: Q(postcode__in=postcodes) | Q(postcode="", workplace__postcode__in=postcodes),
)


class TaskQuerySet(ArchivableQuerySet["Task"]):
    def visible_to(self, scope: Scope) -> TaskQuerySet:
        """Those that the scope's organisation keeps."""
        if scope.sight == Sight.ALL:
            return self.filter(keeper=scope.organisation)
        return self.filter(workplace__in=Workplace.objects.all().kept_for(scope))

    def not_over(self, day: date) -> TaskQuerySet:
        """Those that still run, or will, and that the company has not closed for more people."""
        return self.filter(Q(end__isnull=True) | Q(end__gte=day), closed_at__isnull=True)

    def by_the_company(self) -> TaskQuerySet:
        """Those that the company wrote itself, signed in or by a link."""
        return self.filter(posted_via__in=BY_THE_COMPANY)

    def unread(self) -> TaskQuerySet:
        """Those of a company's own that nobody here has said they have seen, or that it has changed since."""
        return self.by_the_company().filter(seen_at__isnull=True)

    def search(self, words: str) -> TaskQuerySet:
        """By title, workplace, id, town or postcode; the best first (`relevance`)."""
        return find(self, words, SEARCHED)


class Task(Kept, Archivable, Terms):
    """6–8 hours that nobody has time for. The place is the workplace's unless a postcode says another."""

    workplace = models.ForeignKey(Workplace, models.PROTECT, related_name="tasks")
    external_id = models.CharField(_("id i jeres regneark"), max_length=60, default=new_external_id)
    title = models.CharField(_("titel"), max_length=200)
    sort_key = danish_sort_key("title")
    search_text = folded_text("title")
    category = models.CharField(_("kategori"), max_length=20, choices=Category)
    seats = models.PositiveSmallIntegerField(_("pladser"), default=1)
    start = models.DateField(_("start"))
    end = models.DateField(_("slut"), null=True, blank=True)
    posted_via = models.CharField(_("hvordan den kom"), max_length=10, choices=PostedVia, default=PostedVia.HAND)
    posted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, editable=False, related_name="+")
    posted_link = models.ForeignKey(
        PostingLink, models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    posted_at = models.DateTimeField(_("slået op"), null=True, blank=True, editable=False)
    # The form that it came from: sent twice, it is one task.
    posted_key = models.CharField(max_length=64, blank=True, editable=False)
    # What the company posts waits until somebody says that they have it; what it changes later waits again.
    seen_at = models.DateTimeField(_("set"), null=True, blank=True, editable=False)
    seen_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, editable=False, related_name="+")
    # No more people are wanted; those who are in it stay.
    closed_at = models.DateTimeField(_("lukket for flere"), null=True, blank=True, editable=False)
    company_changed_at = models.DateTimeField(_("rettet af virksomheden"), null=True, blank=True, editable=False)

    objects = TaskQuerySet.as_manager()

    class Meta(Terms.Meta):
        ordering = ["start", "pk"]
        constraints = [
            *Terms.Meta.constraints,
            models.UniqueConstraint(
                fields=["keeper", "external_id"],
                name="task_external_id_once",
                violation_error_message=_("Det id er allerede brugt."),
            ),
            models.CheckConstraint(condition=~Q(external_id=""), name="task_has_external_id"),
            archived_says_how("task_archived_says_how"),
            choice_known("category", Category, "task_category_known"),
            models.CheckConstraint(condition=Q(seats__gte=1), name="task_has_a_seat"),
            choice_known("posted_via", PostedVia, "task_posted_via_known"),
            models.CheckConstraint(
                condition=~Q(posted_via__in=BY_THE_COMPANY) | Q(posted_at__isnull=False), name="task_posted_has_time"
            ),
            models.CheckConstraint(
                condition=Q(posted_via=PostedVia.LINK, posted_link__isnull=False)
                | (~Q(posted_via=PostedVia.LINK) & Q(posted_link__isnull=True)),
                name="task_posted_link_is_there",
            ),
            models.CheckConstraint(
                condition=~Q(posted_via=PostedVia.COMPANY) | Q(posted_by__isnull=False), name="task_posted_by_somebody"
            ),
            models.CheckConstraint(
                condition=Q(seen_at__isnull=False) | Q(seen_by__isnull=True), name="task_seen_has_time"
            ),
            models.UniqueConstraint(
                fields=["keeper", "posted_key"], condition=~Q(posted_key=""), name="task_posted_once"
            ),
            models.CheckConstraint(
                condition=Q(end__isnull=True) | Q(end__gte=F("start")),
                name="task_end_after_start",
                violation_error_message=_("Slutdatoen ligger før startdatoen."),
            ),
        ]
        indexes = [
            models.Index(fields=["keeper", "start"], name="task_by_start"),
            models.Index(
                fields=["keeper"],
                condition=Q(posted_via__in=BY_THE_COMPANY, seen_at__isnull=True),
                name="task_unread",
            ),
            GinIndex(fields=["search_text"], opclasses=["gin_trgm_ops"], name="task_by_text"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def place(self) -> str:
        """The postcode where the work is."""
        return self.postcode or self.workplace.postcode

    @property
    def by_company(self) -> bool:
        """Whether the company wrote it itself."""
        return self.posted_via in BY_THE_COMPANY

    @property
    def all_offered(self) -> set[str]:
        """Accommodations that the task or its workplace offers."""
        return set(self.offered) | set(self.workplace.offered)

    @property
    def all_refused(self) -> set[str]:
        """Accommodations that the task or its workplace does not offer; this wins over an offer."""
        return self.refused | set(self.workplace.not_offered)
