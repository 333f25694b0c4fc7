"""The data protection officer reads the log, marks the sample and prints it for a citizen; reading it is on record too."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from candidates.models import Candidate
from smaajob.accounts.models import Membership, Organisation, Role
from smaajob.accounts.scope import Scope
from smaajob.audit.actions import samples, sealing
from smaajob.audit.models import Access, AccessFlag, Flag, Kind, Sample, SampleItem
from smaajob.secrets import encrypt, keyed_hash
from tests.audit.looking import at_noon, look_up
from tests.factories import (
    CandidateFactory,
    MembershipFactory,
    MunicipalityFactory,
    NoteFactory,
    ParticipationFactory,
    PlacementFactory,
    UserFactory,
    WorkplaceFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(municipality: Organisation) -> Membership:
    """Bent, the data protection officer."""
    return MembershipFactory.create(organisation=municipality, user__name="Bent Skov", role=Role.DPO)


@pytest.fixture
def as_officer(client: Client, officer: Membership) -> Client:
    client.force_login(officer.user)
    return client


@pytest.fixture
def amina(municipality: Organisation) -> Candidate:
    return CandidateFactory.create(keeper=municipality, first_name="Amina", last_name="Yusuf")


def last_month() -> date:
    return (timezone.localdate().replace(day=1) - timedelta(days=1)).replace(day=1)


def read(client: Client, url: str) -> str:
    page = client.get(url)
    assert page.status_code == 200
    return page.content.decode()


def test_the_officer_begins_with_the_log_and_finds_a_look_up_by_colleague_person_day_and_kind(
    as_officer: Client, membership: Membership, amina: Candidate
) -> None:
    keeper = amina.keeper
    look_up(keeper, membership.user, amina, kind=Kind.UNMASK, at=at_noon(date(2026, 3, 2)))
    look_up(keeper, UserFactory.create(name="Samir Aziz"), CandidateFactory.create(), at=at_noon(date(2026, 3, 4)))

    assert as_officer.get("/").headers["Location"] == "/log/"
    for asked in ("?q=mette", f"?q={amina.public_id}", "?q=2-3-2026", "?hvordan=unmask"):
        page = read(as_officer, f"/log/{asked}")
        assert "Mette Holm" in page, asked
        assert "Amina Yusuf" in page, asked
        assert '<td data-title="Hvem"><div>Samir Aziz' not in page, asked
    assert "Samir Aziz" in read(as_officer, "/log/?q=4-3-2026")


def test_reading_the_log_is_on_record_also_where_it_is_empty(
    as_officer: Client, officer: Membership, amina: Candidate
) -> None:
    read(as_officer, "/log/")
    look_up(amina.keeper, None, amina)
    read(as_officer, "/log/?hvordan=view")
    read(as_officer, f"/log/{amina.public_id}/")

    empty, narrowed, citizen = Access.objects.filter(user=officer.user).order_by("pk")
    assert (empty.page, empty.people, empty.purpose) == ("access_log", [], "Tilsyn med loggen")
    assert (narrowed.kind, narrowed.criteria, narrowed.people) == (Kind.SEARCH, ["hvordan"], [amina.public_id])
    assert (citizen.page, citizen.people) == ("citizen_log", [amina.public_id])


def test_what_was_typed_in_a_search_is_nowhere_in_the_log(signed_in: Client, amina: Candidate) -> None:
    signed_in.get(reverse("candidates:list"), {"q": "Yusuf", "konsulent": "ingen"})
    signed_in.post(reverse("placements:search"), {"q": "Amina Yusuf"})
    signed_in.post(reverse("placements:search"), {"q": "nobody at all"})

    in_list, everywhere, none = Access.objects.order_by("pk")
    assert (in_list.kind, in_list.criteria) == (Kind.SEARCH, ["q", "konsulent"])
    assert everywhere.people == [amina.public_id]
    assert (none.kind, none.people) == (Kind.SEARCH, [])
    assert not any("usuf" in str(value).lower() for row in (in_list, everywhere) for value in vars(row).values())
    assert len({in_list.typed_hash, everywhere.typed_hash, none.typed_hash}) == 3


def test_a_citizens_printout_has_dates_purposes_and_roles_and_names_no_colleague(
    as_officer: Client, membership: Membership, amina: Candidate
) -> None:
    double = CandidateFactory.create(
        keeper=amina.keeper, merged_into=amina, archived_as="merged", archived_at=timezone.now()
    )
    for person in (amina, amina, double):
        look_up(amina.keeper, membership.user, person, at=at_noon(date(2026, 3, 2)), place="Jobcenter Aalborg")
    look_up(amina.keeper, None, amina, kind=Kind.EXPORT, role="", purpose="Eksport", at=at_noon(date(2026, 3, 3)))

    page = read(as_officer, f"/log/{amina.public_id}/")

    assert "Hvem har set Amina Yusuf" in page
    assert "Konsulent, Jobcenter Aalborg" in page
    assert '<td class="number" data-title="Gange">3</td>' in page
    assert "Eksport" in page
    assert "Mette Holm" not in page

    paper = as_officer.get(f"/log/{amina.public_id}/pdf/")
    assert paper.content.startswith(b"%PDF")
    assert "Yusuf" not in paper.headers["Content-Disposition"]
    assert Access.objects.filter(page="citizen_log_pdf", kind=Kind.PRINT, people=[amina.public_id]).exists()


def test_a_citizen_who_asks_is_found_by_the_number_that_is_kept_nowhere(
    as_officer: Client, officer: Membership, amina: Candidate
) -> None:
    amina.cpr_encrypted, amina.cpr_hash = encrypt("1705841234"), keyed_hash("1705841234")
    amina.save()

    answer = as_officer.post("/log/find/", {"cpr": "170584-1234"})
    assert answer.headers["Location"] == f"/log/{amina.public_id}/"
    wrong = as_officer.post("/log/find/", {"cpr": "170584-1235"})
    assert wrong.status_code == 422
    assert "Vi kender ingen" in wrong.content.decode()
    assert as_officer.post("/log/find/", {"cpr": "1705"}).status_code == 422

    found, none, _bad = Access.objects.filter(user=officer.user).order_by("pk")
    assert (found.kind, found.people, found.criteria) == (Kind.SEARCH, [amina.public_id], ["cpr"])
    assert none.people == []
    said = " ".join(str(value) for row in (found, none) for value in vars(row).values())
    assert not [number for number in ("1705841234", "170584-1234", "170584-1235") if number in said]


def test_a_citizen_whose_number_we_do_not_have_is_found_by_birth_and_name(
    as_officer: Client, officer: Membership, amina: Candidate
) -> None:
    Candidate.objects.filter(pk=amina.pk).update(birth_date=date(2009, 3, 2))

    found = as_officer.post("/log/find/", {"born": "2-3-2009", "name": "yusuf"})
    assert found.headers["Location"] == f"/log/{amina.public_id}/"
    for given, said in (
        ({"born": "2-3-2009", "name": ""}, "Skriv navnet."),
        ({"born": "", "name": "Yusuf"}, "Skriv en dato"),
        ({}, "Skriv CPR-nummeret"),
        ({"born": "3-3-2009", "name": "Yusuf"}, "Vi kender ingen med den fødselsdag og det navn."),
    ):
        wrong = as_officer.post("/log/find/", given)
        assert wrong.status_code == 422, given
        assert said in wrong.content.decode(), given
    twin = CandidateFactory.create(
        keeper=amina.keeper, first_name="Bilan", last_name="Yusuf", birth_date=date(2009, 3, 2)
    )
    both = as_officer.post("/log/find/", {"born": "2-3-2009", "name": "Yusuf"})
    assert "Der er flere." in both.content.decode()

    last = Access.objects.filter(user=officer.user).latest("pk")
    assert (last.kind, last.criteria) == (Kind.SEARCH, ["navn"])
    assert set(last.people) == {amina.public_id, twin.public_id}


def test_whom_an_export_showed_is_read_on_a_page_of_its_own(
    as_officer: Client, officer: Membership, membership: Membership, amina: Candidate
) -> None:
    others = CandidateFactory.create_batch(4, keeper=amina.keeper)
    row = look_up(amina.keeper, membership.user, amina, *others, kind=Kind.EXPORT, criteria=["q", "trin"])
    url = f"/log/opslag/{row.pk}/"
    assert f'<a href="{url}">5 personer</a>' in read(as_officer, "/log/")

    page = read(as_officer, url)
    assert "Amina Yusuf" in page
    assert "Eksporteret" in page
    assert "det, der blev skrevet i søgefeltet, trin" in page
    assert set(Access.objects.get(page="access_one").people) == set(row.people), "that, too, is on record"

    stranger = look_up(MunicipalityFactory.create(name="Vejle Kommune", code="DK-630"), None, amina)
    assert as_officer.get(f"/log/opslag/{stranger.pk}/").status_code == 404
    assert as_officer.get("/log/opslag/999999/").status_code == 404


def test_the_log_is_narrowed_to_a_month(as_officer: Client, membership: Membership, amina: Candidate) -> None:
    month = last_month()
    look_up(amina.keeper, membership.user, amina, at=at_noon(month))
    look_up(amina.keeper, UserFactory.create(name="Samir Aziz"), amina)

    page = read(as_officer, f"/log/?maaned={month:%Y-%m}")
    assert '<td data-title="Hvem"><div>Mette Holm' in page
    assert '<td data-title="Hvem"><div>Samir Aziz' not in page
    assert "Samir Aziz" in read(as_officer, f"/log/?maaned={timezone.localdate():%Y-%m}")


def test_that_somebody_acted_in_a_persons_place_is_in_the_log(
    as_officer: Client, membership: Membership, amina: Candidate
) -> None:
    look_up(amina.keeper, membership.user, amina, on_behalf_of=f"candidate:{amina.public_id}")

    assert "Mette Holm på vegne af personen" in read(as_officer, "/log/")


def test_what_somebody_opens_of_a_person_is_flagged_once(membership: Membership, amina: Candidate) -> None:
    for purpose in ("Sagsarbejde", "Opfølgning", "Sagsarbejde"):
        look_up(amina.keeper, membership.user, amina, purpose=purpose)
    look_up(amina.keeper, membership.user, amina, kind=Kind.UNMASK)
    sealing.seal(amina.keeper)

    assert [flag.access.kind for flag in AccessFlag.objects.order_by("access")] == [Kind.VIEW, Kind.UNMASK]


def test_somebody_of_another_municipality_is_not_found(as_officer: Client) -> None:
    stranger = CandidateFactory.create(keeper=MunicipalityFactory.create(name="Vejle Kommune", code="DK-630"))
    look_up(stranger.keeper, None, stranger)

    assert as_officer.get(f"/log/{stranger.public_id}/").status_code == 404
    assert "Ingen" in read(as_officer, f"/log/?q={stranger.public_id}")


def test_the_sample_is_ten_of_the_month_and_the_same_when_it_is_opened_again(
    as_officer: Client, officer: Membership, membership: Membership, amina: Candidate
) -> None:
    month = last_month()
    for day in range(15):
        look_up(amina.keeper, membership.user, amina, at=at_noon(month + timedelta(days=day)))
    look_up(amina.keeper, officer.user, role=Role.CANDIDATE, at=at_noon(month))
    look_up(amina.keeper, membership.user, amina)

    assert "Træk stikprøven" in read(as_officer, "/log/stikproeve/")
    as_officer.post("/log/stikproeve/", {"maaned": f"{month:%Y-%m}"})
    as_officer.post("/log/stikproeve/", {"maaned": f"{month:%Y-%m}"})

    sample = Sample.objects.get()
    chosen = list(sample.items.values_list("access_id", flat=True))
    assert len(set(chosen)) == 10
    assert samples.drawn(Scope(amina.keeper, officer.user, Role.DPO), sample) == chosen, "its seed draws the same"
    page = read(as_officer, "/log/stikproeve/")
    assert "10 opslag mangler at blive set på" in page
    assert page.count("Amina Yusuf") == 10


def test_each_look_up_of_the_sample_is_marked_and_what_is_to_be_followed_up_says_what(
    as_officer: Client, officer: Membership, membership: Membership, amina: Candidate
) -> None:
    look_up(amina.keeper, membership.user, amina, at=at_noon(last_month()))
    samples.draw(by=Scope(amina.keeper, officer.user, Role.DPO), month=last_month())
    item = SampleItem.objects.get()
    url = f"/log/stikproeve/{item.public_id}/"

    refused = as_officer.post(url, {"opslag1-verdict": "follow_up", "opslag1-note": " "})
    assert refused.status_code == 422
    assert "Skriv, hvad der skal følges op på." in refused.content.decode()
    assert as_officer.post(url, {"opslag1-note": "Bevares"}).status_code == 422
    as_officer.post(url, {"opslag1-verdict": "follow_up", "opslag1-note": "Spørg Mette, hvorfor."})

    item.refresh_from_db()
    assert (item.verdict, item.note, item.marked_by) == ("follow_up", "Spørg Mette, hvorfor.", officer.user)
    page = read(as_officer, "/log/stikproeve/")
    assert "Spørg Mette, hvorfor." in page
    assert "Alle er set på." in page


def test_a_month_that_is_not_over_is_not_drawn(as_officer: Client, officer: Membership, amina: Candidate) -> None:
    look_up(amina.keeper, officer.user, amina)

    assert "ingen måned" in read(as_officer, "/log/stikproeve/")
    with pytest.raises(ValidationError, match="ikke slut"):
        samples.draw(by=Scope(amina.keeper, officer.user, Role.DPO), month=timezone.localdate())


@pytest.fixture
def flagged(municipality: Organisation) -> Any:
    """The flags of somebody's look at people, as the worker finds them."""

    def of(user: Any, *people: Candidate, **values: Any) -> set[str]:
        row = look_up(municipality, user, *people, **values)
        sealing.seal(municipality)
        return set(AccessFlag.objects.filter(access=row).values_list("flag", flat=True))

    return of


