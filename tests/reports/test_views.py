"""The ordering page, a report's page and the download, as a consultant meets them."""

from __future__ import annotations

import re
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from candidates.models import Programme
from reports.actions import order
from reports.models import Report
from reports.subjects import Subject
from smaajob.accounts.models import Membership, Organisation
from smaajob.accounts.scope import Scope
from smaajob.jobs import run
from smaajob.jobs.models import JobState, Pulse
from tests.factories import CandidateFactory, MembershipFactory, PartnerFactory, ProgrammeFactory
from tests.reports.conftest import FIRST, LAST, placed, takes_part

pytestmark = pytest.mark.django_db
LIST = "/rapporter/"


def page(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def press(client: Client, subject: object, **changes: str) -> Any:
    given = {"subject": str(subject), "first_day": "1-1-2024", "last_day": "31.12.2024", **changes}
    return client.post(LIST, given, follow=True)


def made(scope: Scope, programme: Programme) -> Report:
    """A finished report."""
    report = order(by=scope, subject=Subject(programme), first_day=FIRST, last_day=LAST).report
    assert run.perform("reports.report", report.pk)
    return Report.objects.get(pk=report.pk)


class TestOrdering:
    def test_the_form_offers_the_organisations_own(self, signed_in: Client, programme: Programme) -> None:
        ProgrammeFactory.create(keeper=PartnerFactory.create(), name="En andens indsats")
        CandidateFactory.create(keeper=programme.keeper, municipality="DK-849")
        shown = page(signed_in.get(LIST))
        assert "Små job i Aalborg" in shown
        assert "Aalborg Kommune</option>" in shown
        assert "En andens indsats" not in shown
        assert "Jammerbugt" not in shown  # somebody else's municipality, though a person of theirs is kept here

    def test_a_partner_is_offered_the_municipalities_of_its_people(self, client: Client) -> None:
        partner = MembershipFactory.create(organisation=PartnerFactory.create())
        for code in ("DK-851", "DK-849", "DK-851"):
            CandidateFactory.create(keeper=partner.organisation, municipality=code)
        client.force_login(partner.user)
        shown = page(client.get(LIST))
        assert re.findall(r'<option value="(DK-\d+)"', shown) == ["DK-851", "DK-849"]

    def test_where_there_is_nothing_to_report_on_it_says_where_to_begin(self, client: Client) -> None:
        client.force_login(MembershipFactory.create(organisation=PartnerFactory.create()).user)
        shown = page(client.get(LIST))
        assert "Her er ingen indsatser eller personer" in shown
        assert 'name="subject"' not in shown

    def test_the_period_is_last_year_and_this_until_somebody_says_otherwise(
        self, signed_in: Client, programme: Programme
    ) -> None:
        shown = page(signed_in.get(LIST, {"indsats": str(programme.public_id)}))
        today = timezone.localdate()
        assert f'value="01-01-{today.year - 1}"' in shown
        assert f'value="{today:%d-%m-%Y}"' in shown
        assert f'<option value="{programme.public_id}" selected>' in shown

    def test_an_order_is_a_row_that_waits(
        self, signed_in: Client, programme: Programme, membership: Membership
    ) -> None:
        answer = press(signed_in, programme.public_id)
        report = Report.objects.get()
        assert (report.state, report.ordered_by, report.first_day) == (
            JobState.ORDERED,
            membership.user,
            date(2024, 1, 1),
        )
        assert answer.redirect_chain == [(LIST, 302)]
        assert "Rapporten er bestilt." in page(answer)
        assert "Venter på at blive lavet" in page(answer)
        assert "Mette Holm" in page(answer)

    def test_a_municipality_orders_on_itself(self, signed_in: Client, municipality: Organisation) -> None:
        press(signed_in, "DK-851")
        assert Report.objects.get().municipality == "DK-851"

    def test_a_double_click_makes_one_order_and_says_so(self, signed_in: Client, programme: Programme) -> None:
        press(signed_in, programme.public_id)
        answer = press(signed_in, programme.public_id)
        assert Report.objects.count() == 1
        assert "allerede bestilt" in page(answer)

    def test_without_a_worker_it_says_that_the_order_is_kept(self, signed_in: Client, programme: Programme) -> None:
        assert "så snart den del af systemet" in page(press(signed_in, programme.public_id))

    def test_with_a_worker_it_is_ready_in_a_moment(self, signed_in: Client, programme: Programme) -> None:
        Pulse.objects.create(name="worker", at=timezone.now())
        assert "Den er klar om lidt" in page(press(signed_in, programme.public_id))

    @pytest.mark.parametrize(
        ("changes", "says"),
        [
            ({"last_day": "1-1-2023"}, "Perioden slutter, før den starter."),
            ({"first_day": "32-1-2024"}, "Den dag findes ikke."),
            ({"first_day": "januar 2024"}, "Skriv datoen med dag, måned og år"),
            ({"last_day": ""}, "Skriv en dato"),
            ({"first_day": "1-1-1980"}, "højst 20 år"),
            ({"subject": "DK-849"}, "Vælg en indsats eller en kommune på listen."),
        ],
    )
    def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
        self, signed_in: Client, programme: Programme, changes: dict[str, str], says: str
    ) -> None:
        answer = press(signed_in, **{"subject": str(programme.public_id), **changes})
        assert answer.status_code == 422
        assert says in page(answer)
        typed = {"first_day": "1-1-2024", "last_day": "31.12.2024", **changes}
        assert all(f'value="{typed[name]}"' in page(answer) for name in ("first_day", "last_day") if typed[name])
        assert not Report.objects.exists()

    def test_a_strangers_programme_is_none_of_the_choices(self, signed_in: Client, programme: Programme) -> None:
        theirs = ProgrammeFactory.create(keeper=PartnerFactory.create())
        assert press(signed_in, theirs.public_id).status_code == 422
        assert not Report.objects.exists()


