"""The same person, or the same workplace, stands here twice: made one, and parted again."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from threading import Barrier, Thread
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connections, transaction
from django.utils import timezone

from candidates.models import (
    Candidate,
    Enrolment,
    Note,
    Participation,
    Programme,
    StatusSpell,
    TargetGroupSpell,
)
from employers.models import Contact, Workplace
from placements.actions import merges as actions
from placements.actions import unmerge
from placements.merging.doubles import people_like, workplaces_like
from placements.merging.plan import make_plan
from placements.merging.relations import MODELS, WORDS, references
from placements.merging.values import differences, fields_of
from placements.models import UNDO_WITHIN, Merge, Placement, Shift
from reports.extent import Extent
from reports.figures import as_json, compute
from smaajob.accounts.models import Organisation
from smaajob.accounts.scope import Scope
from smaajob.audit.models import Event
from smaajob.secrets import encrypt, keyed_hash
from tests.factories import (
    CandidateFactory,
    ConsentFactory,
    ContactFactory,
    CourseFactory,
    EmployerFactory,
    EnrolmentFactory,
    HoursFactory,
    ParticipationFactory,
    PartnerFactory,
    PlacementFactory,
    ProgrammeFactory,
    ShiftFactory,
    StatusSpellFactory,
    TargetGroupSpellFactory,
    TaskFactory,
    WorkplaceFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(municipality: Organisation) -> Candidate:
    """Amina Hassan, known since 2024."""
    return CandidateFactory.create(
        keeper=municipality, first_name="Amina", last_name="Hassan", external_id="K1", phone="20 11 22 33"
    )


@pytest.fixture
def gone(municipality: Organisation) -> Candidate:
    """The same, written with a typing error in 2023."""
    return CandidateFactory.create(
        keeper=municipality,
        first_name="Amnia",
        last_name="Hassan",
        external_id="K2",
        email="amina@example.org",
        registered_on=date(2023, 2, 1),
    )


def merge(scope: Scope, kept: Any, gone: Any, **choices: str) -> Merge:
    kind = "candidate" if isinstance(kept, Candidate) else "workplace"
    return actions.merge(by=scope, kind=kind, kept_id=kept.pk, gone_id=gone.pk, choices=choices)


def snapshot(*things: Any) -> dict[str, Any]:
    """All that is stored about some records and what refers to them, to be compared before and after."""
    found: dict[str, Any] = {}
    for thing in things:
        model = type(thing)
        found[f"{model.__name__} {thing.pk}"] = model._base_manager.filter(pk=thing.pk).values().get()
        for one in references(model):
            found[f"{one.key} {thing.pk}"] = list(one.rows(thing).order_by("pk").values())
    return found


@pytest.mark.parametrize("kind", MODELS)
def test_no_foreign_key_to_a_person_or_a_workplace_is_forgotten(kind: str) -> None:
    """A new reference needs its words, and somebody to think of what happens when both records have one."""
    found = {one.key for one in references(MODELS[kind])}
    assert found == {key for key in WORDS if key.endswith((kind, "merged_into")) and key in found}
    assert not found - set(WORDS), "write words in placements/merging/relations.py and settle conflicts in plan.py"
    assert len(found) > 4


def test_every_reference_moves_but_what_is_settled(scope: Scope, kept: Candidate, gone: Candidate) -> None:
    keeper = scope.organisation
    placement = PlacementFactory.create(candidate=gone)
    cancelled = PlacementFactory.create(candidate=gone, cancelled_at=timezone.now())
    ShiftFactory.create(placement=placement)
    HoursFactory.create(placement=placement)
    for factory in (ParticipationFactory, EnrolmentFactory, TargetGroupSpellFactory, StatusSpellFactory):
        factory.create(candidate=gone)
    ConsentFactory.create(candidate=gone, given_on=date(2024, 1, 16))
    Note.objects.create(keeper=keeper, candidate=gone, happened_on=date(2026, 1, 1), text="Ringede", author=scope.user)
    Note.objects.update(signed_at=timezone.now())

    merge(scope, kept, gone)

    for one in references(Candidate):
        assert not one.rows(gone).exists(), one.key
    assert kept.notes.get().is_signed
    assert set(Placement.everything.filter(candidate=kept)) == {placement, cancelled}
    gone.refresh_from_db()
    assert (gone.archived_as, gone.merged_into, gone.external_id) == ("merged", kept, "K2")
    assert not Candidate.objects.visible_to(scope).filter(pk=gone.pk).exists()


def test_the_kept_ones_values_stay_and_its_gaps_are_filled(scope: Scope, kept: Candidate, gone: Candidate) -> None:
    Candidate.objects.filter(pk=kept.pk).update(accommodations=["pauser"])
    Candidate.objects.filter(pk=gone.pk).update(accommodations=["stille"], step=3, address_protected=True)

    merge(scope, kept, gone, accommodations="both")

    kept.refresh_from_db()
    assert str(kept) == "Amina Hassan"
    assert (kept.email, kept.phone, kept.step) == ("amina@example.org", "20 11 22 33", 3)
    assert kept.accommodations == ["pauser", "stille"]
    assert kept.address_protected, "protection is not lost by a slip"
    assert kept.registered_on == date(2023, 2, 1), "known from the first time on"
    event = Event.objects.about(kept).get(verb="merge")
    assert event.changes["email"] == ["", "amina@example.org"]
    assert event.actor == scope.user


def test_another_value_can_be_chosen(scope: Scope, kept: Candidate, gone: Candidate) -> None:
    merge(scope, kept, gone, first_name="gone", registered_on="kept")
    kept.refresh_from_db()
    assert (kept.first_name, kept.registered_on) == ("Amnia", date(2024, 1, 15))


def test_every_field_is_asked_about_or_has_a_rule_of_its_own() -> None:
    """A new field of a person is compared by itself; the preview says it in words."""
    names = {field.name for field in fields_of(Candidate)}
    assert {"first_name", "availability", "consultant", "stand_in", "wishes"} <= names
    assert not {"cpr_encrypted", "cpr_hash", "external_id", "sort_key", "search_text", "merged_into"} & names


def test_the_same_participation_counts_once_and_as_long_as_the_longer(
    scope: Scope, kept: Candidate, gone: Candidate
) -> None:
    programme, course = (
        ProgrammeFactory.create(keeper=scope.organisation),
        CourseFactory.create(keeper=scope.organisation),
    )
    mine = ParticipationFactory.create(candidate=kept, programme=programme, end=date(2024, 3, 1))
    theirs = ParticipationFactory.create(candidate=gone, programme=programme, end=date(2024, 9, 1))
    EnrolmentFactory.create(candidate=kept, course=course)
    EnrolmentFactory.create(candidate=gone, course=course, completed=True)

    merge(scope, kept, gone)

    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert mine.end == date(2024, 9, 1)
    assert theirs.archived_as == "merged"
    assert Enrolment.objects.current().get().completed is True
    assert Participation.objects.current().get() == mine


def test_spells_in_a_group_that_overlap_become_one(scope: Scope, kept: Candidate, gone: Candidate) -> None:
    def spell(person: Candidate, start: date, end: date | None, group: str = "kontanthjælp") -> TargetGroupSpell:
        return TargetGroupSpellFactory.create(candidate=person, start=start, end=end, group=group)

    spell(kept, date(2024, 1, 1), date(2024, 2, 1))
    spell(kept, date(2024, 4, 1), date(2024, 5, 1))
    spell(gone, date(2024, 1, 20), date(2024, 4, 10))
    spell(gone, date(2025, 1, 1), None)
    spell(gone, date(2024, 1, 1), None, "flygtning")
    before = snapshot(kept, gone)

    done = merge(scope, kept, gone)

    spells = kept.target_groups.filter(group="kontanthjælp").values_list("start", "end")
    assert list(spells) == [(date(2024, 1, 1), date(2024, 5, 1)), (date(2025, 1, 1), None)]
    assert kept.target_groups.filter(group="flygtning").count() == 1
    unmerge.undo(by=scope, merge=done)
    assert snapshot(kept, gone) == before


def test_of_two_situations_of_a_day_the_kept_ones_stays(scope: Scope, kept: Candidate, gone: Candidate) -> None:
    StatusSpellFactory.create(candidate=kept, status="ledig")
    StatusSpellFactory.create(candidate=gone, status="job")
    StatusSpellFactory.create(candidate=gone, status="job", start=date(2025, 1, 1))
    merge(scope, kept, gone)
    assert list(kept.statuses.values_list("status", flat=True)) == ["ledig", "job"]


def test_shifts_at_once_stand_in_the_way_until_one_is_cancelled(scope: Scope, kept: Candidate, gone: Candidate) -> None:
    first = ShiftFactory.create(placement=PlacementFactory.create(candidate=kept))
    ShiftFactory.create(placement=PlacementFactory.create(candidate=gone))
    [obstacle] = make_plan(kept, gone).obstacles
    assert "Begge har en vagt" in obstacle.text
    assert first.placement in obstacle.placements
    with pytest.raises(ValidationError, match="Begge har en vagt"):
        merge(scope, kept, gone)
    gone.refresh_from_db()
    assert gone.merged_into is None


def test_two_in_the_same_task_on_the_same_days_stand_in_the_way(scope: Scope, kept: Candidate, gone: Candidate) -> None:
    task = TaskFactory.create(seats=2)
    PlacementFactory.create(candidate=kept, task=task, workplace=task.workplace)
    double = PlacementFactory.create(candidate=gone, task=task, workplace=task.workplace)
    with pytest.raises(ValidationError, match="samme dage"):
        merge(scope, kept, gone)
    Placement.everything.filter(pk=double.pk).update(cancelled_at=timezone.now())
    merge(scope, kept, gone)


def number(person: Candidate, cpr: str) -> None:
    person.cpr_encrypted, person.cpr_hash = encrypt(cpr), keyed_hash(cpr)
    person.save()


def test_two_cpr_numbers_are_two_persons_unless_somebody_says_that_one_is_new(
    scope: Scope, kept: Candidate, gone: Candidate
) -> None:
    number(kept, "1705841234")
    number(gone, "7705841235")
    with pytest.raises(ValidationError, match="to forskellige personer"):
        merge(scope, kept, gone)
    done = merge(scope, kept, gone, cpr="gone")
    kept.refresh_from_db()
    assert kept.cpr_hash == keyed_hash("7705841235")
    assert "7705841235" not in str(Event.objects.about(kept).values())
    unmerge.undo(by=scope, merge=done)
    kept.refresh_from_db()
    assert kept.cpr_hash == keyed_hash("1705841234")


def test_a_number_that_only_the_gone_one_has_comes_along(scope: Scope, kept: Candidate, gone: Candidate) -> None:
    number(gone, "1705841234")
    merge(scope, kept, gone)
    kept.refresh_from_db()
    assert kept.cpr_hash == keyed_hash("1705841234")


def test_the_figures_are_as_before_but_the_person_counts_once(scope: Scope, kept: Candidate, gone: Candidate) -> None:
    programme: Programme = ProgrammeFactory.create(keeper=scope.organisation, target_participants=4)
    for person, start in ((kept, date(2026, 1, 5)), (gone, date(2026, 8, 3))):
        ParticipationFactory.create(candidate=person, programme=programme, end=date(2026, 12, 1))
        row = PlacementFactory.create(candidate=person, programme=programme, start=start, planned_end=date(2026, 12, 1))
        HoursFactory.create(placement=row, first_day=start, last_day=start, hours=Decimal(3))
    extent = Extent(date(2026, 1, 1), date(2026, 12, 31), programme=programme)
    here = Extent(date(2026, 1, 1), date(2026, 12, 31), municipality="DK-851", keeper=scope.organisation)
    before, before_here = as_json(compute(extent)), as_json(compute(here))

    done = merge(scope, kept, gone)

    once = {"participants": 1, "candidates_placed": 1, "participants_attainment_percent": 25.0}
    after = as_json(compute(extent))
    assert after == {**before, **{key: after[key] for key in once}}
    assert {key: after[key] for key in once} == once
    assert as_json(compute(here)) == {**before_here, "participants": 1, "candidates_placed": 1}
    unmerge.undo(by=scope, merge=done)
    assert (as_json(compute(extent)), as_json(compute(here))) == (before, before_here)


def test_undo_puts_back_exactly_what_moved_and_leaves_what_is_newer(
    scope: Scope, kept: Candidate, gone: Candidate
) -> None:
    placement = PlacementFactory.create(candidate=gone)
    StatusSpellFactory.create(candidate=gone)
    done = merge(scope, kept, gone, first_name="gone")
    ShiftFactory.create(placement=placement, candidate=kept)
    newer = PlacementFactory.create(candidate=kept, start=date(2026, 2, 1))
    Candidate.objects.filter(pk=kept.pk).update(email="ny@example.org")

    parted = unmerge.undo(by=scope, merge=done)

    kept.refresh_from_db()
    gone.refresh_from_db()
    assert parted.stay == ["e-mail"]
    assert (kept.first_name, kept.email) == ("Amina", "ny@example.org")
    assert (gone.archived_as, gone.merged_into, gone.email) == ("", None, "amina@example.org")
    assert list(Placement.objects.filter(candidate=gone)) == [placement]
    assert list(Placement.objects.filter(candidate=kept)) == [newer]
    assert Shift.objects.get().candidate == gone, "a shift of today follows its placement"
    assert gone.statuses.count() == 1
    assert Event.objects.about(gone).first().verb == "merge.undo"
    with pytest.raises(ValidationError, match="allerede fortrudt"):
        unmerge.undo(by=scope, merge=done)


def test_undo_is_for_thirty_days(scope: Scope, kept: Candidate, gone: Candidate) -> None:
    done = merge(scope, kept, gone)
    assert actions.forget_old(timezone.now() + UNDO_WITHIN - timedelta(hours=1)) == 0
    Merge.objects.update(merged_at=timezone.now() - UNDO_WITHIN - timedelta(hours=1))
    with pytest.raises(ValidationError, match="mere end 30 dage"):
        unmerge.undo(by=scope, merge=done)
    assert actions.forget_old(timezone.now()) == 1
    done.refresh_from_db()
    assert done.trace is None
    with pytest.raises(ValidationError, match="mere end 30 dage"):
        unmerge.undo(by=scope, merge=done)


def test_merged_of_merged_is_undone_in_the_opposite_order(scope: Scope, kept: Candidate, gone: Candidate) -> None:
    third = CandidateFactory.create(keeper=scope.organisation, first_name="Amine", last_name="Hassan")
    placement = PlacementFactory.create(candidate=third)
    before = snapshot(kept, gone, third)
    first = merge(scope, gone, third)
    second = merge(scope, kept, gone)
    third.refresh_from_db()
    assert third.merged_into == kept, "the oldest address leads to the last record"
    assert Placement.objects.get().candidate == kept

    with pytest.raises(ValidationError, match="siden selv lagt sammen med Amina Hassan"):
        unmerge.undo(by=scope, merge=first)
    unmerge.undo(by=scope, merge=second)
    unmerge.undo(by=scope, merge=first)
    assert Placement.objects.get() == placement
    assert snapshot(kept, gone, third) == before


def test_two_merged_into_one_are_undone_the_newest_first(scope: Scope, kept: Candidate, gone: Candidate) -> None:
    third = CandidateFactory.create(keeper=scope.organisation, first_name="Amine", last_name="Hassan")
    first, second = merge(scope, kept, gone), merge(scope, kept, third)
    Merge.objects.filter(pk=first.pk).update(merged_at=timezone.now() - timedelta(days=1))
    first.refresh_from_db()
    with pytest.raises(ValidationError, match="Amine Hassan er siden lagt ind"):
        unmerge.undo(by=scope, merge=first)
    unmerge.undo(by=scope, merge=second)
    unmerge.undo(by=scope, merge=first)


def test_what_is_merged_gets_nothing_new(scope: Scope, kept: Candidate, gone: Candidate) -> None:
    task = TaskFactory.create()
    merge(scope, kept, gone)
    for make in (
        lambda: PlacementFactory.create(candidate=gone, task=task, workplace=task.workplace),
        lambda: PlacementFactory.create(candidate=gone, actual_end=date(2026, 2, 1), end_reason="andet"),
        lambda: ParticipationFactory.create(candidate=gone),
        lambda: StatusSpellFactory.create(candidate=gone),
        lambda: Note.objects.create(
            keeper=gone.keeper, candidate=gone, happened_on=date(2026, 1, 1), text="x", author=scope.user
        ),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            make()
    with pytest.raises(ValidationError, match="allerede lagt sammen"):
        merge(scope, kept, gone)


def test_nobody_merges_into_the_archive(scope: Scope, kept: Candidate, gone: Candidate) -> None:
    Candidate.objects.filter(pk=kept.pk).update(archived_at=timezone.now(), archived_as="done")
    with pytest.raises(ValidationError, match="ligger i arkivet"):
        merge(scope, kept, gone)
    done = merge(scope, gone, kept)  # the archived one is the double
    unmerge.undo(by=scope, merge=done)
    kept.refresh_from_db()
    assert kept.archived_as == "done"


def test_another_organisations_record_is_refused(scope: Scope, kept: Candidate) -> None:
    stranger = CandidateFactory.create(keeper=PartnerFactory.create())
    with pytest.raises(ValidationError, match="egen organisation"):
        merge(scope, kept, stranger)


def test_a_workplace_takes_over_all_of_its_double(scope: Scope, municipality: Organisation) -> None:
    kept: Workplace = WorkplaceFactory.create(keeper=municipality, name="Bageriet", employer__cvr="")
    gone: Workplace = WorkplaceFactory.create(keeper=municipality, name="Bagriet", about="Her er der varmt.")
    task = TaskFactory.create(keeper=municipality, workplace=gone)
    PlacementFactory.create(task=task, workplace=gone)
    ContactFactory.create(workplace=kept, name="Bente")
    other = ContactFactory.create(workplace=gone, name="Ole")
    before = snapshot(kept, gone)

    done = merge(scope, kept, gone, employer="gone")

    kept.refresh_from_db()
    assert (kept.name, kept.about, kept.employer) == ("Bageriet", "Her er der varmt.", gone.employer)
    assert list(kept.contacts.values_list("name", "main")) == [("Bente", True), ("Ole", False)]
    assert Placement.objects.get().workplace == kept
    since = PlacementFactory.create(task=TaskFactory.create(keeper=municipality, workplace=kept), workplace=kept)
    Contact.objects.filter(pk=other.pk).update(archived_at=timezone.now(), archived_as="done")

    unmerge.undo(by=scope, merge=done)

    since.refresh_from_db()
    assert since.workplace == kept
    other.refresh_from_db()
    assert (other.workplace, other.main) == (gone, False)
    Contact.objects.filter(pk=other.pk).update(archived_at=None, archived_as="", main=True)
    since.delete()
    kept.tasks.exclude(pk=task.pk).delete()
    assert snapshot(kept, gone) == before


def test_a_placement_in_a_task_that_goes_back_goes_with_it(scope: Scope, municipality: Organisation) -> None:
    kept, gone = WorkplaceFactory.create_batch(2, keeper=municipality)
    task = TaskFactory.create(keeper=municipality, workplace=gone)
    done = merge(scope, kept, gone)
    placement = PlacementFactory.create(task=task, workplace=kept)
    unmerge.undo(by=scope, merge=done)
    placement.refresh_from_db()
    assert placement.workplace == gone


def test_workplaces_of_two_numbers_are_warned_about(municipality: Organisation) -> None:
    kept = WorkplaceFactory.create(keeper=municipality, p_number="1000000001")
    gone = WorkplaceFactory.create(keeper=municipality, p_number="1000000002")
    assert len(make_plan(kept, gone).warnings) == 2  # the P-number and the CVR


def test_doubles_are_found_by_what_they_have_in_common(scope: Scope, kept: Candidate, gone: Candidate) -> None:
    keeper = scope.organisation
    by_phone = CandidateFactory.create(
        keeper=keeper, first_name="Bo", last_name="Bak", birth_date=date(1970, 1, 1), phone="+45 20112233"
    )
    CandidateFactory.create(keeper=keeper, first_name="Per", last_name="Lund")  # only born on the same day
    CandidateFactory.create(keeper=PartnerFactory.create(), first_name="Amina", last_name="Hassan")
    found = people_like(kept, scope)
    assert [(one.row, one.reasons) for one in found] == [
        (gone, ["samme fødselsdato, og navnet ligner"]),
        (by_phone, ["samme telefon"]),
    ]


def test_workplaces_that_are_alike(scope: Scope, municipality: Organisation) -> None:
    company = EmployerFactory.create(keeper=municipality)
    one = WorkplaceFactory.create(keeper=municipality, name="Brugsen Hasseris", employer=company)
    other = WorkplaceFactory.create(keeper=municipality, name="Bruksen, Hasseris", employer=company)
    WorkplaceFactory.create(keeper=municipality, name="Kvickly", postcode="9400", employer=company)
    WorkplaceFactory.create(keeper=municipality, name="Zoo")
    [found] = workplaces_like(one, scope)
    assert (found.row, found.reasons) == (other, ["samme CVR-nummer", "samme postnummer, og navnet ligner"])


def test_the_postcode_of_a_protected_person_is_not_told(kept: Candidate, gone: Candidate) -> None:
    gone.postcode, gone.address_protected = "9220", True
    told = {one.name: one.gone for one in differences(kept, gone)}
    assert told["postcode"] == "beskyttet"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_", range(3))
def test_two_who_merge_the_same_at_once_merge_it_once(
    scope: Scope, kept: Candidate, gone: Candidate, round_: int
) -> None:
    third = CandidateFactory.create(keeper=scope.organisation)
    PlacementFactory.create(candidate=gone)
    barrier, refused = Barrier(2), []

    def go(into: Candidate) -> None:
        try:
            barrier.wait()
            merge(scope, into, gone)
        except ValidationError as refusal:
            refused.append(refusal.messages)
        finally:
            connections.close_all()

    threads = [Thread(target=go, args=(person,)) for person in (kept, third if round_ else kept)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    assert "allerede lagt sammen" in refused[0][0]
    assert Merge.objects.count() == 1
    gone.refresh_from_db()
    assert Placement.objects.get().candidate_id == gone.merged_into_id


@pytest.mark.django_db(transaction=True)
def test_a_row_given_to_the_gone_one_meanwhile_moves_too_or_is_refused(
    scope: Scope, kept: Candidate, gone: Candidate
) -> None:
    barrier, refused = Barrier(2), []

    def give() -> None:
        try:
            barrier.wait()
            for month in range(1, 10):
                StatusSpell.objects.create(
                    keeper=gone.keeper, candidate=gone, status="ledig", start=date(2025, month, 1)
                )
        except IntegrityError as error:
            refused.append(str(error))
        finally:
            connections.close_all()

    def go() -> None:
        barrier.wait()
        merge(scope, kept, gone)
        connections.close_all()

    threads = [Thread(target=give), Thread(target=go)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not gone.statuses.exists()
    assert kept.statuses.count() == 9 or "merged" in refused[0]
