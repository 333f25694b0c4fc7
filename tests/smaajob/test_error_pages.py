"""Every error is a page in the reader's language with a way on; a part of a page gets one sentence; nobody sees a trace."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.core.exceptions import RateLimited
from django.conf import settings
from django.core.exceptions import BadRequest, PermissionDenied, RequestDataTooBig
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.test import Client, RequestFactory, override_settings

from candidates.models import Candidate
from smaajob import errors
from smaajob.accounts.models import Membership, Organisation
from tests.factories import CandidateFactory

FAULTS = {
    400: (BadRequest("Amina"), "Vi kunne ikke læse det, du sendte"),
    403: (PermissionDenied("Amina"), "Det har du ikke adgang til"),
    413: (RequestDataTooBig("Amina"), "Det fylder for meget"),
    429: (errors.TooManyRequests(120), "Der har været for mange forsøg"),
    500: (KeyError("Amina"), "Noget gik galt hos os"),
}
PART = {"hx-request": "true"}


@pytest.fixture
def failing(signed_in: Client, municipality: Organisation, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Calls a page whose view ends in an error."""
    signed_in.raise_request_exception = False

    def call(error: Exception, **headers: str) -> Any:
        def fail(*_args: Any, **_kwargs: Any) -> None:
            raise error

        monkeypatch.setattr("candidates.views.candidates.rows_of", fail)
        return signed_in.get("/personer/", headers=headers)

    return call


@pytest.mark.parametrize("status", FAULTS)
def test_an_error_is_a_page_with_a_way_on_and_without_a_trace(failing: Any, status: int) -> None:
    error, heading = FAULTS[status]
    response = failing(error)
    page = response.content.decode()

    assert response.status_code == status
    assert f"<h1>{heading}</h1>" in page
    assert '<html lang="da">' in page
    assert 'href="/"' in page
    assert "Gå til forsiden" in page
    assert "Traceback" not in page
    assert "Amina" not in page
    assert len(re.findall("button-primary", page)) == 1


@pytest.mark.parametrize("status", FAULTS)
def test_a_part_of_a_page_gets_the_sentence_alone(failing: Any, status: int) -> None:
    response = failing(FAULTS[status][0], **PART)

    assert response.status_code == status
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert "<" not in response.content.decode()
    assert len(response.content.decode()) > 20


def test_the_address_of_a_button_opened_as_a_page_leads_on(signed_in: Client) -> None:
    response = signed_in.get("/konto/bliv/")
    page = response.content.decode()

    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert "<h1>Her er ingen side</h1>" in page
    assert "Gå til forsiden" in page
    part = signed_in.get("/konto/bliv/", headers=PART)
    assert (part.status_code, part.content.decode()) == (405, str(errors.SENTENCES[405]))


def test_one_who_has_signed_in_can_search_and_call(signed_in: Client, municipality: Organisation) -> None:
    municipality.phone = "+45 99 31 31 31"
    municipality.save()
    page = signed_in.get("/findes-ikke/").content.decode()

    assert 'type="search"' in page
    assert 'href="tel:+4599313131"' in page


def test_one_who_has_not_signed_in_is_led_to_where_they_can(db: None) -> None:
    page = Client().get("/findes-ikke/").content.decode()

    assert 'href="/konto/login/"' in page
    assert "I dag" not in page


def test_too_many_tries_say_when_to_try_again(failing: Any) -> None:
    response = failing(errors.TooManyRequests(120))

    assert response["Retry-After"] == "120"
    assert "Prøv igen om 2 minutter" in response.content.decode()
    assert "Prøv igen om et minut" in failing(errors.TooManyRequests(20)).content.decode()
    limited = failing(RateLimited())
    assert limited.status_code == 429
    assert limited["Retry-After"] == "300"


def test_a_fault_is_told_without_database_session_or_user(monkeypatch: pytest.MonkeyPatch) -> None:
    """No fixture of a database: to ask it anything would fail."""
    response = errors.server_error(RequestFactory().get("/"))

    assert response.status_code == 500
    assert "Noget gik galt hos os" in response.content.decode()
    monkeypatch.setattr(errors, "render_to_string", lambda *_args: {}["no templates either"])
    assert "Noget gik galt hos os" in errors.server_error(RequestFactory().get("/")).content.decode()


def test_a_database_that_goes_away_is_told_as_a_fault(failing: Any) -> None:
    response = failing(OperationalError("connection to host db.example refused for user smaajob_app"))

    assert response.status_code == 500
    assert "db.example" not in response.content.decode()


