"""All Danish that a person reads goes through gettext, so that it can be read in another language one day."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext

ROOT = Path(__file__).resolve().parent.parent
HOUSES = ("smaajob", "candidates", "employers", "placements", "reports")
# A name is the same in every language.
NAMES = {"Småjob", "CPR", "CVR", "PDF", "JSON", "Excel", "kl", "zip", "csv", "xlsx"}
_TAGS = re.compile(
    r"{#.*?#}|{% comment.*?{% endcomment %}|{% blocktranslate.*?{% endblocktranslate %}|<!--.*?-->|<style.*?</style>",
    re.S,
)
_SPOKEN_ATTRIBUTE = re.compile(r'\b(?:aria-label|title|alt|placeholder|data-title|data-label)="([^"]*)"')
_DJANGO = re.compile(r"{%.*?%}|{{.*?}}", re.S)
_WORD = re.compile(r"[A-Za-zÆØÅæøå]{2,}")
# Words of the import format, of addresses, and what the demo and the command line say.
NOT_SPOKEN = ("demo", "dev", "management", "migrations", "data", "locale")
# Guessed passwords in any language; a page in English for developers; and what is shown where not even the templates can be read.
_IN_NO_LANGUAGE = {
    "accounts/passwords.py": "_WORDS",
    "candidates/consent_texts.py": "TEXTS",
    "accounts/permission_table.py": "HEAD",
    "smaajob/errors.py": "WITHOUT_TEMPLATES",
}
_GETTEXT = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy", "N_"}


def spoken(template: str) -> list[str]:
    """The words of a template that no translation reaches."""
    text = _TAGS.sub(" ", template)
    attributes = [_DJANGO.sub(" ", value) for value in _SPOKEN_ATTRIBUTE.findall(_without_quotes(text))]
    body = re.sub(r"<[^>]*>", " ", _DJANGO.sub(" ", text))
    body = re.sub(r"&[a-z]+;", " ", body)
    return [word for part in [body, *attributes] for word in _WORD.findall(part) if word not in NAMES]


def _without_quotes(text: str) -> str:
    return re.sub(r"{%.*?%}|{{.*?}}", lambda found: found[0].replace('"', "'"), text, flags=re.S)


def test_no_word_in_a_template_is_out_of_reach_of_a_translation() -> None:
    found = {}
    for path in sorted((ROOT / "templates").rglob("*.html")):
        if "pdf" in path.parts:
            continue
        words = spoken(path.read_text(encoding="utf-8"))
        if words:
            found[str(path.relative_to(ROOT))] = words
    assert not found


def test_what_is_looked_for_in_templates_is_found() -> None:
    assert spoken('<p title="Hej">{% translate "Godt" %} Davs</p>') == ["Davs", "Hej"]
    assert spoken('<p aria-label="{% translate "Godt" %}">{{ name }} · 3</p>') == []


def sentences(path: Path) -> Iterator[str]:
    """Texts with a Danish letter and a space, outside gettext and docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    fine: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if name in _GETTEXT or name in {"blocktranslate"}:
                fine.update(id(one) for argument in node.args for one in ast.walk(argument))
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == _IN_NO_LANGUAGE.get(
            "/".join(path.parts[-2:])
        ):
            fine.update(id(one) for one in ast.walk(node))
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and node.body:
            first = node.body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                fine.add(id(first.value))
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or id(node) in fine:
            continue
        if " " in node.value.strip() and re.search(r"[æøåÆØÅ]", node.value.replace("Småjob", "")):
            yield f"{path.relative_to(ROOT)}:{node.lineno} {node.value[:60]!r}"


def test_no_sentence_in_the_code_is_out_of_reach_of_a_translation() -> None:
    found = [
        sentence
        for house in HOUSES
        for path in sorted((ROOT / house).rglob("*.py"))
        if not set(path.relative_to(ROOT).parts) & set(NOT_SPOKEN)
        for sentence in sentences(path)
    ]
    assert not found


def test_no_word_of_ours_means_another_thing_to_django() -> None:
    """Django's own catalogue has our language too: "Sat" is Saturday there, and a column's head became "lør"."""
    ours = {
        one
        for path in (ROOT / "templates").rglob("*.html")
        for one in re.findall(r"{% translate \"([^\"]+)\"", path.read_text(encoding="utf-8"))
    }
    assert len(ours) > 500
    assert {one: gettext(one) for one in ours if gettext(one) != one} == {}
