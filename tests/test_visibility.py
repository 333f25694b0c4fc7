"""Each model that can be asked what somebody sees (`visible_to`): what each role sees of two organisations and two programmes.

The expectations are written out by hand. A model that has `visible_to` and stands in none of the three tables fails.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps

from candidates.models import Consent, Correction, Disclosure
from placements.models import Placement
from smaajob.accounts.models import Role
from smaajob.accounts.roles import OF_EMPLOYERS
from smaajob.accounts.scope import Scope
from smaajob.audit.models import SampleItem
from tests.access_world import World, build
from tests.factories import ConsentFactory, EmployerAskFactory, MunicipalityFactory, cvr_number

ALL = {Role.CONSULTANT, Role.MANAGER}
FOLLOW = {Role.MENTOR, Role.GUARDIAN, Role.CANDIDATE}
COMPANY = {Role.EMPLOYER, Role.EMPLOYER_ADMIN}
NOBODY: set[Role] = set()

# About a person: (who sees the participant's, who sees the stranger's too). The person themselves and those who follow them see
# rows about the person; their pages ask for no more than what they show.
ABOUT_PEOPLE: dict[str, tuple[set[Role], set[Role]]] = {
    "Candidate": (ALL | FOLLOW | {Role.PARTNER_WORKER}, ALL),
    "Participation": (ALL | FOLLOW | {Role.PARTNER_WORKER}, ALL),
    "Enrolment": (ALL | FOLLOW | {Role.PARTNER_WORKER}, ALL),
    "Placement": (ALL | FOLLOW | {Role.PARTNER_WORKER}, ALL),
    "AgreementVersion": (ALL | FOLLOW | {Role.PARTNER_WORKER}, ALL),
    "Shift": (ALL | FOLLOW | {Role.PARTNER_WORKER}, ALL),
    "Hours": (ALL | FOLLOW | {Role.PARTNER_WORKER}, ALL),
    "Attendance": (ALL | FOLLOW | {Role.PARTNER_WORKER}, ALL),
    "ReportedHours": (ALL | FOLLOW | {Role.PARTNER_WORKER}, ALL),
    "Proposal": (ALL | FOLLOW | {Role.PARTNER_WORKER}, ALL),
    "WaitingEntry": (ALL | FOLLOW | {Role.PARTNER_WORKER}, ALL),
    "Pause": (ALL | FOLLOW | {Role.PARTNER_WORKER}, ALL),
    "Move": (ALL | FOLLOW | {Role.PARTNER_WORKER}, ALL),
    "ChangeRequest": (ALL | FOLLOW | {Role.PARTNER_WORKER}, ALL),
    "Consent": (ALL | FOLLOW | {Role.PARTNER_WORKER}, ALL),
    "Disclosure": (ALL | FOLLOW | {Role.PARTNER_WORKER}, ALL),
    "Correction": (ALL | FOLLOW | {Role.PARTNER_WORKER}, ALL),
    "Programme": (ALL | {Role.PARTNER_WORKER}, ALL),
    "Course": (ALL | {Role.PARTNER_WORKER}, ALL),
}
# About a workplace: who sees the company's own, who sees another's in the same municipality.
ABOUT_WORKPLACES: dict[str, tuple[set[Role], set[Role]]] = {
    "Workplace": (ALL | COMPANY | {Role.PARTNER_WORKER}, ALL | {Role.PARTNER_WORKER}),
    "Contact": (ALL | COMPANY | {Role.PARTNER_WORKER}, ALL | {Role.PARTNER_WORKER}),
    "Task": (ALL | COMPANY | {Role.PARTNER_WORKER}, ALL | {Role.PARTNER_WORKER}),
    # In the workplace's own words it may be about anybody, so a programme's worker sees it of their participants alone.
    "EmployerAsk": (ALL | COMPANY, ALL),
}
# The organisation's orders and papers: only the roles that may have them; whose page they are on asks for the permission too.
ORDERS: dict[str, set[Role]] = {"ImportJob": ALL, "ExportJob": ALL, "Report": ALL}
# Law and rates that the municipality has corrected: whoever works by them, and the administrator.
READ_RULES = ALL | {Role.PARTNER_WORKER, Role.ADMIN}
OWN_RULES: dict[str, set[Role]] = {"Rule": READ_RULES, "ListInUse": READ_RULES}
# The log of access: the organisation's, and never another's; which role reads it is for its pages to say.
THE_LOG: dict[str, set[Role]] = dict.fromkeys(("Access", "Sample", "SampleItem"), {*Role} - OF_EMPLOYERS)
# Held by the permission of their pages alone (tests/test_access.py): they are the organisation's, whoever asks.
BY_THEIR_PAGES = {
    "Membership",
    "Invitation",
    "Unit",
    "CircleMember",
    "Merge",
    "Registration",
    "Message",
    "PrintRun",
    "StoredFile",
    "PersonalLink",
    "PostingLink",
    "CalendarLink",
    "SigningLink",
    "Run",
    "Item",
    "Hold",
    "Seal",
}
THINGS = {
    "Candidate": "person", "Participation": "participation", "Enrolment": "enrolment", "Placement": "placement",
    "AgreementVersion": "agreement",
    "Shift": "shift", "Hours": "hours", "Attendance": "attendance", "ReportedHours": "reported",
    "Programme": "programme", "Course": "course", "Workplace": "workplace",
    "Contact": "contact", "Task": "task", "ImportJob": "import", "ExportJob": "export", "Report": "report",
    "Proposal": "proposal", "WaitingEntry": "waiting", "EmployerAsk": "ask",
    "Pause": "pause", "Move": "move", "ChangeRequest": "request",
    "Consent": "consent", "Disclosure": "disclosure", "Correction": "correction",
    "Rule": "own_rule", "ListInUse": "list_in_use",
    "Access": "access", "Sample": "sample", "SampleItem": "sample_item",
}  # fmt: skip


def models_that_are_asked() -> dict[str, Any]:
    return {one.__name__: one for one in apps.get_models() if hasattr(one._default_manager, "visible_to")}


def test_no_model_is_forgotten() -> None:
    known = {*ABOUT_PEOPLE, *ABOUT_WORKPLACES, *ORDERS, *OWN_RULES, *THE_LOG, *BY_THEIR_PAGES}

    assert set(models_that_are_asked()) - known == set(), "say who sees its rows"
    assert known - set(models_that_are_asked()) == set()


def scope_of(world: World, role: Role) -> Scope:
    member = world.members[role]
    return Scope(member.organisation, member.user, role, (), member)


def _told(world: World) -> None:
    """What was said yes to, told and asked to be put right of both; and the look-up that lies in the sample."""
    world.strangers["consent"] = ConsentFactory.create(candidate=world.strangers["person"])
    for things in (world.things, world.strangers):
        consent: Consent = things["consent"]
        about = {"keeper": world.keeper, "candidate": consent.candidate}
        things["disclosure"] = Disclosure.objects.create(
            **about, consent=consent, items=consent.items, start=consent.given_on, end=consent.until,
            to_id=things["workplace"].public_id, to_name="Butikken",
        )  # fmt: skip
    world.strangers["correction"] = Correction.objects.create(**about, wrong="Mit navn")
    item: SampleItem = world.things["sample_item"]
    world.things |= {"access": item.access, "sample": item.sample}


@pytest.mark.django_db
def test_each_role_sees_its_own_rows_and_no_others() -> None:
    here = build(MunicipalityFactory.create(), cvr_number(500))
    there = build(MunicipalityFactory.create(name="Vejle Kommune", code="DK-630"), cvr_number(501))
    for world in (here, there):
        other: Placement = world.strangers["placement"]
        world.strangers["workplace"] = other.workplace
        world.strangers["contact"] = other.workplace.contacts.create(keeper=world.keeper, name="En anden", main=True)
        world.strangers["task"] = other.workplace.tasks.create(
            keeper=world.keeper, title="En anden", category="butik", kind="småjob", start=other.start,
            windows=world.things["task"].windows,
        )  # fmt: skip
        world.strangers["ask"] = EmployerAskFactory.create(workplace=other.workplace)
        _told(world)
    wrong = {}
    for role in Role:
        scope = scope_of(here, role)
        for name, model in models_that_are_asked().items():
            if name in BY_THEIR_PAGES:
                continue
            rows = set(model._default_manager.visible_to(scope).values_list("pk", flat=True))
            own, strangers = (ABOUT_PEOPLE | ABOUT_WORKPLACES).get(name) or (
                (ORDERS | OWN_RULES | THE_LOG)[name],
                NOBODY,
            )
            thing = THINGS[name]
            expected = {
                "own": role in own,
                "stranger's": role in strangers,
                "elsewhere": False,
                "stranger's elsewhere": False,
            }
            found = {
                "own": here.things[thing].pk in rows,
                "stranger's": thing in here.strangers and here.strangers[thing].pk in rows,
                "elsewhere": there.things[thing].pk in rows,
                "stranger's elsewhere": thing in there.strangers and there.strangers[thing].pk in rows,
            }
            if found != expected:
                wrong[str(role), name] = {key: seen for key, seen in found.items() if seen != expected[key]}
    assert wrong == {}
