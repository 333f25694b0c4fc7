"""From a version's row to what its parties read: one value, frozen when it is sent (placements.documents.content)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from django.utils import timezone

from candidates.models import Candidate, CircleMember, CircleRole
from employers.models import Contact as WorkplaceContact
from placements.agreeing.rules import in_order
from placements.documents.content import AgreementContent, Change, Contact, Party, Step
from placements.models import AgreementVersion, Placement
from placements.models import Party as Code
from smaajob.accounts.models import User
from smaajob.vocabulary import Accommodation

# When somebody talks with the person and the workplace: before the first day (negative), on it, and so many days after.
# Source: a default of our own after the habits of aftercare projects; a consultant changes it.
FOLLOW_UP_DAYS = (-3, 0, 7, 14, 28, 56, 91, 182)


def default_follow_ups(start: date, end: date, today: date) -> list[date]:
    """Before day 1, day 1, week 1, 2, 4, 8, 13 and 26: those to come, as far as the agreement lasts."""
    days = (date.fromordinal(start.toordinal() + n) for n in FOLLOW_UP_DAYS)
    return [day for day in days if today <= day <= end]


def content_of(
    version: AgreementVersion,
    placement: Placement,
    steps: Iterable[Step],
    parties: Iterable[str],
    *,
    asks: Iterable[str] | None = None,
    names: Mapping[str, str] | None = None,
    changes: tuple[Change, ...] = (),
) -> AgreementContent:
    """What the version says. `placement` with its person, their consultants, workplace, employer, task and keeper loaded.

    `parties` are all that have to do with it, `asks` those of them who sign this version (else all). `names` are those of parties
    that are nobody's user here: an employees' representative, a guardian on paper.
    """
    person, workplace, task = placement.candidate, placement.workplace, placement.task
    parties = in_order(parties)
    signing = set(parties if asks is None else asks)
    return AgreementContent(
        number=version.number,
        country=workplace.country,
        keeper=placement.keeper.name,
        kind=version.kind,
        title=task.title if task else version.get_kind_display(),
        start=placement.start if version.is_amendment else version.valid_from,
        end=version.end or placement.planned_end,
        place=workplace.name,
        address=(version.place_text,)
        if version.place_text
        else tuple(one for one in (workplace.address, workplace.town) if one),
        tasks=version.description,
        steps=tuple(steps),
        parties=tuple(replace(_party(code, placement, names or {}), signs=code in signing) for code in parties),
        purpose=version.purpose,
        find_way=version.find_way,
        bring=version.bring,
        meets=Contact(version.meets_name, version.meets_phone) if version.meets_name or version.meets_phone else None,
        municipal=_user(person.consultant),
        stand_in=_user(person.stand_in),
        accommodations=tuple(str(Accommodation(one).label) for one in Accommodation if one in version.accommodations),
        hourly_pay=version.hourly_pay,
        pay_note=version.pay_note,
        insurance=version.insurance,
        works_on_holidays=version.works_on_holidays,
        follow_ups=tuple(sorted(version.follow_ups)),
        valid_from=version.valid_from,
        changes=changes,
        remarks=version.remarks,
    )


def guardians_of(person: Candidate, day: date) -> list[User]:
    """The users who are the person's guardians on a day."""
    rows = CircleMember.objects.on(day).filter(candidate=person, role=CircleRole.GUARDIAN).select_related("user")
    return [one.user for one in rows]


def first_contact(placement: Placement) -> WorkplaceContact | None:
    """Whom one calls at the workplace."""
    rows = WorkplaceContact.objects.current().filter(workplace=placement.workplace_id)
    return rows.order_by("-main", "name", "pk").first()


def _party(code: Code, placement: Placement, names: Mapping[str, str]) -> Party:
    workplace = placement.workplace
    if code is Code.PERSON:
        return Party(code.value, str(placement.candidate))
    if code is Code.EMPLOYER:
        employer = workplace.employer
        lines = [employer.name] if employer.name != workplace.name else []
        lines += [f"CVR {employer.cvr}"] if employer.cvr and employer.country == "DK" else []
        lines += [f"P-nr. {workplace.p_number}"] if workplace.p_number else []
        return Party(code.value, workplace.name, tuple(lines))
    if code is Code.MUNICIPALITY:
        return Party(code.value, placement.keeper.name)
    if code is Code.GUARDIAN and not names.get(code):
        today = timezone.localdate()
        return Party(code.value, ", ".join(one.name for one in guardians_of(placement.candidate, today)))
    return Party(code.value, names.get(code, ""))


def _user(user: User | None) -> Contact | None:
    return Contact(user.name, user.phone, user.email or "") if user is not None else None
