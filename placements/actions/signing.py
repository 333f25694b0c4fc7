"""Say yes or no to what is shown: on the screen, by a link, on paper. The last yes makes it hold, and plans the shifts."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from candidates.models import Candidate, turns_eighteen
from employers.models import Task
from placements.actions.agreement_law import check_shifts
from placements.actions.disclosing import tell_workplace
from placements.actions.placements import locked
from placements.actions.sending import check_clash, tell_all
from placements.actions.shifts import write_shifts
from placements.agreeing.changes import CHANGED, PLANS_ANEW
from placements.agreeing.standing import answers_of
from placements.changing.pauses import cut
from placements.documents.content import AgreementContent
from placements.models import (
    AgreementState,
    AgreementVersion,
    Method,
    Party,
    Pattern,
    Placement,
    Says,
    Shift,
    Signature,
    SigningLink,
)
from placements.parties import in_the_case
from placements.planning import of_agreement
from smaajob import writing
from smaajob.accounts.models import Role, User
from smaajob.accounts.permissions import Permission
from smaajob.accounts.scope import Scope
from smaajob.audit.models import record
from smaajob.changes import Changes, as_json
from smaajob.literals import composed
from smaajob.refusals import constraint_of

REFUSED = {
    "placement_has_a_seat": gettext_lazy("Opgaven har ikke en ledig plads i den periode."),
    "shift_inside_placement": gettext_lazy("Der ligger vagter uden for den nye periode. Ret forløbet først."),
    "hours_inside_placement": gettext_lazy("Der er skrevet timer uden for den nye periode. Ret timerne først."),
    "shift_one_at_a_time": gettext_lazy(
        "Personen har netop fået en anden vagt på det tidspunkt. Ret aftalen, og send den igen."
    ),
}


class MovedOn(Exception):
    """What was shown is not what waits for signatures now. `waiting` is that, or None where nothing does."""

    def __init__(self, waiting: AgreementVersion | None) -> None:
        super().__init__("another version came meanwhile")
        self.waiting = waiting


def party_of(by: Scope, placement: Placement) -> Party | None:
    """For whom the user may sign in this case: themselves only, whatever place they act in. None where they are no party.

    The placement is one that they have found among their own, or those of whom they follow.
    """
    if by.behalf is not None:
        return None
    if by.organisation.is_employer:
        return Party.EMPLOYER
    if by.role == Role.CANDIDATE:
        return Party.PERSON
    if by.role == Role.GUARDIAN:
        return Party.GUARDIAN
    if by.may(Permission.SIGN_FOR_MUNICIPALITY) and by.organisation.pk == placement.keeper_id:
        return Party.MUNICIPALITY
    return None


def sign(*, by: Scope, placement: Placement, shown: str, name: str) -> Signature:
    """Say yes to the content with the hash `shown`, with a login of one's own; the last yes makes it hold.

    Raises MovedOn where something else waits now (nothing is signed), and ValidationError (`name`, or without a field) where it
    can't be: in somebody else's place, twice, the municipality before the others or in another name than the user's, a shift that clashes.
    """
    with in_the_case(by, placement):
        party = _own_party(by, placement, name)
        return _answer(placement, party, shown, Says.YES, name, "", by=by, method=Method.SCREEN)


def decline(*, by: Scope, placement: Placement, shown: str, name: str, words: str) -> Signature:
    """Say no to it, with a reason; a yes can still come. Raises as `sign`, and by `words` where nothing is said."""
    with in_the_case(by, placement):
        party = _own_party(by, placement, name)
        return _answer(placement, party, shown, Says.NO, name, words, by=by, method=Method.SCREEN)


def answer_by_link(*, link: SigningLink, shown: str, says: str, name: str, words: str = "") -> Signature:
    """As `sign` and `decline`, by somebody who has opened a link with a code. Call it within the reach of the link's person."""
    if not link.is_usable:
        raise ValidationError(_("Linket gælder ikke mere. Ring, og bed om et nyt."))
    return _answer(link.placement, Party(link.party), shown, Says(says), name, words, by=None, method=Method.LINK)


