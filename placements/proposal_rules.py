"""What can be done with a proposal when, and who has the ball. Pure: verbs ask here before they act, pages before they show a button."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from placements.models.proposals import ACTIVE, OPEN, Answer, Origin, ProposalState

if TYPE_CHECKING:
    from placements.models import Proposal

DRAFT, WITH_PERSON = ProposalState.DRAFT, ProposalState.WITH_PERSON
WITH_EMPLOYER, MEETING = ProposalState.WITH_EMPLOYER, ProposalState.MEETING


class Verb(StrEnum):
    """What somebody, or the clock, can do."""

    CHANGE = "change"
    SEND = "send"
    PERSON_YES = "person_yes"
    PERSON_NO = "person_no"
    PERSON_TALK = "person_talk"
    SEND_ON = "send_on"
    EMPLOYER_YES = "employer_yes"
    EMPLOYER_NO = "employer_no"
    EMPLOYER_TALK = "employer_talk"
    MEET = "meet"
    AGREE = "agree"
    MORE_TIME = "more_time"
    WITHDRAW = "withdraw"
    REMIND = "remind"
    EXPIRE = "expire"
    READ = "read"


# A person may change their mind until it is agreed.
STATES: dict[Verb, tuple[ProposalState, ...]] = {
    Verb.CHANGE: (DRAFT,),
    Verb.SEND: (DRAFT,),
    Verb.PERSON_YES: (WITH_PERSON,),
    Verb.PERSON_NO: ACTIVE,
    Verb.PERSON_TALK: (WITH_PERSON,),
    Verb.SEND_ON: (WITH_PERSON,),
    Verb.EMPLOYER_YES: (WITH_EMPLOYER, MEETING),
    Verb.EMPLOYER_NO: (WITH_EMPLOYER, MEETING),
    Verb.EMPLOYER_TALK: (WITH_EMPLOYER,),
    Verb.MEET: (WITH_EMPLOYER, MEETING),
    Verb.AGREE: ACTIVE,
    Verb.MORE_TIME: ACTIVE,
    Verb.WITHDRAW: OPEN,
    Verb.REMIND: ACTIVE,
    Verb.EXPIRE: ACTIVE,
    Verb.READ: (ProposalState.DECLINED, ProposalState.EXPIRED),
}


class Ball(StrEnum):
    """For whom it waits."""

    PERSON = "person"
    EMPLOYER = "employer"
    US = "us"
    NOBODY = "nobody"


IS_NOW = {
    ProposalState.DRAFT: gettext_lazy("Forslaget er ikke sendt endnu."),
    ProposalState.WITH_PERSON: gettext_lazy("Forslaget er hos personen."),
    ProposalState.WITH_EMPLOYER: gettext_lazy("Forslaget er hos arbejdspladsen."),
    ProposalState.MEETING: gettext_lazy("Der er aftalt et møde om forslaget."),
    ProposalState.AGREED: gettext_lazy("Det er allerede aftalt."),
    ProposalState.DECLINED: gettext_lazy("Der er svaret nej tak til forslaget."),
    ProposalState.EXPIRED: gettext_lazy("Fristen for at svare er gået."),
    ProposalState.WITHDRAWN: gettext_lazy("Forslaget er trukket tilbage."),
}


def ball_of(one: Proposal) -> Ball:
    """Who is to do something now."""
    if one.state not in ACTIVE:
        return Ball.US if one.state == DRAFT else Ball.NOBODY
    if one.state == WITH_PERSON:
        return Ball.US if one.person_answer else Ball.PERSON
    if one.both_said_yes or (one.employer_answer == Answer.TALK and one.state == WITH_EMPLOYER):
        return Ball.US
    return Ball.EMPLOYER


def can(verb: Verb, one: Proposal) -> bool:
    """Whether it can be done now; who may is for the verb and its page to say."""
    return not why_not(verb, one)


def why_not(verb: Verb, one: Proposal) -> str:
    """Empty, or the sentence that says why it can't be done."""
    if one.state not in STATES[verb]:
        return str(IS_NOW[ProposalState(one.state)])
    if verb == Verb.SEND_ON and (one.person_answer != Answer.YES or one.origin == Origin.EMPLOYER):
        return (
            _("Personen har ikke sagt ja endnu.")
            if one.person_answer != Answer.YES
            else _("Arbejdspladsen har sagt ja.")
        )
    if verb == Verb.PERSON_YES and one.person_answer == Answer.YES:
        return _("Personen har allerede sagt ja.")
    if verb == Verb.EMPLOYER_YES and one.employer_answer == Answer.YES:
        return _("Arbejdspladsen har allerede sagt ja.")
    if verb == Verb.AGREE and not one.both_said_yes:
        return _("Begge skal have sagt ja først.")
    if verb in {Verb.REMIND, Verb.EXPIRE} and ball_of(one) == Ball.US:
        return _("Ingen af de to mangler at svare.")
    if verb == Verb.READ and one.read_at is not None:
        return _("En kollega har allerede set det.")
    return ""


def check(verb: Verb, one: Proposal) -> None:
    """Raises ValidationError with the reason where it can't be done."""
    if reason := why_not(verb, one):
        raise ValidationError(reason)
