"""The pages of erasing: what falls due, what two people agree on, and who sees which names."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from candidates.models import Candidate
from smaajob.accounts.models import Organisation, Role
from smaajob.audit.models import Access, Event, Kind
from smaajob.jobs import run as jobs
from smaajob.retention import tasks as tasks  # a worker finds it by itself
from smaajob.retention.models import Hold, Item, Period, Run
from tests.factories import (
    CandidateFactory,
    ContactFactory,
    CourseFactory,
    EnrolmentFactory,
    LogEntryFactory,
    MembershipFactory,
    NoteFactory,
    PlacementFactory,
    StoredFileFactory,
    TaskFactory,
    WorkplaceFactory,
)

pytestmark = pytest.mark.django_db


def signed_in_as(keeper: Organisation, role: Role) -> Client:
    client = Client()
    client.force_login(MembershipFactory.create(organisation=keeper, role=role, user__name=f"{role}").user)
    return client


@pytest.fixture
def leader(municipality: Organisation) -> Client:
    return signed_in_as(municipality, Role.MANAGER)


@pytest.fixture
def officer(municipality: Organisation) -> Client:
    return signed_in_as(municipality, Role.DPO)


@pytest.fixture
def old(municipality: Organisation) -> Candidate:
    return CandidateFactory.create(
        keeper=municipality, first_name="Zuleika", last_name="Quistorff", registered_on=date(2015, 1, 1)
    )


def decided(client: Client, months: str = "60") -> Any:
    url = reverse("retention_period", args=["personer"])
    seen = client.get(url).context["page"]._seen
    return client.post(url, {"months": months, "decided_where": "Sag 26-17", "_seen": seen}, follow=True)


def proposed(client: Client) -> Run:
    client.post(reverse("retention_due", args=["personer"]))
    return Run.objects.latest("pk")


def says(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_the_officer_sees_numbers_and_days_and_that_it_is_a_proposal(officer: Client, old: Candidate) -> None:
    page = says(officer.get(reverse("retention")))
    assert "I har ikke besluttet, hvor længe de skal gemmes." in page
    assert "Forslag, som kommunen selv fastsætter: 5 år." in page
    assert "<strong>1</strong>" in page
    assert "Quistorff" not in page


def test_nothing_can_be_proposed_before_it_is_decided(officer: Client, old: Candidate) -> None:
    due = reverse("retention_due", args=["personer"])
    assert officer.get(due).url == reverse("retention_period", args=["personer"])
    assert "Skriv først, hvor længe" in says(officer.post(due, follow=True))
    assert not Run.objects.exists()


def test_the_organisation_decides_and_it_is_in_the_history(officer: Client) -> None:
    page = says(decided(officer, "36"))
    assert "I har besluttet at gemme dem i 3 år efter den sidste aktivitet (Sag 26-17," in page
    decided(officer, "48")
    assert Period.objects.get().months == 48
    assert list(Event.objects.values_list("verb", flat=True)) == ["retention.decide", "retention.decide"]
    assert Event.objects.latest("pk").changes["months"] == [36, 48]


@pytest.mark.parametrize("months", ["0", "361", "fem", "", "-3", "4,5"])
def test_an_odd_number_of_months_is_told_beside_the_field(officer: Client, months: str) -> None:
    answer = decided(officer, months)
    assert answer.status_code == 422
    assert "antal måneder" in says(answer)
    assert f'value="{months}"' in says(answer) or not months
    assert not Period.objects.exists()


def test_who_sees_no_people_sees_no_names_and_a_leader_does(leader: Client, officer: Client, old: Candidate) -> None:
    decided(officer)
    due = reverse("retention_due", args=["personer"])
    assert "Zuleika Quistorff" in says(leader.get(due))
    page = says(officer.get(due))
    assert "Quistorff" not in page
    assert f"Person {str(old.public_id)[:8]}" in page
    assert "Du ser ikke navne." in page


def test_that_the_list_was_looked_at_is_in_the_log(leader: Client, old: Candidate) -> None:
    decided(leader)
    leader.get(reverse("retention_due", args=["personer"]))
    assert Access.objects.get(people__contains=[old.public_id]).purpose == "Sletning"


def test_one_proposes_another_approves_and_the_worker_erases(leader: Client, officer: Client, old: Candidate) -> None:
    decided(officer)
    NoteFactory.create(candidate=old, happened_on=date(2015, 2, 1), signed=True)
    run = proposed(officer)
    url = reverse("retention_run", args=[run.public_id])
    assert "Du har selv foreslået det." in says(officer.get(url))
    assert "Godkend, og slet personen" not in says(officer.get(url))
    own = officer.post(reverse("approve_erasure", args=[run.public_id]), {"digest": run.digest}, follow=True)
    assert "En anden skal godkende den." in says(own)

    page = says(leader.get(url))
    assert "Godkend, og slet personen" in page
    assert "Zuleika Quistorff" in page
    approved = leader.post(reverse("approve_erasure", args=[run.public_id]), {"digest": run.digest}, follow=True)
    assert "Sletningen er godkendt" in says(approved)
    assert "Venter på at komme til" in says(approved)

    assert jobs.perform("retention.run", run.pk)
    page = says(leader.get(url))
    assert "Slettet: 1" in page
    assert "Noter: 1" in page
    assert "Quistorff" not in page
    copy = leader.post(reverse("erasure_copy", args=[Item.objects.get().public_id]))
    assert copy.content[:2] == b"PK"
    assert "Quistorff" not in copy["Content-Disposition"]
    assert Event.objects.latest("pk").verb == "erasure.fetch_copy"
    assert Access.objects.latest("pk").kind == Kind.EXPORT
    assert Access.objects.latest("pk").people == [old.public_id]
    assert officer.post(reverse("erasure_copy", args=[Item.objects.get().public_id])).status_code == 404
    assert leader.get(reverse("candidates:detail", args=[old.public_id])).status_code == 404


def test_a_list_that_was_not_seen_is_not_approved(leader: Client, officer: Client, old: Candidate) -> None:
    decided(officer)
    run = proposed(officer)
    answer = leader.post(reverse("approve_erasure", args=[run.public_id]), {"digest": "x"}, follow=True)
    assert "Listen er ikke den, du så." in says(answer)
    assert Run.objects.get().waits


def test_a_no_is_a_no(leader: Client, officer: Client, old: Candidate) -> None:
    decided(officer)
    run = proposed(officer)
    assert "Intet bliver slettet." in says(leader.post(reverse("reject_erasure", args=[run.public_id]), follow=True))
    approve = reverse("approve_erasure", args=[run.public_id])
    assert "venter ikke mere" in says(leader.post(approve, {"digest": run.digest}, follow=True))
    assert "Foreslå at slette personen" in says(officer.get(reverse("retention_due", args=["personer"])))


def test_a_proposal_waits_under_the_name_of_everybody_but_who_made_it(
    leader: Client, officer: Client, old: Candidate
) -> None:
    decided(officer)
    run = proposed(officer)
    assert "Sletning (1)" in says(leader.get(reverse("retention")))
    assert "Sletning (1)" not in says(officer.get(reverse("retention")))
    leader.post(reverse("reject_erasure", args=[run.public_id]))
    assert "Sletning (1)" not in says(leader.get(reverse("retention")))


def test_who_approves_sees_what_goes_what_stays_and_where_else_the_name_stands(
    leader: Client, officer: Client, old: Candidate
) -> None:
    decided(officer)
    keeper = old.keeper
    NoteFactory.create(candidate=old, text="Zuleika har en hund.", happened_on=date(2015, 2, 1), signed=True)
    other = CandidateFactory.create(keeper=keeper, first_name="Emil", last_name="Bay")
    NoteFactory.create(candidate=other, text="Kører sammen med zuleika, altså Quistorffs søster.", signed=True)
    NoteFactory.create(candidate=other, text="Zuleika, men en anden.", signed=True)
    workplace = WorkplaceFactory.create(keeper=keeper, name="Bageriet", about="Spørg Zuleika Quistorff.")
    LogEntryFactory.create(workplace=workplace, text="Ring på 20 30 40 50.")
    ContactFactory.create(workplace=workplace, name="Zuleika Quistorff")
    TaskFactory.create(keeper=keeper, workplace=workplace, title="Som Zuleika Quistorff gjorde")
    StoredFileFactory.create(about=workplace, name="Quistorff, Zuleika.pdf")
    Candidate.objects.filter(pk=old.pk).update(phone="+45 20 30 40 50")
    run = proposed(officer)
    assert "Se, hvad der bliver slettet" in says(leader.get(reverse("retention_run", args=[run.public_id])))

    url = reverse("retention_item", args=[run.items.get().public_id])
    page = says(leader.get(url))

    assert "Hvad bliver slettet om Zuleika Quistorff?" in page
    assert "Noter: 1" in page
    found = [one.what for one in leader.get(url).context["told"].mentions]
    assert sorted(found) == [
        f"En kladde til loggen for Bageriet, skrevet af {workplace.log.get().author}",
        "En kontaktperson hos Bageriet",
        "En note om Emil Bay",
        "Filen Quistorff, Zuleika.pdf",
        "Opgaven Som Zuleika Quistorff gjorde",
        "Siden om Bageriet",
    ]
    assert Access.objects.filter(page="retention_item", people__contains=[old.public_id, other.public_id]).exists()
    blind = says(officer.get(url))
    assert "Quistorff" not in blind
    assert "Noter: 1" in blind
    assert "Bed en leder se efter" in blind


def test_who_is_held_back_meanwhile_is_told_before_the_yes(leader: Client, officer: Client, old: Candidate) -> None:
    decided(officer)
    run = proposed(officer)
    url = reverse("retention_run", args=[run.public_id])
    assert "bliver ikke slettet nu" not in says(leader.get(url))
    leader.post(reverse("hold", args=["personer", old.public_id]), {"reason": "Klage i nævnet", "until": ""})
    page = says(officer.get(url))
    assert "Én på listen er holdt tilbage eller i gang igen og bliver ikke slettet nu." in page

    officer.post(reverse("reject_erasure", args=[run.public_id]))
    assert "Afvist" in says(officer.get(reverse("retention")))


def test_a_run_that_erased_nobody_does_not_say_that_it_did(leader: Client, officer: Client, old: Candidate) -> None:
    decided(officer)
    run = proposed(officer)
    leader.post(reverse("approve_erasure", args=[run.public_id]), {"digest": run.digest})
    leader.post(reverse("hold", args=["personer", old.public_id]), {"reason": "Klage i nævnet", "until": ""})
    assert jobs.perform("retention.run", run.pk)
    assert "Ingen blev slettet" in says(officer.get(reverse("retention")))


def test_no_cpr_number_is_kept_as_a_reason(leader: Client, old: Candidate) -> None:
    answer = leader.post(reverse("hold", args=["personer", old.public_id]), {"reason": "Klage fra 010190-1234"})
    assert answer.status_code == 422
    assert "Skriv ikke et CPR-nummer her." in says(answer)
    assert not Hold.objects.exists()


def test_the_overview_says_how_long_the_log_is_kept_here(officer: Client, municipality: Organisation) -> None:
    Organisation.objects.filter(pk=municipality.pk).update(log_months=18)
    assert "18 måneder" in says(officer.get(reverse("retention")))


def test_a_person_asks_to_be_erased(leader: Client, old: Candidate) -> None:
    assert "Foreslå at slette" in says(leader.get(reverse("candidates:detail", args=[old.public_id])))
    url = reverse("erase_one", args=["personer", old.public_id])
    wrong = leader.post(url, {"keep_copy": "on"})
    assert wrong.status_code == 422
    assert "Vælg hvorfor." in says(wrong)
    answer = leader.post(url, {"basis": "request"}, follow=True)
    assert "Personen har bedt om det" in says(answer)
    assert "Der gemmes ingen kopi." in says(answer)
    again = leader.post(url, {"basis": "request"})
    assert again.status_code == 422
    assert "står allerede i et forslag" in says(again)


def test_who_is_in_something_open_is_not_erased(leader: Client, old: Candidate) -> None:
    PlacementFactory.create(candidate=old)
    answer = leader.post(reverse("erase_one", args=["personer", old.public_id]), {"basis": "request"})
    assert answer.status_code == 422
    assert "Afslut forløb, deltagelser og kurser først." in says(answer)


def test_who_has_a_course_before_them_is_not_erased(leader: Client, old: Candidate) -> None:
    day = timezone.localdate() + timedelta(days=9)
    course = CourseFactory.create(keeper=old.keeper, programme=None, start=day, end=day)
    enrolment = EnrolmentFactory.create(candidate=old, course=course)
    url = reverse("erase_one", args=["personer", old.public_id])
    assert leader.post(url, {"basis": "request"}).status_code == 422

    type(enrolment).objects.filter(pk=enrolment.pk).update(archived_at=timezone.now(), archived_as="mistake")
    assert leader.post(url, {"basis": "request"}).status_code == 302


def test_a_consultant_holds_somebody_back_and_lets_them_go(
    signed_in: Client, leader: Client, officer: Client, old: Candidate
) -> None:
    decided(officer)
    url = reverse("hold", args=["personer", old.public_id])
    past = (timezone.localdate() - timedelta(days=1)).strftime("%d-%m-%Y")
    wrong = signed_in.post(url, {"reason": "Klage i nævnet", "until": past})
    assert wrong.status_code == 422
    assert "Den dag er gået." in says(wrong)
    assert "Klage i nævnet" in says(wrong)

    signed_in.post(url, {"reason": "Klage i nævnet", "until": ""})
    assert "Klage i nævnet" in says(signed_in.get(url))
    assert "Klage i nævnet" in says(leader.get(reverse("holds", args=["personer"])))
    assert "Der er ingen, der kan slettes nu" in says(officer.get(reverse("retention_due", args=["personer"])))
    refused = leader.post(reverse("erase_one", args=["personer", old.public_id]), {"basis": "mistake"})
    assert "holdt tilbage" in says(refused)

    signed_in.post(reverse("lift_hold", args=[Hold.objects.get().public_id]))
    assert "Foreslå at slette personen" in says(officer.get(reverse("retention_due", args=["personer"])))


def test_what_there_is_no_kind_of_is_not_there(officer: Client) -> None:
    assert officer.get(reverse("retention_period", args=["heste"])).status_code == 404
    assert officer.get(reverse("retention_due", args=["heste"])).status_code == 404