def register_paper(
    *,
    by: Scope,
    agreement: AgreementVersion,
    party: str,
    says: str,
    name: str,
    seen_on: date | None,
    words: str = "",
    paper: Any = None,
) -> Signature:
    """Note what somebody wrote on paper: who, when it was seen, by whom; `paper` is the public id of a scan, where there is one.

    Raises ValidationError by field (`party`, `name`, `seen_on`, `words`), and MovedOn where it waits no more.
    """
    if agreement.sent_at is None:
        raise MovedOn(None)
    if seen_on is None or seen_on > timezone.localdate():
        raise ValidationError({"seen_on": _("Skriv dagen, der står på papiret. Den kan ikke være i fremtiden.")})
    if seen_on < timezone.localdate(agreement.sent_at):
        raise ValidationError(
            {"seen_on": _("Aftalen blev først sendt senere. Papiret skal være om den aftale, der ligger her.")}
        )
    noted = {"noted_by": by.user, "seen_on": seen_on, "paper": paper}
    return _answer(
        agreement.placement, Party(party), agreement.content_hash, Says(says), name, words,
        by=by, method=Method.PAPER, **noted,
    )  # fmt: skip


def enter_into_force(*, by: User | None, version: AgreementVersion, placement: Placement) -> None:
    """All have said yes, or nobody was asked: it holds, the placement is as it says, and its shifts are planned. In a transaction.

    Raises ValidationError where a shift clashes or the dates can't be: then nothing of it is kept.
    """
    version.state, version.in_force_at = AgreementState.IN_FORCE, timezone.now()
    content = version.read
    try:
        with transaction.atomic():
            version.save()
            changes = _apply(version, placement, content, by)
    except IntegrityError as error:
        name = constraint_of(error)
        if name not in REFUSED:
            raise
        raise ValidationError(str(REFUSED[name])) from error
    changes["number"] = [None, version.number]
    record("agreement.in_force", placement, by=by, changes=changes, reason=version.reason)
    tell_all(version, placement, by)


def plans(version: AgreementVersion) -> bool:
    """Whether it plans shifts anew: the first, and one that changes times or period. Another change leaves the calendar alone,
    with all that was moved in it."""
    return not version.is_amendment or bool(PLANS_ANEW & set(version.read.extra.get(CHANGED, "").split(",")))


def _own_party(by: Scope, placement: Placement, name: str) -> Party:
    """Raises ValidationError where the user is none, and by `name` where the municipality would be signed for in another name."""
    if by.behalf is not None:
        raise ValidationError(
            _(
                "Du handler på vegne af %(name)s og kan ikke skrive under for andre. Har du papiret, så notér det på forløbet."
            )
            % {"name": by.behalf}
        )
    party = party_of(by, placement)
    if party is None:
        raise ValidationError(_("Du er ikke en af dem, der skal skrive under."))
    if party is Party.GUARDIAN and timezone.localdate() >= turns_eighteen(_person(placement).birth_date):
        raise ValidationError(_("Personen er fyldt 18 og skriver selv under."))
    if party is Party.MUNICIPALITY and by.user is not None and _folded(name) != _folded(by.user.name):
        # It stands on the paper, and whoever reads it can't see who was logged in.
        said = _("Skriv dit eget navn, som det står her: %(name)s.") % {"name": by.user.name}
        raise ValidationError({"name": said})
    return party


def _folded(name: str) -> str:
    return " ".join(composed(name).split()).casefold()


def _person(placement: Placement) -> Candidate:
    return Candidate.objects.get(pk=placement.candidate_id)


def _answer(
    placement: Placement, party: Party, shown: str, says: Says, name: str, words: str,
    *, by: Scope | None, method: Method, **more: Any,
) -> Signature:  # fmt: skip
    """Lock, look once more, write; and where it was the last yes, make it hold. All of it or nothing."""
    name, words = " ".join(name.split()), words.strip()
    if sum(sign.isalpha() for sign in name) < 2:
        raise ValidationError(
            {"name": _("Skriv dit navn.") if method != Method.PAPER else _("Skriv navnet på papiret.")}
        )
    if says is Says.NO and not words:
        raise ValidationError({"words": _("Skriv kort hvorfor. Så kan vi rette det.")})
    with transaction.atomic():
        placement = locked(placement)
        if placement.is_over:
            raise ValidationError(_("Forløbet er slut, så der er ikke mere at skrive under på."))
        version = _waiting(placement)
        if version is None or version.content_hash != shown:
            raise MovedOn(version)
        answers = {one.party: one for one in answers_of(version, version.signatures.all())}
        _check(party, says, answers)
        signature = Signature.objects.create(
            keeper_id=version.keeper_id, agreement=version, party=party, says=says, words=words, name=name, method=method,
            content_hash=version.content_hash, user=by.user if by and method == Method.SCREEN else None, **more,
        )  # fmt: skip
        verb = "agreement.sign" if says is Says.YES else "agreement.refuse"
        told = {"party": [None, str(party)], "method": [None, str(method)], "number": [None, version.number]}
        behalf = by.on_behalf_of if by else ""
        record(verb, placement, by=by.user if by else None, changes=told, on_behalf_of=behalf)
        others = [one for one in answers.values() if one.party != party]
        if says is Says.YES and all(one.has_signed for one in others):
            _lock_what_follows(placement)
            if plans(version):
                check_clash(placement, version.read)
                check_shifts(version, placement)
            enter_into_force(by=by.user if by else None, version=version, placement=placement)
    return signature


