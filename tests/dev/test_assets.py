"""The design system, cut down to what the pages refer to."""

from __future__ import annotations

from pathlib import Path

import pytest

from smaajob.dev.assets import copy_design_system, strip_css, strip_script
from smaajob.dev.errors import DevError

CSS = (
    "a{background:url(../img/svg-icons/plus.svg)}b{background:url('../img/gone.svg')}"
    "c{background:url(../img/logo-borgerdk.svg)}d{background:url(data:image/png;base64,AAAA)}"
    '@font-face{font-family:Plex;font-weight:400;src:url(../fonts/p.eot),url(../fonts/p.woff) format("woff"),'
    'url(../fonts/p.woff2) format("woff2")}'
    "@font-face{font-family:Old;src:url(../fonts/old.ttf)}"
    "\n/*# sourceMappingURL=dkfds.min.css.map*/"
)


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    dist = tmp_path / "dist"
    files = {
        "css/dkfds.min.css": CSS,
        "css/dkfds-virkdk.min.css": "",
        "js/dkfds.min.js": "var a=1;\n//# sourceMappingURL=dkfds.min.js.map\n",
        "fonts/p.woff": "",
        "fonts/p.woff2": "font",
        "fonts/old.ttf": "",
        "img/svg-icons/plus.svg": "<svg/>",
        "img/svg-icons/unused.svg": "<svg/>",
        "img/all-svg-icons.svg": "<svg/>",
        "img/logo-borgerdk.svg": "<svg/>",
        "LICENSE.md": "MIT",
    }
    for name, text in files.items():
        (dist / name).parent.mkdir(parents=True, exist_ok=True)
        (dist / name).write_text(text)
    return dist


def test_only_what_is_referred_to_is_copied(dist: Path, tmp_path: Path) -> None:
    copy_design_system(dist, tmp_path / "out")
    copied = {path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*") if path.is_file()}
    assert copied == {
        "css/dkfds.min.css",
        "js/dkfds.min.js",
        "fonts/p.woff2",
        "img/svg-icons/plus.svg",
        "img/all-svg-icons.svg",
        "LICENSE.md",
    }


def test_the_stylesheet_refers_to_nothing_that_is_missing(dist: Path) -> None:
    css, wanted = strip_css(CSS, dist / "css")
    assert "sourceMappingURL" not in css
    assert "gone.svg" not in css
    assert "borgerdk" not in css
    assert "data:image/png;base64,AAAA" in css
    assert wanted == {"img/svg-icons/plus.svg", "fonts/p.woff2"}


def test_fonts_are_woff2_only(dist: Path) -> None:
    css, _ = strip_css(CSS, dist / "css")
    assert css.count("@font-face") == 1
    assert '@font-face{font-family:Plex;font-weight:400;src:url(../fonts/p.woff2) format("woff2")}' in css
    assert ".eot" not in css


def test_the_script_loses_its_source_map() -> None:
    assert strip_script("var a=1;\n//# sourceMappingURL=x.js.map\n").strip() == "var a=1;"


def test_a_second_copy_replaces_the_first(dist: Path, tmp_path: Path) -> None:
    copy_design_system(dist, tmp_path / "out")
    (tmp_path / "out" / "old.txt").touch()
    copy_design_system(dist, tmp_path / "out")
    assert not (tmp_path / "out" / "old.txt").exists()


def test_an_incomplete_package_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(DevError, match="is missing: delete node_modules"):
        copy_design_system(tmp_path, tmp_path / "out")
