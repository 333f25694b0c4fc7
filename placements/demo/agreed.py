"""Agreements in every state, a few of each: drafted, sent, refused, ready for the municipality, in force, changed, taken back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.utils import timezone

from placements.actions import drafting, sending, signing
from placements.actions.asking import Link, ways
from placements.law.facts import Said
from placements.law.loader import Told, judge_start
from placements.models import AgreementState, AgreementVersion, Party, Placement, PlacementQuerySet, Says
from smaajob.accounts.models import Membership, Organisation, OrganisationKind, Role, User
from smaajob.accounts.scope import Scope
from smaajob.rules.files import groups
from smaajob.vocabulary import PlacementKind

REP = Link("Rikke Toft", "rikke.toft@demo.example")
MOTHER = Link("Fatma Yildiz", "fatma.yildiz@demo.example", "+45 94 31 55 66")


def make(keeper: Organisation, youth: Organisation, today: date) -> None:
    """By the verbs that the pages call. Draws nothing by chance; what a small demo has no placement for is left out."""
    by = Scope(keeper, User.objects.get(email="mette@demo.example"))
    rows = _running(keeper, today).exclude(
        kind__in=("praktik", "sprogpraktik", "arbejdstræning", "nytteindsats", "løntilskud")
    )
    _of_those_with_a_login(by, keeper, today)
    ordinary = iter(rows.order_by("external_id"))
    praktik = iter(_running(keeper, today).filter(kind=PlacementKind.WORK_PLACEMENT).order_by("external_id"))
    for placement in _some(ordinary, 1):
        drafting.draft(by=by, placement=placement)
    for placement in _some(ordinary, 1):
        _sent(by, placement)
    for placement in _some(ordinary, 1):
        _on_paper(by, _sent(by, placement), but=Party.MUNICIPALITY)
    for placement in _some(ordinary, 2):
        _on_paper(by, _sent(by, placement))
    for placement in _some(ordinary, 1):
        _changed(by, placement, today)
    for placement in _some(ordinary, 1):
        sending.withdraw(by=by, agreement=_sent(by, placement), why="Arbejdspladsen er flyttet")
    for placement in _some(praktik, 1):
        _refused(by, placement)
    _with_a_guardian(youth, today)


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


def _some(rows: Iterator[Placement], wanted: int) -> Iterator[Placement]:
    """So many of those that the law lets anybody agree on."""
    lawful = (one for one in rows if _told(one) is not None)
    for _n, placement in zip(range(wanted), lawful, strict=False):
        yield placement


def _draft(by: Scope, placement: Placement) -> AgreementVersion:
    version = drafting.draft(by=by, placement=placement)
    purpose = {"purpose": "training"} if placement.kind in ("praktik", "sprogpraktik", "arbejdstræning") else {}
    return drafting.change(by=by, agreement=version, values=purpose, steps=drafting.steps_of_row(version))


def _sent(by: Scope, placement: Placement, paper: tuple[str, ...] = ()) -> AgreementVersion:
    """Links to those who can be reached; the others sign on paper."""
    version = _draft(by, placement)
    asks = sending.outgoing(version, drafting.whole(placement)).asks
    links = {Party.EMPLOYEE_REP.value: REP, Party.GUARDIAN.value: MOTHER}
    known = ways(drafting.whole(placement), asks)
    unreached = {
        str(way.party)
        for way in known
        if not way.users and way.party not in links and not (way.link and (way.link.email or way.link.phone))
    }
    told = _told(placement)
    return sending.send(
        by=by, agreement=version, links=links, paper={*paper, *unreached}, told=told,
        reason="Der er brug for tid til at finde rytmen, og vi følger op hver fjerde uge.",
    )  # fmt: skip


def _told(placement: Placement) -> Told | None:
    """What would have been answered about the law: of the groups that the person may be in, the first in which it may be sent."""
    for group in ("", *(one.code for one in groups("DK"))):
        told = Told(purposes=("training",), law_group=group, statement=Said.LATER, guardian=Said.LATER, in_school=False)
        verdict = judge_start(
            candidate=placement.candidate, workplace=placement.workplace, kind=placement.kind, start=placement.start,
            planned_end=placement.planned_end, windows=placement.task.windows if placement.task else (),
            demands=placement.task.demands if placement.task else (), told=told,
        )  # fmt: skip
        if not verdict.is_refused:
            return told
    return None


def _on_paper(by: Scope, version: AgreementVersion, but: str = "") -> None:
    names = {one.role: one.name for one in version.read.parties}
    for party in version.asks:
        if party == but:
            continue
        name = names.get(party, "") or "Navn på papiret"
        signing.register_paper(
            by=by, agreement=version, party=party, says=Says.YES, name=name, seen_on=timezone.localdate()
        )


def _changed(by: Scope, placement: Placement, today: date) -> None:
    """In force, with a change that waits for those it concerns."""
    _on_paper(by, _sent(by, placement))
    placement = Placement.objects.get(pk=placement.pk)
    version = drafting.amend(
        by=by, placement=placement, valid_from=max(today, placement.start), reason="Det går godt, så der kommer mere til",
        remarks="Personen hjælper også med at tage imod varer.",
    )  # fmt: skip
    sending.send(by=by, agreement=version)


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
    for placement in _some(iter(_only_noted(own).order_by("pk")), 1):
        _sent(by, placement)
    company = Organisation.objects.filter(kind=OrganisationKind.EMPLOYER).order_by("-pk").first()
    if company is None:
        return
    boss = Membership.objects.filter(organisation=company, role=Role.EMPLOYER_ADMIN).select_related("user").first()
    there = _running(keeper, today).filter(workplace__employer__cvr=company.cvr).order_by("external_id")
    for number, placement in enumerate(_some(iter(there), 2)):
        version = _sent(by, placement)
        if boss is not None and number == 0:
            scope = Scope(company, boss.user, Role(boss.role), (), boss)
            signing.sign(by=scope, placement=placement, shown=version.content_hash, name=boss.user.name)


def _with_a_guardian(youth: Organisation, today: date) -> None:
    """Somebody under 18: the guardian has signed on paper, and has a link as well."""
    user = (
        User.objects.filter(memberships__organisation=youth, memberships__role=Role.CONSULTANT).order_by("pk").first()
    )
    by = Scope(youth, user)
    rows = [
        one for one in _running(youth, today).order_by("external_id") if one.candidate.age_on(timezone.localdate()) < 18
    ]
    for placement in _some(iter(rows), 1):
        version = _sent(by, placement)
        sending.send_link(by=by, agreement=version, party=Party.GUARDIAN, to=MOTHER)
        signing.register_paper(
            by=by,
            agreement=version,
            party=Party.GUARDIAN,
            says=Says.YES,
            name=MOTHER.name,
            seen_on=timezone.localdate(),
        )
