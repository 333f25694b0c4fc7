"""Terms as two people agreed them: private, numbered, never overwritten (docs/adr/0003-terms-and-agreements.md, 0015)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, IntegerField, Q, Value, When
from django.utils.translation import gettext_lazy as _

from candidates.models import not_hidden, of_people_seen
from placements.documents import content as contents
from placements.models.placements import Placement
from smaajob.accounts.models import Kept, User
from smaajob.fields import choice_known, codes_field, only_known, windows_field
from smaajob.terms import Terms
from smaajob.vocabulary import Accommodation

if TYPE_CHECKING:
    from smaajob.accounts.scope import Scope


class AgreementState(models.TextChoices):
    """`recorded` is noted without signatures: what an import, a hand or the start of a placement wrote down."""

    RECORDED = "recorded", _("Noteret uden underskrifter")
    DRAFT = "draft", _("Kladde")
    SENT = "sent", _("Sendt til underskrift")
    IN_FORCE = "in_force", _("Gælder")
    WITHDRAWN = "withdrawn", _("Trukket tilbage")


class AgreementPurpose(models.TextChoices):
    """What a praktik is for; STAR's guidance 9641 of 17-6-2022 asks for one of three."""

    ORDINARY = "ordinary", _("At komme i ordinært arbejde bagefter")
    TRAINING = "training", _("At træne det, personen kan")
    CLARIFY = "clarify", _("At finde ud af, hvad personen kan og vil")


class Party(models.TextChoices):
    """Who can be asked to sign, in the order in which they stand on paper: the municipality is always last."""

    PERSON = "person", _("Personen")
    GUARDIAN = "guardian", _("Værgen")
    EMPLOYER = "employer", _("Arbejdspladsen")
    EMPLOYEE_REP = "employee_rep", _("Medarbejderrepræsentanten")
    MUNICIPALITY = "municipality", _("Kommunen")


OPEN = (AgreementState.DRAFT, AgreementState.SENT)


class AgreementVersionQuerySet(models.QuerySet["AgreementVersion"]):
    def visible_to(self, scope: Scope) -> AgreementVersionQuerySet:
        """Those of people that the scope's role sees and whose workplace it may know. A company finds its own by their placements."""
        rows = of_people_seen(self.filter(keeper=scope.organisation), scope, "placement__candidate")
        return rows.filter(not_hidden(scope, "placement__candidate"))

    def in_order(self) -> AgreementVersionQuerySet:
        """By number; of two with one number the noted one first, since the signed one comes in its place."""
        noted = When(state=AgreementState.RECORDED, then=Value(0))
        rank = Case(noted, default=Value(1), output_field=IntegerField())
        return self.order_by("number", rank, "pk")

    def holding(self) -> AgreementVersionQuerySet:
        """Those that say what is agreed: signed by all, or noted. In their order."""
        return self.filter(state__in=(AgreementState.RECORDED, AgreementState.IN_FORCE)).in_order()

    def sent(self) -> AgreementVersionQuerySet:
        """The one that waits for signatures."""
        return self.filter(state=AgreementState.SENT)

    def open(self) -> AgreementVersionQuerySet:
        """A draft, or what waits for signatures."""
        return self.filter(state__in=OPEN)

    def came_to_the_parties(self) -> AgreementVersionQuerySet:
        """What has been sent, and what is noted: a draft is the municipality's own."""
        return self.filter(Q(state=AgreementState.RECORDED) | Q(sent_at__isnull=False) | Q(in_force_at__isnull=False))