@pytest.fixture
def old_page(membership: Membership) -> Client:
    """A browser whose page is from before its user signed in again."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(membership.user)
    return client


def test_what_was_typed_is_not_lost_by_an_old_page(old_page: Client, scope: Any) -> None:
    person: Candidate = CandidateFactory.create(keeper=scope.organisation)
    path = f"/personer/{person.public_id}/noter/ny/"
    typed = {"kind": "note", "happened_on": "5-1-2026", "text": 'Vil <gerne> begynde "nu".', "csrfmiddlewaretoken": "x"}
    response = old_page.post(path, typed, headers={"origin": "http://testserver", "sec-fetch-site": "same-origin"})
    page = response.content.decode()

    assert response.status_code == 403
    assert "det, du skrev, er her stadig" in page
    assert 'value="Vil &lt;gerne&gt; begynde &quot;nu&quot;."' in page

    token = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[-1]
    again = old_page.post(path, {**typed, "csrfmiddlewaretoken": token}, headers={"origin": "http://testserver"})
    assert again.status_code == 302, "sent again from the page it is saved"
    assert person.notes.get().text == typed["text"]


def test_a_postcode_is_no_code_and_is_kept_too(old_page: Client) -> None:
    typed = {"first_name": "Ane", "postcode": "9000", "code": "123456"}
    page = old_page.post("/personer/ny/", typed, headers={"origin": "http://testserver"}).content.decode()

    assert 'name="postcode" value="9000"' in page
    assert "123456" not in page


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"referer": "https://evil.example/x"},
        {},
        {"origin": "http://testserver", "sec-fetch-site": "cross-site"},
    ],
)
def test_a_form_from_elsewhere_gets_no_second_try(old_page: Client, headers: dict[str, str]) -> None:
    response = old_page.post("/noter/", {"text": "Evil"}, headers=headers)
    response = old_page.post("/personer/ny/", {"first_name": "Evil"}, headers=headers)

    assert response.status_code == 403
    assert "Evil" not in response.content.decode()
    assert "Send det igen" not in response.content.decode()


def test_a_password_never_stands_in_a_page_again(old_page: Client) -> None:
    typed = {"oldpassword": "et langt kodeord", "password1": "gule grise"}
    page = old_page.post("/konto/password/change/", typed, headers={"origin": "http://testserver"}).content.decode()

    assert "Siden var for gammel" in page
    assert "kodeord" not in page
    assert "gule grise" not in page


def test_one_who_was_signed_out_is_told_where_the_draft_is(db: None) -> None:
    response = Client(enforce_csrf_checks=True).post("/personer/ny/", {"first_name": "Ane"})

    assert response.status_code == 403
    assert "gemt som en kladde" in response.content.decode()
    assert 'href="/konto/login/"' in response.content.decode()


class Unreadable:
    """A body that fails the test when somebody reads it."""

    def read(self, *_size: int) -> bytes:
        raise AssertionError("the body was read")

    readline = read


@pytest.mark.parametrize(
    ("path", "size", "signed"),
    [
        ("/personer/ny/", settings.BODY_MAX_BYTES + 1, True),
        ("/import/", settings.LARGE_BODIES["placements:imports"] + 1, True),
        ("/import/", settings.BODY_MAX_BYTES + 1, False),
        ("/findes-ikke/", settings.BODY_MAX_BYTES + 1, True),
        ("/konto/login/", 10**12, False),
    ],
)
def test_what_is_too_large_is_refused_before_it_is_read(
    membership: Membership, path: str, size: int, signed: bool
) -> None:
    client = Client()
    if signed:
        client.force_login(membership.user)
    kind = "multipart/form-data; boundary=x"
    response = client.generic("POST", path, b"", kind, CONTENT_LENGTH=str(size), **{"wsgi.input": Unreadable()})

    assert response.status_code == 413
    assert "Det fylder for meget" in response.content.decode()
    assert ("Gå til forsiden" in response.content.decode()) == signed


def test_an_import_may_be_larger_than_a_form(signed_in: Client) -> None:
    large = SimpleUploadedFile("timer.csv", b"x" * (settings.BODY_MAX_BYTES + 1))
    response = signed_in.post("/import/", {"upload": large})

    assert response.status_code == 302


def test_too_many_fields_and_too_long_a_text_are_told_as_too_large(signed_in: Client) -> None:
    many = signed_in.post("/personer/ny/", {f"x{n}": "" for n in range(1100)})
    with override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=1000):
        long = signed_in.post("/personer/ny/", {"first_name": "x" * 2000})

    assert (many.status_code, long.status_code) == (413, 413)


def test_an_upload_is_never_written_to_a_file_in_clear(signed_in: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: Any, **_kwargs: Any) -> None:
        raise AssertionError("a temporary file was made")

    monkeypatch.setattr("tempfile.NamedTemporaryFile", refuse)
    monkeypatch.setattr("django.core.files.uploadedfile.tempfile.NamedTemporaryFile", refuse)
    large = SimpleUploadedFile("timer.csv", b"x" * (10 * 2**20))

    assert signed_in.post("/import/", {"upload": large}).status_code == 302