def _waiting(placement: Placement) -> AgreementVersion | None:
    rows = AgreementVersion.objects.sent().filter(placement=placement).select_for_update(no_key=True, of=("self",))
    return rows.first()


def _check(party: Party, says: Says, answers: dict[Party, Any]) -> None:
    """Raises ValidationError where the party can't answer now."""
    mine = answers.get(party)
    if mine is None:
        raise ValidationError({"party": _("Det er ikke en af dem, der skal skrive under på den her aftale.")})
    if mine.has_signed:
        raise ValidationError(_("Der er allerede skrevet under her."))
    missing = [one for one in answers.values() if one.party != Party.MUNICIPALITY and not one.has_signed]
    if party is Party.MUNICIPALITY and says is Says.YES and missing:
        who = writing.joined(writing.lower_first(str(one.party.label)) for one in missing)
        raise ValidationError(_("Kommunen skriver under til sidst. Der mangler %(who)s.") % {"who": who})


def _lock_what_follows(placement: Placement) -> None:
    # As `start` does: the task first, then the person; whoever plans a shift for them at the same moment waits.
    if placement.task_id:
        list(Task.objects.select_for_update(no_key=True, of=("self",)).filter(pk=placement.task_id).values_list("pk"))
    list(
        Candidate.objects.select_for_update(no_key=True, of=("self",))
        .filter(pk=placement.candidate_id)
        .values_list("pk")
    )


def _apply(version: AgreementVersion, placement: Placement, content: AgreementContent, by: User | None) -> Changes:
    """The placement and its shifts as the agreement says; shifts that are as they were stay the same rows."""
    changes: Changes = {}
    wanted = {"kind": content.kind, "planned_end": content.end}
    if not version.is_amendment:
        wanted["start"] = content.start
        cut(placement, start=content.start, end=None)
    for name, value in wanted.items():
        if getattr(placement, name) != value:
            changes[name] = [as_json(getattr(placement, name)), as_json(value)]
            setattr(placement, name, value)
    removed = added = 0
    if plans(version):
        removed, added = _replan(placement, content, version.valid_from)
    placement.save(update_fields=["start", "planned_end", "kind"])
    changes |= {"shifts_removed": [removed, 0]} if removed else {}
    changes |= {"shifts": [0, added]} if added else {}
    if "planned_end" in changes and by is not None:
        tell_workplace(by=Scope(placement.keeper, by), placement=placement)
    return changes


def _replan(placement: Placement, content: AgreementContent, since: date) -> tuple[int, int]:
    """What is still to come, from `since` on. Gives how many shifts went and came.

    What a consultant had planned by hand from that day on gives way to what is signed; a pause has no shifts.
    """
    Pattern.objects.filter(placement=placement, first_day__gte=since).delete()
    planned, loose = of_agreement(placement, content, since)
    wanted = {(start, end): day for day, start, end in planned}
    held = {(one.starts_at, one.ends_at) for one in loose} & wanted.keys()
    gone = {one.pk for one in loose if (one.starts_at, one.ends_at) not in held}
    coming = Shift.everything.filter(placement=placement, starts_at__gt=timezone.now())
    beyond = coming.filter(day__gt=content.end) | coming.filter(day__lt=placement.start)
    gone |= set(beyond.values_list("pk", flat=True))
    Shift.everything.filter(pk__in=gone).delete()
    # Before what is new, which must lie in it; after what is gone, which may not.
    placement.save(update_fields=["start", "planned_end", "kind"])
    new = [(day, start, end) for (start, end), day in sorted(wanted.items()) if (start, end) not in held]
    write_shifts(placement, new)
    return len(gone), len(new)
