"""That a person said yes: to what, to whom, why, in which words, how, and until when. Yes is for a year at most, and can be taken back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, Func, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from candidates.models.candidate import Candidate, of_people_seen
from smaajob.accounts.models import Kept, User
from smaajob.fields import choice_known, codes_field, only_known

if TYPE_CHECKING:
    from smaajob.accounts.scope import Scope


class ConsentItem(models.TextChoices):
    """What can be told of a person. What is not here is told to no workplace: CPR number, target group, notes."""

    NAME = "name", _("Fornavn")
    SKILLS = "skills", _("Hvad personen kan")
    TIMES = "times", _("Hvornår personen kan arbejde")
    NEEDS = "needs", _("Hvad personen har brug for på arbejdspladsen")


class Purpose(models.TextChoices):
    """Why it is told."""

    PROPOSE = "propose", _("At blive foreslået til småjob")
    PLACEMENT = "placement", _("At et aftalt forløb kommer godt i gang")


class To(models.TextChoices):
    """To whom: the workplaces that we work with, or one of them, by its public id and name (no floor 1 knows the other)."""

    EMPLOYERS = "employers", _("De arbejdspladser, vi samarbejder med")
    WORKPLACE = "workplace", _("Én arbejdsplads")


# So long before a yes runs out it can be given again, and those who ask are reminded.
ENDS_SOON = timedelta(days=30)
# What an imported date says yes to. Health is not in it: that takes a yes of its own, in words that name it.
ELSEWHERE_ITEMS = (ConsentItem.NAME.value, ConsentItem.SKILLS.value, ConsentItem.TIMES.value)


def a_year_after(day: date) -> date:
    """The last day of a consent that is given as long as one can be; from 29 February to 28 February, as PostgreSQL counts."""
    return date(day.year + 1, 2, 28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year + 1)


def noted_elsewhere(given_on: date) -> dict[str, Any]:
    """What a Consent says of which we know nothing but the day: an import's, or one that a colleague has on paper somewhere."""
    return {
        "given_on": given_on,
        "until": a_year_after(given_on),
        "items": list(ELSEWHERE_ITEMS),
        "form": Consent.Form.RECORDED_ELSEWHERE.value,
    }


class _YearAfter(Func):
    template = "((%(expressions)s + interval '1 year')::date)"
    output_field = models.DateField()


class ConsentQuerySet(models.QuerySet["Consent"]):
    def visible_to(self, scope: Scope) -> ConsentQuerySet:
        """Those of people that the scope sees."""
        return of_people_seen(self.filter(keeper=scope.organisation), scope)

    def valid_on(self, day: date) -> ConsentQuerySet:
        """Given, not run out and not withdrawn. What is withdrawn is so at once, whatever the day."""
        return self.filter(given_on__lte=day, until__gte=day, withdrawn_at__isnull=True)

    def to_be_proposed(self) -> ConsentQuerySet:
        """Those that say yes to being proposed."""
        return self.filter(purpose=Purpose.PROPOSE)

    def imported(self) -> ConsentQuerySet:
        """Those that a spreadsheet's date says; with the withdrawn ones, which no import gives again."""
        return self.filter(form=Consent.Form.RECORDED_ELSEWHERE)

    def withdrawn(self) -> ConsentQuerySet:
        """Those that were taken back."""
        return self.filter(withdrawn_at__isnull=False)


class Consent(Kept):
    """A yes from `given_on` to `until`, both included. An imported one is "given on that date, recorded elsewhere"."""

    class Form(models.TextChoices):
        SPOKEN = "spoken", _("Sagt højt og noteret")
        SIGNED = "signed", _("Underskrevet på papir")
        ON_SCREEN = "on_screen", _("Givet på skærmen af personen selv")
        RECORDED_ELSEWHERE = "elsewhere", _("Givet og noteret et andet sted")

    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="consents")
    items = codes_field(_("hvad vi må fortælle"), ConsentItem)
    to_kind = models.CharField(_("til hvem"), max_length=20, choices=To, default=To.EMPLOYERS)
    to_id = models.UUIDField(null=True, blank=True, editable=False)
    to_name = models.CharField(_("arbejdsplads"), max_length=200, blank=True)
    purpose = models.CharField(_("hvorfor"), max_length=20, choices=Purpose, default=Purpose.PROPOSE)
    text_version = models.CharField(_("tekst"), max_length=20, blank=True)
    text_language = models.CharField(_("tekstens sprog"), max_length=5, blank=True)
    interpreter = models.CharField(_("tolk"), max_length=5, blank=True)
    form = models.CharField(_("hvordan"), max_length=20, choices=Form, default=Form.RECORDED_ELSEWHERE)
    given_on = models.DateField(_("givet"))
    until = models.DateField(_("gælder til"))
    noted_by = models.ForeignKey(User, models.PROTECT, null=True, editable=False, related_name="+")
    withdrawn_at = models.DateTimeField(_("trukket tilbage"), null=True, blank=True, editable=False)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, editable=False, related_name="+")
    withdrawn_reason = models.CharField(_("hvorfor"), max_length=500, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        ordering = ["-given_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["candidate", "given_on", "form"], condition=Q(form="elsewhere"), name="consent_once"
            ),
            models.CheckConstraint(
                condition=Q(until__gte=F("given_on")) & Q(until__lte=_YearAfter(F("given_on"))),
                name="consent_a_year_at_most",
                violation_error_message=_("Et samtykke gælder i højst 12 måneder."),
            ),
            models.CheckConstraint(
                condition=~Q(items=[]),
                name="consent_says_what",
                violation_error_message=_("Vælg, hvad vi må fortælle."),
            ),
            models.CheckConstraint(
                condition=Q(to_kind="employers", to_id__isnull=True, to_name="")
                | (Q(to_kind="workplace", to_id__isnull=False) & ~Q(to_name="")),
                name="consent_says_to_whom",
                violation_error_message=_("Skriv, hvilken arbejdsplads det er."),
            ),
            models.CheckConstraint(
                condition=Q(form="elsewhere") | (~Q(text_version="") & ~Q(text_language="")),
                name="consent_says_in_which_words",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=False) | Q(withdrawn_by__isnull=True, withdrawn_reason=""),
                name="consent_withdrawn_says_when",
            ),
            models.CheckConstraint(
                condition=Q(form__in=["spoken", "signed", "on_screen", "elsewhere"]), name="consent_form_known"
            ),
            choice_known("purpose", Purpose, "consent_purpose_known"),
            only_known("items", ConsentItem, "consent_items_known"),
        ]
        indexes = [models.Index(fields=["keeper", "until"], name="consent_by_until")]

    def __str__(self) -> str:
        return f"{self.candidate_id} {self.given_on}"

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None

    @property
    def withdrawn_on(self) -> date | None:
        """The day, by the clock on the wall."""
        return timezone.localdate(self.withdrawn_at) if self.withdrawn_at else None

    @property
    def last_day(self) -> date:
        """The day on which it ended or ends."""
        return min(self.until, self.withdrawn_on) if self.withdrawn_on else self.until

    def is_valid_on(self, day: date) -> bool:
        """As `valid_on`, of a row in hand."""
        return not self.is_withdrawn and self.given_on <= day <= self.until

    @property
    def item_names(self) -> list[str]:
        """What may be told, in the order in which it is asked."""
        return [str(label) for code, label in ConsentItem.choices if code in self.items]

    @property
    def receiver(self) -> str:
        """To whom, in words."""
        return self.to_name or str(To(self.to_kind).label)
