"""The log of contacts with a workplace: the same pages as notes about a person, on the other side of the house."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from employers.models import LogEntry, Workplace
from smaajob.accounts.models import Membership
from smaajob.audit.models import Event
from tests.factories import LogEntryFactory, MembershipFactory, MunicipalityFactory, WorkplaceFactory

SAID = "De kan tage en til fra mandag"


@pytest.fixture
def workplace(membership: Membership) -> Workplace:
    return WorkplaceFactory.create(keeper=membership.organisation, name="Bageriet")


def list_url(workplace: Workplace) -> str:
    return f"/arbejdspladser/{workplace.public_id}/?fane=log"


def new_url(workplace: Workplace) -> str:
    return f"/arbejdspladser/{workplace.public_id}/log/ny/"


def typed(**changes: str) -> dict[str, str]:
    return {"kind": "phone", "happened_on": f"{timezone.localdate():%d-%m-%Y}", "text": SAID, **changes}


def test_a_call_is_logged_and_signed_in_one_go(signed_in: Client, workplace: Workplace, membership: Membership) -> None:
    html = signed_in.get(new_url(workplace) + "?hvad=phone").content.decode()
    assert 'value="phone" id="id_kind_1" class="form-radio" checked' in html
    answer = signed_in.post(new_url(workplace), typed(sign="1"), follow=True)

    entry = LogEntry.objects.get()
    assert (entry.workplace, entry.author, entry.is_signed) == (workplace, membership.user, True)
    assert SAID in answer.content.decode()
    assert Event.objects.about(workplace).get().verb == "note.sign"
    assert SAID not in str(list(Event.objects.values_list("changes", "reason")))


def test_a_draft_is_its_authors_alone(signed_in: Client, workplace: Workplace) -> None:
    colleague = MembershipFactory.create(organisation=workplace.keeper)
    draft = LogEntryFactory.create(workplace=workplace, author=colleague.user, text="Bos egne ord")

    assert "Bos egne ord" not in signed_in.get(list_url(workplace)).content.decode()
    for what in ("ret", "underskriv", "tilfoej", "vigtigt", "smid-ud"):
        assert signed_in.post(f"/log/{draft.public_id}/{what}/", typed()).status_code == 404


def test_what_is_signed_gets_a_correction_and_nothing_else(signed_in: Client, workplace: Workplace) -> None:
    entry = LogEntryFactory.create(workplace=workplace, signed=True)
    signed_in.post(f"/log/{entry.public_id}/tilfoej/", {"text": "Det var fra tirsdag", "sign": "1"})

    assert "Det var fra tirsdag" in signed_in.get(list_url(workplace)).content.decode()
    for change in ({"text": "Andet"}, {"happened_on": date(2025, 1, 1)}, {"signed_at": None}):
        with pytest.raises(IntegrityError, match="a signed note is never changed"), transaction.atomic():
            LogEntry.objects.filter(pk=entry.pk).update(**change)
    with pytest.raises(IntegrityError, match="a signed note is never changed"), transaction.atomic():
        LogEntry.objects.filter(addendum_to=entry).delete()


def test_what_is_important_stands_on_top_and_on_the_first_page(signed_in: Client, workplace: Workplace) -> None:
    entry = LogEntryFactory.create(workplace=workplace, signed=True, text="Ring aldrig før klokken ni")
    LogEntryFactory.create(workplace=workplace, signed=True, text="Den nyeste", happened_on=date(2026, 2, 1))
    signed_in.post(f"/log/{entry.public_id}/vigtigt/", {"important": "1"})

    html = signed_in.get(list_url(workplace)).content.decode()
    assert html.index("Ring aldrig før klokken ni") < html.index("Den nyeste")
    overview = signed_in.get(f"/arbejdspladser/{workplace.public_id}/").content.decode()
    assert "Ring aldrig før klokken ni" in overview
    assert "Den nyeste" not in overview


def test_a_draft_is_written_on_signed_and_thrown_away(signed_in: Client, workplace: Workplace) -> None:
    signed_in.post(new_url(workplace), typed())
    entry = LogEntry.objects.get()
    url = f"/log/{entry.public_id}/ret/"
    seen = signed_in.get(url).content.decode().split('name="_seen" value="')[1].split('"')[0]
    signed_in.post(url, {**typed(text="Færdig nu"), "_seen": seen})
    signed_in.post(f"/log/{entry.public_id}/underskriv/")
    entry.refresh_from_db()
    assert (entry.text, entry.is_signed) == ("Færdig nu", True)

    signed_in.post(new_url(workplace), typed())
    draft = LogEntry.objects.get(signed_at=None)
    signed_in.post(f"/log/{draft.public_id}/smid-ud/")
    assert LogEntry.objects.get() == entry


def test_what_is_wrong_is_said(signed_in: Client, workplace: Workplace) -> None:
    answer = signed_in.post(new_url(workplace), typed(text="010190-1234"))

    assert answer.status_code == 422
    assert "ligner et CPR-nummer" in answer.content.decode()


def test_a_stranger_finds_nothing(signed_in: Client) -> None:
    strange = WorkplaceFactory.create(keeper=MunicipalityFactory.create(name="Hedensted Kommune", code="DK-766"))
    entry = LogEntryFactory.create(workplace=strange, signed=True)
    assert signed_in.get(new_url(strange)).status_code == 404
    for what in ("ret", "underskriv", "tilfoej", "vigtigt", "smid-ud"):
        assert signed_in.post(f"/log/{entry.public_id}/{what}/", typed()).status_code == 404


def test_ten_times_as_long_a_log_costs_no_more_queries(
    signed_in: Client, workplace: Workplace, django_assert_max_num_queries: Any
) -> None:
    def more(number: int) -> None:
        for _n in range(number):
            entry = LogEntryFactory.create(workplace=workplace, signed=True)
            LogEntryFactory.create(workplace=workplace, signed=True, addendum_to=entry)

    more(2)
    with django_assert_max_num_queries(12) as few:
        signed_in.get(list_url(workplace))
    more(20)
    with django_assert_max_num_queries(12) as many:
        signed_in.get(list_url(workplace))
    assert len(few) == len(many)