def test_who_has_to_do_with_the_case_is_not_flagged(flagged: Any, membership: Membership, amina: Candidate) -> None:
    user, keeper = membership.user, amina.keeper
    assert flagged(user, amina) == {Flag.NO_RELATION}

    own = CandidateFactory.create(keeper=keeper, consultant=user)
    stand_in = CandidateFactory.create(keeper=keeper, stand_in=user)
    written = NoteFactory.create(candidate=CandidateFactory.create(keeper=keeper), author=user).candidate
    placed = PlacementFactory.create(
        candidate=CandidateFactory.create(keeper=keeper),
        workplace=WorkplaceFactory.create(keeper=keeper, consultant=user),
    ).candidate
    for person in (own, stand_in, written, placed):
        assert flagged(user, person) == set()


def test_a_programmes_worker_has_to_do_with_its_participants(flagged: Any, amina: Candidate) -> None:
    from candidates.models import ProgrammeWorker

    part = ParticipationFactory.create(candidate=amina)
    user = MembershipFactory.create(organisation=amina.keeper, role=Role.PARTNER_WORKER).user
    assert flagged(user, amina, role=Role.PARTNER_WORKER) == {Flag.NO_RELATION}

    ProgrammeWorker.objects.create(keeper=amina.keeper, programme=part.programme, user=user)

    assert flagged(user, amina, role=Role.PARTNER_WORKER) == set()


