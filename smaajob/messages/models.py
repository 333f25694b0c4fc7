"""The outbox: what we tell somebody is a row, written with its cause and sent by the worker after the commit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from smaajob import secrets
from smaajob.accounts.models import Channel, Membership, Organisation, OrganisationKind, Role, User
from smaajob.accounts.scope import Sight
from smaajob.fields import choice_known
from smaajob.jobs.models import Job, JobState
from smaajob.messages.channels import read_here
from smaajob.messages.hiding import not_hidden

if TYPE_CHECKING:
    from smaajob.accounts.scope import Scope


class MessageKind(models.TextChoices):
    """What a message is about; its texts lie in templates/outbox/<kind>/."""

    INVITATION = "invitation", _("Invitation")
    LOGIN_CODE = "login_code", _("Kode til at logge ind")
    PASSWORD_RESET = "password_reset", _("Ny adgangskode")
    ACCOUNT_CHANGED = "account_changed", _("Noget er ændret ved en konto")
    PERSONAL_LINK = "personal_link", _("Personligt link")
    EMPLOYER_REGISTERED = "employer_registered", _("En arbejdsgiver vil være med")
    EMPLOYER_CONFIRMED = "employer_confirmed", _("Arbejdsgiveren er bekræftet")
    EMPLOYER_REFUSED = "employer_refused", _("Arbejdsgiveren er ikke bekræftet")
    POSTING_LINK = "posting_link", _("Link til at slå en opgave op")
    TASK_POSTED = "task_posted", _("En ny opgave fra en virksomhed")
    TASK_CHANGED = "task_changed", _("En virksomhed har ændret en opgave")
    HOURS_WAITING = "hours_waiting", _("Timer at godkende")
    CORRECTION_ANSWERED = "correction_answered", _("Svar på noget, der skulle rettes")
    SHIFT_CHANGED = "shift_changed", _("En vagt er ændret")
    CANNOT_COME = "cannot_come", _("Nogen kan ikke komme")
    PROPOSAL_PERSON = "proposal_person", _("Om et forslag, til personen")
    PROPOSAL_EMPLOYER = "proposal_employer", _("Om et forslag, til arbejdspladsen")
    AGREEMENT_TO_SIGN = "agreement_to_sign", _("En aftale at skrive under")
    AGREEMENT_REMINDER = "agreement_reminder", _("Påmindelse om en aftale at skrive under")
    AGREEMENT_SIGNED = "agreement_signed", _("En aftale, som alle har skrevet under")
    PLACEMENT_CHANGED = "placement_changed", _("Et forløb er ændret")
    CHANGE_ASKED = "change_asked", _("Nogen ønsker noget ændret i et forløb")
    CHANGE_ANSWERED = "change_answered", _("Svar på et ønske om et forløb")


class PrintRunQuerySet(models.QuerySet["PrintRun"]):
    def visible_to(self, scope: Scope) -> PrintRunQuerySet:
        """Those of the scope's organisation; the PDF stays in the database. One that holds a letter which the scope's user may not see
        is not theirs to take."""
        rows, seen = self.filter(keeper=scope.organisation).defer("content"), not_hidden(scope)
        unseen = Message.objects.filter(print_run=OuterRef("pk")).exclude(seen)
        return rows.exclude(Exists(unseen)) if seen else rows


class PrintRun(Job):
    """Letters that somebody prints together: one PDF, encrypted, until they say whether it came out on paper (`settled_at`)."""

    content = models.BinaryField(null=True, editable=False)
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = PrintRunQuerySet.as_manager()

    class Meta(Job.Meta):
        ordering = ["-ordered_at"]

    def __str__(self) -> str:
        return f"{self.ordered_at:%Y-%m-%d %H:%M}"


class MessageQuerySet(models.QuerySet["Message"]):
    def visible_to(self, scope: Scope) -> MessageQuerySet:
        """Those of the scope's organisation; who sees no people there sees no messages to them either.

        And nobody but their own consultant sees a message to somebody with a protected address: it says how they are reached.
        """
        mine, shown = Q(keeper=scope.organisation), read_here()
        if shown and not scope.organisation.is_employer:
            # A demo that nothing sends by. People of companies have no outbox, and could never read their code.
            of_companies = Q(keeper=None) | Q(keeper__kind=OrganisationKind.EMPLOYER)
            mine |= of_companies & Q(channel__in=shown, state=JobState.ORDERED)
        rows = self.filter(mine).filter(not_hidden(scope))
        if scope.sight == Sight.ALL:
            return rows
        to_people = Membership.objects.filter(user=OuterRef("receiver"), role=Role.CANDIDATE)
        return rows.exclude(Exists(to_people)).exclude(kind=MessageKind.PERSONAL_LINK)

    def to_print(self) -> MessageQuerySet:
        """Letters that nobody has printed or is printing."""
        free = Q(print_run=None) | Q(print_run__state=JobState.FAILED)
        return self.filter(free, channel=Channel.LETTER, state=JobState.ORDERED)

    def for_list(self) -> MessageQuerySet:
        """What a list shows; the texts stay in the database."""
        return self.select_related("receiver").defer(
            "text_encrypted", "html_encrypted", "others_encrypted", "enclosed_encrypted"
        )


class Message(Job):
    """One message to one receiver by one channel. Who it goes to and what it says lie encrypted, and are forgotten after a while.

    States: waits (ordered), is being sent or rests before the next attempt (running, with `problem`), went (done), failed. A letter
    waits for somebody to print it: `ordered`, channel `letter`. `handed_over_at` is written before the outside world is spoken
    to: a row that has it and is not done may have arrived, and is sent once more at the most (`sent_again`).
    """

    # A code to somebody who has no organisation any more belongs to none.
    keeper = models.ForeignKey(  # type: ignore[assignment]
        Organisation, models.PROTECT, null=True, related_name="+", verbose_name=_("organisation")
    )
    kind = models.CharField(_("hvad"), max_length=30, choices=MessageKind)
    channel = models.CharField(_("hvordan"), max_length=10, choices=Channel)
    language = models.CharField(_("sprog"), max_length=5, default="da")
    receiver = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("modtager"))
    # What it is about, without a foreign key, as in the record: `candidates.candidate` and its public id.
    about_kind = models.CharField(max_length=60, blank=True)
    about_id = models.UUIDField(null=True, blank=True)
    subject = models.CharField(_("emne"), max_length=200, blank=True)
    name_encrypted = models.TextField(blank=True, editable=False)
    address_encrypted = models.TextField(blank=True, editable=False)
    text_encrypted = models.TextField(blank=True, editable=False)
    html_encrypted = models.TextField(blank=True, editable=False)
    # The same by the other channels that the receiver has, for when this one fails (smaajob.messages.writing.Other, JSON).
    others_encrypted = models.TextField(blank=True, editable=False)
    # A paper that lies with a letter, as a page of HTML with its own style: printed after it, as it was when it was written.
    enclosed_encrypted = models.TextField(blank=True, editable=False, default="", db_default="")
    handed_over_at = models.DateTimeField(null=True, blank=True)
    sent_again = models.BooleanField(default=False)
    forgotten_at = models.DateTimeField(null=True, blank=True)
    printed_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    print_run = models.ForeignKey(PrintRun, models.SET_NULL, null=True, blank=True, related_name="letters")

    objects = MessageQuerySet.as_manager()

    class Meta(Job.Meta):
        constraints = [
            *Job.Meta.constraints,
            choice_known("kind", MessageKind, "message_kind_known"),
            choice_known("channel", Channel, "message_channel_known"),
            models.CheckConstraint(
                condition=Q(forgotten_at__isnull=True)
                | Q(
                    address_encrypted="",
                    text_encrypted="",
                    html_encrypted="",
                    others_encrypted="",
                    enclosed_encrypted="",
                ),
                name="message_forgotten_is_empty",
            ),
        ]
        indexes = [
            models.Index(fields=["keeper", "-ordered_at"], name="message_newest"),
            models.Index(fields=["about_kind", "about_id"], name="message_about"),
            models.Index(fields=["ordered_at"], condition=Q(state__in=["ordered", "running"]), name="message_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.public_id}"

    @property
    def name(self) -> str:
        """Whom it goes to, as the receiver is called."""
        return secrets.decrypt(self.name_encrypted)

    @property
    def address(self) -> str:
        """An e-mail address, a phone number, or a postal address in lines; empty when it is forgotten."""
        return secrets.decrypt(self.address_encrypted)

    @property
    def text(self) -> str:
        return secrets.decrypt(self.text_encrypted)

    @property
    def html(self) -> str:
        return secrets.decrypt(self.html_encrypted)

    @property
    def enclosed(self) -> str:
        return secrets.decrypt(self.enclosed_encrypted)