class AgreementVersion(Kept, Terms):
    """What holds for a placement from a day on, until the next version.

    Sending freezes `content` (what all read and sign) and its `content_hash`; from then on the row is never changed but for what
    becomes of it. `windows` are those of its first step. A version that is withdrawn leaves its number to the next.
    """

    placement = models.ForeignKey(Placement, models.CASCADE, related_name="agreements")
    number = models.PositiveSmallIntegerField()
    valid_from = models.DateField(_("gælder fra"))
    state = models.CharField(_("tilstand"), max_length=20, choices=AgreementState, default=AgreementState.RECORDED)
    purpose = models.CharField(_("formål"), max_length=20, choices=AgreementPurpose, blank=True)
    end = models.DateField(_("sidste dag"), null=True, blank=True)
    place_text = models.CharField(_("hvor"), max_length=300, blank=True)
    insurance = models.TextField(_("forsikring"), blank=True)
    accommodations = codes_field(_("det tager arbejdspladsen hensyn til"), Accommodation)
    works_on_holidays = models.BooleanField(_("også på helligdage"), default=False)
    follow_ups = ArrayField(models.DateField(), default=list, blank=True, verbose_name=_("opfølgning"))
    remarks = models.TextField(_("andet, der er aftalt"), blank=True)
    asks = codes_field(_("skriver under"), Party)
    content = models.JSONField(null=True, blank=True, editable=False)
    content_hash = models.CharField(max_length=64, blank=True, editable=False)
    made_by = models.ForeignKey(User, models.PROTECT, null=True, editable=False, related_name="+")
    sent_at = models.DateTimeField(_("sendt"), null=True, blank=True, editable=False)
    in_force_at = models.DateTimeField(_("gælder siden"), null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(_("trukket tilbage"), null=True, blank=True, editable=False)
    withdrawn_why = models.CharField(_("hvorfor den er trukket tilbage"), max_length=300, blank=True)
    reminded_at = models.DateTimeField(_("mindet om"), null=True, blank=True, editable=False)
    # Why it is changed, or why it is lawful where the law asks for a reason.
    reason = models.CharField(_("begrundelse"), max_length=500, blank=True)

    objects = AgreementVersionQuerySet.as_manager()

    class Meta(Terms.Meta):
        ordering = ["number", "pk"]
        constraints = [
            *Terms.Meta.constraints,
            models.UniqueConstraint(
                fields=["placement", "number"], condition=Q(state="recorded"), name="agreement_number_once"
            ),
            models.UniqueConstraint(
                fields=["placement", "number"],
                condition=Q(state__in=["draft", "sent", "in_force"]),
                name="agreement_number_once_signed",
            ),
            models.UniqueConstraint(
                fields=["placement"], condition=Q(state__in=["draft", "sent"]), name="agreement_one_open"
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="agreement_number_from_one"),
            choice_known("state", AgreementState, "agreement_state_known"),
            choice_known("purpose", AgreementPurpose, "agreement_purpose_known", blank=True),
            only_known("asks", Party, "agreement_asks_known"),
            only_known("accommodations", Accommodation, "agreement_accommodations_known"),
            models.CheckConstraint(
                condition=Q(end__isnull=True) | Q(end__gte=models.F("valid_from")),
                name="agreement_end_after_start",
                violation_error_message=_("Aftalen kan ikke slutte, før den begynder at gælde."),
            ),
            models.CheckConstraint(
                condition=(~Q(state="sent") & (~Q(state="in_force") | Q(asks=[])))
                | Q(sent_at__isnull=False, content__isnull=False, content_hash__regex=r"^[0-9a-f]{64}$"),
                name="agreement_sent_is_frozen",
            ),
            models.CheckConstraint(condition=~Q(state="sent") | ~Q(asks=[]), name="agreement_sent_asks_somebody"),
            models.CheckConstraint(
                condition=Q(state="in_force", in_force_at__isnull=False)
                | (~Q(state="in_force") & Q(in_force_at__isnull=True)),
                name="agreement_in_force_says_when",
            ),
            models.CheckConstraint(
                condition=Q(state="withdrawn", withdrawn_at__isnull=False)
                | (~Q(state="withdrawn") & Q(withdrawn_at__isnull=True, withdrawn_why="")),
                name="agreement_withdrawn_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.placement_id} v{self.number}"

    def values_beside(self) -> list[tuple[str, str]]:
        """The steps, which the form of a draft changes as well."""
        return [(f"step-{one.first_day}", repr(one.as_content())) for one in self.steps.all()]

    @property
    def is_amendment(self) -> bool:
        return self.number > 1

    @property
    def read(self) -> contents.AgreementContent:
        """What it says, as it was frozen. Raises ValueError where it has not been."""
        return contents.read(self.content or {})

    @property
    def is_intact(self) -> bool:
        """Whether the content still has the hash that was signed."""
        return self.content is not None and contents.fingerprint(self.content) == self.content_hash


class AgreementStep(Kept):
    """From `first_day` on until the next step: a week's times, each week or every second. Hours a week follow from the times."""

    agreement = models.ForeignKey(AgreementVersion, models.CASCADE, related_name="steps")
    first_day = models.DateField(_("fra"))
    hours = models.DecimalField(_("timer om ugen"), max_digits=7, decimal_places=3)
    paid_hours = models.DecimalField(_("heraf med løn"), max_digits=7, decimal_places=3, null=True, blank=True)
    windows = windows_field(_("tider"))
    every = models.PositiveSmallIntegerField(_("hver uge eller hver anden"), default=1)
    skipped = ArrayField(models.DateField(), default=list, blank=True, verbose_name=_("undtagen"))
    extra = windows_field(_("enkelte dage"))

    class Meta:
        ordering = ["first_day"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "first_day"], name="step_once_a_day"),
            models.CheckConstraint(condition=Q(every__in=[1, 2]), name="step_each_or_every_second"),
            models.CheckConstraint(condition=Q(hours__gte=0), name="step_hours_not_negative"),
            models.CheckConstraint(
                condition=Q(paid_hours__isnull=True) | Q(paid_hours__gte=0, paid_hours__lte=models.F("hours")),
                name="step_paid_hours_are_of_its_hours",
                violation_error_message=_("Timerne med løn kan ikke være flere end timerne i alt."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id} {self.first_day}"

    def as_content(self) -> contents.Step:
        """As an agreement says it."""
        return contents.Step(
            first_day=self.first_day,
            hours=self.hours,
            windows=tuple(str(one) for one in self.windows),
            every=self.every,
            paid_hours=self.paid_hours,
            skipped=tuple(sorted(self.skipped)),
            extra=tuple(str(one) for one in self.extra),
        )
