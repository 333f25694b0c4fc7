"""The floors of the house, where an import linter can't see: foreign keys by name, reverse look-ups, GETs that write."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db import InternalError, connection, models
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver

from smaajob.accounts.models import Kept, Organisation
from smaajob.readonly import ReadOnlyGetMiddleware
from tests.factories import MunicipalityFactory

ROOT = Path(__file__).resolve().parent.parent
FLOORS = {"reports": 3, "placements": 2, "candidates": 1, "employers": 1, "smaajob": 0}
OURS = [model for model in apps.get_models() if model.__module__.split(".")[0] in FLOORS]
# What is no row about a person or an employer, and so needs no keeper.
WITHOUT_KEEPER = {"Organisation", "User", "Membership", "Event", "Access", "AccessFlag", "Seal", "Pulse"}


def house(name: str) -> str:
    return name.split(".")[0]


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_a_foreign_key_only_goes_down(model: type[models.Model]) -> None:
    here = house(model.__module__)
    for field in model._meta.get_fields():
        if field.is_relation and not field.auto_created and field.related_model is not None:
            there = house(field.related_model.__module__)
            if there in FLOORS and there != here:
                assert FLOORS[there] < FLOORS[here], f"{model.__name__}.{field.name} points up to {there}"


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_a_row_about_somebody_has_a_keeper_and_a_public_id(model: type[models.Model]) -> None:
    if model.__name__ in WITHOUT_KEEPER:
        return
    assert issubclass(model, Kept)
    assert model._meta.get_field("keeper").remote_field.on_delete is models.PROTECT


def test_one_module_reaches_into_allauth() -> None:
    """What allauth calls internal may move with any upgrade; it is taken in one place, which says why."""
    inside = re.compile(r"allauth[.\w]*\.internal")
    files = [path for house in FLOORS for path in (ROOT / house).rglob("*.py")]
    found = {path.name for path in files if inside.search(path.read_text(encoding="utf-8"))}
    assert found == {"inside_allauth.py"}


def test_no_lower_floor_looks_up_through_a_reverse_name() -> None:
    upward = {
        "placements": ("candidates", "employers", "smaajob"),
        "reports": ("placements", "candidates", "employers", "smaajob"),
    }
    faults = []
    for upper, lower in upward.items():
        names = {
            relation.get_accessor_name() or ""
            for model in apps.get_models()
            for relation in model._meta.related_objects
            if house(relation.related_model.__module__) == upper and house(model.__module__) in lower
        } - {""}
        for folder in lower:
            for path in (ROOT / folder).rglob("*.py"):
                if "migrations" in path.parts:
                    continue
                for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                    if isinstance(node, ast.Attribute) and node.attr in names:
                        faults.append(f"{path.relative_to(ROOT)}:{node.lineno} .{node.attr}")
                    if (
                        isinstance(node, ast.keyword)
                        and node.arg
                        and node.arg.split("__")[0] in names
                        and "__" in node.arg
                    ):
                        faults.append(f"{path.relative_to(ROOT)}:{node.arg}")
    assert not faults


def url_patterns(patterns: list[URLPattern | URLResolver], prefix: str = "") -> list[str]:
    found = []
    for one in patterns:
        if isinstance(one, URLResolver):
            found += url_patterns(one.url_patterns, prefix + str(one.pattern))
        else:
            found.append(prefix + str(one.pattern))
    return found


def test_only_public_ids_stand_in_urls() -> None:
    ours = [pattern for pattern in url_patterns(get_resolver().url_patterns) if not pattern.startswith("konto/")]
    assert len(ours) > 10
    for pattern in ours:
        for converter, name in re.findall(r"<([^:>]+):?([^>]*)>", pattern):
            # A secret that opens something, or a word of our own, is no id. A row of the log has its number alone, and leads to nobody.
            known = name in {"code", "token", "kind", "word"} or pattern == "log/opslag/<int:number>/"
            assert converter == "uuid" or known, pattern


@pytest.mark.django_db
def test_a_get_that_writes_is_refused_by_the_database() -> None:
    def view(_request: object) -> HttpResponse:
        MunicipalityFactory.create(name="Skrevet af en GET")
        return HttpResponse()

    with pytest.raises(InternalError, match="read-only transaction"):
        ReadOnlyGetMiddleware(view)(RequestFactory().get("/"))
    assert not Organisation.objects.filter(name="Skrevet af en GET").exists()
    assert ReadOnlyGetMiddleware(view)(RequestFactory().post("/")).status_code == 200


@pytest.mark.django_db
def test_the_application_role_owns_nothing_and_is_no_member_of_the_owner() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT count(*) FILTER (WHERE pg_has_role(c.relowner, 'MEMBER')), count(*)
               FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public'"""
        )
        owned, total = cursor.fetchone()
    assert total > 30
    assert owned == 0


def test_the_project_stands_alone() -> None:
    """No file names a folder outside the project, a tool of the workplace or a package registry."""
    words = ("../" + "shared", "." + "library", "/work" + "/", "registry.npm" + "js", "files.python" + "hosted")
    for path in ROOT.rglob("*"):
        parts = path.relative_to(ROOT).parts
        if (
            not path.is_file()
            or parts[0] in {".git", ".venv", "node_modules", "var", "build"}
            or path.suffix in {".png", ".pyc"}
        ):
            continue
        if any(part.endswith("_cache") or part == ".hypothesis" for part in parts):
            continue
        text = path.read_text(encoding="utf-8", errors="ignore")
        for word in words:
            assert word not in text, f"{path.relative_to(ROOT)} names {word}"
