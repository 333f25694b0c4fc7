"""Which papers each of those who have to do with a placement can have, and what stands on their copy."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from candidates.models import ConsentItem
from placements.agreeing.standing import answers_of
from placements.documents.content import AgreementContent
from placements.documents.papers import FOR_THE_PERSON, Paper
from placements.documents.signing import Signed
from placements.law.loader import window_of
from placements.models import AgreementState, AgreementVersion, Party, Placement, PlacementQuerySet, Shift
from placements.told import told_to, who_works
from smaajob import writing
from smaajob.schedule import DatedWindow

# What a company has beside what it signs: how the work is told to who comes. Their card and what they do when they can't come is theirs.
FOR_THE_COMPANY = (Paper.TASK_SHEET,)
MOST = 20  # placements that one person has at a time


@dataclass(frozen=True, slots=True)
class Copy:
    """A paper that somebody can have: `said` is what the link says, in the words of the page."""

    version: AgreementVersion
    which: Paper
    said: str


def copies_of(
    placements: Collection[Placement], day: date, sheets: Iterable[Paper] = FOR_THE_PERSON, *, only_sent: bool = False
) -> dict[int, list[Copy]]:
    """By placement: what was sent and what holds, the newest first, then the sheets of what holds. One query.

    Never a draft, nor what was taken back. Sheets only while the placement lasts: before all have signed there are none, so that
    nobody comes to work by a paper that does not hold yet. `only_sent`: for a company, which has nothing of what was only noted: it
    would be put together from the person's row.
    """
    found: dict[int, list[Copy]] = {one.pk: [] for one in placements}
    rows = AgreementVersion.objects.filter(placement__in=found, state__in=_STATES).in_order()
    versions: dict[int, list[AgreementVersion]] = {}
    for row in rows:
        versions.setdefault(row.placement_id, []).append(row)
    for placement in placements:
        mine = versions.get(placement.pk, [])
        copies = found[placement.pk]
        copies += [Copy(one, Paper.AGREEMENT, _said(one)) for one in reversed(mine) if one.content]
        holds = holding_on(mine, max(day, placement.start))
        if holds is not None and not placement.is_over and (holds.content or not only_sent):
            copies += [Copy(holds, which, str(which.label)) for which in sheets]
    return found


def sheets_of(placements: PlacementQuerySet, day: date) -> list[tuple[Placement, list[Copy]]]:
    """What the person can have on paper of each placement that lasts: what to do, whom to call, what to do when they can't come."""
    lasting = list(placements.not_ended().select_related("workplace").order_by("start", "pk")[:MOST])
    found = copies_of(lasting, day)
    told = [(one, [copy for copy in found[one.pk] if copy.which in FOR_THE_PERSON]) for one in lasting]
    return [(one, copies) for one, copies in told if copies]


_STATES = (AgreementState.RECORDED, AgreementState.SENT, AgreementState.IN_FORCE)


def holding_on(versions: Iterable[AgreementVersion], day: date) -> AgreementVersion | None:
    """Of a placement's versions in order the one that holds: signed before noted, and the last that has begun."""
    held = [one for one in versions if one.state != AgreementState.SENT and one.valid_from <= day]
    signed = [one for one in held if one.state == AgreementState.IN_FORCE]
    return (signed or held or [None])[-1]  # type: ignore[list-item]


def is_offered(
    version: AgreementVersion,
    which: Paper,
    day: date,
    sheets: Iterable[Paper] = FOR_THE_PERSON,
    *,
    only_sent: bool = False,
) -> bool:
    """Whether a party can have this paper of this version now."""
    mine = copies_of([version.placement], day, sheets, only_sent=only_sent)[version.placement_id]
    return any(one.version == version and one.which is which for one in mine)


def signed_of(version: AgreementVersion) -> list[Signed]:
    """The last word of each who has answered, as a paper tells it."""
    answers = answers_of(version, version.signatures.all())
    return [
        Signed(
            role=str(one.party),
            name=one.signature.name,
            says=one.signature.says,
            method=one.signature.method,
            at=one.signature.seen_on or one.signature.at,
            words=one.signature.words,
            seen_on=timezone.localdate(one.signature.at) if one.signature.seen_on else None,
        )
        for one in answers
        if one.signature is not None
    ]


def first_time_of(placement: Placement, now: datetime) -> DatedWindow | None:
    """The first shift in the calendar, as long as it is still to come; moved and cancelled ones as they are now."""
    first = Shift.objects.filter(placement=placement).order_by("starts_at").first()
    return window_of(first, placement.workplace.country) if first is not None and first.ends_at > now else None


def for_company(content: AgreementContent, placement: Placement, day: date) -> AgreementContent:
    """A sheet as the workplace may have it: the name and the needs only as it has been told of them now. Two queries.

    The agreement that it signs itself stays as it was signed; a sheet hangs on a wall, and tells no more than today's yes.
    """
    who = who_works([placement.pk], day).get(placement.pk)
    told = [
        one for one in told_to([placement.workplace.public_id], day) if who is not None and one.person == who.person
    ]
    tells_needs = any(ConsentItem.NEEDS in one.items for one in told)
    name = who.first_name if who is not None else ""
    parties = tuple(replace(one, name=name) if one.role == Party.PERSON else one for one in content.parties)
    return replace(content, parties=parties, accommodations=content.accommodations if tells_needs else ())


def _said(version: AgreementVersion) -> str:
    what = _("Ændringen af aftalen, fra %(day)s") if version.is_amendment else _("Aftalen, fra %(day)s")
    text = what % {"day": writing.day_year(version.valid_from)}
    return _("%(paper)s, til underskrift") % {"paper": text} if version.state == AgreementState.SENT else text
