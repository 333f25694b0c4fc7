"""The demo: every page shows life, and the same seed gives the same municipality."""

from __future__ import annotations

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from candidates.models import Candidate, Course, Programme
from employers.models import Task, Workplace
from placements.demo.make import make_demo
from placements.models import Hours, Placement, Shift
from reports.models import Report
from smaajob.accounts.models import Membership, Organisation, User
from smaajob.vocabulary import EndReason

TODAY = date(2026, 11, 20)


@pytest.mark.django_db
def test_the_demo_has_people_work_and_every_sort_of_end() -> None:
    make_demo(today=TODAY)
    assert Candidate.objects.count() == 60
    assert Workplace.objects.count() == 25
    assert Task.objects.not_over(TODAY).filter(start__gte=date(2026, 10, 1)).count() >= 30
    running = Placement.objects.not_ended()
    assert running.filter(start__gt=TODAY).exists(), "some start soon"
    assert running.filter(planned_end__lt=TODAY).exists(), "some were forgotten"
    ends = set(Placement.objects.exclude(end_reason="").values_list("end_reason", flat=True))
    assert {EndReason.HIRED, EndReason.COMPLETED, EndReason.STOPPED_BY_CANDIDATE, EndReason.ILLNESS} <= ends
    assert Hours.objects.count() > 1000
    assert Shift.objects.filter(day__gte=TODAY).exists()
    assert Programme.objects.count() == 2
    assert Course.objects.count() == 6


@pytest.mark.django_db
def test_the_same_seed_makes_the_same_people(settings: object) -> None:
    def people() -> list[tuple[str, ...]]:
        return list(
            Candidate.objects.order_by("external_id").values_list("first_name", "last_name", "postcode", "phone")
        )

    keeper = make_demo(today=TODAY, seed=7)
    first = people()
    for model in (Hours, Shift, Placement, Task):
        model.objects.all().delete()
    Candidate.objects.all().delete()
    keeper.name, keeper.code = "Den første", "DK-101"
    keeper.save()
    Membership.objects.all().delete()
    Workplace.objects.update(consultant=None)
    User.objects.all().delete()
    make_demo(today=TODAY, seed=7)
    assert people() == first


@pytest.mark.django_db
def test_the_command_makes_it_once_and_orders_reports() -> None:
    call_command("demo_data", stdout=StringIO())
    call_command("demo_data", "--if-empty")
    assert Organisation.objects.count() == 2
    assert Report.objects.count() == 2
    out = StringIO()
    call_command("demo_logins", stdout=out)
    assert "mette@demo.example" in out.getvalue()
    with pytest.raises(CommandError, match="there already"):
        call_command("demo_data")


@pytest.mark.django_db
def test_production_has_no_demo(settings: object) -> None:
    settings.PRODUCTION = True  # type: ignore[attr-defined]
    with pytest.raises(CommandError, match="known passwords"):
        call_command("demo_data")
