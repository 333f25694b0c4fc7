"""Yes from both sides: what is proposed to a person and a workplace, who waits for a seat, whom a workplace asks for (ADR 15)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from candidates.models import Candidate, ConsentItem, Disclosure, Programme, not_hidden, of_people_seen
from employers.models import Task, Workplace
from placements.models.placements import Placement
from smaajob.accounts.models import Kept, User
from smaajob.accounts.scope import Sight
from smaajob.fields import choice_known, codes_field, only_known, windows_field
from smaajob.search import Fields, find
from smaajob.vocabulary import PlacementKind
from smaajob.writing import lower_first

if TYPE_CHECKING:
    from smaajob.accounts.scope import Scope


class ProposalState(models.TextChoices):
    """Where a proposal is. The value stands in a URL."""

    DRAFT = "draft", _("Kladde")
    WITH_PERSON = "with_person", _("Hos personen")
    WITH_EMPLOYER = "with_employer", _("Hos arbejdspladsen")
    MEETING = "meeting", _("Møde aftalt")
    AGREED = "agreed", _("Aftalt")
    DECLINED = "declined", _("Nej tak")
    EXPIRED = "expired", _("Fristen gik")
    WITHDRAWN = "withdrawn", _("Trukket tilbage")


# Sent and not answered to the end: each holds a seat of its task. A draft holds none.
ACTIVE = (ProposalState.WITH_PERSON, ProposalState.WITH_EMPLOYER, ProposalState.MEETING)
OPEN = (ProposalState.DRAFT, *ACTIVE)


class Origin(models.TextChoices):
    """Who had the idea. Where the workplace asked for somebody, its yes is there, and only the person is asked."""

    CONSULTANT = "consultant", _("Konsulenten")
    EMPLOYER = "employer", _("Arbejdspladsen")


class Answer(models.TextChoices):
    """What one side says. `talk`: neither yes nor no before somebody has called."""

    YES = "yes", _("Ja tak")
    NO = "no", _("Nej tak")
    TALK = "talk", _("Vil tale om det først")


class PersonReason(models.TextChoices):
    """Why a person says no. It is asked kindly and need not be said; nothing of health is asked for."""

    TIMES = "times", _("Tiderne passer ikke")
    WAY = "way", _("Der er for langt")
    WORK = "work", _("Det er ikke noget for mig")
    NOT_NOW = "not_now", _("Ikke lige nu")
    OTHER = "other", _("Noget andet")


class EmployerReason(models.TextChoices):
    """Why a workplace says no."""

    FILLED = "filled", _("Vi har fundet en anden")
    NO_NEED = "no_need", _("Vi har ikke brug for hjælp alligevel")
    TIMES = "times", _("Tiderne passer ikke")
    TASK = "task", _("Det passer ikke til opgaven")
    NOT_NOW = "not_now", _("Ikke lige nu")
    OTHER = "other", _("Noget andet")


class WithdrawReason(models.TextChoices):
    """Why the municipality takes a proposal back."""

    TASK_GONE = "task_gone", _("Opgaven er der ikke mere")
    PERSON_ELSE = "person_else", _("Personen er i gang med noget andet")
    CONSENT = "consent", _("Samtykket er taget tilbage")
    NOT_NOW = "not_now", _("Det passer ikke lige nu")
    MISTAKE = "mistake", _("Det var en fejl")
    OTHER = "other", _("Noget andet")


SEARCHED = Fields(texts=("candidate__search_text", "workplace__search_text", "task__search_text"))


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def visible_to(self, scope: Scope) -> ProposalQuerySet:
        """Those of the scope's organisation, of people whom its role sees and whose workplace it may know. Ideas that have not
        been sent are the consultants' own: no person, mentor or guardian sees them."""
        rows = of_people_seen(self.filter(keeper=scope.organisation), scope).filter(not_hidden(scope, "candidate"))
        return rows if scope.sight in {Sight.ALL, Sight.PROGRAMMES} else rows.exclude(state=ProposalState.DRAFT)

    def come_to_employer(self) -> ProposalQuerySet:
        """Those that a workplace has been told of. Filter by its workplaces (placements.parties), and never join the person."""
        return self.filter(shown_to_employer_at__isnull=False)

    def open(self) -> ProposalQuerySet:
        """Drafts, and those that wait for somebody."""
        return self.filter(state__in=OPEN)

    def active(self) -> ProposalQuerySet:
        """Those that wait for somebody and hold a seat."""
        return self.filter(state__in=ACTIVE)

    def for_both(self) -> ProposalQuerySet:
        """With what a row of a list says."""
        return self.select_related("candidate", "task", "workplace")

    def search(self, words: str) -> ProposalQuerySet:
        """By the person's name, the workplace's or the task's title; the best first (`relevance`)."""
        return find(self, words, SEARCHED)


