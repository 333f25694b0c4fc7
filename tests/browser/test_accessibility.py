"""Every page, wide and narrow: no violation that axe can find, nothing that scrolls sideways, everything by keyboard.

A page is added to PAGES by one line: its address with the names of tests/browser/conftest.py's world.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, listen, wait_for_parts

pytestmark = pytest.mark.browser

# (name of the URL, what it is about, what comes after the path); two things are parted by a space
PAGES: list[tuple[str, str, str]] = [
    ("placements:settle_hours", "reported", ""),
    ("candidates:list", "", ""),
    ("candidates:list", "", "?q=kris&konsulent=mig&situation=kontanthjælp&side=2"),
    ("candidates:list", "", "?q=findes-ikke"),
    ("candidates:detail", "person", ""),
    ("candidates:detail", "person", "?fane=forloeb"),
    ("placements:detail", "waiting_placement", ""),
    ("placements:detail", "waiting_placement", "?fane=aftale"),
    ("placements:detail", "agreed_placement", "?fane=aftale"),
    ("placements:agreement", "agreement", ""),
    ("placements:agreement", "agreement_draft", ""),
    ("placements:vitas_ready", "agreement_draft", ""),
    ("placements:edit_agreement", "agreement_draft", ""),
    ("placements:send_agreement", "agreement_draft", ""),
    ("placements:withdraw_agreement", "agreement", ""),
    ("placements:agreement_link", "agreement", ""),
    ("placements:agreement_on_paper", "agreement", ""),
    ("placements:sign_for_municipality", "agreement", ""),
    ("candidates:consents", "person", ""),
    ("candidates:new_consent", "person", ""),
    ("candidates:withdraw_consent", "consent", ""),
    ("placements:today", "", "?hvem=alle&vis=samtykker"),
    ("placements:proposals", "", ""),
    ("placements:proposals", "", "?q=findes-ikke"),
    ("placements:propose", "task newcomer", ""),
    ("placements:proposal", "proposal", ""),
    ("placements:proposal", "idea", ""),
    ("placements:edit_proposal", "idea", ""),
    ("placements:note_person", "proposal", ""),
    ("placements:note_employer", "proposal", ""),
    ("placements:meet_proposal", "proposal", ""),
    ("placements:more_time_for_proposal", "proposal", ""),
    ("placements:withdraw_proposal", "proposal", ""),
    ("placements:proposals_of_person", "person", ""),
    ("placements:proposals_of_workplace", "workplace", ""),
    ("placements:waiting_list", "task", ""),
    ("placements:join_waiting_list", "task newcomer", ""),
    ("placements:ask", "ask", ""),
    ("candidates:corrections", "person", ""),
    ("candidates:answer_correction", "correction", ""),
    ("candidates:detail", "person", "?fane=opgaver"),
    ("candidates:detail", "person", "?fane=profil"),
    ("candidates:detail", "person", "?fane=historik"),
    ("candidates:detail", "person", "?fane=noter"),
    ("candidates:list", "", "?vis=arkiv"),
    ("candidates:new", "", ""),
    ("candidates:edit", "person", ""),
    ("candidates:access", "person", ""),
    ("candidates:access", "protected", ""),
    ("candidates:invite_circle", "person", ""),
    ("candidates:link_type", "", ""),
    ("candidates:link_lost", "", ""),
    ("candidates:edit", "protected", ""),
    ("candidates:situation", "person", ""),
    ("candidates:archive", "person", ""),
    ("candidates:detail", "protected", ""),
    ("candidates:detail", "person", "?fane=filer"),
    ("employers:detail", "workplace", "?fane=filer"),
    ("archive_file", "file", ""),
    ("archive_file", "file_away", ""),
    ("candidates:programmes", "", ""),
    ("candidates:programme", "programme", ""),
    ("candidates:programme", "programme", "?fane=forloeb"),
    ("candidates:programme", "programme", "?fane=kurser"),
    ("candidates:programme", "programme", "?fane=historik"),
    ("candidates:programmes", "", "?vis=arkiv"),
    ("candidates:new_programme", "", ""),
    ("candidates:edit_programme", "programme", ""),
    ("candidates:archive_programme", "programme", ""),
    ("candidates:add_participants", "programme", ""),
    ("candidates:end_participants", "programme", ""),
    ("candidates:join", "person", ""),
    ("candidates:edit_participation", "participation", ""),
    ("candidates:archive_participation", "participation", ""),
    ("candidates:courses", "", ""),
    ("candidates:courses", "", "?q=findes-ikke"),
    ("candidates:course", "course", ""),
    ("candidates:course", "course", "?fane=historik"),
    ("candidates:new_course", "", ""),
    ("candidates:edit_course", "course", ""),
    ("candidates:archive_course", "course", ""),
    ("candidates:enrol", "course", ""),
    ("candidates:completions", "course", ""),
    ("candidates:archive_enrolment", "enrolment", ""),
    ("candidates:detail", "person", "?fane=noter"),
    ("candidates:new_note", "person", ""),
    ("candidates:edit_note", "draft", ""),
    ("candidates:add_to_note", "note", ""),
    ("employers:posting_links", "workplace", ""),
    ("employers:posting_links", "other_workplace", ""),
    ("employers:task", "posted_task", ""),
    ("placements:today", "", "?hvem=alle&vis=nye-opgaver"),
    ("employers:detail", "workplace", "?fane=log"),
    ("employers:new_log", "workplace", "?hvad=phone"),
    ("employers:add_to_log", "log", ""),
    ("employers:list", "", ""),
    ("employers:list", "", "?q=findes-ikke&kontakt=mig"),
    ("employers:detail", "workplace", ""),
    ("employers:detail", "workplace", "?fane=historik"),
    ("employers:list", "", "?vis=arkiv"),
    ("employers:new", "", ""),
    ("employers:edit", "workplace", ""),
    ("employers:archive", "workplace", ""),
    ("employers:new_contact", "workplace", ""),
    ("employers:edit_contact", "contact", ""),
    ("employers:archive_contact", "contact", ""),
    ("employers:new_task", "workplace", ""),
    ("employers:new_task_anywhere", "", ""),
    ("employers:edit_task", "task", ""),
    ("employers:copy_task", "task", ""),
    ("employers:archive_task", "task", ""),
    ("employers:task", "task", "?fane=historik"),
    ("employers:tasks", "", ""),
    ("employers:tasks", "", "?vis=alle&type=småjob&kategori=butik"),
    ("employers:task", "task", ""),
    ("employers:registrations", "", ""),
    ("employers:registrations", "", "?q=findes-ikke&svar=waits"),
    ("employers:registration", "registration", ""),
    ("employers:refuse_registration", "registration", ""),
    ("employers:register", "", ""),
    ("employers:registered", "municipality", ""),
    ("placements:today", "", ""),
    ("placements:today", "", "?hvem=alle&vis=for-sent"),
    ("placements:today", "", "?vis=denne-uge"),
    ("placements:list", "", ""),
    ("placements:list", "", "?q=kris&tilstand=i-gang&type=småjob&sorter=person"),
    ("placements:detail", "placement", ""),
    ("placements:detail", "placement", "?fane=timer"),
    ("placements:detail", "placement", "?fane=historik"),
    ("placements:detail", "running", "?fane=vagter"),
    ("placements:plan", "running", ""),
    ("placements:shift", "shift", ""),
    ("placements:shift", "been", ""),
    ("placements:move_shift", "shift", ""),
    ("placements:cancel_shift", "shift", ""),
    ("placements:note_shift", "shift", ""),
    ("placements:note_shift", "been", ""),
    ("placements:start", "task person", ""),
    ("rules", "", "?fane=unge"),
    ("law_groups", "", ""),
    ("placements:hours", "placement", ""),
    ("placements:hours", "placement", "?fane=periode"),
    ("placements:correct_hours", "hours", ""),
    ("placements:end", "placement", ""),
    ("placements:detail", "running", ""),
    ("placements:extend", "running", ""),
    ("placements:pause", "running", ""),
    ("placements:resume", "pause", ""),
    ("placements:move", "running", ""),
    ("placements:hire", "running", ""),
    ("placements:answer_request", "request", ""),
    ("placements:cancel", "placement", ""),
    ("placements:detail", "cancelled", ""),
    ("placements:undo_cancel", "cancelled", ""),
    ("placements:find_double_person", "person", ""),
    ("placements:find_double_workplace", "workplace", ""),
    ("placements:merge_people", "person newcomer", ""),
    ("placements:merge_workplaces", "workplace other_workplace", ""),
    ("placements:undo_merge", "merge", ""),
    ("placements:search", "", ""),
    ("placements:new", "person", ""),
    ("placements:edit", "placement", ""),
    ("placements:history", "person", ""),
    ("placements:for_candidate", "person", ""),
    ("placements:for_workplace", "workplace", ""),
    ("placements:for_programme", "programme", ""),
    ("placements:tasks_for_candidate", "person", ""),
    ("placements:candidates_for_task", "task", ""),
    ("placements:imports", "", ""),
    ("placements:import_help", "", ""),
    ("placements:import", "import", ""),
    ("placements:exports", "", ""),
    ("placements:export", "export", ""),
    ("placements:export", "exported", ""),
    ("reports:list", "", ""),
    ("reports:detail", "report", ""),
    ("account_change_password", "", ""),
    ("account_reauthenticate", "", ""),
    ("mfa_index", "", ""),
    ("second_factor", "", ""),
    ("account_logout", "", ""),
    ("my_account", "", ""),
    ("usersessions_list", "", ""),
    ("permissions", "", ""),
    ("outbox", "", ""),
    ("outbox", "", "?q=findes-ikke&nu=fejl"),
    ("message", "message_failed", ""),
    ("message", "message_demo", ""),
    ("letters", "", ""),
    ("print_run", "print_run", ""),
    ("print_run", "print_run_going", ""),
]
OPEN_TO_ALL = [
    "/konto/login/",
    "/konto/login/code/",
    "/konto/password/reset/",
    "/konto/password/reset/done/",
    "/konto/password/reset/key/0-no-such-key/",
    "/konto/inactive/",
    "/konto/signup/",
    "/findes-ikke/",
]
WIDTHS = (1280, 390)
PORTION = 28  # pages that are looked at in one test
# Every page at one width, every other narrow; and, in `make test-all`, at the other one.
TURNS = [pytest.param(0, id="by turns"), pytest.param(1, id="the other way", marks=pytest.mark.long)]
AXE = Axe().axe_script


def address(page: tuple[str, str, str], world: dict[str, Any]) -> str:
    name, about, after = page
    return reverse(name, args=[world[thing].public_id for thing in about.split()]) + after


def complaints(page: Any, *, but: tuple[str, ...] = ()) -> str:
    """What axe finds (`but` these rules), and what scrolls sideways; empty where all is well.

    Not for a browser without JavaScript: axe is it.
    """
    wait_for_parts(page)
    assert not page.evaluate("matchMedia('(scripting: none)').matches"), "without JavaScript axe would never answer"
    if not page.evaluate("'axe' in window"):  # half a megabyte: once for each page that is loaded
        page.evaluate(AXE)
    found = AxeResults(
        page.evaluate(
            "rules => axe.run({resultTypes: ['violations'], rules})", {rule: {"enabled": False} for rule in but}
        )
    )
    said = found.generate_report() if found.violations_count else ""
    return said + sideways(page)


def assert_for_everybody(page: Page, heading: str = "") -> None:
    """Nothing to complain of as wide as it is, nothing sideways at either width. `heading`: wait for the page that has it."""
    if heading:
        page.get_by_role("heading", level=1, name=heading).wait_for()
    was = page.viewport_size
    assert was
    assert not complaints(page), f"{was['width']} pixels"
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert not sideways(page), f"{width} pixels"
    page.set_viewport_size(was)


def sideways(page: Any) -> str:
    page.wait_for_load_state()
    wide = page.evaluate("document.scrollingElement.scrollWidth - innerWidth")
    return f"It scrolls {wide} pixels sideways." if wide > 0 else ""


def some_at_a_time() -> list[Any]:
    """PAGES in portions: looking changes nothing, so a portion shares one world and one browser, which take seconds to make."""
    portions = [PAGES[first : first + PORTION] for first in range(0, len(PAGES), PORTION)]
    return [pytest.param(pages, id=f"{pages[0][0]}-to-{pages[-1][0]}") for pages in portions]


@pytest.mark.parametrize("pages", some_at_a_time())
@pytest.mark.parametrize("turn", TURNS)
def test_a_page_is_for_everybody(
    turn: int, pages: list[tuple[str, str, str]], world: dict[str, Any], open_page: OpenPage
) -> None:
    paths = [address(page, world) for page in pages]
    assert wrong_at(open_page("/konto/logout/"), paths, turn=turn) == {}


def wrong_at(
    page: Page, paths: list[str], status: int = 200, *, turn: int = 1, leads_on: bool = False
) -> dict[str, str]:
    """What is wrong by path: for everybody, by turns narrow and wide, by the console. `leads_on`: it is another page that is shown."""
    heard, found = listen(page), {}
    for n, path in enumerate(paths, turn):
        faults = [faults_at(page, path, status, turn=n), *heard]
        heard.clear()
        if not leads_on and urlsplit(page.url).path != urlsplit(path).path:
            faults.append(f"It led to {page.url}")
        if any(faults):
            found[path] = "\n".join(faults)
    return found


def faults_at(shown: Page, path: str, status: int = 200, *, turn: int) -> str:
    """What is wrong with a page, whose answer should have that status; empty where all is well.

    Nothing may be sideways at any width; axe looks at one of the two, by turns, since it takes most of the time.
    """
    shown.set_viewport_size({"width": WIDTHS[turn % 2], "height": 900})
    answer = shown.goto(urljoin(shown.url, path))
    wait_for_parts(shown)
    faults = [] if answer is not None and answer.status == status else ["It does not answer as it should."]
    if shown.locator("h1").count() != 1:
        faults.append("It does not have one heading.")
    faults += [f"{WIDTHS[turn % 2]} pixels: {complaint}" for complaint in [complaints(shown)] if complaint]
    for width in (*WIDTHS, 800):  # the last is a tablet: still tables, with the least room
        shown.set_viewport_size({"width": width, "height": 900})
        faults += [f"{width} pixels: {wide}" for wide in [sideways(shown)] if wide]
    return "\n".join(faults)


@pytest.mark.parametrize("path", OPEN_TO_ALL)
def test_what_is_open_to_all_is_for_everybody(path: str, open_page: OpenPage) -> None:
    shown = open_page(path, signed_in=False)
    for width in WIDTHS:
        shown.set_viewport_size({"width": width, "height": 900})
        assert not complaints(shown), f"{width} pixels"


def test_what_is_looked_for_here_is_found(open_page: OpenPage) -> None:
    page = open_page("/personer/")
    page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=x>')")
    assert "image-alt" in complaints(page)
    page.evaluate("document.querySelector('h1').style.minWidth = '2000px'")
    assert "sideways" in complaints(page)


def test_open_menus_are_for_everybody(open_page: OpenPage) -> None:
    wide, narrow = open_page("/personer/"), open_page("/personer/", width=390)
    wide.get_by_text("Mette Holm").first.click()
    narrow.locator("summary", has_text="Menu").click()

    expect(wide.get_by_role("button", name="Log ud")).to_be_visible()
    expect(narrow.get_by_role("link", name="Indsatser")).to_be_visible()
    assert not complaints(wide)
    assert not complaints(narrow)

    wide.keyboard.press("Escape")
    expect(wide.get_by_role("button", name="Log ud")).to_be_hidden()


def test_errors_in_a_form_are_for_everybody(open_page: OpenPage) -> None:
    page = open_page("/konto/password/change/")
    page.get_by_role("button", name="Gem adgangskoden").click()

    page.get_by_role("heading", name="ting at rette").wait_for()
    assert not complaints(page)
    assert page.evaluate("document.activeElement.dataset.module") == "error-summary"
    page.get_by_role("alert").get_by_role("link").first.click()
    assert page.evaluate("document.activeElement.tagName") == "INPUT"


def test_the_keyboard_reaches_the_content_first_and_always_sees_where_it_is(open_page: OpenPage) -> None:
    page = open_page("/personer/")

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Gå til sidens indhold"
    for _step in range(25):
        outline = page.evaluate(
            "(() => { const s = getComputedStyle(document.activeElement);"
            " return document.activeElement === document.body ? 'gone' : s.outlineStyle + ' ' + s.outlineWidth; })()"
        )
        assert outline.startswith(("solid", "auto"))
        assert not outline.endswith(" 0px")
        page.keyboard.press("Tab")

    page.goto(page.url)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main-content"


def test_choosing_a_filter_swaps_the_list_keeps_the_focus_and_says_how_many(open_page: OpenPage) -> None:
    page = open_page("/personer/")

    page.get_by_label("Konsulent", exact=True).focus()
    page.get_by_label("Konsulent", exact=True).select_option(label="Ingen endnu")
    page.get_by_text("Ingen personer passer til det, du har valgt.").wait_for()
    expect(page.locator("#announcer")).to_contain_text("0 personer")

    assert page.evaluate("document.activeElement.id") == "filter-konsulent"
    assert page.url.endswith("/personer/?konsulent=ingen")
    assert not complaints(page)

    page.go_back()
    page.get_by_text("1–25 af 30 personer").wait_for()


def test_an_ended_session_leads_to_signing_in_not_to_a_page_in_a_page(open_page: OpenPage) -> None:
    page = open_page("/personer/")
    page.context.clear_cookies()

    page.get_by_label("Konsulent", exact=True).select_option(label="Ingen endnu")
    page.get_by_role("heading", name="Log ind").wait_for()
    assert "/konto/login/" in page.url


def test_what_went_wrong_on_the_way_is_told(open_page: OpenPage) -> None:
    page = open_page("/personer/")
    page.route("**/personer/?*", lambda route: route.abort())

    page.get_by_label("Konsulent", exact=True).select_option(label="Ingen endnu")
    page.get_by_role("alert").get_by_text("Det gik ikke").wait_for()
    assert not complaints(page)


def test_a_part_comes_by_itself_or_by_its_link(world: dict[str, Any], open_page: OpenPage) -> None:
    path = f"/personer/{world['person'].public_id}/?fane=historik"

    open_page(path).get_by_role("link", name="Småjob hos").wait_for()

    plain = open_page(path, scripts=False)
    plain.get_by_role("link", name="Se linjen med forløb").click()
    expect(plain.get_by_role("link", name="Småjob hos")).to_be_visible()


def test_a_search_with_the_enter_key_asks_once(open_page: OpenPage) -> None:
    page = open_page("/personer/")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "q=" in request.url else None)

    page.get_by_label("Søg efter navn eller postnummer").fill("findes-ikke")
    page.keyboard.press("Enter")
    page.get_by_text("Ingen personer passer til det, du har valgt.").wait_for()

    assert len(asked) == 1
    assert page.evaluate("document.activeElement.id") == "sog"
    page.get_by_role("link", name="Fjern ”findes-ikke”").click()
    page.get_by_text("1–25 af 30 personer").wait_for()
    expect(page.get_by_label("Søg efter navn eller postnummer")).to_have_value("")


def test_lists_and_menus_work_without_javascript(open_page: OpenPage) -> None:
    page = open_page("/personer/", width=390, scripts=False)

    page.get_by_label("Konsulent", exact=True).select_option(label="Ingen endnu")
    page.get_by_role("button", name="Vis").click()
    expect(page.get_by_text("Ingen personer passer til det, du har valgt.")).to_be_visible()

    page.locator("summary", has_text="Menu").click()
    page.get_by_role("link", name="Indsatser").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Indsatser")


def test_the_list_on_a_phone_is_cards_with_their_words(open_page: OpenPage) -> None:
    page = open_page("/personer/", width=390)

    cell = page.locator('td[data-title="Situation"]').first
    assert cell.evaluate("e => getComputedStyle(e, '::before').content") == '"Situation"'
    expect(page.locator("thead")).to_be_hidden()


def test_a_form_is_sent_once_however_often_the_button_is_pressed(open_page: OpenPage) -> None:
    page = open_page("/konto/password/change/")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method) if request.method == "POST" else None)

    page.get_by_role("button", name="Gem adgangskoden").dblclick()
    page.get_by_role("heading", name="ting at rette").wait_for()

    assert sent == ["POST"]
