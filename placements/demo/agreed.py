"""Agreements in every state, a few of each: drafted, sent, refused, ready for the municipality, in force, changed, taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from candidates.models import CircleMember, CircleRole
from placements.actions import drafting, extending, sending, signing
from placements.actions.asking import Link, ways
from placements.agreeing.steps import weekly_hours
from placements.agreeing.wording import first_contact
from placements.demo import law
from placements.demo.everyone import GUARDIAN
from placements.documents.content import Step
from placements.law.loader import Told
from placements.models import AgreementState, AgreementVersion, Party, Placement, PlacementQuerySet, Says
from smaajob.accounts.models import Membership, Organisation, OrganisationKind, Role, User
from smaajob.accounts.scope import Scope
from smaajob.schedule import DatedWindow, parse_window
from smaajob.vocabulary import PlacementKind

REP = Link("Rikke Toft", "rikke.toft@demo.example")
MOTHER = Link("Fatma Yildiz", "fatma.yildiz@demo.example", "+45 94 31 55 66")
PRAKTIK = ("praktik", "sprogpraktik", "arbejdstræning")
Act = Callable[[Placement], Any]


def make(keeper: Organisation, youth: Organisation, today: date) -> None:
    """By the verbs that the pages call. Draws nothing by chance; what a small demo has no placement for is left out."""
    by = Scope(keeper, User.objects.get(email="mette@demo.example"), Role.CONSULTANT)
    rows = _running(keeper, today).exclude(kind__in=(*PRAKTIK, "nytteindsats", "løntilskud"))
    _of_those_with_a_login(by, keeper, today)
    ordinary = iter(rows.order_by("external_id"))
    praktik = iter(_running(keeper, today).filter(kind=PlacementKind.WORK_PLACEMENT).order_by("external_id"))
    last: dict[str, Any] = {"but": (Party.MUNICIPALITY,)}
    acts: tuple[tuple[Iterator[Placement], int, Act], ...] = (
        (ordinary, 1, lambda one: drafting.draft(by=by, placement=one)),
        (ordinary, 1, lambda one: _sent(by, one)),
        (ordinary, 1, lambda one: _sign(by, _sent(by, one), **last)),
        (ordinary, 1, lambda one: _sign(by, _sent(by, one))),
        (ordinary, 2, lambda one: _growing(by, one, today)),
        (ordinary, 1, lambda one: _changed(by, one, today)),
        (ordinary, 1, lambda one: _longer(by, one)),
        (ordinary, 1, lambda one: _new_phone(by, one)),
        (ordinary, 1, lambda one: _taken_back(by, one)),
        (praktik, 1, lambda one: _refused(by, one)),
        (praktik, 1, lambda one: _sign(by, _sent(by, one, purpose="ordinary"), **last)),
        (praktik, 1, lambda one: _sign(by, _sent(by, one, purpose="clarify"), link=(Party.EMPLOYEE_REP,))),
    )
    for some, wanted, act in acts:
        _do(some, wanted, act)
    _under_18(youth, today)


def _do(rows: Iterator[Placement], wanted: int, act: Act) -> None:
    """With the next ones with whom it can be done: where a verb refuses (a clash, a period too short), the one after."""
    done = 0
    while done < wanted and (placement := next(rows, None)) is not None:
        try:
            with transaction.atomic():
                act(placement)
        except ValidationError:
            continue
        done += 1


def _running(keeper: Organisation, today: date) -> PlacementQuerySet:
    rows: PlacementQuerySet = Placement.objects.filter(
        keeper=keeper, actual_end=None, start__lte=today, planned_end__gt=today + timedelta(days=21), task__isnull=False,
        candidate__address_protected=False, candidate__user=None, candidate__archived_at=None, agreements__number=1,
        task__flexible=False,
    )  # fmt: skip
    return _only_noted(rows).select_related("candidate", "workplace")


def _only_noted(rows: PlacementQuerySet) -> PlacementQuerySet:
    """Those with one agreement, which nobody has begun to have signed."""
    more = AgreementVersion.objects.exclude(number=1, state=AgreementState.RECORDED)
    return rows.exclude(pk__in=more.values("placement"))


def _sent(
    by: Scope,
    placement: Placement,
    *,
    steps: Callable[[list[Step]], list[Step]] = list,
    purpose: str = "training",
    **values: Any,
) -> AgreementVersion:
    """Links to those who can be reached; the others sign on paper."""
    version = drafting.draft(by=by, placement=placement)
    values |= {"purpose": purpose} if placement.kind in PRAKTIK else {}
    version = drafting.change(by=by, agreement=version, values=values, steps=steps(drafting.steps_of_row(version)))
    asks = sending.outgoing(version, drafting.whole(placement)).asks
    known = ways(drafting.whole(placement), asks)
    has_login = {str(way.party) for way in known if way.users}
    links = {str(one): to for one, to in ((Party.EMPLOYEE_REP, REP), (Party.GUARDIAN, MOTHER)) if one not in has_login}
    unreached = {
        str(way.party)
        for way in known
        if not way.users and way.party not in links and not (way.link and (way.link.email or way.link.phone))
    }
    told = _told(placement)
    return sending.send(by=by, agreement=version, links=links, paper=unreached, told=told, reason=law.WHY)


def _told(placement: Placement) -> Told | None:
    task = placement.task
    found = law.answers(
        candidate=placement.candidate, workplace=placement.workplace, kind=placement.kind, start=placement.start,
        planned_end=placement.planned_end, windows=task.windows if task else (), demands=task.demands if task else (),
    )  # fmt: skip
    return found[0] if found else None


def _sign(by: Scope, version: AgreementVersion, but: Iterable[str] = (), link: Iterable[str] = ()) -> None:
    """On paper, but `link` by the link that they got; the municipality on the screen, last."""
    names = {one.role: one.name for one in version.read.parties} | {Party.EMPLOYEE_REP.value: REP.name}
    contact = first_contact(version.placement)
    names[Party.EMPLOYER.value] = contact.name if contact and contact.name else "Butikschefen"
    mine = {one.party: one for one in version.placement.signing_links.usable()}
    for party in version.asks:
        name = names.get(party) or MOTHER.name
        if party in but:
            continue
        if party == Party.MUNICIPALITY and by.user is not None:
            signing.sign(by=by, placement=version.placement, shown=version.content_hash, name=by.user.name)
        elif party in link and party in mine:
            signing.answer_by_link(link=mine[party], shown=version.content_hash, says=Says.YES, name=name)
        else:
            signing.register_paper(
                by=by, agreement=version, party=party, says=Says.YES, name=name, seen_on=timezone.localdate()
            )


def _growing(by: Scope, placement: Placement, today: date) -> None:
    """In force, with an hour more each day from the Monday after next; the person signs by the link."""
    later = today + timedelta(days=14 - today.weekday())

    def more(steps: list[Step]) -> list[Step]:
        times = [parse_window(one) for one in steps[0].windows]
        longer = [replace(one, end=one.end + 60) for one in times if not isinstance(one, DatedWindow)]
        if not longer or any(one.end > 20 * 60 for one in longer) or later > placement.planned_end - timedelta(days=7):
            raise ValidationError("no room for more hours")
        windows = tuple(str(one) for one in longer)
        return [steps[0], replace(steps[0], first_day=later, windows=windows, hours=weekly_hours(longer))]

    _sign(by, _sent(by, placement, steps=more), link=(Party.PERSON,))


def _changed(by: Scope, placement: Placement, today: date) -> None:
    """In force, with a change that waits for those it concerns."""
    _sign(by, _sent(by, placement))
    placement = Placement.objects.get(pk=placement.pk)
    version = drafting.amend(
        by=by, placement=placement, valid_from=max(today, placement.start), reason="Det går godt, så der kommer mere til",
        remarks="Personen hjælper også med at tage imod varer.",
    )  # fmt: skip
    sending.send(by=by, agreement=version)


def _longer(by: Scope, placement: Placement) -> None:
    """In force, and extended by as long as it is likely to be: that waits for those it concerns, and until then nothing has changed."""
    _sign(by, _sent(by, placement))
    placement = Placement.objects.get(pk=placement.pk)
    offered = extending.proposals(placement)
    if not offered:
        raise ValidationError("no time left")
    done = extending.extend(by=by, placement=placement, until=offered[0][0], reason="Begge parter vil gerne blive ved")
    if done.amended is None or done.amended.unsent:
        raise ValidationError("somebody can't be reached")


def _new_phone(by: Scope, placement: Placement) -> None:
    """A change that asks nobody, and one that was taken back before anybody had answered."""
    _sign(by, _sent(by, placement))
    changes: tuple[tuple[dict[str, Any], str], ...] = (
        ({"meets_phone": "+45 94 31 77 88"}, "Der er kommet et nyt nummer i butikken"),
        ({"remarks": "Der er også arbejde om lørdagen."}, "Flere dage"),
    )
    for values, why in changes:
        placement = Placement.objects.get(pk=placement.pk)
        version = drafting.amend(by=by, placement=placement, reason=why, **values)
        sending.send(by=by, agreement=version)
    sending.withdraw(by=by, agreement=version, why="Det bliver ikke om lørdagen alligevel")


def _taken_back(by: Scope, placement: Placement) -> None:
    sending.withdraw(by=by, agreement=_sent(by, placement), why="Arbejdspladsen er flyttet")


def _refused(by: Scope, placement: Placement) -> None:
    """The employees' representative says no by her link."""
    version = _sent(by, placement)
    link = placement.signing_links.filter(party=Party.EMPLOYEE_REP).first()
    if link is not None:
        words = "Kollegerne er ikke spurgt endnu."
        signing.answer_by_link(link=link, shown=version.content_hash, says=Says.NO, name=REP.name, words=words)