class Proposal(Kept):
    """One person for one task. `since`: when the state began; `deadline`: the last day of the step, for whoever has the ball.

    A no is kept with its reason on this row and nowhere counted. What each side was told of the other stands in `items` and in the
    `Disclosure`, which ends with the proposal where it comes to nothing.
    """

    candidate = models.ForeignKey(Candidate, models.PROTECT, related_name="proposals", verbose_name=_("person"))
    task = models.ForeignKey(Task, models.PROTECT, related_name="proposals", verbose_name=_("opgave"))
    workplace = models.ForeignKey(Workplace, models.PROTECT, related_name="proposals", verbose_name=_("arbejdsplads"))
    origin = models.CharField(_("hvem kom med idéen"), max_length=12, choices=Origin, default=Origin.CONSULTANT)
    state = models.CharField(_("tilstand"), max_length=15, choices=ProposalState, default=ProposalState.DRAFT)
    since = models.DateTimeField(_("siden"), default=timezone.now)
    deadline = models.DateField(_("svar senest"), null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True, editable=False)
    made_at = models.DateTimeField(_("lavet"), default=timezone.now, editable=False)
    made_by = models.ForeignKey(User, models.PROTECT, null=True, editable=False, related_name="+")

    kind = models.CharField(_("type"), max_length=20, choices=PlacementKind)
    start = models.DateField(_("første dag"))
    planned_end = models.DateField(_("sidste dag"))
    windows = windows_field(_("tider"))
    programme = models.ForeignKey(
        Programme, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("indsats")
    )
    items = codes_field(_("det fortæller vi arbejdspladsen"), ConsentItem)
    words_to_person = models.TextField(_("til personen"), max_length=1000, blank=True)
    words_to_employer = models.TextField(_("til arbejdspladsen"), max_length=1000, blank=True)
    forwards = models.BooleanField(_("send videre, når personen siger ja"), default=True)

    person_answer = models.CharField(_("personens svar"), max_length=5, choices=Answer, blank=True)
    person_answered_at = models.DateTimeField(null=True, blank=True)
    person_answered_by = models.ForeignKey(User, models.PROTECT, null=True, editable=False, related_name="+")
    person_by_phone = models.BooleanField(default=False)
    person_reason = models.CharField(_("hvorfor"), max_length=10, choices=PersonReason, blank=True)
    person_words = models.CharField(_("personens egne ord"), max_length=500, blank=True)
    employer_answer = models.CharField(_("arbejdspladsens svar"), max_length=5, choices=Answer, blank=True)
    employer_answered_at = models.DateTimeField(null=True, blank=True)
    employer_answered_by = models.ForeignKey(User, models.PROTECT, null=True, editable=False, related_name="+")
    employer_by_phone = models.BooleanField(default=False)
    employer_reason = models.CharField(_("hvorfor"), max_length=10, choices=EmployerReason, blank=True)
    employer_words = models.CharField(_("arbejdspladsens egne ord"), max_length=500, blank=True)

    meeting_at = models.DateTimeField(_("møde"), null=True, blank=True)
    meeting_place = models.CharField(_("hvor"), max_length=200, blank=True)
    meeting_with = models.CharField(_("med hvem"), max_length=200, blank=True)
    shown_to_employer_at = models.DateTimeField(null=True, blank=True, editable=False)
    disclosure = models.ForeignKey(Disclosure, models.SET_NULL, null=True, editable=False, related_name="+")
    withdrawn_reason = models.CharField(_("hvorfor"), max_length=12, choices=WithdrawReason, blank=True)
    withdrawn_words = models.CharField(_("hvorfor"), max_length=500, blank=True)
    # Both said yes and it could not begin: what is in the way, for the consultant.
    stands_in_way = models.CharField(max_length=500, blank=True, editable=False)
    # A consultant has read how it ended.
    read_at = models.DateTimeField(null=True, blank=True, editable=False)
    placement = models.OneToOneField(
        Placement, models.SET_NULL, null=True, editable=False, related_name="proposal", verbose_name=_("forløb")
    )

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-since", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["candidate", "task"],
                condition=Q(state__in=[state.value for state in OPEN]),
                name="proposal_open_once",
                violation_error_message=_("Personen har allerede et forslag til den opgave."),
            ),
            choice_known("state", ProposalState, "proposal_state_known"),
            choice_known("origin", Origin, "proposal_origin_known"),
            choice_known("kind", PlacementKind, "proposal_kind_known"),
            choice_known("person_answer", Answer, "proposal_person_answer_known", blank=True),
            choice_known("employer_answer", Answer, "proposal_employer_answer_known", blank=True),
            choice_known("person_reason", PersonReason, "proposal_person_reason_known", blank=True),
            choice_known("employer_reason", EmployerReason, "proposal_employer_reason_known", blank=True),
            choice_known("withdrawn_reason", WithdrawReason, "proposal_withdrawn_reason_known", blank=True),
            only_known("items", ConsentItem, "proposal_items_known"),
            models.CheckConstraint(
                condition=Q(planned_end__gte=F("start")),
                name="proposal_end_after_start",
                violation_error_message=_("Forløbet kan ikke slutte, før det starter."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[state.value for state in ACTIVE]) | (Q(deadline__isnull=False) & ~Q(items=[])),
                name="proposal_sent_has_a_deadline",
            ),
            # What no person said yes to, no workplace has been told; a workplace that asked itself knows nothing new.
            models.CheckConstraint(
                condition=Q(shown_to_employer_at__isnull=True) | ~Q(person_answer=""),
                name="proposal_shown_after_a_yes",
            ),
            models.CheckConstraint(
                condition=~Q(state="with_employer") & ~Q(state="meeting") | Q(shown_to_employer_at__isnull=False),
                name="proposal_with_employer_is_shown",
            ),
            models.CheckConstraint(
                condition=~Q(state="meeting") | Q(meeting_at__isnull=False), name="proposal_meeting_has_a_time"
            ),
            models.CheckConstraint(
                condition=~Q(state="agreed") | Q(person_answer="yes", employer_answer="yes"),
                name="proposal_agreed_by_both",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | Q(person_answer="no") | Q(employer_answer="no"),
                name="proposal_declined_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state="withdrawn") | Q(withdrawn_reason=""), name="proposal_withdrawn_says_why"
            ),
            models.CheckConstraint(
                condition=Q(placement__isnull=True) | Q(state="agreed"), name="proposal_placed_when_agreed"
            ),
        ]
        indexes = [
            models.Index(fields=["keeper", "-since"], name="proposal_by_since"),
            models.Index(
                fields=["task"],
                condition=Q(state__in=[state.value for state in ACTIVE]),
                name="proposal_holds_a_seat",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.candidate_id} · {self.task_id}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_active(self) -> bool:
        return self.state in ACTIVE

    @property
    def item_names(self) -> list[str]:
        """What the workplace is told, in the order in which it is asked."""
        return [lower_first(str(label)) for code, label in ConsentItem.choices if code in self.items]

    @property
    def both_said_yes(self) -> bool:
        return self.person_answer == self.employer_answer == Answer.YES

    def day_of(self, moment: str) -> date:
        """The day of one of its moments (`since`, `person_answered_at` …), by the clock on the wall."""
        return timezone.localdate(getattr(self, moment))
