"""How a proposal is told: who has the ball and since when, what comes next, the one act; and what was refused before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from placements.models import Answer, Origin, Proposal, ProposalState
from placements.proposal_rules import Ball, Verb, ball_of, can
from smaajob import writing

KIND_OF_TAG = {
    ProposalState.DRAFT: "quiet",
    ProposalState.WITH_PERSON: "info",
    ProposalState.WITH_EMPLOYER: "info",
    ProposalState.MEETING: "info",
    ProposalState.AGREED: "success",
    ProposalState.DECLINED: "quiet",
    ProposalState.EXPIRED: "quiet",
    ProposalState.WITHDRAWN: "quiet",
}
# What the history says of each verb.
SENTENCES = {
    "proposal.draft": gettext_lazy("Forslaget blev skrevet."),
    "proposal.change": gettext_lazy("Forslaget blev rettet."),
    "proposal.send": gettext_lazy("Sendt til personen."),
    "proposal.person_yes": gettext_lazy("Personen sagde ja."),
    "proposal.person_no": gettext_lazy("Personen sagde nej tak."),
    "proposal.person_talk": gettext_lazy("Personen vil gerne tale om det."),
    "proposal.send_on": gettext_lazy("Sendt til arbejdspladsen."),
    "proposal.employer_yes": gettext_lazy("Arbejdspladsen sagde ja."),
    "proposal.employer_no": gettext_lazy("Arbejdspladsen sagde nej tak."),
    "proposal.employer_talk": gettext_lazy("Arbejdspladsen vil gerne tale om det først."),
    "proposal.meet": gettext_lazy("Der blev aftalt et møde."),
    "proposal.agree": gettext_lazy("Begge har sagt ja, og forløbet er oprettet."),
    "proposal.in_the_way": gettext_lazy("Der var noget i vejen, så det kunne ikke gå videre af sig selv."),
    "proposal.more_time": gettext_lazy("Fristen blev flyttet."),
    "proposal.withdraw": gettext_lazy("Forslaget blev taget tilbage."),
    "proposal.remind": gettext_lazy("Der blev sendt en påmindelse."),
    "proposal.expire": gettext_lazy("Fristen gik uden svar."),
    "proposal.read": gettext_lazy("Svaret er set."),
}


@dataclass(frozen=True, slots=True)
class Act:
    """The one next step: `post` where it is a button that acts, else a link."""

    text: str
    url: str
    post: bool = False


def tag_of(one: Proposal) -> str:
    """`Venter på Amina`, `Venter på arbejdspladsen`, `Venter på os`; or how it ended."""
    ball = ball_of(one)
    if one.state == ProposalState.DRAFT:
        return _("Kladde")
    if ball == Ball.PERSON:
        return _("Venter på %(name)s") % {"name": one.candidate.first_name}
    if ball == Ball.EMPLOYER:
        return _("Møde aftalt") if _meeting_ahead(one) else _("Venter på arbejdspladsen")
    if ball == Ball.US:
        return _("Venter på os")
    if one.state == ProposalState.DECLINED:
        return _("Personen sagde nej tak") if one.person_answer == Answer.NO else _("Arbejdspladsen sagde nej tak")
    return str(ProposalState(one.state).label)


def kind_of_tag(one: Proposal) -> str:
    """How the tag looks: what waits for us stands out."""
    if one.is_active and ball_of(one) == Ball.US:
        return "warning"
    return KIND_OF_TAG[ProposalState(one.state)]


def now_and_next(one: Proposal) -> str:
    """What has happened last and what comes next, in one or two sentences."""
    name, day = one.candidate.first_name, {"day": writing.day_long(one.deadline) if one.deadline else ""}
    if one.stands_in_way:
        return (
            _("Begge har svaret, men der er noget i vejen.")
            if one.both_said_yes
            else _("%(name)s har sagt ja, men der er noget i vejen.") % {"name": name}
        )
    match (ProposalState(one.state), one.person_answer, one.employer_answer):
        case (ProposalState.DRAFT, _p, _e):
            return _("Ingen har set forslaget endnu. Send det til %(name)s, når det er klar.") % {"name": name}
        case (ProposalState.WITH_PERSON, Answer.YES, _e):
            return _("%(name)s har sagt ja. Send forslaget videre til arbejdspladsen.") % {"name": name}
        case (ProposalState.WITH_PERSON, Answer.TALK, _e):
            return _("%(name)s vil gerne tale om det. Ring, og notér, hvad I blev enige om.") % {"name": name}
        case (ProposalState.WITH_PERSON, _p, _e):
            nxt = (
                _("Siger %(name)s ja, begynder forløbet: Arbejdspladsen har selv spurgt.")
                if one.origin == Origin.EMPLOYER
                else _("Siger %(name)s ja, spørger vi arbejdspladsen.")
            )
            return f"{_('%(name)s svarer senest %(day)s.') % {'name': name, **day}} {nxt % {'name': name}}"
        case (ProposalState.WITH_EMPLOYER, _p, Answer.TALK):
            return _("Arbejdspladsen vil tale om det først. Ring, eller aftal et møde.")
        case (ProposalState.WITH_EMPLOYER, _p, _e):
            return _("%(name)s har sagt ja. Arbejdspladsen svarer senest %(day)s. Siger de ja, begynder forløbet.") % {
                "name": name,
                **day,
            }
        case (ProposalState.MEETING, _p, _e):
            return (
                _("Mødet er %(when)s. Arbejdspladsen svarer senest %(day)s.")
                % {"when": writing.moment(one.meeting_at), **day}
                if one.meeting_at
                else ""
            )
        case (ProposalState.AGREED, _p, _e):
            return _("Begge har sagt ja. Forløbet er oprettet.")
        case (ProposalState.DECLINED, Answer.NO, _e):
            return _("%(name)s sagde nej tak. Det tæller ikke imod nogen.") % {"name": name}
        case (ProposalState.DECLINED, _p, _e):
            return _("Arbejdspladsen sagde nej tak. %(name)s har fået besked.") % {"name": name}
        case (ProposalState.EXPIRED, _p, _e):
            return _("Ingen svarede inden fristen, så pladsen er fri igen. Ring, og hør, om det stadig er en mulighed.")
    return _("Forslaget er taget tilbage.")


def act_of(one: Proposal) -> Act | None:
    """What a consultant does next; None where nothing is to be done."""

    def at(name: str) -> str:
        return reverse(f"placements:{name}", args=[one.public_id])

    if one.state == ProposalState.AGREED:
        where = reverse("placements:detail", args=[one.placement.public_id]) if one.placement else ""
        return Act(_("Se forløbet"), where) if where else None
    if can(Verb.SEND, one):
        return Act(_("Send til %(name)s") % {"name": one.candidate.first_name}, at("send_proposal"), post=True)
    if can(Verb.AGREE, one):
        return Act(_("Prøv igen"), at("agree_proposal"), post=True)
    if can(Verb.SEND_ON, one):
        return Act(_("Send til arbejdspladsen"), at("send_on_proposal"), post=True)
    if can(Verb.READ, one):
        return Act(_("Det er set"), at("read_proposal"), post=True)
    if one.state == ProposalState.WITH_PERSON:
        return Act(_("Notér svaret fra %(name)s") % {"name": one.candidate.first_name}, at("note_person"))
    if one.state == ProposalState.WITH_EMPLOYER and one.employer_answer == Answer.TALK:
        return Act(_("Aftal et møde"), at("meet_proposal"))
    if one.is_active:
        return Act(_("Notér arbejdspladsens svar"), at("note_employer"))
    return None


def said_no_before(rows: Iterable[Proposal]) -> list[str]:
    """`Sagde nej tak 3. nov.: Der er for langt.`, for whoever thinks of proposing the same again; the newest first."""
    told = []
    for one in rows:
        if one.person_answer != Answer.NO or one.person_answered_at is None:
            continue
        reason = f": {one.get_person_reason_display()}" if one.person_reason else ""
        said = _("Sagde nej tak %(day)s%(reason)s.") % {
            "day": writing.day_year(one.person_answered_at),
            "reason": reason,
        }
        told.append(f"{said} »{one.person_words}«" if one.person_words else said)
    return told


def _meeting_ahead(one: Proposal) -> bool:
    return one.state == ProposalState.MEETING and one.meeting_at is not None and one.meeting_at > timezone.now()