class TestTheList:
    def test_it_asks_again_only_while_something_is_being_made(
        self, signed_in: Client, scope: Scope, programme: Programme
    ) -> None:
        report = order(by=scope, subject=Subject(programme), first_day=FIRST, last_day=LAST).report
        waiting = page(signed_in.get(LIST))
        assert 'hx-trigger="every 2s"' in waiting
        assert "Se, om den er klar" in waiting  # for those without JavaScript
        Report.objects.filter(pk=report.pk).update(state="failed", problem="Det gik ikke.", finished_at=timezone.now())
        assert "every 2s" not in page(signed_in.get(LIST))

    def test_htmx_gets_the_orders_alone(self, signed_in: Client, programme: Programme) -> None:
        part = page(signed_in.get(LIST, headers={"HX-Request": "true"}))
        assert part.strip().startswith('<div id="orders"')
        assert "<h1" not in part

    def test_progress_is_shown(self, signed_in: Client, scope: Scope, programme: Programme) -> None:
        report = order(by=scope, subject=Subject(programme), first_day=FIRST, last_day=LAST).report
        claim = run.Claim(Report, report.pk)
        Report.objects.filter(pk=report.pk).update(
            state="running", claim=claim.token, lease_until=timezone.now(), progress=60, step="Sætter rapporten op"
        )
        for address in (LIST, reverse("reports:detail", args=[report.public_id])):
            shown = page(signed_in.get(address))
            assert '<progress value="60" max="100"' in shown
            assert "Sætter rapporten op" in shown

    def test_an_order_that_waits_long_is_told_why(self, signed_in: Client, scope: Scope, programme: Programme) -> None:
        report = order(by=scope, subject=Subject(programme), first_day=FIRST, last_day=LAST).report
        Report.objects.filter(pk=report.pk).update(ordered_at=timezone.now() - timedelta(minutes=2))
        assert "Bestillingerne er gemt" in page(signed_in.get(LIST))
        assert "Bestillingen er gemt" in page(signed_in.get(reverse("reports:detail", args=[report.public_id])))

    def test_others_orders_are_not_seen(self, signed_in: Client, programme: Programme) -> None:
        partner = MembershipFactory.create(organisation=PartnerFactory.create())
        theirs = ProgrammeFactory.create(keeper=partner.organisation, name="En andens indsats")
        report = order(
            by=Scope(partner.organisation, partner.user), subject=Subject(theirs), first_day=FIRST, last_day=LAST
        ).report
        assert "En andens indsats" not in page(signed_in.get(LIST))
        for name in ("detail", "download"):
            assert signed_in.get(reverse(f"reports:{name}", args=[report.public_id])).status_code == 404

    def test_ten_times_as_many_orders_cost_the_same(
        self, signed_in: Client, scope: Scope, municipality: Organisation, django_assert_max_num_queries: Any
    ) -> None:
        for size in (2, 18):
            for _ in range(size):
                programme = ProgrammeFactory.create(keeper=municipality)
                order(by=scope, subject=Subject(programme), first_day=FIRST, last_day=LAST)
            with django_assert_max_num_queries(12):
                signed_in.get(LIST)


