"""What an import stores, and what a later one changes."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from candidates.actions.consents import disclose
from candidates.models import Candidate, Consent, Enrolment, Participation, Programme, StatusSpell, TargetGroupSpell
from employers.models import Contact, Employer, Task, Workplace
from placements.actions import imports
from placements.history import tell
from placements.models import AgreementVersion, Hours, Pause, Placement, Shift
from smaajob.accounts.models import Organisation
from smaajob.accounts.scope import Scope
from smaajob.audit.models import Event
from smaajob.secrets import decrypt, keyed_hash
from tests.factories import (
    ConsentFactory,
    MembershipFactory,
    PartnerFactory,
    PauseFactory,
    TargetGroupSpellFactory,
    UserFactory,
)
from tests.placements.exchange.sheets import Sheets, counts, places, small, take

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    """The imports of these tests happen on 1 June 2022."""
    monkeypatch.setattr(imports, "_today", lambda keeper: date(2022, 6, 1))


def only(file: str, **changes: str) -> Sheets:
    """The first row of one file, changed."""
    return {file: [{**small()[file][0], **changes}]}


class TestColumns:
    def test_a_column_that_is_absent_leaves_what_is_stored(self, municipality: Organisation) -> None:
        take(municipality, small())
        row = small()["virksomheder"][0]
        short = {name: row[name] for name in ("virksomhed_id", "navn", "type", "postnr")}
        outcome = take(municipality, {"virksomheder": [{**short, "navn": "Bageriet på torvet"}]})
        assert counts(outcome, "virksomheder.csv") == (0, 1, 0)
        place = Workplace.objects.get(external_id="V1")
        assert (place.name, place.offered, place.contacts.get().name) == (
            "Bageriet på torvet",
            ["pauser"],
            "Bente Bager",
        )
        assert place.employer.cvr == "44497786"

    def test_a_column_that_is_there_and_empty_clears_what_is_optional(self, municipality: Organisation) -> None:
        take(municipality, small())
        take(municipality, only("virksomheder", rummer="", kontakt_navn=""))
        place = Workplace.objects.get(external_id="V1")
        assert place.offered == []
        assert not Contact.objects.filter(workplace=place).exists()

    def test_headers_come_in_any_case_and_order_with_or_without_a_star(self, municipality: Organisation) -> None:
        text = "Navn;KOMMUNER*; Start ;indsats_ID*;mål_forløb\r\nSmå job;851|DK-860|SE-0580;1/3/2022;I1;1.250\r\n"
        take(municipality, {"indsatser": text})
        programme = Programme.objects.get()
        assert programme.municipalities == ["DK-851", "DK-860", "SE-0580"]
        assert (programme.start, programme.target_placements) == (date(2022, 3, 1), 1250)

    def test_unknown_columns_and_files_are_named_and_left_alone(self, municipality: Organisation) -> None:
        sheets: Sheets = small()
        sheets["status"][0]["bemærkning"] = "god samtale"
        outcome = take(municipality, sheets)
        assert outcome.imported
        assert [note for note in outcome.data["notes"] if "bemærkning" in note and "status.csv" in note]

    def test_nothing_is_deleted_by_leaving_a_row_out(self, municipality: Organisation) -> None:
        take(municipality, small())
        take(municipality, only("virksomheder"))
        assert Workplace.objects.count() == 2

    def test_a_column_of_x_and_nothing_says_no_where_it_is_empty(self, municipality: Organisation) -> None:
        sheets = small()
        sheets["kursusdeltagere"] = [
            {"kursus_id": "C1", "kandidat_id": "K1", "gennemført": "x"},
            {"kursus_id": "C1", "kandidat_id": "K2", "gennemført": ""},
        ]
        take(municipality, sheets)
        assert list(Enrolment.objects.order_by("candidate__external_id").values_list("completed", flat=True)) == [
            True,
            False,
        ]

    def test_what_looks_like_a_formula_stays_text(self, municipality: Organisation) -> None:
        take(municipality, only("virksomheder", navn="=1+1", adresse="'=2+2", kontakt_navn="+45"))
        place = Workplace.objects.get()
        assert (place.name, place.address, place.contacts.get().name) == ("=1+1", "=2+2", "+45")


class TestRowsWithoutAnId:
    def test_they_are_known_by_what_they_refer_to_and_their_dates(self, municipality: Organisation) -> None:
        take(municipality, small())
        changes = {
            **only("timer", timer="4,25"),
            **only("deltagelser", slut="2022-12-31"),
            **only("status", status="job"),
            **only("kursusdeltagere", gennemført=""),
        }
        outcome = take(municipality, changes)
        for file in ("timer.csv", "deltagelser.csv", "status.csv", "kursusdeltagere.csv"):
            assert counts(outcome, file) == (0, 1, 0)
        assert Hours.objects.get(first_day=date(2022, 3, 1)).hours == Decimal("4.25")
        assert Participation.objects.get().end == date(2022, 12, 31)
        assert StatusSpell.objects.get().status == "job"
        assert Enrolment.objects.get().completed is None

    def test_a_plan_shows_some_rows_before_and_after(self, municipality: Organisation) -> None:
        take(municipality, small())
        outcome = take(municipality, only("timer", timer="4,25"), dry_run=True)
        assert outcome.data["examples"] == {
            "timer.csv": [
                {
                    "row": 2,
                    "id": "F1, 2022-03-01, 2022-03-06",
                    "changes": [{"column": "timer", "before": "6", "after": "4,25"}],
                }
            ]
        }
        assert not outcome.imported
        assert Hours.objects.get(first_day=date(2022, 3, 1)).hours == 6


class TestEmployers:
    def test_workplaces_with_one_cvr_have_one_employer_called_after_the_first(self, municipality: Organisation) -> None:
        take(municipality, small())
        employer = Employer.objects.get()
        assert employer.name == "Bageriet i Nørregade"
        assert employer.workplaces.count() == 2

    def test_a_workplace_without_cvr_has_an_employer_of_its_own(self, municipality: Organisation) -> None:
        sheets = small()
        for row in sheets["virksomheder"]:
            row["cvr"] = ""
        take(municipality, sheets)
        assert Employer.objects.count() == 2
        take(municipality, only("virksomheder", cvr="", navn="Bageriet på torvet"))
        assert set(Employer.objects.values_list("name", flat=True)) == {"Bageriet på torvet", "Bageriet på havnen"}

    def test_a_new_cvr_moves_the_workplace_and_an_empty_employer_goes(self, municipality: Organisation) -> None:
        take(municipality, small())
        old = Employer.objects.get()
        take(municipality, only("virksomheder", cvr="12289324"))
        assert set(Employer.objects.values_list("cvr", flat=True)) == {"44497786", "12289324"}
        second = {**small()["virksomheder"][1], "cvr": "DK 12289324"}
        take(municipality, {"virksomheder": [second]})
        assert Employer.objects.get().cvr == "12289324"
        assert not Employer.objects.filter(pk=old.pk).exists()
        assert Workplace.objects.filter(employer__cvr="12289324").count() == 2

    def test_the_cvr_of_two_organisations_is_two_employers(self, municipality: Organisation) -> None:
        take(municipality, small())
        take(PartnerFactory.create(), {"virksomheder": small()["virksomheder"]})
        assert Employer.objects.filter(cvr="44497786").count() == 2

    def test_a_swedish_workplace(self, municipality: Organisation) -> None:
        outcome = take(municipality, only("virksomheder", land="se", cvr="556036-0793", postnr="211 19"))
        assert outcome.imported
        place = Workplace.objects.select_related("employer").get()
        assert (place.country, place.postcode, place.employer.country, place.employer.cvr) == (
            "SE",
            "21119",
            "SE",
            "5560360793",
        )


class TestPeople:
    def test_a_cpr_is_encrypted_and_found_by_its_hash_and_shown_nowhere(self, municipality: Organisation) -> None:
        outcome = take(municipality, only("kandidater", cpr="010190-1234"))
        person = Candidate.objects.get()
        assert decrypt(person.cpr_encrypted) == "0101901234"
        assert person.cpr_hash == keyed_hash("0101901234")
        again = take(municipality, only("kandidater", cpr="0101901234"))
        assert counts(again, "kandidater.csv") == (0, 0, 1)
        other = take(municipality, only("kandidater", cpr="010190-4321"))
        assert counts(other, "kandidater.csv") == (0, 1, 0)
        said = f"{outcome.data} {again.data} {other.data} {list(Event.objects.values())}"
        # Ids and times are digits too: it is the number that must not be there, however it is written.
        for number in ("901234", "90-1234", "904321", "90-4321"):
            assert number not in said
        with connection.cursor() as cursor:
            cursor.execute("SELECT row_to_json(c)::text FROM candidates_candidate c")
            row = cursor.fetchone()[0]
        assert "901234" not in row
        assert "904321" not in row

    @pytest.mark.parametrize(
        ("cpr", "born"),
        [
            ("010190-1234", "1990-01-01"),  # 0–3 is the 20th century
            ("010105-4234", "2005-01-01"),  # 4 and 9 with 00–36 the 21st
            ("010145-9234", "1945-01-01"),
            ("010105-5234", "2005-01-01"),
            ("010165-5234", "1865-01-01"),
            ("610190-1234", "1990-01-01"),  # a replacement number: day + 60
            ("610105-1234", "2005-01-01"),
        ],
    )
    def test_a_cpr_says_the_day_of_birth(self, municipality: Organisation, cpr: str, born: str) -> None:
        outcome = take(municipality, only("kandidater", cpr=cpr, fødselsdato=born.replace("1865", "1965")))
        assert outcome.imported is (born != "1865-01-01")

    def test_a_fault_in_a_cpr_shows_no_more_than_the_date(self, municipality: Organisation) -> None:
        outcome = take(municipality, only("kandidater", cpr="020190-1234"))
        [fault] = outcome.data["faults"]
        assert fault["value"] == "020190-••••"
        outcome = take(municipality, only("kandidater", cpr="20190-1234"))
        assert "1234" not in str(outcome.data)
        outcome = take(municipality, only("deltagelser", kandidat_id="020190-1234"))
        assert "1234" not in str(outcome.data["faults"])

    def test_a_consultant_is_a_user_or_kept_as_text_and_named(self, municipality: Organisation) -> None:
        mette = MembershipFactory.create(organisation=municipality, user__email="mette@aalborg.example").user
        sheets = small()
        sheets["kandidater"][0]["konsulent"] = "Mette@Aalborg.example"
        sheets["kandidater"][1]["konsulent"] = "ny@aalborg.example"
        outcome = take(municipality, sheets)
        assert [note for note in outcome.data["notes"] if "ny@aalborg.example" in note]
        first, second = Candidate.objects.order_by("external_id")
        assert first.consultant == mette
        assert (second.consultant, second.consultant_email) == (None, "ny@aalborg.example")
        assert counts(take(municipality, sheets), "kandidater.csv") == (0, 0, 2)
        ny = MembershipFactory.create(organisation=municipality, user__email="ny@aalborg.example").user
        assert counts(take(municipality, sheets), "kandidater.csv") == (0, 1, 1)
        second.refresh_from_db()
        assert (second.consultant, second.consultant_email) == (ny, "")

    @pytest.mark.parametrize("why", ["no member", "elsewhere", "has left", "closed"])
    def test_a_consultant_is_one_of_the_organisations_own(self, municipality: Organisation, why: str) -> None:
        email = "hanne@aalborg.example"
        if why == "no member":
            UserFactory.create(email=email)
        else:
            where = PartnerFactory.create() if why == "elsewhere" else municipality
            membership = MembershipFactory.create(organisation=where, user__email=email, active=why != "has left")
            if why == "elsewhere":
                MembershipFactory.create(organisation=municipality, user=membership.user, active=False)
            membership.user.is_active = why != "closed"
            membership.user.save()
        outcome = take(municipality, {**only("kandidater", konsulent=email), **only("virksomheder", konsulent=email)})
        assert [note for note in outcome.data["notes"] if email in note]
        person, place = Candidate.objects.get(), Workplace.objects.get()
        assert (person.consultant, person.consultant_email) == (None, email)
        assert (place.consultant, place.consultant_email) == (None, email)

    def test_a_consent_is_kept_once_as_given_elsewhere(self, municipality: Organisation) -> None:
        for _ in range(2):
            take(municipality, only("kandidater", samtykke="2022-01-11"))
        consent = Consent.objects.get()
        assert (consent.given_on, consent.form) == (date(2022, 1, 11), Consent.Form.RECORDED_ELSEWHERE)
        take(municipality, only("kandidater", samtykke="2022-05-11"))
        assert Consent.objects.get().given_on == date(2022, 5, 11)
        take(municipality, only("kandidater", samtykke=""))
        assert not Consent.objects.exists()

    def test_a_workplace_whose_placement_it_ends_sees_the_person_no_longer(self, municipality: Organisation) -> None:
        take(municipality, small())
        placement, today = Placement.objects.select_related("workplace").get(), timezone.localdate()
        consent = ConsentFactory.create(candidate=placement.candidate)
        to = (placement.workplace.public_id, placement.workplace.name)
        by = Scope(municipality, None)
        told = disclose(by=by, consent=consent, items=["name"], to=to, start=today, end=today)
        take(municipality, {**small(), **only("forløb", slut_planlagt="2022-04-30")})
        told.refresh_from_db()
        assert told.ended_at is None, "it goes on"
        take(municipality, {**small(), **only("forløb", slut_faktisk="2022-03-31", slutårsag="ansat")})
        told.refresh_from_db()
        assert told.ended_at is not None


class TestTargetGroups:
    def spells(self) -> list[tuple[str, date, date | None]]:
        return list(TargetGroupSpell.objects.order_by("group", "start").values_list("group", "start", "end"))

    def test_they_hold_from_the_registration(self, municipality: Organisation) -> None:
        take(municipality, only("kandidater", målgrupper="Flygtning|fleksjobber"))
        assert self.spells() == [("fleksjob", date(2022, 1, 10), None), ("flygtning", date(2022, 1, 10), None)]

    def test_a_later_change_holds_from_the_day_of_the_import(self, municipality: Organisation) -> None:
        take(municipality, only("kandidater", målgrupper="flygtning|ung"))
        take(municipality, only("kandidater", målgrupper="ung|kontanthjælp"))
        changed = [
            ("flygtning", date(2022, 1, 10), date(2022, 5, 31)),
            ("kontanthjælp", date(2022, 6, 1), None),
            ("ung", date(2022, 1, 10), None),
        ]
        assert sorted(self.spells()) == sorted(changed)
        assert counts(take(municipality, only("kandidater", målgrupper="kontanthjælp|ung")), "kandidater.csv") == (
            0,
            0,
            1,
        )
        assert sorted(self.spells()) == sorted(changed)

    def test_a_change_of_mind_on_the_same_day_leaves_no_spell_of_no_days(self, municipality: Organisation) -> None:
        take(municipality, only("kandidater", målgrupper="flygtning"))
        take(municipality, only("kandidater", målgrupper="ung"))
        take(municipality, only("kandidater", målgrupper="flygtning"))
        take(municipality, only("kandidater", målgrupper="dagpenge"))
        assert self.spells() == [
            ("dagpenge", date(2022, 6, 1), None),
            ("flygtning", date(2022, 1, 10), date(2022, 5, 31)),
        ]

    def test_somebody_registered_today_changes_group_today(self, municipality: Organisation) -> None:
        take(municipality, only("kandidater", registreret="2022-06-01", målgrupper="flygtning"))
        take(municipality, only("kandidater", registreret="2022-06-01", målgrupper="ung"))
        assert self.spells() == [("ung", date(2022, 6, 1), None)]

    def test_a_corrected_registration_corrects_the_beginning(self, municipality: Organisation) -> None:
        take(municipality, only("kandidater"))
        take(municipality, only("kandidater", registreret="2021-12-01"))
        assert self.spells() == [("kontanthjælp", date(2021, 12, 1), None)]

    def test_a_corrected_registration_does_not_run_into_an_earlier_spell(self, municipality: Organisation) -> None:
        take(municipality, only("kandidater", registreret="2022-05-01", målgrupper="ung"))
        person = Candidate.objects.get()
        TargetGroupSpellFactory.create(candidate=person, group="ung", start=date(2022, 1, 1), end=date(2022, 3, 31))
        assert take(municipality, only("kandidater", registreret="2022-02-01", målgrupper="ung")).imported
        assert self.spells() == [("ung", date(2022, 1, 1), date(2022, 3, 31)), ("ung", date(2022, 4, 1), None)]


class TestPlacements:
    def days(self, id_: str = "F1") -> list[date]:
        return list(Shift.objects.filter(placement__external_id=id_).order_by("day").values_list("day", flat=True))

    def test_fixed_windows_become_shifts_and_an_agreement(self, municipality: Organisation) -> None:
        take(municipality, small())
        days = self.days()
        assert days[0] == date(2022, 3, 2)
        assert days[-1] == date(2022, 3, 30)
        assert {day.weekday() for day in days} == {0, 2}
        assert len(days) == 9
        shift = Shift.objects.order_by("starts_at").last()
        assert shift is not None
        assert shift.starts_at.isoformat() == "2022-03-30T07:00:00+00:00", "09:00 in summer time"
        agreement = AgreementVersion.objects.get()
        assert (agreement.number, agreement.valid_from, str(agreement.windows[0])) == (
            1,
            date(2022, 3, 1),
            "man 09:00-12:00",
        )

    def test_public_holidays_are_left_out(self, municipality: Organisation) -> None:
        take(municipality, {**small(), **only("forløb", slut_planlagt="2022-04-30")})
        assert date(2022, 4, 18) not in self.days()  # 2. påskedag, a Monday
        assert date(2022, 4, 20) in self.days()

    def test_other_placements_have_no_shifts(self, municipality: Organisation) -> None:
        sheets = small()
        sheets["opgaver"][0]["fleksibel"] = "ja"
        take(municipality, sheets)
        take(municipality, only("forløb", forløb_id="F2", opgave_id=""))
        assert Placement.objects.count() == 2
        assert not Shift.objects.exists()
        assert not AgreementVersion.objects.exists()

    def test_new_dates_move_the_shifts_and_keep_those_that_stay(self, municipality: Organisation) -> None:
        take(municipality, small())
        before = dict(Shift.objects.values_list("day", "public_id"))
        take(municipality, only("forløb", slut_planlagt="2022-04-08"))
        assert self.days()[-1] == date(2022, 4, 6)
        after = dict(Shift.objects.values_list("day", "public_id"))
        assert {day: after[day] for day in before} == before
        take(municipality, only("forløb", slut_faktisk="2022-03-15", slutårsag="ansat"))
        assert self.days()[-1] == date(2022, 3, 14)

    def test_pauses_stay_inside_and_without_shifts(self, municipality: Organisation) -> None:
        take(municipality, small())
        Shift.objects.filter(day__gte=date(2022, 3, 21)).delete()
        placement = Placement.objects.get()
        PauseFactory.create(placement=placement, first_day=date(2022, 3, 21), last_day=date(2022, 4, 4))
        take(municipality, only("forløb", slut_planlagt="2022-04-08"))
        assert [day for day in self.days() if day > date(2022, 3, 16)] == [date(2022, 4, 6)]
        take(municipality, only("forløb", kandidat_id="K2"))
        assert Pause.objects.get().candidate_id == Placement.objects.get().candidate_id
        take(municipality, only("forløb", slut_faktisk="2022-03-25", slutårsag="ansat"))
        assert Pause.objects.get().last_day == date(2022, 3, 25)

    def test_an_unchanged_placement_keeps_shifts_that_were_moved_by_hand(self, municipality: Organisation) -> None:
        take(municipality, small())
        Shift.objects.order_by("day")[0].delete()
        take(municipality, small())
        assert len(self.days()) == 8

    def test_a_changed_task_leaves_what_was_agreed(self, municipality: Organisation) -> None:
        take(municipality, small())
        take(municipality, only("opgaver", plan="tir 09:00-15:00"))
        assert {day.weekday() for day in self.days()} == {0, 2}
        take(municipality, only("forløb", slut_planlagt="2022-04-08"))
        assert {day.weekday() for day in self.days()} == {0, 2}

    def test_another_task_is_another_agreement(self, municipality: Organisation) -> None:
        take(municipality, small())
        take(
            municipality, {**only("opgaver", opgave_id="O2", plan="tir 09:00-15:00"), **only("forløb", opgave_id="O2")}
        )
        assert {day.weekday() for day in self.days()} == {1}
        assert list(AgreementVersion.objects.order_by("number").values_list("number", flat=True)) == [1, 2]
        take(municipality, only("forløb", opgave_id=""))
        assert self.days() == []

    def test_a_placement_goes_over_to_the_right_person(self, municipality: Organisation) -> None:
        take(municipality, small())
        outcome = take(municipality, only("forløb", kandidat_id="K2"))
        assert outcome.imported
        assert set(Shift.objects.values_list("candidate__external_id", flat=True)) == {"K2"}

    def test_two_placements_whose_tasks_meet_are_taken_and_the_one_that_is_over_gets_no_shifts(
        self, municipality: Organisation
    ) -> None:
        """What was agreed with the person is not in the file: one goes at nine, the other at ten, and the tasks both say 9-12."""
        sheets = small()
        sheets["opgaver"].append({**sheets["opgaver"][0], "opgave_id": "O2"})
        over = {"slut_faktisk": "2022-03-20", "slutårsag": "gennemført"}
        sheets["forløb"].insert(0, {**sheets["forløb"][0], **over, "forløb_id": "F0", "opgave_id": "O2"})
        outcome = take(municipality, sheets)
        assert outcome.imported
        assert len(self.days("F1")) == 9
        assert self.days("F0") == []
        assert list(AgreementVersion.objects.values_list("placement__external_id", flat=True)) == ["F1"]
        [note] = [note for note in outcome.data["notes"] if "tider ukendt" in note]
        assert "F0 (række 2) / F1 (række 3)" in note
        again = take(municipality, sheets)
        assert counts(again, "forløb.csv") == (0, 0, 2)
        assert again.data["notes"] == []

    def test_one_whose_task_meets_stored_shifts_gets_none(self, municipality: Organisation) -> None:
        take(municipality, small())
        outcome = take(
            municipality, {**only("opgaver", opgave_id="O2"), **only("forløb", forløb_id="F2", opgave_id="O2")}
        )
        assert outcome.imported
        assert self.days("F2") == []
        assert any("F2 (række 2) / F1" in note for note in outcome.data["notes"])

    def test_a_third_that_meets_only_one_left_out_keeps_its_shifts(self, municipality: Organisation) -> None:
        sheets = small()
        for id_, plan in (("O2", "man 11:00-14:00"), ("O3", "man 12:00-15:00")):
            sheets["opgaver"].append({**sheets["opgaver"][0], "opgave_id": id_, "plan": plan, "timer": "3"})
            sheets["forløb"].append({**sheets["forløb"][0], "forløb_id": id_.replace("O", "F"), "opgave_id": id_})
        assert take(municipality, sheets).imported
        assert (len(self.days("F1")), len(self.days("F2")), len(self.days("F3"))) == (9, 0, 4)

    def test_a_very_long_placement_is_planned_for_three_years_and_says_so(self, municipality: Organisation) -> None:
        outcome = take(municipality, {**small(), **only("forløb", slut_planlagt="2199-12-31")})
        assert outcome.imported
        assert self.days()[-1] < date(2022, 3, 1) + timedelta(days=3 * 366 + 1)
        assert [note for note in outcome.data["notes"] if "tre år" in note]

    def test_hours_may_pass_the_planned_end_while_the_placement_runs(self, municipality: Organisation) -> None:
        outcome = take(municipality, {**small(), **only("timer", fra="2022-04-01", til="2022-04-03")})
        assert outcome.imported

    def test_a_day_may_hold_24_hours_and_dated_windows_are_shifts(self, municipality: Organisation) -> None:
        sheets = {**small(), **only("opgaver", plan="2022-03-05 00:00-24:00|06-03-2022 09:00-12:00", timer="27")}
        sheets["timer"] = [{"forløb_id": "F1", "fra": "2022-03-05", "til": "2022-03-05", "timer": "24"}]
        assert take(municipality, sheets).imported
        assert self.days() == [date(2022, 3, 5), date(2022, 3, 6)]

    def test_more_seats_less_seats_and_placements_in_one_import(self, municipality: Organisation) -> None:
        take(municipality, small())
        second = {**small()["forløb"][0], "forløb_id": "F2", "kandidat_id": "K2"}
        assert take(municipality, {**only("opgaver", pladser="2"), "forløb": [second]}).imported
        ended = {**second, "slut_faktisk": "2022-03-01", "slutårsag": "andet"}
        moved = {**small()["forløb"][0], "start": "2022-03-01"}
        ended_first = {**moved, "slut_faktisk": "2022-03-20", "slutårsag": "andet"}
        third = {**second, "start": "2022-03-21", "opgave_id": "O1"}
        assert take(municipality, {**only("opgaver", pladser="1"), "forløb": [third, ended_first]}).imported
        assert Task.objects.get().seats == 1
        assert not take(
            municipality, {"forløb": [{**ended, "slut_faktisk": "", "slutårsag": "", "start": "2022-03-19"}]}
        ).imported


class TestTheRecord:
    def test_it_says_what_stood_there_before(self, municipality: Organisation) -> None:
        sheets = small()
        sheets["kandidater"][0]["cpr"] = "010190-1234"
        take(municipality, sheets)
        sheets["kandidater"][0].update(fornavn="Aminata", cpr="010190-4321", efternavn="Yusuf 010190-1234")
        sheets["forløb"][0]["slut_planlagt"] = "2022-04-30"
        take(municipality, sheets)
        first, event = Event.objects.filter(verb="import").order_by("pk")
        assert "differences" not in str(first.changes), "what is new has no before"
        assert (event.changes["kandidater.csv"]["changed"], event.changes["kandidater.csv"]["unchanged"]) == (1, 1)
        person = Candidate.objects.get(external_id="K1")
        assert event.changes["kandidater.csv"]["differences"] == {
            str(person.public_id): {
                "fornavn": ["Amina", "Aminata"],
                "efternavn": ["Yusuf", "Yusuf 010190-••••"],
                "cpr": ["••••••-••••", "••••••-••••"],
            }
        }
        assert "differences" not in event.changes["timer.csv"]

    def test_a_placements_own_history_tells_it(self, municipality: Organisation) -> None:
        user = UserFactory.create()
        take(municipality, small())
        placement = Placement.objects.get()
        assert [event.verb for event in Event.objects.about(placement)] == ["import.create"]
        take(municipality, only("forløb", slut_planlagt="2022-04-30"), by=user)
        take(municipality, only("forløb", slut_planlagt="2022-04-30"), by=user)
        event, made = Event.objects.about(placement)
        assert (event.verb, event.actor, event.organisation) == ("import.change", user, municipality)
        assert event.changes == {"slut_planlagt": ["2022-03-31", "2022-04-30"]}
        assert [told.what for told in tell([event, made])] == [
            "Forløbet blev rettet ved en import.",
            "Forløbet blev oprettet ved en import.",
        ]


class TestWhoseRows:
    def test_a_municipalitys_user_imports_its_own_people_only(self, municipality: Organisation) -> None:
        sheets = small()
        sheets["kandidater"][1]["kommune"] = "860"
        outcome = take(municipality, sheets, everyone=False)
        assert places(outcome) == [("kandidater.csv", 3, "kommune")]
        assert "egen kommunes kode" in outcome.data["faults"][0]["expected"]
        assert take(municipality, sheets, everyone=True).imported

    def test_a_partners_user_those_of_its_programmes(self) -> None:
        partner = PartnerFactory.create()
        sheets = small()
        assert take(partner, sheets, everyone=False).imported
        later = only("kandidater", kandidat_id="K3", kommune="860")
        assert places(take(partner, later, everyone=False)) == [("kandidater.csv", 2, "kommune")]

    def test_one_organisations_import_never_changes_anothers_rows(self, municipality: Organisation) -> None:
        partner = PartnerFactory.create()
        take(municipality, small())
        sheets = small()
        sheets["kandidater"][0]["fornavn"] = "En anden"
        take(partner, sheets)
        assert Candidate.objects.get(keeper=municipality, external_id="K1").first_name == "Amina"
        assert Candidate.objects.get(keeper=partner, external_id="K1").first_name == "En anden"


def test_the_number_of_queries_does_not_grow_with_the_rows(municipality: Organisation) -> None:
    def queries(people: int) -> int:
        sheets: dict[str, Any] = {"kandidater": [], "status": [], "virksomheder": []}
        for n in range(people):
            sheets["kandidater"].append(
                {**small()["kandidater"][0], "kandidat_id": f"P{people}-{n}", "samtykke": "2022-01-11"}
            )
            sheets["status"].append({"kandidat_id": f"P{people}-{n}", "dato": "2022-01-10", "status": "job"})
            sheets["virksomheder"].append({**small()["virksomheder"][0], "virksomhed_id": f"W{people}-{n}"})
        with CaptureQueriesContext(connection) as first:
            take(municipality, sheets)
        for row in sheets["kandidater"]:
            row.update(fornavn="Nyt", målgrupper="ung", samtykke="2022-02-11")
        for row in sheets["virksomheder"]:
            row.update(kontakt_navn="Nyt", cvr="12289324")
        with CaptureQueriesContext(connection) as second:
            take(municipality, sheets)
        return len(first) + len(second)

    queries(2)  # makes the employers that the others find
    assert queries(3) == queries(30)