def _of_those_with_a_login(by: Scope, keeper: Organisation, today: date) -> None:
    """The demo's person has a paper to sign; the company has signed one on the screen and has another that waits."""
    own: PlacementQuerySet = Placement.objects.filter(
        keeper=keeper, actual_end=None, planned_end__gt=today, task__isnull=False, agreements__number=1,
        candidate__user__email="kandidat@demo.example",
    )  # fmt: skip
    _do(iter(_only_noted(own).order_by("pk")), 1, lambda one: _sent(by, one))
    company = Organisation.objects.filter(kind=OrganisationKind.EMPLOYER).order_by("-pk").first()
    boss = Membership.objects.filter(organisation=company, role=Role.EMPLOYER_ADMIN).select_related("user").first()
    if company is None or boss is None:
        return
    scope = Scope(company, boss.user, Role(boss.role), (), boss)

    def signs(placement: Placement) -> None:
        version = _sent(by, placement)
        signing.sign(by=scope, placement=placement, shown=version.content_hash, name=boss.user.name)

    there = iter(_running(keeper, today).filter(workplace__employer__cvr=company.cvr).order_by("external_id"))
    _do(there, 1, signs)
    _do(there, 1, lambda one: _sent(by, one))


def _under_18(youth: Organisation, today: date) -> None:
    """One whose guardian has signed on paper and has a link as well, and one whose guardian alone is missing: on her own page."""
    users = User.objects.filter(memberships__organisation=youth, memberships__role=Role.CONSULTANT)
    by = Scope(youth, users.order_by("pk").first(), Role.CONSULTANT)
    on = timezone.localdate()
    hers = CircleMember.objects.on(on).filter(user__email=GUARDIAN.email, role=CircleRole.GUARDIAN).values("candidate")
    young = [one for one in _running(youth, today).order_by("external_id") if one.candidate.age_on(on) < 18]
    followed = {one.pk for one in _running(youth, today).filter(candidate__in=hers)}

    def signed(placement: Placement) -> None:
        version = _sent(by, placement)
        sending.send_link(by=by, agreement=version, party=Party.GUARDIAN, to=MOTHER)
        _sign(by, version, but=(Party.PERSON, Party.EMPLOYER, Party.MUNICIPALITY))

    def missing(placement: Placement) -> None:
        _sign(by, _sent(by, placement), but=(Party.GUARDIAN, Party.MUNICIPALITY))

    _do(iter([one for one in young if one.pk not in followed]), 1, signed)
    mine = [one for one in young if one.pk in followed]
    _do(iter(mine or young), 1, missing)
