"""The pages of a change, as the consultant, the person and the workplace see them."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from candidates.models import Candidate
from placements.actions import change_requests, pauses, relocating
from placements.actions.disclosing import tell_workplace
from placements.models import ChangeRequest, Move, Pause, Placement
from smaajob.accounts.models import Role
from smaajob.accounts.scope import Scope
from smaajob.audit.models import Access
from smaajob.messages.models import Message
from tests.factories import (
    ChangeRequestFactory,
    ConsentFactory,
    EmployerOrganisationFactory,
    MembershipFactory,
    PauseFactory,
    PlacementFactory,
    TaskFactory,
    WorkplaceFactory,
)
from tests.placements.law import world

pytestmark = pytest.mark.django_db


def text(response: HttpResponse) -> str:
    return " ".join(response.content.decode().replace("\xa0", " ").split())


def url(name: str, thing: object, *more: str) -> str:
    return reverse(f"placements:{name}", args=[thing.public_id, *more])  # type: ignore[attr-defined]


@pytest.fixture
def as_person(placement: Placement) -> Client:
    member = MembershipFactory.create(organisation=placement.keeper, role=Role.CANDIDATE)
    type(placement.candidate).objects.filter(pk=placement.candidate_id).update(user=member.user)
    client = Client()
    client.force_login(member.user)
    return client


@pytest.fixture
def as_company(placement: Placement) -> Client:
    company = EmployerOrganisationFactory.create(cvr=placement.workplace.employer.cvr)
    client = Client()
    client.force_login(MembershipFactory.create(organisation=company, role=Role.EMPLOYER).user)
    return client


class TestExtending:
    def test_two_taps(self, signed_in: Client, placement: Placement) -> None:
        page = signed_in.get(url("extend", placement))
        assert "Det varer nu til torsdag den 30. april 2026" in text(page)
        assert "4 uger mere (28. maj 2026)" in text(page)
        # Ascension Day and Whit Monday are left out.
        assert "6 vagter kommer i kalenderen" in text(page)
        done = signed_in.post(url("extend", placement), form_of(page, how="2026-05-28"), follow=True)
        assert "Forløbet er forlænget til 28. maj 2026. 6 vagter er kommet i kalenderen." in text(done)
        placement.refresh_from_db()
        assert placement.planned_end == date(2026, 5, 28)

    def test_more_than_the_person_has_said_is_told_and_stops_nobody(
        self, signed_in: Client, placement: Placement
    ) -> None:
        Candidate.objects.filter(pk=placement.candidate_id).update(hours_per_day=4)
        page = signed_in.get(url("extend", placement))
        data = form_of(page, how="2026-05-28", from_day="1-5-2026") | {"windows-tir": "8-15"}
        done = text(signed_in.post(url("extend", placement), data, follow=True))
        assert "Forløbet er forlænget til 28. maj 2026." in done
        assert "Tiderne er mere, end" in done
        assert "Det giver en dag på 7 timer. Personen kan 4 timer om dagen." in done

    def test_wrong_input_stays_and_is_told_beside_its_field(self, signed_in: Client, placement: Placement) -> None:
        page = signed_in.get(url("extend", placement))
        data = form_of(page, how="anden", until="1-4-2026", reason="Det går godt")
        data |= {"windows-man": "halv ni", "from_day": "20-4-2026"}
        wrong = signed_in.post(url("extend", placement), data)
        assert wrong.status_code == 422
        assert "halv ni" in text(wrong)
        assert "Det går godt" in text(wrong)
        data |= {"windows-man": ""}
        assert "varer allerede til 30. apr. 2026" in text(signed_in.post(url("extend", placement), data))

    def test_a_second_tab_is_told_plainly(self, signed_in: Client, placement: Placement) -> None:
        old = form_of(signed_in.get(url("extend", placement)), how="2026-05-28")
        signed_in.post(url("extend", placement), old)
        assert "Det kan ikke vælges her mere. Vælg igen." in text(signed_in.post(url("extend", placement), old))

    def test_a_task_that_ends_then_is_to_last_longer_first(self, signed_in: Client, placement: Placement) -> None:
        assert placement.task is not None
        assert "ret først, hvornår opgaven slutter" not in text(signed_in.get(url("extend", placement)))
        type(placement.task).objects.filter(pk=placement.task.pk).update(end=placement.planned_end)
        page = text(signed_in.get(url("extend", placement)))
        assert "ret først, hvornår opgaven slutter" in page
        assert reverse("employers:edit_task", args=[placement.task.public_id]) in page

    def test_what_it_would_do_is_seen_and_changes_nothing(self, signed_in: Client, placement: Placement) -> None:
        data = {"how": "anden", "until": "7-5-2026", "from_day": "4-5-2026", "windows-tir": "9-12"}
        part = signed_in.post(url("preview_extend", placement), data, headers={"HX-Request": "true"})
        assert "<html" not in text(part)
        assert 'Én vagt kommer i kalenderen:</strong> <span class="nowrap">tir 5. maj kl. 9–12' in text(part)
        placement.refresh_from_db()
        assert placement.planned_end == date(2026, 4, 30)

    def test_a_draft_is_kept_with_no_error_shown(self, signed_in: Client, placement: Placement) -> None:
        page = signed_in.get(url("extend", placement))
        signed_in.post(url("extend", placement), form_of(page, how="anden", until="snart"))
        again = signed_in.get(url("extend", placement))
        assert again.status_code == 200
        assert "snart" in text(again)


class TestAPause:
    def test_is_written_and_ended(self, signed_in: Client, placement: Placement) -> None:
        page = signed_in.get(url("pause", placement))
        assert "Skriv ikke noget om sygdom" in text(page)
        data = form_of(page, first_day="19-3-2026", how="til", last_day="26-3-2026", why="exam", words="Prøver")
        done = signed_in.post(url("pause", placement), data, follow=True)
        assert "Der er aftalt pause fra 19. mar. 2026 til 26. mar. 2026. 3 vagter er taget ud af kalenderen." in text(
            done
        )
        assert "Pause 19. mar. – 26. mar. 2026" in text(done)
        row = Pause.objects.get()
        page = signed_in.get(url("resume", row))
        seen_first = signed_in.post(url("preview_resume", row), form_of(page, on="19-3-2026"))
        assert "3 vagter kommer i kalenderen igen" in text(seen_first)
        done = signed_in.post(url("resume", row), form_of(page, on="23-3-2026"), follow=True)
        assert "vagterne begynder igen fra 23. mar. 2026. 2 vagter er kommet i kalenderen." in text(done)

    def test_of_a_pause_to_come_no_day_is_guessed(self, signed_in: Client, placement: Placement) -> None:
        row = PauseFactory.create(placement=placement, first_day=date(2026, 4, 6), last_day=date(2026, 4, 12))
        assert signed_in.get(url("resume", row)).context["form"]["on"].value() is None
        page = signed_in.get(url("resume", row))
        long_ago = text(signed_in.post(url("resume", row), form_of(page, on="01-01-2020")))
        assert "Forløbet begynder først" in long_ago
        row.refresh_from_db()
        assert row.called_off_at is None

    def test_what_goes_is_seen_before(self, signed_in: Client, placement: Placement) -> None:
        data = {"first_day": "19-3-2026", "how": "videre"}
        part = signed_in.post(url("preview_pause", placement), data, headers={"HX-Request": "true"})
        assert "11 vagter tages ud af kalenderen" in text(part)
        assert "pause fra 19. mar. 2026 og indtil videre" in text(part)
        assert placement.shifts.count() == 16

    def test_an_end_is_asked_for_or_until_further(self, signed_in: Client, placement: Placement) -> None:
        data = form_of(signed_in.get(url("pause", placement)), how="til", why="exam")
        wrong = signed_in.post(url("pause", placement), data)
        assert wrong.status_code == 422
        assert "vælg Indtil videre" in text(wrong)

    def test_why_stands_with_the_consultant_and_nowhere_else(
        self, scope: Scope, signed_in: Client, as_company: Client, as_person: Client, placement: Placement
    ) -> None:
        pauses.pause(
            by=scope,
            placement=placement,
            first_day=date(2026, 3, 16),
            last_day=None,
            why="illness",
            words="Ringer fredag",
        )
        assert "sygdom. Ringer fredag" in text(signed_in.get(url("detail", placement)))
        company = text(as_company.get(reverse("placements:for_company")))
        assert "Pause fra 16. mar. 2026 og indtil videre. Pladsen holdes." in company
        person = text(as_person.get(reverse("placements:my_placements")))
        assert "Du holder pause fra 16. mar. 2026 og indtil videre." in person
        for page in (company, person):
            assert "ygdom" not in page
            assert "Ringer fredag" not in page


class TestBackUnder18:
    def test_the_shifts_that_come_back_are_asked_about_on_the_page(
        self, signed_in: Client, placement: Placement
    ) -> None:
        """Amina is fifteen, and three hours on a school day depend on whether she goes to school."""
        type(placement.candidate).objects.update(birth_date=date(2010, 6, 1))
        row = PauseFactory.create(placement=placement, first_day=date(2026, 3, 16), last_day=date(2026, 4, 30))
        placement.shifts.filter(day__gte=date(2026, 3, 16)).delete()
        page = signed_in.get(url("resume", row))
        assert "Har personen undervisningspligt?" in text(page)
        data = form_of(page, on="23-3-2026")
        part = text(signed_in.post(url("preview_resume", row), data, headers={"HX-Request": "true"}))
        assert "3 timer i alt" in part
        wrong = signed_in.post(url("resume", row), data)
        assert wrong.status_code == 422
        assert "Skriv hvorfor." in text(wrong)
        no = signed_in.post(url("resume", row), data | {"in_school": "ja"})
        assert "højst være 2 timer på en skoledag" in text(no)
        done = signed_in.post(url("resume", row), data | {"in_school": "nej"}, follow=True)
        assert "vagterne begynder igen fra 23. mar. 2026" in text(done)


class TestAMove:
    def test_to_another_of_the_employers_places(self, signed_in: Client, placement: Placement) -> None:
        shop = WorkplaceFactory.create(name="Brødbutikken", employer=placement.workplace.employer)
        task = TaskFactory.create(workplace=shop, title="Stå i butikken", start=date(2026, 1, 1))
        TaskFactory.create(workplace__name="Et andet firma", start=date(2026, 1, 1))
        page = signed_in.get(url("move", placement))
        assert "Brødbutikken: Stå i butikken (" in text(page)
        assert "Et andet firma" not in text(page)
        data = form_of(page, place=f"{shop.public_id}/{task.public_id}", on="23-3-2026", reason="Mere at lave")
        part = text(signed_in.post(url("preview_move", placement), data, headers={"HX-Request": "true"}))
        assert "Fra 23. mar. 2026 er forløbet hos Brødbutikken." in part
        assert "Personen har ikke sagt ja til, at Brødbutikken må vide noget." in part
        done = signed_in.post(url("move", placement), data, follow=True)
        assert "Forløbet flytter til Brødbutikken 23. mar. 2026." in text(done)
        back = signed_in.post(url("call_off_move", Move.objects.get()), follow=True)
        assert "Flytningen bliver ikke til noget." in text(back)

    def test_the_law_of_the_new_place_is_read_before_and_asks_on_the_page(
        self, signed_in: Client, placement: Placement
    ) -> None:
        """Ten are employed in the shop, one is in praktik there, and nobody has heard the employees."""
        Placement.objects.update(kind="praktik")
        shop = WorkplaceFactory.create(
            name="Brødbutikken", employer=placement.workplace.employer, p_number="1003388402", employees=10
        )
        world.there(shop)
        page = signed_in.get(url("move", placement))
        assert "Er det lovligt?" not in text(page)
        data = form_of(page, place=f"{shop.public_id}/", on="16-3-2026", reason="Mere at lave")
        part = text(signed_in.post(url("preview_move", placement), data, headers={"HX-Request": "true"}))
        assert "Med 10 ansatte må der være 2 i praktik eller løntilskud ad gangen. Der er 1 nu." in part
        assert "Har medarbejdernes repræsentant på det nye sted udtalt sig?" in part
        assert not Move.objects.exists()
        wrong = signed_in.post(url("move", placement), data | {"statement": "senere"})
        assert wrong.status_code == 422
        assert "Skriv hvorfor." in text(wrong)
        assert "Mere at lave" in text(wrong)
        assert not Move.objects.exists()
        answers = {"statement": "senere", "law_reason": "Hun er ikke talt med"}
        assert "Forløbet er flyttet" in text(signed_in.post(url("move", placement), data | answers, follow=True))
        kept = text(signed_in.get(url("detail", placement)))
        assert "Flytningen blev aftalt" in kept
        assert "lovligt med en begrundelse" in kept
        assert "»Hun er ikke talt med«" in kept

    def test_what_is_not_allowed_is_said_with_its_paragraph(self, signed_in: Client, placement: Placement) -> None:
        Placement.objects.update(kind="praktik")
        shop = WorkplaceFactory.create(
            name="Brødbutikken", employer=placement.workplace.employer, p_number="1003388402", employees=9
        )
        world.there(shop)
        data = form_of(signed_in.get(url("move", placement)), place=f"{shop.public_id}/", on="16-3-2026", reason="Ja")
        part = text(signed_in.post(url("preview_move", placement), data, headers={"HX-Request": "true"}))
        assert "Nej, ikke sådan her" in part
        wrong = signed_in.post(url("move", placement), data)
        assert wrong.status_code == 422
        assert "Der er ikke plads til én til. (LAB § 63" in text(wrong)

    def test_an_employer_with_one_place_has_none_to_move_to(self, signed_in: Client, placement: Placement) -> None:
        page = text(signed_in.get(url("move", placement)))
        assert "Vi kender ingen andre steder" in page
        assert '<form method="post" novalidate' not in page


class TestAHiring:
    def test_is_written_in_one_page(self, signed_in: Client, placement: Placement) -> None:
        page = signed_in.get(url("hire", placement))
        data = form_of(
            page, on="16-3-2026", kind="job", follow="on", follow_until="15-6-2026", hours="20", status="job"
        )
        done = signed_in.post(url("hire", placement), data, follow=True)
        assert "Tillykke. Amina Hassan er ansat hos Bageriet." in text(done)
        new = Placement.objects.get(kind="job")
        assert done.request["PATH_INFO"] == url("detail", new)
        assert "Personen blev ansat, og jobbet begyndte" in text(signed_in.get(url("detail", new) + "?fane=historik"))

    def test_a_job_that_is_followed_says_until_when(self, signed_in: Client, placement: Placement) -> None:
        data = form_of(signed_in.get(url("hire", placement)), on="16-3-2026", kind="job", follow="on", follow_until="")
        wrong = signed_in.post(url("hire", placement), data)
        assert wrong.status_code == 422
        assert not Placement.objects.get().is_over


class TestAsking:
    def test_a_person_asks_for_a_pause_with_few_words(
        self, as_person: Client, signed_in: Client, placement: Placement
    ) -> None:
        page = as_person.get(url("ask_pause", placement))
        assert "Du kan bede om en pause hos Bageriet. Din kontakt svarer dig." in text(page)
        assert "Skriv ikke noget om sygdom" in text(page)
        done = as_person.post(url("ask_pause", placement), form_of(page, words=""), follow=True)
        assert "Din kontakt ringer til dig." in text(done)
        asked = ChangeRequest.objects.get()
        assert (asked.side, asked.wish, placement.shifts.count()) == ("person", "pause", 16)
        again = as_person.post(url("ask_pause", placement), form_of(page, words="igen"))
        assert again.status_code == 422
        assert "Du har allerede skrevet det." in text(again)
        assert "Har brug for en pause, skrevet" in text(signed_in.get(reverse("placements:today") + "?hvem=alle"))

    def test_the_workplace_never_sees_what_the_person_wrote(self, as_company: Client, placement: Placement) -> None:
        ChangeRequestFactory.create(placement=placement, side="person", wish="stop", words="Jeg vil væk")
        page = text(as_company.get(reverse("placements:for_company")))
        assert "Jeg vil væk" not in page
        assert "stoppe" not in page

    def test_a_workplace_asks_to_extend_and_hears_the_answer(
        self, scope: Scope, as_company: Client, signed_in: Client, placement: Placement
    ) -> None:
        ConsentFactory.create(candidate=placement.candidate, given_on=date(2026, 3, 1), until=date(2026, 12, 31))
        tell_workplace(by=scope, placement=placement)
        page = as_company.get(reverse("placements:for_company"))
        assert "Amina" in text(page)
        assert "Hassan" not in text(page)
        assert "Aftalt til 30. apr. 2026." in text(page)
        assert Access.objects.filter(
            organisation=placement.keeper, people__contains=[placement.candidate.public_id]
        ).exists()
        page = as_company.get(url("ask_extend", placement))
        data = form_of(page, words="Til sommerferien, 8 timer")
        done = as_company.post(url("ask_extend", placement), data, follow=True)
        assert "sendt til jeres kontakt i kommunen" in text(done)
        assert "I har skrevet, at I gerne vil forlænge." in text(as_company.get(reverse("placements:for_company")))
        asked = ChangeRequest.objects.get()
        page = signed_in.get(url("answer_request", asked))
        assert "Til sommerferien, 8 timer" in text(page)
        wrong = signed_in.post(url("answer_request", asked), form_of(page, answer="no", reply=" "))
        assert wrong.status_code == 422
        data = form_of(page, answer="no", reply="Reglerne siger 13 uger.")
        assert "Svaret er sendt." in text(signed_in.post(url("answer_request", asked), data, follow=True))
        message = Message.objects.get(kind="change_answered")
        assert (message.address, "13 uger" in message.text) == ("lone@bageriet.example", True)
        late = signed_in.post(url("answer_request", asked), form_of(page, answer="done"))
        assert "allerede svaret" in text(late) or late.status_code == 422

    @pytest.mark.parametrize(("others", "folded"), [(6, False), (7, True)])
    def test_of_many_the_first_to_end_are_seen_and_the_rest_is_a_tap_away(
        self, as_company: Client, placement: Placement, others: int, folded: bool
    ) -> None:
        for n in range(others):
            last = PlacementFactory.create(
                workplace=placement.workplace, start=date(2026, 3, 2), planned_end=date(2026, 5, 1 + n)
            )
        part = as_company.get(reverse("placements:for_company"), headers={"HX-Request": "true"})
        page = part.content.decode().replace("\xa0", " ")
        seen, more, rest = page.partition("<details")
        assert bool(more) is folded
        assert ("Se de andre, 8 i alt" in page) is folded
        assert page.count("Aftalt til") == others + 1
        assert seen.count("Aftalt til") == (5 if folded else others + 1)
        assert f"Aftalt til {last.planned_end.day}. maj 2026." in (rest if folded else seen)

    def test_nobody_asks_for_what_the_other_decides(self, scope: Scope, placement: Placement) -> None:
        with pytest.raises(ValidationError, match="Ring i stedet"):
            change_requests.ask(by=scope, placement=placement, wish="extend")

    def test_another_company_finds_nothing(self, placement: Placement) -> None:
        company = EmployerOrganisationFactory.create()
        client = Client()
        client.force_login(MembershipFactory.create(organisation=company, role=Role.EMPLOYER).user)
        assert "Der er ingen hos jer lige nu." in text(client.get(reverse("placements:for_company")))
        assert client.post(url("ask_extend", placement), {}).status_code == 404


class TestIDag:
    def today(self, signed_in: Client) -> str:
        return text(signed_in.get(reverse("placements:today") + "?hvem=alle"))

    def test_a_pause_that_ends_in_three_days(self, scope: Scope, signed_in: Client, placement: Placement) -> None:
        row, _n = pauses.pause(
            by=scope, placement=placement, first_day=date(2026, 3, 9), last_day=date(2026, 3, 19), why="exam"
        )
        assert "Pausen slutter tor 19. mar." in self.today(signed_in)
        Pause.objects.filter(pk=row.pk).update(last_day=date(2026, 3, 20))
        assert "Pausen slutter" not in self.today(signed_in)

    def test_a_pause_without_an_end_after_a_fortnight(
        self, scope: Scope, signed_in: Client, placement: Placement
    ) -> None:
        row, _n = pauses.pause(by=scope, placement=placement, first_day=date(2026, 3, 3), last_day=None, why="exam")
        assert "Holder pause siden" not in self.today(signed_in)
        Pause.objects.filter(pk=row.pk).update(first_day=date(2026, 3, 2))
        assert "Holder pause siden man 2. mar., og der er ingen slutdag" in self.today(signed_in)

    def test_a_move_that_could_not_be(self, scope: Scope, signed_in: Client, placement: Placement) -> None:
        shop = WorkplaceFactory.create(name="Brødbutikken", employer=placement.workplace.employer)
        row = relocating.move(
            by=scope, placement=placement, workplace=shop, task=None, on=date(2026, 3, 23), reason="Mere at lave"
        )
        Move.objects.filter(pk=row.pk).update(on=date(2026, 3, 13), problem="Der er ingen plads.")
        assert "Skulle flytte fre 13. mar., men noget er i vejen" in self.today(signed_in)

    def test_the_last_fortnight_offers_to_extend(self, signed_in: Client, placement: Placement) -> None:
        Placement.objects.update(planned_end=date(2026, 3, 27))
        today = self.today(signed_in)
        assert "Slutter fre 27. mar., og intet er aftalt bagefter" in today
        assert url("extend", placement) in today


def form_of(page: HttpResponse, **values: str) -> dict[str, str]:
    """What the page's form would send: its hidden fields, and what is typed."""
    hidden = page.context["page"]
    fields = dict(re.findall(r'name="(_[a-z]+)" value="([^"]*)"', str(hidden.hidden)))
    return {**fields, **values}
