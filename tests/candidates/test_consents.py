"""What people say yes to: written down, run out, taken back; and that nobody is proposed without it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from candidates.actions import consents as actions
from candidates.consent_texts import TEXTS, current
from candidates.models import Candidate, Consent, ConsentItem, Disclosure, Purpose, a_year_after, noted_elsewhere
from employers.models import Task
from placements.actions import by_hand, placements
from placements.actions.cancel import cancel, undo_cancel
from placements.actions.merges import merge
from placements.actions.unmerge import undo
from placements.models import Placement
from smaajob.accounts.models import Membership, Organisation, Role
from smaajob.accounts.scope import Scope
from smaajob.audit.models import Event
from smaajob.schedule import Weekday, Window
from smaajob.writing import day_year
from tests.factories import CandidateFactory, ConsentFactory, MembershipFactory, TaskFactory, WorkplaceFactory

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def amina(municipality: Organisation) -> Candidate:
    return CandidateFactory.create(keeper=municipality, first_name="Amina", last_name="Hassan")


@pytest.fixture
def task(municipality: Organisation) -> Task:
    workplace = WorkplaceFactory.create(keeper=municipality, name="Bageriet")
    return TaskFactory.create(keeper=municipality, workplace=workplace, start=TODAY + timedelta(days=3))


def typed(**changes: Any) -> dict[str, Any]:
    return {
        "purpose": "propose",
        "items": ["name", "times"],
        "to_kind": "employers",
        "workplace": "",
        "how": "signed",
        "interpreter": "ar",
        "given_on": f"{TODAY:%d-%m-%Y}",
        "until": "",
        **changes,
    }


def can(client: Client, task: Task) -> tuple[str, str]:
    """Those who can take the task, and the rest of the page."""
    page = client.get(reverse("placements:candidates_for_task", args=[task.public_id])).content.decode()
    before, _summary, after = page.partition('id="andre"')
    return before, after


def test_a_paper_that_was_signed_is_written_down_and_told(signed_in: Client, amina: Candidate) -> None:
    answer = signed_in.post(reverse("candidates:new_consent", args=[amina.public_id]), typed(), follow=True)

    consent = amina.consents.get()
    assert (consent.form, consent.items, consent.interpreter) == ("signed", ["name", "times"], "ar")
    assert consent.until == a_year_after(TODAY), "a year, where nothing else is said"
    assert (consent.text_version, consent.text_language) == ("forslag-1", "da")
    page = answer.content.decode()
    assert "Underskrevet på papir" in page
    assert "med tolk på arabisk" in page
    assert "Amina kan blive foreslået" in page
    assert Event.objects.filter(verb="consent.give").exists()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"items": []}, "Vælg det, personen sagde ja til."),
        ({"how": ""}, "Vælg, hvordan personen sagde ja."),
        ({"given_on": "1-1-2199"}, "Den dag er ikke kommet endnu."),
        ({"given_on": "1-1-2020"}, "Spørg personen igen."),
        ({"until": "1-1-2199"}, "højst 12 måneder"),
        ({"to_kind": "workplace"}, "Skriv, hvilken arbejdsplads det er."),
        ({"to_kind": "workplace", "workplace": "Findes Ikke"}, "hedder sådan"),
        ({"workplace": "Bageriet"}, "Du har skrevet en arbejdsplads."),
    ],
)
def test_what_is_wrong_is_told_beside_its_field(
    signed_in: Client, amina: Candidate, changes: dict[str, Any], told: str
) -> None:
    answer = signed_in.post(reverse("candidates:new_consent", args=[amina.public_id]), typed(**changes))
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not amina.consents.exists()


def test_a_yes_can_be_to_one_workplace_alone(signed_in: Client, amina: Candidate, task: Task) -> None:
    other = TaskFactory.create(keeper=task.keeper, start=task.start, workplace__name="Lageret")
    signed_in.post(
        reverse("candidates:new_consent", args=[amina.public_id]), typed(to_kind="workplace", workplace="bageriet")
    )
    assert amina.consents.get().to_id == task.workplace.public_id
    page = signed_in.get(reverse("candidates:consents", args=[amina.public_id])).content.decode()
    assert "Amina kan kun blive foreslået til Bageriet." in page
    again = signed_in.get(reverse("candidates:new_consent", args=[amina.public_id])).content.decode()
    assert "Amina har sagt ja før. Det gælder stadig" in again
    assert "Amina Hassan" in can(signed_in, task)[0]
    there, why = can(signed_in, other)
    assert "Amina Hassan" not in there
    assert "Har kun sagt ja til at blive foreslået til en anden arbejdsplads." in why


def test_without_a_yes_nobody_is_on_the_list_and_the_page_says_why(
    signed_in: Client, amina: Candidate, task: Task
) -> None:
    there, why = can(signed_in, task)
    assert "Amina Hassan" not in there
    assert "Har ikke sagt ja til at blive foreslået." in why
    assert reverse("candidates:new_consent", args=[amina.public_id]) in why

    ConsentFactory.create(candidate=amina, given_on=TODAY - timedelta(days=500))
    assert "Samtykket udløb" in can(signed_in, task)[1]

    ConsentFactory.create(candidate=amina)
    assert "Amina Hassan" in can(signed_in, task)[0]
    assert amina in Candidate.objects.proposable(TODAY)


def test_taken_back_the_person_leaves_every_list_at_once(
    signed_in: Client, scope: Scope, amina: Candidate, task: Task
) -> None:
    consent, older = (ConsentFactory.create(candidate=amina, given_on=TODAY - timedelta(days=n)) for n in (0, 90))
    told = actions.disclose(
        by=scope, consent=consent, items=["name"], to=(task.workplace.public_id, "Bageriet"), start=TODAY, end=TODAY
    )

    url = reverse("candidates:withdraw_consent", args=[consent.public_id])
    signed_in.post(url, {"reason": "Vil gerne vente", "others": "on"})

    consent.refresh_from_db()
    older.refresh_from_db()
    assert consent.is_withdrawn
    assert older.is_withdrawn, "all that was said yes to"
    assert consent.withdrawn_reason == "Vil gerne vente"
    assert amina not in Candidate.objects.proposable(TODAY)
    there, why = can(signed_in, task)
    assert "Amina Hassan" not in there
    assert "Trak sit samtykke tilbage" in why
    told.refresh_from_db()
    assert told.ended_at is not None, "shown no longer"
    page = signed_in.get(reverse("candidates:consents", args=[amina.public_id])).content.decode()
    assert "Det har vi fortalt" in page, "what was told stays on record"
    assert "Bageriet" in page
    assert signed_in.get(url).status_code == 404, "once is enough"


def test_a_person_says_yes_on_the_screen_and_takes_it_back(
    client: Client, municipality: Organisation, amina: Candidate
) -> None:
    own = MembershipFactory.create(organisation=municipality, role=Role.CANDIDATE)
    Candidate.objects.filter(pk=amina.pk).update(user=own.user)
    other = ConsentFactory.create(candidate__keeper=municipality)
    client.force_login(own.user)

    page = reverse("candidates:my_consent")
    assert current(TODAY, Purpose.PROPOSE).title in client.get(page).content.decode()
    refused = client.post(page, {})
    assert refused.status_code == 422, "nothing is ticked beforehand"
    assert "Hvad du har brug for på arbejdspladsen" in refused.content.decode()
    assert "personen" not in refused.content.decode().partition("<main")[2], "said to the person"
    client.post(page, {"items": ["name", "needs"]})
    consent = amina.consents.get()
    assert (consent.form, consent.items) == ("on_screen", ["name", "needs"])

    answer = client.post(reverse("candidates:withdraw_consent", args=[consent.public_id]), follow=True)
    assert "Du har taget dit ja tilbage. Vi fortæller ikke mere om dig." in answer.content.decode()
    consent.refresh_from_db()
    assert consent.is_withdrawn
    assert consent.withdrawn_by == own.user
    stranger = reverse("candidates:withdraw_consent", args=[other.public_id])
    assert client.post(stranger).status_code == 404, "somebody else's"


def test_what_still_holds_is_said_and_what_soon_runs_out_can_be_given_again(
    client: Client, municipality: Organisation, amina: Candidate
) -> None:
    own = MembershipFactory.create(organisation=municipality, role=Role.CANDIDATE)
    Candidate.objects.filter(pk=amina.pk).update(user=own.user)
    one, other = ConsentFactory.create(candidate=amina), ConsentFactory.create(candidate=amina, purpose="placement")
    client.force_login(own.user)
    mine, again = reverse("candidates:my_consents"), reverse("candidates:my_consent")
    assert again not in client.get(mine).content.decode(), "nothing to ask for"

    url = reverse("candidates:withdraw_consent", args=[other.public_id])
    asked = client.get(url).content.decode()
    assert "Også alt andet, du har sagt ja til" in asked
    assert "Vi foreslår dig ikke" not in asked, "they still are: this yes is about a job that they have"
    told = client.post(url, {}, follow=True).content.decode()
    assert "Det andet, du har sagt ja til, gælder stadig." in told

    Consent.objects.filter(pk=one.pk).update(until=TODAY + timedelta(days=12))
    assert "Sig ja igen" in client.get(mine).content.decode()


def test_the_history_tells_it_in_words(signed_in: Client, amina: Candidate) -> None:
    signed_in.post(reverse("candidates:new_consent", args=[amina.public_id]), typed())
    page = signed_in.get(reverse("candidates:detail", args=[amina.public_id]) + "?fane=historik").content.decode()
    assert "Underskrevet på papir" in page
    assert day_year(a_year_after(TODAY)) in page
    assert "signed" not in page
    assert a_year_after(TODAY).isoformat() not in page


def started(scope: Scope, person: Candidate, task: Task, weekday: Weekday) -> Placement:
    return placements.start(
        by=scope, candidate=person, task=task, kind="småjob", start=max(task.start, TODAY),
        planned_end=TODAY + timedelta(days=60), windows=[Window(weekday, 540, 720)],
    )  # fmt: skip


def test_a_workplace_sees_the_person_no_longer_when_the_last_placement_there_is_over(
    scope: Scope, amina: Candidate, task: Task
) -> None:
    Task.objects.update(start=TODAY)
    task.refresh_from_db()
    other = TaskFactory.create(keeper=task.keeper, workplace=task.workplace, start=TODAY)
    ConsentFactory.create(candidate=amina)
    first, second = started(scope, amina, task, Weekday.man), started(scope, amina, other, Weekday.tir)
    told = Disclosure.objects.get()
    placements.end(by=scope, placement=first, on=TODAY, reason="ansat")
    assert list(Disclosure.objects.on(TODAY)) == [told], "they are still there"

    cancel(by=scope, placement=second, reason="Oprettet ved en fejl")
    assert not Disclosure.objects.on(TODAY).exists()
    undo_cancel(by=scope, placement=second)
    assert Disclosure.objects.on(TODAY).count() == 1, "told again"
    placements.end(by=scope, placement=second, on=TODAY, reason="ansat")
    assert not Disclosure.objects.on(TODAY).exists()

    by_hand.update(by=scope, placement=second, actual_end=None, end_reason="")
    assert Disclosure.objects.on(TODAY).count() == 1, "it had not ended after all"
    assert Disclosure.objects.count() == 3, "what was told stays on record"


def test_a_yes_to_a_workplace_goes_with_it_when_it_is_merged(scope: Scope, amina: Candidate, task: Task) -> None:
    gone, kept = task.workplace, WorkplaceFactory.create(keeper=task.keeper, name="Bageriet Nord")
    to = (gone.public_id, gone.name)
    consent = ConsentFactory.create(candidate=amina, to_kind="workplace", to_id=to[0], to_name=to[1])
    before = ConsentFactory.create(candidate=amina, to_kind="workplace", to_id=to[0], to_name=to[1])
    actions.withdraw(by=scope, consent=before)
    told = actions.disclose(by=scope, consent=consent, items=["name"], to=to, start=TODAY, end=TODAY)

    done = merge(by=scope, kind="workplace", kept_id=kept.pk, gone_id=gone.pk)
    for row in (consent, told, before):
        row.refresh_from_db()
    assert (consent.to_id, told.to_id, before.to_id) == (kept.public_id, kept.public_id, gone.public_id)
    assert consent.to_name == "Bageriet", "as it was said"

    undo(by=scope, merge=done)
    consent.refresh_from_db()
    told.refresh_from_db()
    assert (consent.to_id, told.to_id) == (gone.public_id, gone.public_id)


@pytest.mark.parametrize("taken_back", ["kept", "gone", "neither"])
def test_of_two_notes_of_one_yes_what_is_told_ends_with_the_one_that_counts(
    scope: Scope, amina: Candidate, task: Task, taken_back: str
) -> None:
    double = CandidateFactory.create(keeper=amina.keeper, first_name="Amina")
    to = (task.workplace.public_id, task.workplace.name)
    yes = {
        "kept": ConsentFactory.create(candidate=amina, **noted_elsewhere(TODAY)),
        "gone": ConsentFactory.create(candidate=double, **noted_elsewhere(TODAY)),
    }
    told = {
        key: actions.disclose(by=scope, consent=one, items=["name"], to=to, start=TODAY, end=TODAY)
        for key, one in yes.items()
    }
    if taken_back != "neither":
        actions.withdraw(by=scope, consent=yes[taken_back])

    done = merge(by=scope, kind="candidate", kept_id=amina.pk, gone_id=double.pk)
    open_now = Disclosure.objects.on(TODAY)
    if taken_back == "neither":
        assert {(one.candidate_id, one.consent_id) for one in open_now} == {(amina.pk, yes["kept"].pk)}
        undo(by=scope, merge=done)
        told["gone"].refresh_from_db()
        assert (told["gone"].candidate_id, told["gone"].consent_id) == (double.pk, yes["gone"].pk)
        merge(by=scope, kind="candidate", kept_id=amina.pk, gone_id=double.pk)
        yes["kept"].refresh_from_db()
        actions.withdraw(by=scope, consent=yes["kept"])
    assert not open_now.all().exists(), "no workplace sees who took their yes back"
    assert Disclosure.objects.filter(candidate=amina).count() == 2, "what was told stays on record"


def test_what_was_taken_back_meanwhile_is_no_hindrance_to_part_two_workplaces(
    scope: Scope, amina: Candidate, task: Task
) -> None:
    gone, kept = task.workplace, WorkplaceFactory.create(keeper=task.keeper, name="Bageriet Nord")
    to = (gone.public_id, gone.name)
    consent = ConsentFactory.create(candidate=amina, to_kind="workplace", to_id=to[0], to_name=to[1])
    actions.disclose(by=scope, consent=consent, items=["name"], to=to, start=TODAY, end=TODAY)
    done = merge(by=scope, kind="workplace", kept_id=kept.pk, gone_id=gone.pk)
    consent.refresh_from_db()
    actions.withdraw(by=scope, consent=consent)
    undo(by=scope, merge=done)
    gone.refresh_from_db()
    assert gone.merged_into is None


def test_who_is_not_proposed_can_start_what_they_have_agreed_to_themselves(
    signed_in: Client, amina: Candidate, task: Task
) -> None:
    page = reverse("placements:start", args=[task.public_id, amina.public_id])
    shown = signed_in.get(page).content.decode()
    assert "Har ikke sagt ja til at blive foreslået." in shown
    form = {
        "kind": "småjob", "start": f"{TODAY + timedelta(days=7):%d-%m-%Y}",
        "planned_end": f"{TODAY + timedelta(days=60):%d-%m-%Y}", "dag-0": "man", "fra-0": "9", "til-0": "12",
    }  # fmt: skip
    assert signed_in.post(page, form).status_code == 422
    assert not Placement.objects.exists()
    assert signed_in.post(page, {**form, "agreed": "on"}).status_code == 302
    assert Event.objects.get(verb="placement.start").changes["agreed_by_person"] == [None, True]
    assert not Disclosure.objects.exists(), "without a yes in general nothing is told by the program"


def test_a_placement_tells_the_workplace_what_the_person_said_yes_to(
    signed_in: Client, amina: Candidate, task: Task
) -> None:
    ConsentFactory.create(candidate=amina, items=["name", "times"])
    form = {
        "kind": "småjob", "start": f"{TODAY + timedelta(days=7):%d-%m-%Y}",
        "planned_end": f"{TODAY + timedelta(days=60):%d-%m-%Y}", "dag-0": "man", "fra-0": "9", "til-0": "12",
    }  # fmt: skip
    signed_in.post(reverse("placements:start", args=[task.public_id, amina.public_id]), form)
    told = Disclosure.objects.get()
    assert (told.to_name, told.items, told.end) == ("Bageriet", ["name", "times"], TODAY + timedelta(days=60))
    assert list(Disclosure.objects.on(TODAY)) == [told]


def test_what_runs_out_within_a_month_waits_on_the_page_of_today(
    signed_in: Client, membership: Membership, amina: Candidate
) -> None:
    Candidate.objects.filter(pk=amina.pk).update(consultant=membership.user)
    ConsentFactory.create(candidate=amina, until=TODAY + timedelta(days=20))
    page = signed_in.get("/").content.decode()
    assert "Samtykker, der udløber" in page
    assert "Bed om samtykke igen" in page

    ConsentFactory.create(candidate=amina)
    assert "Samtykker, der udløber" not in signed_in.get("/").content.decode(), "a newer one holds"


@pytest.mark.parametrize(
    "changes",
    [
        {"until": TODAY + timedelta(days=400)},
        {"until": TODAY - timedelta(days=1)},
        {"items": []},
        {"items": ["cpr"]},
        {"to_kind": "workplace"},
        {"text_version": ""},
        {"form": "dreamt"},
        {"withdrawn_reason": "uden dag"},
    ],
)
def test_the_database_refuses_what_no_consent_can_be(amina: Candidate, changes: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ConsentFactory.create(candidate=amina, **changes)


def test_what_was_withdrawn_stays_withdrawn(amina: Candidate, scope: Scope) -> None:
    consent = ConsentFactory.create(candidate=amina)
    actions.withdraw(by=scope, consent=consent)
    for change in ({"withdrawn_at": None, "withdrawn_by": None}, {"until": TODAY}, {"items": ["name"]}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Consent.objects.filter(pk=consent.pk).update(**change)


@pytest.mark.parametrize(
    "changes",
    [{"items": ["name", "needs"]}, {"end": TODAY + timedelta(days=400)}, {"start": TODAY - timedelta(days=5)}],
)
def test_nothing_is_told_beyond_the_yes(amina: Candidate, changes: dict[str, Any]) -> None:
    consent = ConsentFactory.create(candidate=amina, items=["name"])
    place = WorkplaceFactory.create(keeper=amina.keeper)
    values: dict[str, Any] = {"items": ["name"], "start": TODAY, "end": TODAY, **changes}
    with pytest.raises(IntegrityError), transaction.atomic():
        Disclosure.objects.create(
            keeper=amina.keeper, candidate=amina, consent=consent, to_id=place.public_id, to_name="Her", **values
        )


def test_a_date_from_elsewhere_holds_a_year_and_says_nothing_of_health() -> None:
    said = noted_elsewhere(date(2024, 2, 29))
    assert said["until"] == date(2025, 2, 28)
    assert ConsentItem.NEEDS not in said["items"]


def test_every_purpose_has_words_today_and_no_version_comes_twice() -> None:
    for purpose in Purpose.values:
        assert current(TODAY, purpose).paragraphs
    assert len({(text.version, text.language) for text in TEXTS}) == len(TEXTS)