@pytest.mark.django_db(transaction=True)
class TestTheReport:
    def test_the_page_shows_what_the_paper_shows(self, signed_in: Client, scope: Scope, programme: Programme) -> None:
        for _ in range(12):
            takes_part(programme)
        for _ in range(3):
            placed(programme, takes_part(programme))
        report = made(scope, programme)
        shown = page(signed_in.get(reverse("reports:detail", args=[report.public_id])))
        assert "Resultater for Små job i Aalborg" in shown
        assert "15 personer har deltaget." in shown
        assert re.search(r"<dt>personer i forløb</dt><dd><strong>skjult</strong>", shown)
        assert "<svg" in shown
        assert reverse("reports:download", args=[report.public_id]) in shown
        assert "every 2s" not in shown

    def test_the_download_is_a_pdf_whose_name_says_nothing_of_anybody(
        self, signed_in: Client, scope: Scope, programme: Programme
    ) -> None:
        report = made(scope, programme)
        answer = signed_in.get(reverse("reports:download", args=[report.public_id]))
        assert answer["Content-Type"] == "application/pdf"
        assert answer["Content-Disposition"] == 'attachment; filename="smaajob-rapport-2024-01-01-2024-12-31.pdf"'
        assert "Små job i Aalborg" in PdfReader(BytesIO(answer.content)).pages[0].extract_text()

    def test_the_list_links_to_it(self, signed_in: Client, scope: Scope, programme: Programme) -> None:
        report = made(scope, programme)
        shown = page(signed_in.get(LIST))
        assert reverse("reports:download", args=[report.public_id]) in shown
        assert "Klar" in shown

    def test_a_page_that_waited_is_fetched_anew_when_it_is_done(
        self, signed_in: Client, scope: Scope, programme: Programme
    ) -> None:
        report = made(scope, programme)
        address = reverse("reports:detail", args=[report.public_id])
        assert signed_in.get(address, headers={"HX-Request": "true"})["HX-Refresh"] == "true"


def test_what_is_not_made_can_not_be_fetched(signed_in: Client, scope: Scope, programme: Programme) -> None:
    report = order(by=scope, subject=Subject(programme), first_day=FIRST, last_day=LAST).report
    assert signed_in.get(reverse("reports:download", args=[report.public_id])).status_code == 404


def test_a_report_that_failed_says_why_and_what_to_do(signed_in: Client, scope: Scope, programme: Programme) -> None:
    report = order(by=scope, subject=Subject(programme), first_day=FIRST, last_day=LAST).report
    Report.objects.filter(pk=report.pk).update(state="failed", problem="Disken er fuld.", finished_at=timezone.now())
    shown = page(signed_in.get(reverse("reports:detail", args=[report.public_id])))
    assert "Disken er fuld." in shown
    assert "Bestil den igen" in shown


def test_nobody_sees_reports_without_signing_in(client: Client, db: None) -> None:
    assert client.get(LIST).status_code == 302
