"""Every model is walked: what leads to a person has a rule for what becomes of it, and a new one without fails here."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection, models

from candidates.models import Candidate
from smaajob.accounts.models import User
from smaajob.retention import periods, registry
from smaajob.retention.registry import How

# What is about nobody who can be erased, each for its reason. A model that is in neither list fails.
ABOUT_NOBODY = {
    # The organisation itself, those who work there, and what they decided.
    "accounts.organisation", "accounts.unit", "retention.period", "retention.run", "rules.rule", "rules.listinuse",
    # The other side: companies, their people and their work.
    "employers.employer", "employers.workplace", "employers.contact", "employers.task", "employers.logentry",
    "employers.postinglink",
    "employers.registration",
    # What many take part in.
    "candidates.programme", "candidates.programmeworker", "candidates.course",
    # Numbers that were delivered.
    "reports.report",
    # Seals of the log, flags on its rows and the officer's monthly draw: ids and numbers.
    "audit.accessflag", "audit.seal", "audit.sample",
    # PDFs of letters: encrypted, and forgotten after seven days at the latest.
    "outbox.printrun",
    # The worker's sign of life.
    "jobs.pulse",
}  # fmt: skip
HOUSES = {"smaajob", "candidates", "employers", "placements", "reports"}
OURS = [one for one in apps.get_models() if one.__module__.split(".")[0] in HOUSES]


def label(model: type[models.Model]) -> str:
    return model._meta.label_lower


def leads_to_a_person(model: type[models.Model], through: frozenset[type[models.Model]] = frozenset()) -> bool:
    """By foreign keys, however many, but not by way of an account: a user is many things."""
    if model is Candidate:
        return True
    if model in through or model is User:
        return False
    keys = [one.related_model for one in model._meta.concrete_fields if one.is_relation]
    return any(leads_to_a_person(one, through | {model}) for one in keys if isinstance(one, type))


RULES = {one.model: one for one in registry.rules()}


def test_one_rule_each() -> None:
    assert len(RULES) == len(registry.rules())
    assert {one.__name__ for one in OURS if label(one) in RULES} >= {"Candidate", "Note", "StoredFile", "Event"}
    assert {label(one) for one in OURS} >= ABOUT_NOBODY


@pytest.mark.parametrize("model", [one for one in OURS if leads_to_a_person(one)], ids=label)
def test_whatever_leads_to_a_person_has_a_rule(model: type[models.Model]) -> None:
    assert label(model) in RULES, "say in an erasing.py what becomes of it (docs/adr/0011-retention-and-erasure.md)"


@pytest.mark.parametrize("model", OURS, ids=label)
def test_every_model_is_in_one_of_the_lists(model: type[models.Model]) -> None:
    assert (label(model) in RULES) != (label(model) in ABOUT_NOBODY)


@pytest.mark.parametrize("rule", registry.rules(), ids=lambda rule: rule.model)
def test_each_rule_can_be_followed(rule: registry.Rule) -> None:
    assert rule.why
    if rule.how == How.EMPTY:
        assert rule.values or rule.act or rule.model == "audit.event"
    if rule.how == How.DELETE:
        assert rule.rows


@pytest.mark.parametrize("rule", [one for one in registry.rules() if one.how == How.KEEP], ids=lambda rule: rule.model)
def test_what_is_kept_has_no_words_in_it(rule: registry.Rule) -> None:
    """Dates, numbers, codes from a list and plain ids only; a text that people write needs another rule."""
    model = apps.get_model(rule.model)
    known = {
        "placements.hours": set(),
        "audit.access": {"place", "page", "purpose", "typed_hash", "on_behalf_of", "role"},
    }
    texts = {
        one.name
        for one in model._meta.concrete_fields
        if isinstance(one, models.CharField | models.TextField | models.BinaryField) and not one.choices
    }
    allowed = {"retention.item": {"about_kind", "copy"}} | known
    assert texts - allowed.get(rule.model, set()) == set()


@pytest.mark.django_db
def test_the_database_finds_the_same_tables_as_the_rules() -> None:
    """The owner's function reads the catalogue: what it walks is what the models say."""
    with connection.cursor() as cursor:
        cursor.execute(
            """WITH RECURSIVE below (tab) AS (
                   SELECT 'candidates_candidate'::regclass
                   UNION SELECT c.conrelid::regclass FROM pg_constraint c JOIN below b ON c.confrelid = b.tab
                         WHERE c.contype = 'f' AND cardinality(c.conkey) = 1)
               SELECT tab::text FROM below"""
        )
        walked = {row[0] for row in cursor.fetchall()}
    assert walked == {one._meta.db_table for one in OURS if leads_to_a_person(one)}


def test_no_suggestion_is_shown_as_law() -> None:
    words = {one.label for one in periods.suggestions()}
    assert words == {"Forslag, som kommunen selv fastsætter", "Sådan virker Småjob"}
    assert all(one.source and one.checked_on for one in periods.suggestions())
    assert {one.word for one in registry.kinds()} == {one.kind for one in periods.suggestions() if one.kind}


def test_a_month_ago_is_a_day_that_there_is() -> None:
    assert periods.months_before(date(2026, 3, 31), 1) == date(2026, 2, 28)
    assert periods.months_before(date(2024, 2, 29), 60) == date(2019, 2, 28)
    assert periods.months_before(date(2026, 11, 22), 60) == date(2021, 11, 22)
    assert periods.months_before(date(2026, 1, 15), 13) == date(2024, 12, 15)


def test_the_adr_and_the_operations_page_say_how() -> None:
    docs = Path(__file__).resolve().parents[2] / "docs"
    assert "retention_erase_record" in (docs / "adr" / "0011-retention-and-erasure.md").read_text(encoding="utf-8")
    assert "legal hold" in (docs / "operations.md").read_text(encoding="utf-8").casefold()
