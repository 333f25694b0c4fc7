"""What the law said of something when it was decided, and why it was in order (ADR 14)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from placements.law.telling import told_words
from placements.models.placements import Placement
from placements.models.proposals import Proposal
from smaajob.accounts.models import Kept, User
from smaajob.fields import choice_known
from smaajob.writing import day_year


class LawDoor(models.TextChoices):
    """What was about to be done when the law was asked."""

    DRAFT = "draft", gettext_lazy("Kladde til forslag")
    PROPOSAL = "proposal", gettext_lazy("Forslaget blev sendt")
    START = "start", gettext_lazy("Forløbet blev aftalt")
    BY_HAND = "by_hand", gettext_lazy("Forløbet blev skrevet ind")
    EXTENSION = "extension", gettext_lazy("Forløbet blev forlænget")
    AGREEMENT = "agreement", gettext_lazy("Aftalen blev sendt til underskrift")
    SHIFTS = "shifts", gettext_lazy("Vagter blev planlagt")
    MOVE = "move", gettext_lazy("Flytningen blev aftalt")


class LawOutcome(models.TextChoices):
    """How it came out. What is not allowed is never kept: it was not done."""

    LAWFUL = "lawful", gettext_lazy("Lovligt")
    NEEDS_REASON = "needs_reason", gettext_lazy("Lovligt med en begrundelse")


def _in_words(rows: list[dict[str, Any]]) -> list[str]:
    """`LAB § 61, stk. 1: 4 uger, gælder fra 1. jan. 2020. elov.dk, kontrolleret den 21. nov. 2026.`; those that are alike but for the value
    in one sentence."""
    alike: dict[tuple[str, ...], list[str]] = {}
    for row in rows:
        names = ("paragraph", "valid_from", "valid_to", "source", "checked_on")
        alike.setdefault(tuple(row[name] or "" for name in names), []).append(row["said"])
    return [_row(key, ", ".join(dict.fromkeys(said))) for key, said in alike.items()]


def _row(key: tuple[str, ...], said: str) -> str:
    paragraph, since, until, source, checked_on = key
    told = {"said": said, "since": _day(since), "until": _day(until) if until else ""}
    holds = _("%(said)s, gælder %(since)s til %(until)s") if until else _("%(said)s, gælder fra %(since)s")
    seen = _("%(source)s, kontrolleret den %(day)s") % {"source": source.rstrip("."), "day": _day(checked_on)}
    return f"{paragraph}: {holds % told}. {seen}." if paragraph else f"{holds % told}. {seen}."


def _day(iso: str) -> str:
    return day_year(date.fromisoformat(iso))


class LawCheck(Kept):
    """One check that something was held to. `findings` as they were: rule, outcome, sentence, and each row by its key, dates and source.

    `told` is what only people know (placements.law.loader.Told); `reason` why it was in order where somebody had to write that. A
    `draft` has what was answered so far. Never changed; a new decision is a new row.
    """

    placement = models.ForeignKey(Placement, models.CASCADE, null=True, related_name="law_checks")
    proposal = models.ForeignKey(Proposal, models.CASCADE, null=True, related_name="law_checks")
    door = models.CharField(gettext_lazy("hvornår"), max_length=10, choices=LawDoor)
    at = models.DateTimeField(gettext_lazy("tjekket"), default=timezone.now)
    by = models.ForeignKey(User, models.PROTECT, null=True, editable=False, related_name="+")
    outcome = models.CharField(gettext_lazy("svar"), max_length=12, choices=LawOutcome)
    told: Any = models.JSONField(default=dict)
    findings: Any = models.JSONField(default=list)
    reason = models.CharField(gettext_lazy("begrundelse"), max_length=500, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            choice_known("door", LawDoor, "law_check_door_known"),
            choice_known("outcome", LawOutcome, "law_check_outcome_known"),
            models.CheckConstraint(
                condition=Q(placement__isnull=True) ^ Q(proposal__isnull=True), name="law_check_about_one"
            ),
            models.CheckConstraint(
                condition=Q(outcome="lawful") | Q(door="draft") | ~Q(reason=""), name="law_check_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.door} {self.at:%Y-%m-%d}"

    @property
    def answered(self) -> str:
        """What only people know, in sentences."""
        return " ".join(told_words(self.told))

    @property
    def reasoned(self) -> list[dict[str, Any]]:
        """What the reason is for: each sentence with its rows in words."""
        return self._told(True)

    @property
    def in_order(self) -> list[dict[str, Any]]:
        """What was lawful as it was."""
        return self._told(False)

    def _told(self, reasoned: bool) -> list[dict[str, Any]]:
        found = [one for one in self.findings if (one["outcome"] == LawOutcome.NEEDS_REASON) is reasoned]
        return [{"sentence": one["sentence"], "rows": _in_words(one["rows"])} for one in found]

    @property
    def sentences(self) -> list[str]:
        """What was found, the worst first, without what any rule was there for."""
        return [one["sentence"] for one in self.findings]
