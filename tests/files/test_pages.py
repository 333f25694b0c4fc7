"""Files on a person's and a workplace's page: put in, fetched, put away; by those who may, and nobody else."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from candidates.models import Candidate
from placements.actions.merges import merge
from smaajob.accounts.models import Membership, Role
from smaajob.accounts.scope import Scope
from smaajob.audit.models import Event
from smaajob.files import actions
from smaajob.files.models import StoredFile
from tests.factories import (
    CandidateFactory,
    EmployerOrganisationFactory,
    MembershipFactory,
    MunicipalityFactory,
    StoredFileFactory,
    WorkplaceFactory,
)
from tests.files.samples import docx, pdf, photo


@pytest.fixture
def person(municipality: Any) -> Candidate:
    return CandidateFactory.create(keeper=municipality, first_name="Sigurdine")


def sent(name: str = "CV Sigurdine.pdf", content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, pdf() if content is None else content)


def tab(client: Client, person: Candidate) -> str:
    return client.get(f"/personer/{person.public_id}/?fane=filer").content.decode()


def test_several_files_are_put_in_at_once_and_stand_in_the_list(
    signed_in: Client, person: Candidate, scope: Scope
) -> None:
    assert "Her er ingen filer endnu" in tab(signed_in, person)
    files = [sent(), sent("brev.docx", docx()), sent("foto.jpg", photo(exif=True))]
    response = signed_in.post(f"/filer/personer/{person.public_id}/ny/", {"upload": files}, follow=True)
    page = response.content.decode()

    assert response.redirect_chain[-1][0] == f"/personer/{person.public_id}/?fane=filer"
    assert "3 filer ligger her nu" in page
    for name in ("CV Sigurdine.pdf", "brev.docx", "foto.jpg"):
        assert name in page
    assert "af Mette Holm" in page
    first = StoredFile.objects.get(name="CV Sigurdine.pdf")
    assert first.read() == pdf()
    assert pdf() not in bytes(first.content), "in the database it is encrypted"
    told = Event.objects.about(person)
    assert [event.verb for event in told] == ["file.add"] * 3
    assert "CV" not in str([event.changes for event in told]), "the record outlives the person"
    assert "En fil blev lagt ind" in signed_in.get(f"/personer/{person.public_id}/?fane=historik").content.decode()


def test_a_file_is_given_out_as_an_attachment_and_never_shown(signed_in: Client, person: Candidate) -> None:
    file = StoredFileFactory.create(about=person, name="CV Sigurdine.pdf")
    response = signed_in.get(f"/filer/{file.public_id}/")

    assert response.content == file.read()
    assert response["Content-Disposition"] == f'attachment; filename="fil-{str(file.public_id)[:8]}.pdf"'
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("cv.pdf", b"<script>alert(1)</script>", "er ikke det, navnet siger"),
        ("side.html", b"<p>", "vi ikke tager imod"),
        ("tom.pdf", b"", "er tom"),
    ],
)
def test_what_is_refused_is_told_beside_the_field_and_nothing_is_kept(
    signed_in: Client, person: Candidate, name: str, content: bytes, says: str
) -> None:
    good = sent("godt.pdf")
    response = signed_in.post(f"/filer/personer/{person.public_id}/ny/", {"upload": [good, sent(name, content)]})

    assert response.status_code == 422
    assert says in response.content.decode()
    assert not StoredFile.objects.exists(), "the good one waits for the other"


def test_nothing_chosen_too_much_and_no_room_are_told(
    signed_in: Client, person: Candidate, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"/filer/personer/{person.public_id}/ny/"
    assert "Vælg en fil" in signed_in.post(url).content.decode()

    settings.FILES_MAX_BYTES = 100
    many = signed_in.post(url, {"upload": [sent("a.pdf"), sent("b.pdf")]})
    assert (many.status_code, "Vælg færre ad gangen" in many.content.decode()) == (422, True)

    settings.FILES_MAX_BYTES, settings.FILES_MOST = 10**6, 1
    StoredFileFactory.create(about=person)
    full = signed_in.post(url, {"upload": sent()})
    assert (full.status_code, "ikke plads til flere filer" in full.content.decode()) == (422, True)
    assert StoredFile.objects.count() == 1


def test_the_same_file_is_not_kept_twice(signed_in: Client, person: Candidate) -> None:
    url = f"/filer/personer/{person.public_id}/ny/"
    signed_in.post(url, {"upload": sent()})
    page = signed_in.post(url, {"upload": [sent("igen.pdf"), sent("foto.jpg", photo())]}, follow=True)

    assert "lå her i forvejen" in page.content.decode()
    assert sorted(StoredFile.objects.values_list("name", flat=True)) == ["CV Sigurdine.pdf", "foto.jpg"]


def test_an_upload_that_fails_half_way_leaves_nothing(
    signed_in: Client, person: Candidate, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, count = actions._store, iter(range(9))

    def dies(*args: Any) -> StoredFile:
        if next(count) == 1:
            raise ConnectionError
        return real(*args)

    monkeypatch.setattr(actions, "_store", dies)
    signed_in.raise_request_exception = False
    files = [sent(), sent("brev.docx", docx())]

    assert signed_in.post(f"/filer/personer/{person.public_id}/ny/", {"upload": files}).status_code == 500
    assert not StoredFile.objects.exists()
    assert not Event.objects.about(person).exists()


def test_a_body_that_breaks_off_leaves_nothing(signed_in: Client, person: Candidate) -> None:
    body = b'--x\r\nContent-Disposition: form-data; name="upload"; filename="cv.pdf"\r\n\r\n%PDF-1.7 and then'
    kind = "multipart/form-data; boundary=x"
    response = signed_in.generic("POST", f"/filer/personer/{person.public_id}/ny/", body, kind)

    assert response.status_code in {400, 422}
    assert not StoredFile.objects.exists()


def test_a_file_is_put_away_and_taken_out_again(signed_in: Client, person: Candidate) -> None:
    file = StoredFileFactory.create(about=person, name="CV.pdf")
    url = f"/filer/{file.public_id}/arkiv/"
    asked = signed_in.get(url).content.decode()
    assert "Læg ”CV.pdf” i arkivet" in asked
    fields = _hidden(asked)
    page = signed_in.post(url, {**fields, "how": "mistake", "reason": "Forkert person"}, follow=True).content.decode()

    assert "Filen ligger nu i arkivet" in page
    assert "I arkivet (1)" in page
    assert signed_in.get(f"/filer/{file.public_id}/").status_code == 200, "nothing is lost"
    page = signed_in.post(url, {"restore": "1"}, follow=True).content.decode()
    assert "taget ud af arkivet" in page
    assert "I arkivet (" not in page
    assert [event.verb for event in Event.objects.about(person)] == ["file.restore", "file.archive"]


def _hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))


def test_a_workplace_has_files_too(signed_in: Client, municipality: Any) -> None:
    workplace = WorkplaceFactory.create(keeper=municipality)
    page = signed_in.post(f"/filer/arbejdspladser/{workplace.public_id}/ny/", {"upload": sent("plan.pdf")}, follow=True)

    assert "plan.pdf" in page.content.decode()
    file = StoredFile.objects.get()
    assert signed_in.get(f"/filer/{file.public_id}/").status_code == 200


Who = Callable[[Candidate], Membership]


@pytest.mark.parametrize(
    ("who", "status"),
    [
        (lambda p: MembershipFactory.create(organisation=p.keeper, role=Role.MANAGER), 403),
        (lambda p: MembershipFactory.create(organisation=p.keeper, role=Role.ADMIN), 403),
        (lambda p: MembershipFactory.create(organisation=p.keeper, role=Role.MENTOR), 403),
        (lambda p: MembershipFactory.create(organisation=p.keeper, role=Role.CANDIDATE), 403),
        (lambda p: MembershipFactory.create(organisation=p.keeper, role=Role.PARTNER_WORKER), 404),
        (lambda p: MembershipFactory.create(organisation=MunicipalityFactory.create(name="Hedensted", code="DK-766")), 404),
        (lambda p: MembershipFactory.create(organisation=EmployerOrganisationFactory.create(), role=Role.EMPLOYER), 403),
    ],
)  # fmt: skip
def test_who_may_not_see_the_person_may_not_see_the_file(person: Candidate, who: Who, status: int) -> None:
    file = StoredFileFactory.create(about=person)
    client = Client()
    client.force_login(who(person).user)

    assert client.get(f"/filer/{file.public_id}/").status_code == status
    assert client.get(f"/filer/{file.public_id}/arkiv/").status_code == status
    assert client.post(f"/filer/{file.public_id}/arkiv/", {"how": "done"}).status_code == status
    assert client.post(f"/filer/personer/{person.public_id}/ny/", {"upload": sent()}).status_code == status
    assert StoredFile.objects.get().archived_at is None


def test_a_role_that_keeps_no_files_sees_no_tab(person: Candidate) -> None:
    client = Client()
    client.force_login(MembershipFactory.create(organisation=person.keeper, role=Role.MANAGER).user)

    assert "Filer" not in tab(client, person)


def test_what_a_file_is_about_must_be_something_we_know(signed_in: Client, person: Candidate) -> None:
    stray = StoredFileFactory.create(about=person, about_kind="accounts.user")

    assert signed_in.get(f"/filer/{stray.public_id}/").status_code == 404
    assert signed_in.get(f"/filer/bruger/{person.public_id}/ny/").status_code == 404
    assert signed_in.get(f"/filer/candidates.candidate/{person.public_id}/ny/").status_code == 404


def test_the_files_of_a_double_are_the_kept_persons(signed_in: Client, person: Candidate, scope: Scope) -> None:
    double = CandidateFactory.create(keeper=person.keeper, first_name="Sigurdine", last_name=person.last_name)
    file = StoredFileFactory.create(about=double, name="Bevis.pdf")
    merge(by=scope, kind="candidate", kept_id=person.pk, gone_id=double.pk)

    assert "Bevis.pdf" in tab(signed_in, person)
    assert signed_in.get(f"/filer/{file.public_id}/").status_code == 200


def test_many_files_cost_no_more_queries_than_one(signed_in: Client, person: Candidate, membership: Any) -> None:
    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            tab(signed_in, person)
        assert not [q for q in asked.captured_queries if '"content"' in q["sql"]], "a list reads no file's content"
        return len(asked)

    StoredFileFactory.create(about=person, uploaded_by=membership.user)
    tab(signed_in, person)
    few = cost()
    for number in range(10):
        uploader = MembershipFactory.create(organisation=person.keeper).user
        StoredFileFactory.create(about=person, uploaded_by=uploader, name=f"{number}.pdf")

    assert cost() == few <= 14


def test_the_limits_fit_together() -> None:
    assert settings.FILE_MAX_BYTES <= settings.FILES_MAX_BYTES < settings.LARGE_BODIES["upload_file"]
    assert max(settings.LARGE_BODIES.values()) <= settings.FILE_UPLOAD_MAX_MEMORY_SIZE
