"""How a placement's agreement stands: what holds, what waits, who has signed and who is missing, and whether it may begin."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from placements.agreeing.rules import in_order
from placements.agreeing.steps import in_words
from placements.documents.papers import Paper, papers_for
from placements.models import AgreementState, AgreementVersion, Party, Placement, Proposal, Says, Signature
from smaajob.writing import day_year

THROWN_AWAY = "thrown_away"  # a draft that was never sent is withdrawn like the others
_BECAME = {
    AgreementState.RECORDED: gettext_lazy(
        "Det her er noteret uden underskrifter. Skriv aftalen, så den kan skrives under."
    ),
    AgreementState.DRAFT: gettext_lazy("Aftalen er en kladde og er ikke sendt til underskrift endnu."),
    AgreementState.SENT: gettext_lazy(
        "Aftalen er allerede sendt til underskrift. Skal den være anderledes, så træk den tilbage, og skriv en ny."
    ),
    AgreementState.IN_FORCE: gettext_lazy("Aftalen gælder allerede. Skal den være anderledes, så skriv en ændring."),
    AgreementState.WITHDRAWN: gettext_lazy("Aftalen er allerede trukket tilbage. Ingen kan skrive under på den mere."),
    THROWN_AWAY: gettext_lazy("Kladden er allerede smidt ud. Skriv en ny, hvis der er brug for en."),
}


@dataclass(frozen=True, slots=True)
class Answer:
    """One who is asked: their yes, their no where it is their last word, or nothing yet. `name` is whom the agreement names."""

    party: Party
    name: str
    signature: Signature | None = None

    @property
    def has_signed(self) -> bool:
        return self.signature is not None and self.signature.says == Says.YES

    @property
    def has_refused(self) -> bool:
        return self.signature is not None and self.signature.says == Says.NO


@dataclass(frozen=True, slots=True)
class Version:
    """A version as a page shows it, with the answers of those who were asked."""

    row: AgreementVersion
    answers: list[Answer]

    @property
    def missing(self) -> list[Answer]:
        """Those who have not said yes; the municipality signs last and is missing until it has."""
        return [one for one in self.answers if not one.has_signed]

    @property
    def only_municipality_missing(self) -> bool:
        return [one.party for one in self.missing] == [Party.MUNICIPALITY]

    @property
    def title(self) -> str:
        """What a list calls it. Only what is drafted, sent or signed has a number: what was noted is no version of an agreement, and
        one that was taken back has left its number to the next."""
        words = {"n": self.row.number, "day": day_year(self.row.valid_from)}
        if self.row.state == AgreementState.RECORDED:
            return _("Noteret fra %(day)s") % words
        if self.row.state == AgreementState.WITHDRAWN:
            return _("Aftale fra %(day)s") % words
        return _("Version %(n)s, fra %(day)s") % words

    @property
    def state_word(self) -> str:
        """What became of it; a draft that nobody was sent was not taken back from anybody."""
        return _("Smidt ud") if _is_thrown_away(self.row) else self.row.get_state_display()

    @property
    def papers(self) -> tuple[Paper, ...]:
        """Which papers there are of it."""
        return papers_for(self.row.kind, self.row.placement.workplace.country)

    @property
    def refusals(self) -> list[Answer]:
        return [one for one in self.answers if one.has_refused]


@dataclass(frozen=True, slots=True)
class Standing:
    """`holds` is what is agreed now, `waiting` what is drafted or sent; `past` all that came before, the newest first. `proposed`: it
    began with a yes from both sides to a proposal, so that an agreement is still to be written and signed."""

    placement: Placement
    holds: Version | None
    waiting: Version | None
    past: list[Version]
    day: date
    proposed: bool = False

    @property
    def is_noted(self) -> bool:
        """Noted without signatures: what an import or a hand wrote, or the start of the placement. No agreement is written yet."""
        return self.holds is not None and self.holds.row.state == AgreementState.RECORDED

    @property
    def steps_said(self) -> list[str]:
        """What holds of hours and times, a line a step; empty where it was noted without steps."""
        held = self.holds.row if self.holds else None
        return [in_words(one) for one in held.read.steps] if held and held.content else []

    @property
    def may_start(self) -> bool:
        """Whether the first agreement is signed by all; or noted, and nobody has begun to have it signed or said yes to a proposal."""
        if self.holds is not None and self.holds.row.state == AgreementState.IN_FORCE:
            return True
        return not self.proposed and (self.waiting is None or self.waiting.row.number > 1)

    @property
    def has_begun(self) -> bool:
        """Signed or not: it runs already, so that "may not start" would be no use to anybody."""
        return self.placement.start < self.day


def standing_of(placement: Placement, day: date) -> Standing:
    """Read it. Three queries."""
    rows = list(placement.agreements.in_order().prefetch_related("signatures__user", "signatures__noted_by"))
    versions = [Version(row, answers_of(row, row.signatures.all())) for row in rows]
    held = [one for one in versions if one.row.state in (AgreementState.RECORDED, AgreementState.IN_FORCE)]
    waiting = next((one for one in versions if one.row.state in (AgreementState.DRAFT, AgreementState.SENT)), None)
    # Before the first day what will hold on it.
    since = max(day, placement.start)
    begun = [one for one in held if one.row.valid_from <= since]
    holds = _signed_first(begun)
    past = [one for one in reversed(versions) if one is not holds and one is not waiting]
    proposed = Proposal.objects.filter(placement=placement).exists()
    return Standing(placement, holds, waiting, past, day, proposed)


def unsigned() -> ExpressionWrapper[Q]:
    """Of a query of placements: whether one may not begin yet, as `Standing.may_start` says of one."""
    versions = AgreementVersion.objects.filter(placement=OuterRef("pk"))
    begun = versions.filter(number=1, state__in=[AgreementState.DRAFT, AgreementState.SENT])
    signed = versions.filter(state=AgreementState.IN_FORCE)
    proposed = Proposal.objects.filter(placement=OuterRef("pk"))
    return ExpressionWrapper(~Exists(signed) & (Exists(begun) | Exists(proposed)), output_field=BooleanField())


def what_became(version: AgreementVersion) -> str:
    """Why something can't be done with a version any more, or yet, and what can: for whoever has it open in another tab."""
    return str(_BECAME[THROWN_AWAY if _is_thrown_away(version) else version.state])


def answers_of(version: AgreementVersion, signatures: Iterable[Signature]) -> list[Answer]:
    """Each who is asked, with their last word; a yes is always the last."""
    given: dict[str, Signature] = {}
    for one in signatures:
        if given.get(one.party) is None or given[one.party].says == Says.NO:
            given[one.party] = one
    names = {one.role: one.name for one in version.read.parties} if version.content else {}
    return [Answer(party, names.get(party, ""), given.get(party)) for party in in_order(version.asks)]


def agreed_versions(placement: Placement) -> list[AgreementVersion]:
    """What is agreed, in order; what was noted beside or after something signed says nothing any more."""
    held = list(placement.agreements.holding())
    signed = [one for one in held if one.state == AgreementState.IN_FORCE]
    if not signed:
        return held
    return [one for one in held if one in signed or one.number < signed[0].number]


def _is_thrown_away(version: AgreementVersion) -> bool:
    return version.state == AgreementState.WITHDRAWN and version.sent_at is None


def _signed_first(held: list[Version]) -> Version | None:
    signed = [one for one in held if one.row.state == AgreementState.IN_FORCE]
    found = signed or held
    return found[-1] if found else None
