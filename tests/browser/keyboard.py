"""Hands that only have a keyboard: Tab to a field by its name, write, press. Nothing on the way is skipped."""

from __future__ import annotations

from playwright.sync_api import Page, TimeoutError

TRY = 10_000  # milliseconds
FAR = 400  # more stops than any page has
KEYS = {" ": "Space", "↓": "ArrowDown", "↑": "ArrowUp"}
_ON_FIELD = "name => (document.activeElement.name || '').startsWith(name)"
_CHOSEN = "document.activeElement.selectedOptions[0].text.trim()"
_ON_BUTTON = "document.activeElement.matches('main button.button-primary')"


def tab_to(page: Page, name: str) -> None:
    """Until the focus is in the field with that name (or the first whose name begins so)."""
    page.wait_for_load_state()  # the page itself may yet move the focus
    for _step in range(FAR):
        if page.evaluate(_ON_FIELD, name):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not reach {name}")


def fill(page: Page, values: dict[str, str]) -> None:
    """By field, in the order of the page: a text to write, the beginning of a choice, the KEYS to press, or what is in a file."""
    for name, text in values.items():
        tab_to(page, name)
        if page.evaluate("document.activeElement.type === 'file'"):
            choose_file(page, text)
            continue
        if text and set(text) <= set(KEYS):
            for key in text:
                page.keyboard.press(KEYS[key])
            continue
        if page.evaluate("document.activeElement.matches('input, textarea')"):
            page.keyboard.press("Control+A")
            page.keyboard.press("Delete")
            page.keyboard.type(text)
        else:
            choose(page, text)


def choose(page: Page, text: str) -> None:
    """Write the beginning of a choice in a list. A list forgets what was written a second ago: on a slow machine it is written again."""
    for _try in range(5):
        page.keyboard.type(text)
        if str(page.evaluate(_CHOSEN)).startswith(text):
            return
        page.wait_for_timeout(1_100)
    raise AssertionError(f"{text} can't be chosen")


def choose_file(page: Page, content: str) -> None:
    """Space in a field for files, and a file from the window that opens. Whoever sees no window presses again."""
    for last in (False, False, True):
        try:
            with page.expect_file_chooser(timeout=TRY) as chooser:
                page.keyboard.press("Space")
        except TimeoutError:
            if last:
                raise
            continue
        chooser.value.set_files({"name": "cv.pdf", "mimeType": "application/pdf", "buffer": content.encode("latin-1")})
        return


def send(page: Page) -> None:
    """Tab to the page's one dark button, and press it."""
    for _step in range(FAR):
        if page.evaluate(_ON_BUTTON):
            page.keyboard.press("Enter")
            return
        page.keyboard.press("Tab")
    raise AssertionError("Tab does not reach the button")
