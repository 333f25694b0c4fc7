"""A form as a browser would send it: what stands in the page, with what somebody changes."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

from django.test import Client

Filled = dict[str, list[str]]


class _Reader(HTMLParser):
    """The controls of the form that keeps a draft."""

    def __init__(self) -> None:
        super().__init__()
        self.found: Filled = {}
        self.inside = False
        self.select = self.textarea = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = dict(attrs)
        if tag == "form":
            self.inside = "data-draft-url" in at
        name = at.get("name") or ""
        if not self.inside:
            return
        if tag == "input" and name:
            if at.get("type") in ("radio", "checkbox") and "checked" not in at:
                return
            self.found.setdefault(name, []).append(at.get("value") or "")
        elif tag == "select":
            self.select = name
            self.found[name] = []
        elif tag == "option" and self.select and ("selected" in at or not self.found[self.select]):
            self.found[self.select] = [at.get("value") or ""]
        elif tag == "textarea":
            self.textarea = name
            self.found[name] = [""]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        elif tag == "select":
            self.select = ""
        elif tag == "textarea":
            self.textarea = ""

    def handle_data(self, data: str) -> None:
        if self.textarea:
            # HTML leaves out the line break that follows the tag.
            self.found[self.textarea] = [self.found[self.textarea][0] + data.removeprefix("\n")]


def form_of(client: Client, url: str) -> Filled:
    """What the page's form would send as it stands."""
    reader = _Reader()
    reader.feed(client.get(url).text)
    return reader.found


def send(client: Client, url: str, *, follow: bool = True, **changes: Any) -> Any:
    """Open the page, change what is named (`__` in a name stands for `-`), send it."""
    sent = {**form_of(client, url), **{name.replace("__", "-"): value for name, value in changes.items()}}
    return client.post(url, {name: value for name, value in sent.items() if value is not None}, follow=follow)
