"""The law as Mette reads it before something is sent: on a proposal, an agreement, a plan of shifts, a placement by hand.

It is Monday 16 March 2026.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from placements.actions import by_hand, moving, proposal_answers, proposals
from placements.law.loader import NOTHING_TOLD
from placements.models import LawDoor, Placement, Proposal, ProposalState
from smaajob.accounts.models import Organisation
from smaajob.accounts.scope import Scope
from smaajob.drafts.models import Draft
from smaajob.messages.models import Message
from smaajob.schedule import DatedWindow, parse_window
from tests.factories import PlacementFactory, ProposalFactory, ShiftFactory
from tests.factories.agreements import drafted, to_be_agreed
from tests.placements.law import world
from tests.placements.law.world import FIRST, NOT_READY
from tests.placements.pages.page import text, url

pytestmark = pytest.mark.django_db
ANSWERS = {"purpose": "ordinary", "law_group": "kth_aktivitetsparat", "statement": "ja"}


def typed(weeks: int, **more: Any) -> dict[str, Any]:
    said = {
        "kind": "praktik", "start": "13.4.2026", "planned_end": f"{FIRST + timedelta(days=weeks * 7 - 1):%d.%m.%Y}",
        "dag-0": "mandag", "fra-0": "9", "til-0": "12", "items": ["name", "skills"], "forwards": "on",
        "words_to_person": "", "words_to_employer": "", "deadline": "25.3.2026",
    }  # fmt: skip
    return {**said, **more}


@pytest.fixture
def pair(municipality: Organisation) -> dict[str, Any]:
    person, task = world.amina(municipality), world.task_at(world.bakery(municipality))
    return {
        "person": person,
        "task": task,
        "at": reverse("placements:propose", args=[task.public_id, person.public_id]),
    }


def shown(response: Any) -> list[str]:
    return [bound.name for bound in response.context["law_fields"]]


def of(row: Proposal, name: str = "proposal") -> str:
    return reverse(f"placements:{name}", args=[row.public_id])


def test_the_finding_stands_on_the_page_before_anything_is_sent(signed_in: Client, pair: dict[str, Any]) -> None:
    page = signed_in.get(pair["at"])
    assert "Er det lovligt?" in text(page)
    assert shown(page) == ["purpose", "law_group", "statement", "reason"]

    looked = signed_in.post(pair["at"], typed(14, **ANSWERS, kun_se="ja"))
    assert looked.status_code == 200
    assert "Over 13 uger kræver en konkret vurdering" in text(looked)
    assert not Proposal.objects.exists()
    assert Draft.objects.exists(), "what was typed is kept"


def test_what_needs_a_reason_asks_for_it_and_the_case_shows_it(signed_in: Client, pair: dict[str, Any]) -> None:
    refused = signed_in.post(pair["at"], typed(14, **ANSWERS))
    assert refused.status_code == 422
    assert "konkret vurdering" in refused.context["form"].errors["reason"][0]
    assert refused.context["form"]["law_group"].value() == "kth_aktivitetsparat"
    assert not Proposal.objects.exists()
    assert not Message.objects.exists()

    signed_in.post(pair["at"], typed(14, **ANSWERS, reason="Hun skal lære kassen"))
    row = Proposal.objects.get()
    page = text(signed_in.get(of(row)))
    assert row.state == ProposalState.WITH_PERSON
    for said in (
        "Derfor er det lovligt",
        "Hun skal lære kassen",
        "LAB § 61, stk. 2",
        "gælder fra 1. jan. 2020",
        "kontrolleret den",
    ):
        assert said in page, said


def test_not_allowed_says_the_paragraph_and_sends_nothing(signed_in: Client, pair: dict[str, Any]) -> None:
    refused = signed_in.post(pair["at"], typed(5, **{**ANSWERS, "law_group": "kth_jobparat"}, reason="Det er vigtigt"))

    assert refused.status_code == 422
    assert "Nej, ikke sådan her" in text(refused)
    assert "LAB § 61, stk. 1" in refused.context["form"].non_field_errors()[0]
    assert not Proposal.objects.exists()


def test_the_refusal_is_in_the_readers_language(signed_in: Client, scope: Scope, pair: dict[str, Any]) -> None:
    assert scope.user is not None
    scope.user.language = "en"
    scope.user.save()
    refused = signed_in.post(pair["at"], typed(5, **{**ANSWERS, "law_group": "kth_jobparat"}))
    assert refused.status_code == 422
    assert "LAB § 61" in text(refused)


def test_a_draft_asks_when_it_is_sent_from_its_page(signed_in: Client, pair: dict[str, Any]) -> None:
    signed_in.post(pair["at"], typed(14, keep="1", purpose="ordinary"))
    row = Proposal.objects.get()
    page = signed_in.get(of(row))
    assert page.context["form"]["purpose"].value() == "ordinary"
    assert "Derfor er det lovligt" not in text(page)

    refused = signed_in.post(of(row, "send_proposal"), {"purpose": "ordinary"})
    assert refused.status_code == 422
    assert not Message.objects.exists()
    sent = signed_in.post(of(row, "send_proposal"), {**ANSWERS, "reason": "Hun skal lære kassen"})
    assert sent.status_code == 302
    row.refresh_from_db()
    assert row.state == ProposalState.WITH_PERSON


def test_a_draft_is_corrected_with_its_answers(signed_in: Client, pair: dict[str, Any]) -> None:
    signed_in.post(pair["at"], typed(14, keep="1", **ANSWERS))
    row = Proposal.objects.get()
    page = signed_in.get(of(row, "edit_proposal"))
    assert page.context["form"]["law_group"].value() == "kth_aktivitetsparat"
    hidden = {"_form": page.context["page"].token, "_seen": page.context["page"]._seen}

    signed_in.post(of(row, "edit_proposal"), {**typed(14, **ANSWERS, reason="Hun skal lære kassen"), **hidden})
    assert row.law_checks.get().reason == "Hun skal lære kassen"


def test_where_the_law_came_in_between_the_consultant_answers_and_goes_on(
    signed_in: Client, scope: Scope, municipality: Organisation, pair: dict[str, Any]
) -> None:
    row = ProposalFactory.create(
        candidate=pair["person"], task=pair["task"], kind="praktik", start=FIRST, items=["name"],
        planned_end=FIRST + timedelta(days=90), windows=[parse_window("man 09:00-12:00")],
    )  # fmt: skip
    row = proposals.send(by=scope, proposal=row, told=NOT_READY, reason="")
    world.corrected(municipality, "praktik.max_weeks", "10", date(2026, 3, 16), "kth_aktivitetsparat")
    proposal_answers.answer_person(by=scope, proposal=row, answer="yes")

    page = signed_in.get(of(row))
    assert "Det står i vejen" in text(page)
    assert shown(page) == ["purpose", "law_group", "statement", "reason"]
    assert signed_in.post(of(row, "send_on_proposal"), ANSWERS).status_code == 422
    answer = signed_in.post(of(row, "send_on_proposal"), {**ANSWERS, "reason": "Hun skal lære kassen"}, follow=True)
    assert "Forslaget er sendt til arbejdspladsen." in text(answer)


def test_an_ordinary_job_is_sent_with_one_tap(signed_in: Client, scope: Scope, municipality: Organisation) -> None:
    task = world.task_at(world.bakery(municipality), kind="småjob")
    row = ProposalFactory.create(candidate=world.amina(municipality), task=task, start=FIRST, items=["name"])

    page = signed_in.get(of(row))
    assert shown(page) == []
    assert signed_in.post(of(row, "send_proposal")).status_code == 302


def test_an_agreement_is_held_to_the_law_where_it_is_sent(
    signed_in: Client, scope: Scope, municipality: Organisation
) -> None:
    placement = to_be_agreed(
        municipality, kind="praktik", start=FIRST, planned_end=FIRST + timedelta(days=97),
        workplace={"p_number": world.P_NUMBER, "employees": 1}, candidate=world.amina(municipality),
    )  # fmt: skip
    version = drafted(scope, placement, purpose="ordinary")
    at = reverse("placements:send_agreement", args=[version.public_id])

    page = signed_in.get(at)
    assert shown(page) == ["law_group", "reason"]
    ways = {"person-way": "skaerm", "employer-way": "papir"}
    refused = signed_in.post(at, {**ways, "law_group": "kth_aktivitetsparat"})
    assert refused.status_code == 422
    assert "konkret vurdering" in refused.context["form"].errors["reason"][0]
    signed_in.post(at, {**ways, "law_group": "kth_aktivitetsparat", "reason": "Hun skal lære kassen"})
    version.refresh_from_db()
    assert version.state == "sent"
    assert "Hun skal lære kassen" in text(signed_in.get(url("detail", placement)))


# ── shifts under 18 ─────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def sofie(scope: Scope, municipality: Organisation) -> Placement:
    """Fifteen; at the bakery from 13 April to 7 June, no shifts yet."""
    made: Placement = PlacementFactory.create(
        candidate=world.pupil(municipality), workplace=world.bakery(municipality), start=FIRST,
        planned_end=FIRST + timedelta(days=55),
    )  # fmt: skip
    return made


WEEK = {"first_day": "13.4.2026", "every": "1", "extra": "", "skipped": ""}


def test_the_weeks_say_what_is_not_allowed_before_the_plan_is_saved(signed_in: Client, sofie: Placement) -> None:
    late = {**WEEK, "weekly-man": "19-21"}
    seen = signed_in.post(url("preview_plan", sofie), late)
    assert "man 13. apr. 19–21: Under 18 år må man ikke arbejde fra kl. 20 til kl. 6." in text(seen)
    assert "Bekendtgørelsen om unges arbejde" in text(seen)

    refused = signed_in.post(url("plan", sofie), late)
    assert refused.status_code == 422
    assert "Under 18 år" in refused.context["form"].errors["weekly"][0]
    assert "Sådan bliver ugerne" in text(refused)
    assert not sofie.shifts.exists()


def test_the_plan_asks_whether_there_is_school_and_keeps_the_answer(signed_in: Client, sofie: Placement) -> None:
    three = {**WEEK, "weekly-man": "15-18"}
    asked = signed_in.post(url("preview_plan", sofie), three)
    assert shown(asked) == ["in_school", "law_reason"]
    assert signed_in.post(url("plan", sofie), three).status_code == 422
    assert signed_in.post(url("plan", sofie), {**three, "in_school": "nej"}).status_code == 302
    assert sofie.law_checks.get().told == {"in_school_is": "nej"}


def test_a_shift_is_moved_within_the_law(signed_in: Client, sofie: Placement) -> None:
    one = ShiftFactory.create(placement=sofie, window=DatedWindow(FIRST, 15 * 60, 17 * 60))
    at = reverse("placements:move_shift", args=[one.public_id])
    to = {"day": "14.4.2026", "start": "15", "end": "18", "reason": "Der er prøve"}

    refused = signed_in.post(at, to)
    assert refused.status_code == 422
    assert shown(refused) == ["in_school", "law_reason"]
    assert refused.context["form"]["reason"].value() == "Der er prøve"
    assert signed_in.post(at, {**to, "in_school": "ja"}).context["form"].errors["day"]
    assert signed_in.post(at, {**to, "law_reason": "Skolen holder fri"}).status_code == 302
    assert sofie.law_checks.get(door=LawDoor.SHIFTS).reason == "Skolen holder fri"


def test_a_cancelled_shift_that_would_be_too_much_stays_cancelled_and_says_why(
    signed_in: Client, scope: Scope, sofie: Placement
) -> None:
    one = ShiftFactory.create(placement=sofie, window=DatedWindow(FIRST, 15 * 60, 17 * 60))
    moving.cancel(by=scope, shift=one, side="municipality", why="other")
    ShiftFactory.create(placement=sofie, window=DatedWindow(FIRST, 17 * 60, 18 * 60))
    at = reverse("placements:restore_shift", args=[one.public_id])

    refused = signed_in.post(at)
    assert refused.status_code == 422
    assert shown(refused) == ["in_school", "law_reason"]
    one.refresh_from_db()
    assert one.is_cancelled
    assert signed_in.post(at, {"in_school": "nej"}).status_code == 302


# ── by hand ─────────────────────────────────────────────────────────────────────────────────────────────


def test_one_that_begins_later_is_held_to_the_law(
    signed_in: Client, municipality: Organisation, pair: dict[str, Any]
) -> None:
    at = reverse("placements:new", args=[pair["person"].public_id])
    values = {
        "workplace": "Bageriet", "kind": "praktik", "start": "13.4.2026", "planned_end": "17.5.2026", "times": "ukendt",
    }  # fmt: skip

    refused = signed_in.post(at, values)
    assert refused.status_code == 422
    assert shown(refused) == ["purpose", "law_group", "statement", "reason"]
    assert not Placement.objects.exists()
    assert signed_in.post(at, {**values, **ANSWERS}).status_code == 302
    assert Placement.objects.get().law_checks.get().door == LawDoor.BY_HAND


def test_what_has_begun_is_written_and_its_page_says_what_to_look_at(
    signed_in: Client, scope: Scope, municipality: Organisation, pair: dict[str, Any]
) -> None:
    place = pair["task"].workplace
    place.employees = 9
    place.save()
    world.there(place)
    made = by_hand.register(
        by=scope, candidate=pair["person"], workplace=place, kind="praktik", start=date(2026, 3, 2),
        planned_end=date(2026, 5, 31), told=NOTHING_TOLD,
    )  # fmt: skip

    page = text(signed_in.get(url("detail", made)))
    assert "Det skal I se på" in page
    assert "Der er ikke plads til én til." in page
    assert "formål" not in page.partition("Det skal I se på")[2].partition("</section>")[0]


def test_longer_by_hand_is_an_extension(signed_in: Client, pair: dict[str, Any]) -> None:
    made = PlacementFactory.create(
        candidate=pair["person"], workplace=pair["task"].workplace, kind="praktik", start=date(2026, 3, 2),
        planned_end=date(2026, 3, 29),
    )  # fmt: skip
    page = signed_in.get(url("edit", made))
    hidden = {"_form": page.context["page"].token, "_seen": page.context["page"]._seen}
    longer = {"kind": "praktik", "start": "2.3.2026", "planned_end": "28.6.2026", **hidden}

    refused = signed_in.post(url("edit", made), longer)
    assert refused.status_code == 422
    assert "purpose" in shown(refused)
    signed_in.post(url("edit", made), {**longer, **ANSWERS, "reason": "Hun er i gang"})
    made.refresh_from_db()
    assert made.planned_end == date(2026, 6, 28)


def test_a_swedish_consultant_is_asked_nothing(client: Client) -> None:
    scope, linkoping = world.swedish()
    assert scope.user is not None
    client.force_login(scope.user)
    place = world.bakery(linkoping, 1, country="SE")
    person = world.amina(linkoping, municipality="SE-0580", birth_date=date(2010, 5, 1))
    at = reverse("placements:propose", args=[world.task_at(place).public_id, person.public_id])

    page = client.get(at)
    assert page.context["verdict"].is_lawful
    assert not page.context["verdict"].was_checked
    assert shown(page) == []
