"""What this floor tells the log of access: which rows show a person, who that is, and who has to do with them.

Who asks (the data protection officer, the worker) sees no people elsewhere: names and ids are looked up in all that the organisation keeps.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from candidates import models
from candidates.models import Candidate, CircleMember, Note, Participation, ProgrammeWorker
from candidates.models.candidate import SEEN_AFTER_LEAVING
from smaajob.accounts.models import Membership, Organisation
from smaajob.accounts.roles import STAFF
from smaajob.audit import flags, people
from smaajob.audit.flags import Facts
from smaajob.audit.models import Event
from smaajob.phones import phone_number
from smaajob.reach import whole_organisation
from smaajob.secrets import keyed_hash

THROUGH_A_PERSON = (
    models.Participation,
    models.Enrolment,
    models.TargetGroupSpell,
    models.StatusSpell,
    models.PersonalLink,
    models.CircleMember,
    models.Note,
    models.Consent,
)
# Who wrote in the case or changed it so lately has to do with it.
WORKED_ON = timedelta(days=365)


def register() -> None:
    """Called when the app is ready."""
    people.register(Candidate, "public_id")
    for model in THROUGH_A_PERSON:
        people.register(model, "candidate.public_id")
    people.register_directory(people.Directory(names_of, ids_of, by_cpr, by_birth))
    flags.register_facts(facts_of)
    flags.register_relations(related_to)


def names_of(organisation: Organisation, public_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Also of those in the archive and of doubles."""
    rows = Candidate.objects.filter(keeper=organisation, public_id__in=list(public_ids))
    with whole_organisation(organisation):
        return {row.public_id: str(row) for row in rows.only("public_id", "first_name", "last_name")}


def ids_of(organisation: Organisation, public_id: UUID) -> list[UUID]:
    """The person's own, the one's that they live on in, and those of all doubles."""
    with whole_organisation(organisation):
        return _ids_of(organisation, public_id)


def _ids_of(organisation: Organisation, public_id: UUID) -> list[UUID]:
    kept = Candidate.objects.filter(keeper=organisation)
    one = kept.filter(public_id=public_id).only("pk", "merged_into").first()
    while one is not None and one.merged_into_id is not None:
        one = kept.only("pk", "merged_into").get(pk=one.merged_into_id)
    if one is None:
        return []
    found, level = [one.public_id], [one.pk]
    while level:
        below = list(kept.filter(merged_into__in=level).values_list("pk", "public_id"))
        found += [each for _pk, each in below]
        level = [pk for pk, _each in below]
    return found


def by_cpr(organisation: Organisation, digits: str) -> UUID | None:
    """Also where it was written with a century, as the Swedes do, or without."""
    forms = {digits, digits[-10:], f"19{digits[-10:]}", f"20{digits[-10:]}"}
    rows = Candidate.objects.filter(keeper=organisation, cpr_hash__in=[keyed_hash(one) for one in forms])
    with whole_organisation(organisation):
        found: UUID | None = rows.filter(merged_into__isnull=True).values_list("public_id", flat=True).first()
    return found


def by_birth(organisation: Organisation, born: date, name: str) -> list[UUID]:
    """Also of those in the archive; doubles by the one that they live on in."""
    rows = Candidate.objects.filter(
        keeper=organisation, birth_date=born, merged_into__isnull=True, erased_at__isnull=True
    )
    for word in name.split():
        rows = rows.filter(Q(first_name__icontains=word) | Q(last_name__icontains=word))
    with whole_organisation(organisation):
        return list(rows.order_by("sort_key", "pk").values_list("public_id", flat=True))


def facts_of(organisation: Organisation, public_ids: Sequence[UUID]) -> dict[UUID, Facts]:
    """Protected or not; and the users that are the person: by their way in, or by the same e-mail or phone as a colleague's."""
    fields = ("public_id", "address_protected", "user", "email", "phone", "municipality")
    rows = list(Candidate.objects.filter(keeper=organisation, public_id__in=public_ids).only(*fields))
    staff = Membership.objects.filter(organisation=organisation, active=True, role__in=STAFF).select_related("user")
    by_address: dict[str, set[int]] = defaultdict(set)
    for member in staff:
        for address in filter(None, (member.user.email, member.user.phone_number)):
            by_address[address.lower()].add(member.user_id)
    found = {}
    for row in rows:
        addresses = (row.email.lower(), phone_number(row.phone, row.country))
        themselves = {row.user_id} - {None} | {user for one in addresses if one for user in by_address[one]}
        found[row.public_id] = Facts(row.address_protected, frozenset(user for user in themselves if user is not None))
    return found


def related_to(organisation: Organisation, public_ids: Sequence[UUID]) -> Mapping[UUID, Iterable[int]]:
    """The consultant and the stand-in; those who follow; the workers of their programmes; who wrote or changed something lately."""
    since = timezone.now() - WORKED_ON
    found: dict[UUID, set[int]] = defaultdict(set)
    of_people = Candidate.objects.filter(keeper=organisation, public_id__in=public_ids)
    for public_id, *users in of_people.values_list("public_id", "consultant", "stand_in"):
        found[public_id].update(user for user in users if user is not None)
    for public_id, user in _pairs(organisation, public_ids, since):
        if user is not None:
            found[public_id].add(user)
    return found


def _pairs(organisation: Organisation, public_ids: Sequence[UUID], since: object) -> Iterable[tuple[UUID, int | None]]:
    of = Q(candidate__keeper=organisation, candidate__public_id__in=public_ids)
    today = timezone.localdate()
    yield from CircleMember.objects.filter(of).values_list("candidate__public_id", "user")
    yield from Note.objects.filter(of, written_at__gt=since).values_list("candidate__public_id", "author")
    parts = Participation.objects.filter(of, Q(end__isnull=True) | Q(end__gte=today - SEEN_AFTER_LEAVING))
    programmes = list(parts.values_list("candidate__public_id", "programme"))
    workers: dict[int, set[int]] = defaultdict(set)
    for programme, user in ProgrammeWorker.objects.filter(programme__in={one for _id, one in programmes}).values_list(
        "programme", "user"
    ):
        workers[programme].add(user)
    yield from ((public_id, user) for public_id, programme in programmes for user in workers[programme])
    label = Candidate._meta.label_lower
    events = Event.objects.filter(organisation=organisation, subject=label, subject_id__in=public_ids, at__gt=since)
    pairs = events.values_list("subject_id", "actor").distinct()
    yield from ((subject, actor) for subject, actor in pairs if subject is not None)
