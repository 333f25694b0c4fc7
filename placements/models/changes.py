"""What changes while a placement lasts: a pause, a move to another of the employer's workplaces, and what somebody asks for.

docs/adr/0016-changes-of-a-placement.md
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from candidates.models import Candidate, not_hidden, of_people_seen
from employers.models import Task, Workplace
from placements.models.placements import Placement
from placements.parties import Side
from smaajob.accounts.models import Kept, User
from smaajob.fields import choice_known, windows_field

if TYPE_CHECKING:
    from smaajob.accounts.scope import Scope


class PauseReason(models.TextChoices):
    """Why somebody is away for a while. The municipality's own: the workplace is told the days and nothing more."""

    ILLNESS = "illness", _("Sygdom")
    EXAM = "exam", _("Eksamen")
    HOLIDAY = "holiday", _("Ferie")
    FAMILY = "family", _("Familien har brug for personen")
    CLOSED = "employer_closed", _("Arbejdspladsen holder lukket")
    OTHER = "other", _("Noget andet")


class PauseState(models.TextChoices):
    """Where a pause is on a day. It follows from its dates and is never stored."""

    COMING = "coming", _("Pausen er aftalt")
    ON = "on", _("Holder pause")
    OVER = "over", _("Pausen er slut")
    CALLED_OFF = "called_off", _("Pausen blev ikke til noget")


class Days(Func):
    """`daterange(first, last, '[]')`: both days are in it, and without a last day it has no end."""

    function = "DATERANGE"
    output_field = DateRangeField()


class PauseQuerySet(models.QuerySet["Pause"]):
    def visible_to(self, scope: Scope) -> PauseQuerySet:
        """Those that the scope's organisation keeps, of people whom its role sees and whose workplace it may know. A company sees
        none: it is told the days (`placements.changing.at_company`)."""
        return of_people_seen(self.filter(keeper=scope.organisation), scope).filter(not_hidden(scope, "candidate"))

    def standing(self) -> PauseQuerySet:
        """Those that were not called off."""
        return self.filter(called_off_at__isnull=True)

    def not_over(self, day: date) -> PauseQuerySet:
        """Those that are on, and those to come; the earliest first."""
        open_or_later = Q(last_day__isnull=True) | Q(last_day__gte=day)
        return self.standing().filter(open_or_later).order_by("first_day")

    def on(self, day: date) -> PauseQuerySet:
        """Those that a day lies in."""
        return self.not_over(day).filter(first_day__lte=day)


