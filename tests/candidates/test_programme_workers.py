"""Who works in a programme: put on, taken off; what they see of whom, and for how long."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from candidates.actions import workers
from candidates.models import Candidate, Programme, ProgrammeWorker
from smaajob.accounts.models import Membership, Role
from smaajob.accounts.scope import Scope
from smaajob.audit.models import Event
from tests.factories import (
    CandidateFactory,
    CourseFactory,
    EnrolmentFactory,
    MembershipFactory,
    ParticipationFactory,
    PlacementFactory,
    ProgrammeFactory,
    TaskFactory,
)


@pytest.fixture
def programme(membership: Membership) -> Programme:
    return ProgrammeFactory.create(keeper=membership.organisation, name="Sprog på arbejde")


@pytest.fixture
def sara(membership: Membership) -> Membership:
    return MembershipFactory.create(
        organisation=membership.organisation, role=Role.PARTNER_WORKER, user__name="Sara Friis"
    )


@pytest.fixture
def working(sara: Membership, programme: Programme) -> Scope:
    """Sara works in the programme."""
    ProgrammeWorker.objects.create(keeper=sara.organisation, programme=programme, user=sara.user)
    return Scope(sara.organisation, sara.user, Role.PARTNER_WORKER)


def in_it(programme: Programme, name: str, **days: date) -> Candidate:
    person = CandidateFactory.create(keeper=programme.keeper, first_name=name)
    ParticipationFactory.create(candidate=person, programme=programme, **days)
    return person


def test_a_worker_is_put_on_a_programme_and_taken_off_again(
    signed_in: Client, programme: Programme, sara: Membership
) -> None:
    page = f"/indsatser/{programme.public_id}/?fane=medarbejdere"
    form = f"/indsatser/{programme.public_id}/medarbejdere/ny/"
    assert "Ingen uden for jeres egne konsulenter" in signed_in.get(page).content.decode()
    assert "Sara Friis" in signed_in.get(form).content.decode()

    answer = signed_in.post(form, {"user": sara.user.public_id}, follow=True)
    assert "Sara Friis ser nu dem, der er med i indsatsen." in answer.content.decode()
    worker = programme.workers.get()
    assert "Her er ingen at vælge" in signed_in.get(form).content.decode(), "she can't be put on twice"

    gone = signed_in.post(f"/medarbejdere/{worker.public_id}/fjern/", follow=True)
    assert "Sara Friis ser ikke længere" in gone.content.decode()
    assert not programme.workers.exists()
    told = signed_in.get(f"/indsatser/{programme.public_id}/?fane=historik").content.decode()
    assert "En medarbejder blev sat på indsatsen." in told
    assert "En medarbejder blev taget af indsatsen." in told
    assert Event.objects.filter(verb__startswith="worker.").count() == 2


def test_only_who_has_the_role_here_is_put_on(
    signed_in: Client, scope: Scope, programme: Programme, sara: Membership
) -> None:
    elsewhere = MembershipFactory.create(
        organisation__name="Vejle Kommune", organisation__code="DK-630", role=Role.PARTNER_WORKER
    )
    consultant = MembershipFactory.create(organisation=programme.keeper)
    for nobody in (elsewhere, consultant):
        answer = signed_in.post(f"/indsatser/{programme.public_id}/medarbejdere/ny/", {"user": nobody.user.public_id})
        assert answer.status_code == 422
        assert "Vælg en medarbejder fra listen." in answer.content.decode()
        with pytest.raises(ValidationError, match="arbejder ikke i indsatser hos jer"):
            workers.add(by=scope, programme=programme, user=nobody.user)

    workers.add(by=scope, programme=programme, user=sara.user)
    with pytest.raises(ValidationError, match="arbejder allerede i indsatsen"):
        workers.add(by=scope, programme=programme, user=sara.user)
    assert programme.workers.count() == 1


def test_she_sees_participants_while_they_take_part_and_thirty_days_after(working: Scope, programme: Programme) -> None:
    today = timezone.localdate()
    seen = {
        in_it(programme, "nu").pk,
        in_it(programme, "snart", start=today + timedelta(days=9)).pk,
        in_it(programme, "lige holdt op", end=today - timedelta(days=30)).pk,
    }
    in_it(programme, "væk", end=today - timedelta(days=31))
    in_it(ProgrammeFactory.create(keeper=programme.keeper), "i en anden indsats")
    CandidateFactory.create(keeper=programme.keeper)
    put_in_by_mistake = in_it(programme, "ved en fejl")
    put_in_by_mistake.participations.update(archived_at=timezone.now(), archived_as="mistake")

    assert set(Candidate.objects.visible_to(working).values_list("pk", flat=True)) == seen


def test_one_who_came_back_is_seen_again(working: Scope, programme: Programme) -> None:
    person = in_it(programme, "Ida", end=timezone.localdate() - timedelta(days=90))
    assert not Candidate.objects.visible_to(working).exists()
    ParticipationFactory.create(candidate=person, programme=programme, start=timezone.localdate())
    assert Candidate.objects.visible_to(working).get() == person


def test_a_programme_that_was_a_mistake_shows_nobody(working: Scope, programme: Programme) -> None:
    in_it(programme, "Ida")
    Programme.objects.update(archived_at=timezone.now(), archived_as="mistake")
    assert not Candidate.objects.visible_to(working).exists()


def test_her_pages_name_nobody_else(client: Client, working: Scope, programme: Programme) -> None:
    """Lists, search, courses, who can take a task: a stranger is on none of them, and in no number."""
    ida = in_it(programme, "Idamarie")
    other = ProgrammeFactory.create(keeper=programme.keeper, name="Havefællesskabet")
    stranger = in_it(other, "Torkild")
    course = CourseFactory.create(keeper=programme.keeper, programme=programme)
    for person in (ida, stranger):
        EnrolmentFactory.create(candidate=person, course=course)
    ParticipationFactory.create(candidate=ida, programme=other)
    task = TaskFactory.create(keeper=programme.keeper)
    PlacementFactory.create(candidate=stranger, programme=programme, task=task, workplace=task.workplace)
    PlacementFactory.create(candidate=ida, programme=other)
    client.force_login(working.user)  # type: ignore[arg-type]  # she is somebody

    pages = [
        "/", "/personer/", "/forloeb/", "/indsatser/", f"/indsatser/{programme.public_id}/",
        f"/indsatser/{programme.public_id}/forloeb/", f"/kurser/{course.public_id}/",
        f"/kurser/{course.public_id}/gennemfoert/", f"/opgaver/{task.public_id}/personer/?regel=alle",
        f"/arbejdspladser/{task.workplace.public_id}/forloeb/", f"/personer/{ida.public_id}/?fane=forloeb",
        f"/personer/{ida.public_id}/?fane=historik", f"/personer/{ida.public_id}/historik/",
        f"/forloeb/start/{task.public_id}/{ida.public_id}/",
    ]  # fmt: skip
    for page in pages:
        answer = client.get(page)
        assert answer.status_code == 200, page
        assert "Torkild" not in answer.content.decode(), page
        assert "Havefællesskabet" not in answer.content.decode(), page
    found = client.post("/soeg/", {"q": "torkild"}).content.decode()
    assert "Vi fandt ingen" in found
    assert "Idamarie" in client.post("/soeg/", {"q": "idamarie"}).content.decode()
    assert client.get(f"/indsatser/{programme.public_id}/").context["participants"] == 1


def test_she_neither_registers_nor_gives_people_away(client: Client, working: Scope, programme: Programme) -> None:
    """Who is not in her programme would be gone from her eyes at once; a consultant registers people."""
    ida = in_it(programme, "Ida")
    colleague = MembershipFactory.create(organisation=programme.keeper)
    client.force_login(working.user)  # type: ignore[arg-type]  # she is somebody

    assert client.get("/personer/ny/").status_code == 403
    form = client.get(f"/personer/{ida.public_id}/ret/").context["form"]
    assert form.fields["consultant"].disabled
    sent = {
        name: field.initial if field.initial is not None else form.initial.get(name, "") or ""
        for name, field in form.fields.items()
    }
    client.post(f"/personer/{ida.public_id}/ret/", {**sent, "consultant": colleague.user.public_id})
    ida.refresh_from_db()
    assert ida.consultant is None
