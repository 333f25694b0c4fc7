"""Each verb in each state: what happens where it may, why not where it may not, and that nothing is changed then."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from placements.actions import drafting, sending, signing
from placements.actions.asking import Link
from placements.actions.signing import MovedOn
from placements.agreeing.standing import standing_of
from placements.models import AgreementState, AgreementVersion, Party, Placement, Signature
from smaajob.accounts.models import Organisation
from smaajob.accounts.scope import Scope
from smaajob.audit.models import Event
from smaajob.messages.models import Message
from tests.factories.agreements import drafted, monday, noted, paper, sent, signed, to_be_agreed

pytestmark = pytest.mark.django_db
BEGIN: dict[str, Callable[[Scope, Placement], AgreementVersion]] = {
    "recorded": lambda by, placement: noted(placement),
    "draft": drafted,
    "sent": sent,
    "in_force": signed,
    "withdrawn": lambda by, placement: _withdrawn(by, placement),
}


def _withdrawn(by: Scope, placement: Placement) -> AgreementVersion:
    version = sent(by, placement)
    sending.withdraw(by=by, agreement=version, why="Forkert løn")
    version.refresh_from_db()
    return version


def _change(by: Scope, version: AgreementVersion) -> Any:
    return drafting.change(by=by, agreement=version, values={"remarks": "Kaffe"}, steps=drafting.steps_of_row(version))


def _paper(by: Scope, version: AgreementVersion) -> Any:
    return paper(by, version, Party.PERSON, "Amina Hassan")


def _link(by: Scope, version: AgreementVersion) -> Any:
    return sending.send_link(by=by, agreement=version, party=Party.EMPLOYER, to=Link("Ole", "ole@example.org"))


VERBS: dict[str, Callable[[Scope, AgreementVersion], Any]] = {
    "draft": lambda by, version: drafting.draft(by=by, placement=version.placement),
    "amend": lambda by, version: drafting.amend(by=by, placement=version.placement),
    "change": _change,
    "discard": lambda by, version: drafting.discard(by=by, agreement=version),
    "send": lambda by, version: sending.send(by=by, agreement=version),
    "paper": _paper,
    "link": _link,
    "withdraw": lambda by, version: sending.withdraw(by=by, agreement=version, why="Forkert løn"),
}
# Written by hand: what each verb may, by the state of the newest version. (A withdrawn one leaves what was noted before.)
MAY = {
    "recorded": {"draft", "amend"},
    "draft": {"change", "discard", "send"},
    "sent": {"paper", "link", "withdraw"},
    "in_force": {"amend"},
    "withdrawn": {"draft", "amend"},
}


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("state", BEGIN)
def test_a_verb_works_in_its_states_and_changes_nothing_in_others(
    scope: Scope, municipality: Organisation, state: str, verb: str
) -> None:
    placement = to_be_agreed(municipality)
    version = BEGIN[state](scope, placement)
    before = _everything()
    if verb in MAY[state]:
        VERBS[verb](scope, version)
        assert _everything() != before
        return
    with pytest.raises((ValidationError, MovedOn)) as refused, transaction.atomic():
        VERBS[verb](scope, version)
    if isinstance(refused.value, ValidationError):
        assert all(len(one) > 15 for one in refused.value.messages), "it says why"
    assert _everything() == before


def _everything() -> list[Any]:
    versions = AgreementVersion.objects.order_by("pk").values_list("pk", "state", "content_hash", "remarks")
    return [list(versions), Signature.objects.count(), Event.objects.count(), Message.objects.count()]


def test_a_draft_begins_with_what_is_known(scope: Scope, municipality: Organisation) -> None:
    known = {"bring": "Sikkerhedssko", "find_way": "Ind ad porten"}
    # Not tomorrow: who begins tomorrow is talked with today at the latest, and no day before the first is left to write down.
    placement = to_be_agreed(municipality, kind="praktik", task=known, start=monday(2), planned_end=monday(15))
    version = drafted(scope, placement)

    assert (version.number, version.state, version.valid_from, version.end) == (
        1, "draft", placement.start, placement.planned_end,
    )  # fmt: skip
    assert version.description == "Pakke brød."
    assert (version.meets_name, version.meets_phone) == ("Bente Bager", "+45 98 12 34 56")
    assert (version.bring, version.find_way) == ("Sikkerhedssko", "Ind ad porten")
    assert version.place_text == "Algade 7, 9000 Aalborg"
    assert "arbejdsskadeforsikring" in version.insurance
    first, start = version.follow_ups[:2]
    assert first < start == placement.start
    assert all(day <= placement.planned_end for day in version.follow_ups), "none after the end: week 26 is left out"
    assert len(version.follow_ups) == 7
    [step] = drafting.steps_of_row(version)
    assert (step.first_day, step.hours, step.windows) == (placement.start, 6, ("man 09:00-12:00", "ons 09:00-12:00"))


def test_a_praktik_says_one_of_the_three_purposes_and_other_work_none(scope: Scope, municipality: Organisation) -> None:
    version = drafted(scope, to_be_agreed(municipality, kind="praktik"))
    steps = drafting.steps_of_row(version)
    with pytest.raises(ValidationError) as refused:
        drafting.change(by=scope, agreement=version, values={"purpose": ""}, steps=steps)
    assert set(refused.value.message_dict) == {"purpose"}
    drafting.change(by=scope, agreement=version, values={"purpose": "training"}, steps=steps)
    swedish = to_be_agreed(municipality, kind="praktik", workplace={"country": "SE", "postcode": "11120"})
    version = drafted(scope, swedish)
    drafting.change(by=scope, agreement=version, values={"remarks": "Fika"}, steps=drafting.steps_of_row(version))


def test_nothing_stands_in_it_of_needs_that_the_workplace_was_not_told(
    scope: Scope, municipality: Organisation
) -> None:
    placement = to_be_agreed(municipality)
    placement.candidate.accommodations = ["pauser"]
    placement.candidate.save()
    version = drafted(scope, placement)
    assert version.accommodations == []
    with pytest.raises(ValidationError, match="sagt ja til"):
        drafting.change(
            by=scope, agreement=version, values={"accommodations": ["pauser"]}, steps=drafting.steps_of_row(version)
        )


def test_sending_freezes_and_asks_those_who_must(scope: Scope, municipality: Organisation) -> None:
    version = sent(scope, to_be_agreed(municipality, kind="praktik"), purpose="ordinary")

    assert version.asks == ["person", "employer", "employee_rep", "municipality"]
    assert version.is_intact
    assert version.read.purpose == "ordinary"
    names = {one.role: one.name for one in version.read.parties}
    assert names["employee_rep"] == "Rikke Repræsentant"
    kinds = list(Message.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["agreement_to_sign"] * 3, "the person, the bakery's contact, the representative"


@pytest.mark.parametrize(
    ("kind", "employees", "birth", "asked"),
    [
        ("praktik", 1, date(1990, 1, 1), ["person", "employer", "municipality"]),
        ("praktik", 2, date(1990, 1, 1), ["person", "employer", "employee_rep", "municipality"]),
        ("praktik", None, date(1990, 1, 1), ["person", "employer", "employee_rep", "municipality"]),
        ("småjob", 50, date(1990, 1, 1), ["person", "employer", "municipality"]),
    ],
)
def test_who_is_asked(
    scope: Scope, municipality: Organisation, kind: str, employees: int | None, birth: date, asked: list[str]
) -> None:
    placement = to_be_agreed(municipality, kind=kind, birth_date=birth, workplace={"employees": employees})
    assert sent(scope, placement, purpose="training" if kind == "praktik" else "").asks == asked


@pytest.mark.parametrize(("days", "asked"), [(-1, False), (0, False), (1, True)])
def test_a_guardian_is_asked_until_the_eighteenth_birthday(
    scope: Scope, municipality: Organisation, days: int, asked: bool
) -> None:
    today = timezone.localdate()
    birthday = today + timedelta(days=days)
    placement = to_be_agreed(municipality, kind="fritidsjob", birth_date=birthday.replace(year=birthday.year - 18))
    assert (Party.GUARDIAN in sent(scope, placement).asks) is asked


def test_swedish_work_is_not_under_danish_law(scope: Scope, municipality: Organisation) -> None:
    placement = to_be_agreed(
        municipality, kind="praktik", workplace={"country": "SE", "postcode": "11120", "employees": 9}
    )
    version = sent(scope, placement)
    assert version.asks == ["person", "employer", "municipality"]
    assert version.insurance == ""


def test_the_last_yes_makes_it_hold_and_plans_the_steps(scope: Scope, municipality: Organisation) -> None:
    placement = to_be_agreed(municipality)
    version = drafted(scope, placement)
    [step] = drafting.steps_of_row(version)
    later = placement.start + timedelta(weeks=4)
    more = type(step)(later, step.hours, ("man 09:00-12:00", "ons 09:00-12:00", "fre 09:00-12:00"))
    drafting.change(by=scope, agreement=version, values={}, steps=[step, more])
    version = sending.send(by=scope, agreement=version)
    assert not placement.shifts.exists()
    for party in version.asks:
        paper(scope, version, party)

    version.refresh_from_db()
    assert version.state == AgreementState.IN_FORCE
    first = placement.shifts.filter(day__lt=later)
    assert {one.weekday() for one in first.values_list("day", flat=True)} <= {0, 2}
    assert {one.weekday() for one in placement.shifts.filter(day__gte=later).values_list("day", flat=True)} == {0, 2, 4}
    told = Message.objects.filter(kind="agreement_signed")
    assert told.count() == 2, "the person and the bakery"


def test_the_municipality_signs_last_and_hears_who_is_missing(scope: Scope, municipality: Organisation) -> None:
    placement = to_be_agreed(municipality)
    version = sent(scope, placement)
    paper(scope, version, Party.PERSON)
    with pytest.raises(ValidationError, match="Der mangler arbejdspladsen"):
        signing.sign(by=scope, placement=placement, shown=version.content_hash, name="Mette Holm")
    with pytest.raises(IntegrityError, match="municipality signs last"), transaction.atomic():
        _insert(version, Party.MUNICIPALITY)
    paper(scope, version, Party.EMPLOYER)
    signing.sign(by=scope, placement=placement, shown=version.content_hash, name="Mette Holm")
    standing = standing_of(placement, timezone.localdate())
    assert standing.holds is not None
    assert standing.holds.row.pk == version.pk
    assert standing.may_start


def test_a_no_is_kept_with_its_reason_and_a_yes_can_come_after_but_not_the_other_way(
    scope: Scope, municipality: Organisation
) -> None:
    version = sent(scope, to_be_agreed(municipality, kind="praktik"), purpose="clarify")
    today = timezone.localdate()
    said = {"by": scope, "agreement": version, "party": Party.EMPLOYEE_REP, "name": "Rikke", "seen_on": today}
    with pytest.raises(ValidationError, match="hvorfor"):
        signing.register_paper(**said, says="no")
    signing.register_paper(**said, says="no", words="Kollegerne er ikke hørt.")
    version.refresh_from_db()
    assert version.state == AgreementState.SENT
    signing.register_paper(**said, says="yes")
    with pytest.raises(ValidationError, match="allerede skrevet under"):
        signing.register_paper(**said, says="no", words="Alligevel ikke")


def test_what_is_not_theirs_to_sign_is_refused(scope: Scope, municipality: Organisation) -> None:
    version = sent(scope, to_be_agreed(municipality))
    with pytest.raises(ValidationError, match="ikke en af dem"):
        paper(scope, version, Party.EMPLOYEE_REP)
    with pytest.raises(ValidationError, match="ikke være i fremtiden"):
        tomorrow = timezone.localdate() + timedelta(days=1)
        signing.register_paper(by=scope, agreement=version, party="person", says="yes", name="Amina", seen_on=tomorrow)


def test_a_changed_byte_is_refused_by_the_database(scope: Scope, municipality: Organisation) -> None:
    version = sent(scope, to_be_agreed(municipality))
    paper(scope, version, Party.PERSON)
    changes = (
        "UPDATE placements_agreementversion SET content = jsonb_set(content, '{tasks}', '\"Andet\"') WHERE id = %s",
        "UPDATE placements_agreementversion SET content_hash = repeat('0', 64) WHERE id = %s",
        "UPDATE placements_agreementversion SET asks = '{person}' WHERE id = %s",
        "UPDATE placements_agreementversion SET hourly_pay = 1 WHERE id = %s",
        "UPDATE placements_agreementversion SET state = 'draft' WHERE id = %s",
        "UPDATE placements_agreementversion SET state = 'in_force', in_force_at = now() WHERE id = %s",
        "UPDATE placements_signature SET name = 'En anden' WHERE agreement_id = %s",
        "UPDATE placements_signature SET content_hash = repeat('0', 64) WHERE agreement_id = %s",
        "UPDATE placements_agreementstep SET hours = 1 WHERE agreement_id = %s",
    )
    for statement in changes:
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [version.pk])
    version.refresh_from_db()
    assert version.is_intact
    with pytest.raises(IntegrityError, match="not what was sent"), transaction.atomic():
        _insert(version, Party.EMPLOYER, content_hash="0" * 64)


def test_there_is_one_draft_or_sent_version_at_a_time(scope: Scope, municipality: Organisation) -> None:
    placement = to_be_agreed(municipality)
    drafted(scope, placement)
    with pytest.raises(IntegrityError, match="agreement_one_open"), transaction.atomic():
        AgreementVersion.objects.create(
            keeper=municipality, placement=placement, number=2, valid_from=placement.start, kind="småjob", state="draft"
        )


def test_a_clash_is_told_before_sending_and_at_the_end_with_nothing_half_done(
    scope: Scope, municipality: Organisation
) -> None:
    placement = to_be_agreed(municipality)
    version = sent(scope, placement)
    elsewhere = to_be_agreed(municipality, candidate=placement.candidate)
    noted(elsewhere)
    for party in version.asks[:-1]:
        paper(scope, version, party)
    other = drafting.draft(by=scope, placement=elsewhere)
    other = sending.send(by=scope, agreement=other)
    for party in other.asks:
        paper(scope, other, party)
    with pytest.raises(ValidationError, match="allerede en vagt"):
        signing.sign(by=scope, placement=placement, shown=version.content_hash, name="Mette Holm")
    version.refresh_from_db()
    assert version.state == AgreementState.SENT
    assert not version.signatures.filter(party="municipality").exists()
    assert not placement.shifts.exists()
    sending.withdraw(by=scope, agreement=version, why="Vagterne støder sammen")
    again = drafting.draft(by=scope, placement=placement)
    with pytest.raises(ValidationError, match="allerede en vagt"):
        sending.send(by=scope, agreement=again)


def test_they_are_reminded_once_and_only_who_has_not_answered(scope: Scope, municipality: Organisation) -> None:
    version = sent(scope, to_be_agreed(municipality))
    paper(scope, version, Party.PERSON)
    now = timezone.now()
    assert sending.remind(now + timedelta(days=4)) == 0
    assert sending.remind(now + timedelta(days=6)) == 1, "the bakery; the person has signed, the municipality is last"
    other = sent(scope, to_be_agreed(municipality, kind="praktik"), purpose="ordinary")
    assert sending.remind(now + timedelta(days=6)) == 3
    assert sending.remind(now + timedelta(days=7)) == 0
    other.refresh_from_db()
    assert other.reminded_at is not None
    assert other.is_intact


def _insert(version: AgreementVersion, party: Party, **values: Any) -> Signature:
    told = {"content_hash": version.content_hash, "name": "Navn", "method": "screen", "says": "yes", **values}
    made: Signature = Signature.objects.create(keeper=version.keeper, agreement=version, party=party, **told)
    return made
