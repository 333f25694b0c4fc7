"""Law and rates as dated data: which row holds on a day, for whom; and that a change of law is a row and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from smaajob.accounts.models import Organisation, Role
from smaajob.accounts.scope import Scope
from smaajob.audit.models import Event
from smaajob.reach import nothing
from smaajob.rules import actions, files
from smaajob.rules.lookup import rules_for, value
from smaajob.rules.models import ListInUse, Rule
from smaajob.rules.units import Unit, read, say
from smaajob.rules.values import Answer, rules
from tests.factories import MembershipFactory, MunicipalityFactory

TODAY = date(2026, 11, 22)
A_DAY_IN_2027 = date(2027, 3, 1)


@pytest.fixture
def admin(municipality: Organisation) -> Scope:
    member = MembershipFactory.create(organisation=municipality, user__name="Ida Admin", role=Role.ADMIN)
    return Scope(municipality, member.user, Role.ADMIN)


def corrected(admin: Scope, **changed: Any) -> list[Rule]:
    values = {
        "key": files.keys()["praktik.max_weeks"],
        "groups": ["kth_jobparat"],
        "value": "8",
        "valid_from": date(2027, 1, 1),
        "valid_to": None,
        "paragraph": "LAB § 61",
        "source": "retsinformation.dk",
        "confidence": "sure",
        "reason": "Loven er ændret",
    }
    return actions.correct(by=admin, **{**values, **changed})


def test_every_row_of_the_files_can_be_read_and_no_two_hold_at_once() -> None:
    answers = files.answers("DK")

    assert {one.key for one in answers} == set(files.keys())
    assert all(one.source and one.checked_on for one in answers)
    codes = {one.code for one in files.groups("DK")}
    assert {one.group for one in answers} - {""} <= codes
    assert {one.successor for one in files.groups("DK")} - {""} <= codes
    assert {code for one in files.meanings("DK") for code in one.law_groups} <= codes


def test_two_rows_of_one_key_and_group_on_one_day_are_refused_as_they_are_read() -> None:
    one = files.answers("DK")[0]
    until = replace(one, valid_to=date(2026, 12, 31))

    assert files.apart([until, replace(one, valid_from=date(2027, 1, 1))])
    with pytest.raises(ValueError, match="two rows hold"):
        files.apart([until, replace(one, valid_from=date(2026, 12, 31))])


def test_an_act_of_2026_has_thirteen_groups_and_the_expected_one_five() -> None:
    numbers = {
        code: [one.number for one in files.groups("DK") if one.list == code] for code in ("LAB-2026", "LAB-2027")
    }

    assert numbers["LAB-2026"] == [str(n) for n in range(1, 14)]
    assert numbers["LAB-2027"] == ["1", "2", "3", "4", "5"]
    assert [one.code for one in files.groups("DK") if one.list == "INTL"] == ["INTL_SHO", "INTL_INTRO", "UKRAINE"]


@pytest.mark.django_db
@pytest.mark.parametrize(("group", "weeks"), [("kth_jobparat", 4), ("kth_aktivitetsparat", 13), ("INTL_SHO", 13)])
def test_a_rule_is_looked_up_for_a_group_on_a_day(municipality: Organisation, group: str, weeks: int) -> None:
    found = value("praktik.max_weeks", on=TODAY, group=group, keeper=municipality)

    assert found is not None
    assert (found.whole, found.said) == (weeks, f"{weeks}\N{NO-BREAK SPACE}uger")
    assert "61" in found.paragraph or "ntegrationslov" in found.paragraph
    assert "kontrolleret den 21. nov. 2026" in found.checked
    assert value("praktik.max_weeks", on=date(2019, 12, 31), group=group, keeper=municipality) is None
    assert value("praktik.max_weeks", on=TODAY, keeper=municipality) is None


@pytest.mark.django_db
def test_what_is_not_sure_says_so(municipality: Organisation) -> None:
    derived = value("kth_grundsats", on=TODAY, keeper=municipality)
    read_somewhere = value("kth_bornetillaeg", on=date(2025, 8, 1), keeper=municipality)

    assert derived
    assert derived.is_unsure
    assert derived.checked.startswith("ikke bekræftet")
    assert read_somewhere
    assert read_somewhere.is_sure
    assert value("kth_bornetillaeg", on=TODAY, keeper=municipality) is None  # not known for 2026: nothing is guessed


@pytest.mark.django_db
def test_a_municipalitys_own_row_holds_from_its_day_for_its_group_and_for_nobody_else(admin: Scope) -> None:
    corrected(admin)
    here, other = admin.organisation, MunicipalityFactory.create(name="Vejle Kommune", code="DK-630")

    def weeks(on: date, group: str, keeper: Organisation) -> int | None:
        found = value("praktik.max_weeks", on=on, group=group, keeper=keeper)
        return found.whole if found else None

    assert weeks(date(2026, 12, 31), "kth_jobparat", here) == 4
    assert weeks(date(2027, 1, 1), "kth_jobparat", here) == 8
    assert weeks(date(2027, 1, 1), "dagpenge", here) == 4
    assert weeks(date(2027, 1, 1), "kth_jobparat", other) == 4


@pytest.mark.django_db
def test_a_correction_is_on_record_with_its_reason_and_can_be_taken_back(admin: Scope) -> None:
    first = corrected(admin)[0]
    second = corrected(admin, value="9", valid_from=date(2027, 7, 1), reason="Ændret igen")[0]
    first.refresh_from_db()
    assert first.valid_to == date(2027, 6, 30)

    actions.take_back(by=admin, rule=second)

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.valid_to, first.stands, second.stands) == (None, True, False)
    found = value("praktik.max_weeks", on=date(2027, 8, 1), group="kth_jobparat", keeper=admin.organisation)
    assert found
    assert found.whole == 8
    told = Event.objects.filter(subject="rules.rule").order_by("pk")
    assert [(one.verb, one.reason, one.actor) for one in told] == [
        ("rules.correct", "Loven er ændret", admin.user),
        ("rules.correct", "Ændret igen", admin.user),
        ("rules.take_back", "", admin.user),
    ]
    with pytest.raises(ValidationError, match="allerede taget tilbage"):
        actions.take_back(by=admin, rule=second)


@pytest.mark.django_db
def test_a_correction_into_the_days_of_a_later_one_is_refused(admin: Scope) -> None:
    corrected(admin)

    with pytest.raises(ValidationError, match=r"I har allerede en rettelse fra 1. jan. 2027"):
        corrected(admin, valid_from=date(2026, 12, 1))
    until = corrected(admin, valid_from=date(2026, 12, 1), valid_to=date(2026, 12, 31))[0]
    assert until.stands
    assert Rule.objects.count() == 2


@pytest.mark.django_db
def test_the_database_refuses_two_of_ones_own_on_one_day(admin: Scope) -> None:
    row = corrected(admin)[0]

    with pytest.raises(IntegrityError, match="rule_one_at_a_time"), transaction.atomic():
        Rule.objects.create(
            keeper=row.keeper, key=row.key, group=row.group, value="5", valid_from=date(2030, 1, 1), source="x",
            checked_on=TODAY, confidence="sure", reason="x", made_by=row.made_by,
        )  # fmt: skip


@pytest.mark.django_db
def test_only_a_danish_municipality_corrects(admin: Scope) -> None:
    swedish = MunicipalityFactory.create(name="Linköpings kommun", code="SE-0580", country="SE")
    scope = Scope(swedish, admin.user, Role.ADMIN)

    with pytest.raises(ValidationError, match="Kun en dansk kommune"):
        corrected(scope)
    assert not rules_for(swedish).apply
    assert value("mentor.max_months", on=TODAY, keeper=swedish) is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changed", "field"),
    [({"value": "mange"}, "value"), ({"valid_to": date(2026, 1, 1)}, "valid_to"), ({"reason": " "}, "reason")],
)
def test_what_makes_no_sense_is_refused_beside_its_field(admin: Scope, changed: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        corrected(admin, **changed)
    assert field in refusal.value.message_dict
    assert not Rule.objects.exists()


@pytest.mark.django_db
def test_whoever_sees_nothing_of_the_municipality_is_held_to_its_rules_all_the_same(admin: Scope) -> None:
    corrected(admin)

    with nothing():
        found = value("praktik.max_weeks", on=A_DAY_IN_2027, group="kth_jobparat", keeper=admin.organisation)
    assert found
    assert found.whole == 8


@pytest.mark.django_db
def test_the_expected_list_holds_nowhere_before_somebody_takes_it_into_use(admin: Scope) -> None:
    before = rules_for(admin.organisation)
    assert [one.code for one in before.lists_in_use(A_DAY_IN_2027)] == ["LAB-2026", "INTL"]
    expected = next(one for one in before.lists if one.code == "LAB-2027")

    taken = actions.activate(by=admin, group_list=expected, valid_from=date(2027, 1, 1), reason="Loven er vedtaget")

    after = rules_for(admin.organisation)
    assert [one.code for one in after.lists_in_use(date(2026, 12, 31))] == ["LAB-2026", "INTL"]
    assert [one.code for one in after.lists_in_use(A_DAY_IN_2027)] == ["LAB-2027", "INTL"]
    assert len([one for one in after.groups_in_use(A_DAY_IN_2027) if one.list != "INTL"]) == 5
    with pytest.raises(ValidationError, match="allerede taget i brug"):
        actions.activate(by=admin, group_list=expected, valid_from=date(2027, 2, 1), reason="Igen")
    actions.deactivate(by=admin, in_use=taken)
    assert [one.code for one in rules_for(admin.organisation).lists_in_use(A_DAY_IN_2027)] == ["LAB-2026", "INTL"]
    assert ListInUse.objects.count() == 1


@pytest.mark.django_db
def test_a_group_of_the_old_act_is_followed_to_the_one_that_takes_over(admin: Scope) -> None:
    expected = next(one for one in files.lists("DK") if one.code == "LAB-2027")
    actions.activate(by=admin, group_list=expected, valid_from=date(2027, 1, 1), reason="Loven er vedtaget")
    known = rules_for(admin.organisation)

    def code(group: str, on: date) -> str | None:
        found = known.in_force(group, on)
        return found.code if found else None

    assert code("kth_uddannelsesparat", TODAY) == "kth_uddannelsesparat"
    assert code("kth_uddannelsesparat", A_DAY_IN_2027) == "kth_jobparat_2027"
    assert code("jobafklaring", A_DAY_IN_2027) == "sygemeldt_2027"
    assert code("foertidspension", A_DAY_IN_2027) is None  # nobody knows: it is asked
    assert code("INTL_SHO", A_DAY_IN_2027) == "INTL_SHO"
    assert code("findes-ikke", A_DAY_IN_2027) is None


@pytest.mark.django_db
def test_where_one_of_our_groups_is_several_in_the_law_the_question_is_open(municipality: Organisation) -> None:
    known = rules_for(municipality)

    sick = known.possible(["sygedagpenge"], on=TODAY, age=40)
    assert ([one.code for one in sick.groups], sick.is_open) == (["sygedagpenge"], False)
    at_forty, at_twenty = (known.possible(["kontanthjælp"], on=TODAY, age=age) for age in (40, 20))
    assert [one.number for one in at_forty.groups] == ["2", "3"]
    assert [one.number for one in at_twenty.groups] == ["2", "3", "4", "5"]
    assert at_forty.is_open
    assert "jobparat" in at_forty.question
    nothing_known = known.possible(["andet"], on=TODAY, age=40)
    assert len(nothing_known.groups) == 13
    assert "Hvilken målgruppe" in nothing_known.question


@pytest.mark.parametrize(
    ("unit", "text", "read_as", "said"),
    [
        (Unit.WEEKS, "13", Decimal(13), "13 uger"),
        (Unit.WEEKS, "1", Decimal(1), "1 uge"),
        (Unit.MONTHS, "ingen", None, "ingen grænse"),
        (Unit.KR_HOUR, "86.16", Decimal("86.16"), "86,16 kr. i timen"),
        (Unit.CLOCK, "06:00", time(6), "kl. 6"),
        (Unit.YES_NO, "nej", False, "nej"),
        (Unit.WEEK_NUMBERS, "7 27 28", ("7", "27", "28"), "uge 7, 27 og 28"),
        (Unit.DEMANDS, "truckbevis", ("truckbevis",), "truckbevis"),
        (Unit.PERCENT, "65", Decimal(65), "65 %"),
    ],
)
def test_a_value_is_read_and_said(unit: Unit, text: str, read_as: object, said: str) -> None:
    assert read(unit, text) == read_as
    assert say(unit, read(unit, text)).replace("\N{NO-BREAK SPACE}", " ") == said


@pytest.mark.parametrize(
    ("unit", "text"),
    [
        (Unit.WEEKS, "4.5"), (Unit.WEEKS, "-1"), (Unit.WEEKS, ""), (Unit.HOURS, "ingen"), (Unit.CLOCK, "25:00"),
        (Unit.YES_NO, "måske"), (Unit.WEEK_NUMBERS, "54"), (Unit.DEMANDS, "flyvecertifikat"), (Unit.KR_YEAR, "NaN"),
    ],
)  # fmt: skip
def test_a_value_that_makes_no_sense_is_refused(unit: Unit, text: str) -> None:
    with pytest.raises(ValueError):
        read(unit, text)


dated = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@given(starts=st.lists(dated, min_size=1, max_size=6, unique=True), day=dated)
def test_of_rows_that_follow_each_other_the_newest_that_has_begun_holds(starts: list[date], day: date) -> None:
    """A change of law is one more row, and the days before it are as they were."""
    template = files.answers("DK")[0]
    ordered = sorted(starts)
    ends: list[date | None] = [date.fromordinal(one.toordinal() - 1) for one in ordered[1:]]
    rows: list[Answer] = [
        replace(template, group="", value=Decimal(n), valid_from=first, valid_to=last)
        for n, (first, last) in enumerate(zip(ordered, [*ends, None], strict=True))
    ]
    found = rules(files.apart(rows)).value(template.key, on=day)

    begun = [n for n, first in enumerate(ordered) if first <= day]
    assert (found.whole if found else None) == (begun[-1] if begun else None)