def test_protected_people_colleagues_and_oneself_are_flagged(flagged: Any, membership: Membership) -> None:
    keeper, user = membership.organisation, membership.user
    mine = {"keeper": keeper, "consultant": user}
    colleague = MembershipFactory.create(organisation=keeper, user__phone="20 11 22 33").user

    assert flagged(user, CandidateFactory.create(**mine, address_protected=True)) == {Flag.PROTECTED}
    assert flagged(user, CandidateFactory.create(**mine, phone="+45 20112233")) == {Flag.COLLEAGUE}
    assert flagged(user, CandidateFactory.create(**mine, email=user.email.upper())) == {Flag.ONESELF}
    assert flagged(colleague, CandidateFactory.create(keeper=keeper, user=colleague)) == {
        Flag.ONESELF,
        Flag.NO_RELATION,
    }


def test_a_list_a_search_and_the_persons_own_look_are_no_look_ups_without_a_relation(
    flagged: Any, membership: Membership, amina: Candidate
) -> None:
    user = membership.user
    four = [amina, *CandidateFactory.create_batch(3, keeper=amina.keeper)]

    assert flagged(user, *four) == set()
    assert flagged(user, amina, kind=Kind.SEARCH) == set()
    assert flagged(user, amina, role=Role.CANDIDATE) == set()
    assert flagged(user, amina, role=Role.DPO) == set()


def test_the_flags_are_a_list_with_counters(as_officer: Client, flagged: Any, amina: Candidate) -> None:
    amina.address_protected = True
    amina.save()
    flagged(UserFactory.create(name="Samir Aziz"), amina)

    assert "Uden forbindelse til sagen" in read(as_officer, "/log/opslag/")
    page = read(as_officer, "/log/opslag/?hvorfor=protected&q=samir")
    assert "Samir Aziz" in page
    assert "Amina Yusuf" in page


def test_nobody_but_the_officer_reads_the_log(signed_in: Client, amina: Candidate) -> None:
    for url in ("/log/", "/log/opslag/", "/log/stikproeve/", f"/log/{amina.public_id}/"):
        assert signed_in.get(url).status_code == 403