class Pause(Kept):
    """Days, both included, on which nobody is expected; without `last_day` until further. The seat is held, and the placement goes on.

    It is over by itself after its last day. `resumed_at` says when somebody said from which day it is over.
    """

    placement = models.ForeignKey(Placement, models.CASCADE, related_name="breaks")
    candidate = models.ForeignKey(Candidate, models.PROTECT, related_name="+")
    first_day = models.DateField(_("første dag i pausen"))
    last_day = models.DateField(_("sidste dag i pausen"), null=True, blank=True)
    why = models.CharField(_("hvorfor"), max_length=20, choices=PauseReason)
    words = models.TextField(_("hvad er aftalt"), blank=True)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    made_by = models.ForeignKey(User, models.PROTECT, null=True, editable=False, related_name="+")
    resumed_at = models.DateTimeField(null=True, editable=False)
    resumed_by = models.ForeignKey(User, models.PROTECT, null=True, editable=False, related_name="+")
    called_off_at = models.DateTimeField(_("blev ikke til noget"), null=True, editable=False)

    objects = PauseQuerySet.as_manager()

    class Meta:
        ordering = ["first_day", "pk"]
        constraints = [
            choice_known("why", PauseReason, "pause_why_known"),
            models.CheckConstraint(
                condition=Q(last_day__isnull=True) | Q(last_day__gte=F("first_day")),
                name="pause_ends_after_start",
                violation_error_message=_("Pausen kan ikke slutte, før den begynder."),
            ),
            models.CheckConstraint(
                condition=Q(resumed_by__isnull=True) | Q(resumed_at__isnull=False), name="pause_resumed_says_when"
            ),
            ExclusionConstraint(
                name="pause_one_at_a_time",
                expressions=[
                    ("placement", RangeOperators.EQUAL),
                    (Days("first_day", "last_day", Value("[]")), RangeOperators.OVERLAPS),
                ],
                condition=Q(called_off_at__isnull=True),
                violation_error_message=_("Der er allerede en pause på de dage."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["keeper", "last_day"], condition=Q(called_off_at__isnull=True), name="pause_by_last_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.placement_id} {self.first_day}–{self.last_day or ''}"

    def state_on(self, day: date) -> PauseState:
        if self.called_off_at is not None:
            return PauseState.CALLED_OFF
        if self.first_day > day:
            return PauseState.COMING
        return PauseState.OVER if self.last_day is not None and self.last_day < day else PauseState.ON

    def has(self, day: date) -> bool:
        """Whether the day lies in it."""
        return self.called_off_at is None and self.first_day <= day and (self.last_day is None or day <= self.last_day)


class MoveState(models.TextChoices):
    PLANNED = "planned", _("Flytter")
    DONE = "done", _("Er flyttet")
    CALLED_OFF = "called_off", _("Flyttede ikke")


class MoveQuerySet(models.QuerySet["Move"]):
    def visible_to(self, scope: Scope) -> MoveQuerySet:
        """As of a pause. Why somebody moves is the municipality's own."""
        return of_people_seen(self.filter(keeper=scope.organisation), scope).filter(not_hidden(scope, "candidate"))

    def planned(self) -> MoveQuerySet:
        return self.filter(state=MoveState.PLANNED)


class Move(Kept):
    """From a day on the placement is at another workplace (or task) of the same employer. What comes is a row with a state, and is
    carried out on its day; `problem` says why it could not be, in words for the consultant.

    Without `windows` the times stay as they are. The placement counts once, where it is now; this row says where it was.
    """

    placement = models.ForeignKey(Placement, models.CASCADE, related_name="moves")
    candidate = models.ForeignKey(Candidate, models.PROTECT, related_name="+")
    on = models.DateField(_("fra hvilken dag"))
    from_workplace = models.ForeignKey(Workplace, models.PROTECT, related_name="moves_from")
    from_task = models.ForeignKey(Task, models.PROTECT, null=True, blank=True, related_name="moves_from")
    to_workplace = models.ForeignKey(Workplace, models.PROTECT, related_name="moves_to")
    to_task = models.ForeignKey(Task, models.PROTECT, null=True, blank=True, related_name="moves_to")
    windows = windows_field(_("tider"))
    reason = models.TextField(_("hvorfor"))
    state = models.CharField(_("tilstand"), max_length=20, choices=MoveState, default=MoveState.PLANNED)
    problem = models.TextField(_("hvad er i vejen"), blank=True)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    made_by = models.ForeignKey(User, models.PROTECT, null=True, editable=False, related_name="+")
    settled_at = models.DateTimeField(null=True, editable=False)

    objects = MoveQuerySet.as_manager()

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            choice_known("state", MoveState, "move_state_known"),
            models.CheckConstraint(
                condition=~Q(reason=""), name="move_says_why", violation_error_message=_("Skriv, hvorfor der flyttes.")
            ),
            models.CheckConstraint(
                condition=Q(state="planned", settled_at__isnull=True)
                | (~Q(state="planned") & Q(settled_at__isnull=False, problem="")),
                name="move_settled_says_when",
            ),
            models.UniqueConstraint(
                fields=["placement"],
                condition=Q(state="planned"),
                name="move_one_planned",
                violation_error_message=_("Der er allerede aftalt en flytning."),
            ),
        ]
        indexes = [
            models.Index(fields=["keeper", "on"], condition=Q(state="planned"), name="move_to_carry_out"),
        ]

    def __str__(self) -> str:
        return f"{self.placement_id} {self.on}"


class Wish(models.TextChoices):
    """What the person or the workplace asks the consultant for."""

    EXTEND = "extend", _("Forlænge")
    HIRE = "hire", _("Ansætte")
    PAUSE = "pause", _("Holde pause")
    STOP = "stop", _("Stoppe")


# Whose wish is which: nobody asks for what the other decides.
WISHES: dict[str, tuple[Wish, ...]] = {
    Side.EMPLOYER: (Wish.EXTEND, Wish.HIRE),
    Side.PERSON: (Wish.PAUSE, Wish.STOP),
}


ASKERS = [(side.value, side.label) for side in (Side.PERSON, Side.EMPLOYER)]


class WishAnswer(models.TextChoices):
    DONE = "done", _("Ja, det er gjort")
    TALKED = "talked", _("Vi har talt om det")
    NO = "no", _("Nej")


class ChangeRequestQuerySet(models.QuerySet["ChangeRequest"]):
    def visible_to(self, scope: Scope) -> ChangeRequestQuerySet:
        """Those of people whom the scope's role sees. A company finds its own by their placements; a person's are never the company's."""
        return of_people_seen(self.filter(keeper=scope.organisation), scope).filter(not_hidden(scope, "candidate"))

    def waiting(self) -> ChangeRequestQuerySet:
        """Those without an answer, the oldest first."""
        return self.filter(answered_at__isnull=True).order_by("asked_at", "pk")


class ChangeRequest(Kept):
    """Somebody asks; the consultant decides with the other side, and answers. Nothing changes by asking."""

    placement = models.ForeignKey(Placement, models.CASCADE, related_name="change_requests")
    candidate = models.ForeignKey(Candidate, models.PROTECT, related_name="+")
    side = models.CharField(_("hvem spørger"), max_length=20, choices=ASKERS)
    wish = models.CharField(_("hvad ønskes"), max_length=20, choices=Wish)
    words = models.TextField(_("med egne ord"), blank=True)
    asked_at = models.DateTimeField(_("skrevet"), default=timezone.now, editable=False)
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, editable=False, related_name="+")
    answer = models.CharField(_("svar"), max_length=20, choices=WishAnswer, blank=True)
    reply = models.TextField(_("svar i ord"), blank=True)
    answered_at = models.DateTimeField(_("svaret"), null=True, editable=False)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, editable=False, related_name="+")

    objects = ChangeRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            choice_known("side", Side, "change_request_side_known"),
            choice_known("wish", Wish, "change_request_wish_known"),
            choice_known("answer", WishAnswer, "change_request_answer_known", blank=True),
            models.CheckConstraint(
                condition=Q(side="employer", wish__in=["extend", "hire"])
                | Q(side="person", wish__in=["pause", "stop"]),
                name="change_request_is_theirs_to_ask",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, answer="", reply="")
                | (Q(answered_at__isnull=False) & ~Q(answer="")),
                name="change_request_answer_says_when",
            ),
            models.UniqueConstraint(
                fields=["placement", "side", "wish"],
                condition=Q(answered_at__isnull=True),
                name="change_request_once",
                violation_error_message=_("Det er der allerede spurgt om. Der kommer et svar."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["keeper", "asked_at"], condition=Q(answered_at__isnull=True), name="change_request_waiting"
            )
        ]

    def __str__(self) -> str:
        return f"{self.placement_id} {self.wish}"

    @property
    def is_answered(self) -> bool:
        return self.answered_at is not None
