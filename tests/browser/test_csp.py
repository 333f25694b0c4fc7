"""A browser holds us to our own policy: nothing of a third party, nothing inline, no complaint on its console.

Every page is held to it where it is looked at (test_accessibility, test_every_role).
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage, listen
from tests.browser.test_accessibility import OPEN_TO_ALL
from tests.files.samples import pdf, photo

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("path", [*OPEN_TO_ALL, "/mig/", "/invitation/no-such-token/", "/arbejdsgiver/"])
def test_what_is_open_to_all_keeps_to_the_policy(path: str, open_page: OpenPage) -> None:
    page = open_page("/konto/login/", signed_in=False)
    heard = listen(page)
    page.goto(urljoin(page.url, path))

    assert not heard


@pytest.mark.parametrize(
    ("html", "says"),
    [
        ("<img src='https://evil.example/x.png'>", "evil.example"),
        ("<p style='color: red'>x</p>", "style"),
        ("<button id=b onclick='document.title=1'>x</button>", "script"),
    ],
)
def test_what_is_looked_for_here_is_found(open_page: OpenPage, html: str, says: str) -> None:
    page = open_page("/personer/")
    heard = listen(page)
    page.evaluate("html => document.querySelector('main').insertAdjacentHTML('beforeend', html)", html)
    if "onclick" in html:
        page.locator("#b").click()
    page.wait_for_timeout(200)

    assert says in "".join(heard)
    assert page.title() != "1"


def test_after_signing_out_back_shows_nothing(world: Any, open_page: OpenPage) -> None:
    page = open_page(f"/personer/{world['person'].public_id}/")
    name = world["person"].first_name
    assert name in page.content()
    page.goto(urljoin(page.url, "/konto/logout/"))
    page.get_by_role("main").get_by_role("button", name="Log ud").click()
    page.wait_for_url("**/konto/login/")

    page.go_back()
    page.go_back()
    assert name not in page.content()
    assert "/konto/login/" in page.url


def test_a_form_on_a_page_whose_address_is_a_secret_can_be_sent(open_page: OpenPage) -> None:
    """With `no-referrer` the browser would send `Origin: null`, and every such form would be refused."""
    page = open_page("/mig/", signed_in=False)
    with page.expect_response(lambda answer: answer.request.method == "POST") as sent:
        page.locator("main form button[type=submit]").first.click()

    assert sent.value.status in {200, 302, 422}


def test_a_sentence_of_the_server_is_told_where_htmx_fails(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_page("/personer/")

    def fail(*_args: Any, **_kwargs: Any) -> None:
        from smaajob.errors import TooManyRequests

        raise TooManyRequests

    monkeypatch.setattr("candidates.views.candidates.rows_of", fail)
    page.get_by_label("Konsulent", exact=True).select_option(label="Ingen endnu")

    expect(page.get_by_role("alert")).to_contain_text("Der har været for mange forsøg")


@pytest.mark.parametrize(("width", "scripts"), [(1280, True), (390, True), (390, False)])
def test_files_are_put_in_and_fetched(
    world: Any, open_page: OpenPage, tmp_path: Any, width: int, scripts: bool
) -> None:
    (tmp_path / "cv.pdf").write_bytes(pdf())
    (tmp_path / "foto.jpg").write_bytes(photo(exif=True))
    (tmp_path / "falsk.pdf").write_bytes(b"<script>alert(1)</script>")
    page = open_page(f"/personer/{world['person'].public_id}/?fane=filer", width=width, scripts=scripts)

    page.get_by_label("Vælg filer").set_input_files([tmp_path / "falsk.pdf"])
    page.get_by_role("button", name="Læg ind").click()
    expect(page.get_by_role("heading", name="Læg filer ind")).to_be_visible()
    expect(page.get_by_text("er ikke det, navnet siger").first).to_be_visible()

    page.get_by_label("Vælg filer").set_input_files([tmp_path / "cv.pdf", tmp_path / "foto.jpg"])
    page.get_by_role("button", name="Læg ind").click()
    expect(page.get_by_text("2 filer ligger her nu")).to_be_visible()

    with page.expect_download() as fetched:
        page.get_by_role("link", name="cv.pdf", exact=True).click()
    assert fetched.value.suggested_filename.startswith("fil-")
    assert fetched.value.path().read_bytes() == pdf()
