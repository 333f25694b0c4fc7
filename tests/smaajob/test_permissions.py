"""The table of who may do what: as a page, as a document, and held against the code."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import get_resolver

from smaajob.accounts.models import Organisation, Role
from smaajob.accounts.permission_table import EVERYBODY, OWN, PUBLIC, pages, written
from smaajob.accounts.permissions import TABLE, Permission
from smaajob.accounts.roles import OF_EMPLOYERS
from tests.factories import EmployerOrganisationFactory, MembershipFactory


@pytest.mark.django_db
@pytest.mark.parametrize("role", list(Role))
def test_each_role_reads_what_it_may(client: Client, role: Role, municipality: Organisation) -> None:
    here = EmployerOrganisationFactory.create() if role in OF_EMPLOYERS else municipality
    client.force_login(MembershipFactory.create(organisation=here, role=role).user)
    page = client.get("/hvem-maa-hvad/").content.decode()
    mine = page[page.index("Det her må du") : page.index("De, der har rollen, ser:")]
    told = set(re.findall(r"<li>(.+?)</li>", mine))
    assert told == {str(one.label) for one in TABLE[role]}


@pytest.mark.django_db
def test_the_page_has_the_whole_table(signed_in: Client) -> None:
    page = signed_in.get("/hvem-maa-hvad/").content.decode()
    tables = page[page.index('<table class="table') : page.index("Hvem ser hvilke personer?")]
    assert tables.count(">Ja</td>") == sum(len(given) for given in TABLE.values())
    for one in Permission:
        assert str(one.label) in tables
    for role in Role:
        assert str(role.label) in page


def test_the_document_has_every_page_of_the_url_conf() -> None:
    names = {page.name for page in pages()}
    assert {"users", "candidates:list", "accept_invitation", "healthz"} <= names
    known = {one.value for one in Permission}
    for page in pages():
        words = set(page.takes.split(", ")) if page.takes not in {PUBLIC, OWN, EVERYBODY} else set()
        assert words <= known, page
    assert len(names) > len(get_resolver().reverse_dict) / 4


def test_it_says_what_the_views_say() -> None:
    takes = {page.name: page.takes for page in pages()}
    assert takes["users"] == "manage_users"
    assert takes["accept_invitation"] == PUBLIC
    assert takes["leave"] == OWN
    assert takes["switch_organisation"] == EVERYBODY
    assert takes["placements:imports"] == "import"


def test_a_document_that_is_out_of_date_is_told(settings: Any, tmp_path: Path) -> None:
    settings.ROOT = tmp_path
    (tmp_path / "docs").mkdir()
    with pytest.raises(CommandError, match="not what the code says"):
        call_command("permissions", "--check")
    call_command("permissions", "--write")
    call_command("permissions", "--check")
    file = tmp_path / "docs" / "permissions.md"
    assert file.read_text() == written()
    file.write_text(file.read_text().replace("| yes |", "|  |", 1))
    with pytest.raises(CommandError, match="not what the code says"):
        call_command("permissions", "--check")
