"""Notes about a person: written, signed, corrected, pinned; a draft is its author's alone."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from candidates.models import Candidate, Note
from smaajob import noting
from smaajob.accounts.models import Membership
from smaajob.accounts.scope import Scope
from smaajob.audit.models import Event
from smaajob.masking import holds_cpr
from tests.factories import CandidateFactory, MembershipFactory, NoteFactory

SECRET = "Vil helst møde Jonas klokken ti"


@pytest.fixture
def person(membership: Membership) -> Candidate:
    return CandidateFactory.create(keeper=membership.organisation, first_name="Amina", last_name="Yusuf")


@pytest.fixture
def colleague(membership: Membership) -> Membership:
    """Bo, who is a consultant beside Mette."""
    return MembershipFactory.create(organisation=membership.organisation, user__name="Bo Bang")


def typed(**changes: str) -> dict[str, str]:
    today = timezone.localdate()
    return {"kind": "phone", "happened_on": f"{today:%d-%m-%Y}", "text": SECRET, **changes}


def new_url(person: Candidate) -> str:
    return f"/personer/{person.public_id}/noter/ny/"


def list_url(person: Candidate) -> str:
    return f"/personer/{person.public_id}/?fane=noter"


def as_user(client: Client, member: Membership) -> Client:
    other = Client()
    other.force_login(member.user)
    return other


def test_a_talk_is_written_and_signed_in_one_go(signed_in: Client, membership: Membership, person: Candidate) -> None:
    answer = signed_in.post(new_url(person), typed(sign="1", important="on"), follow=True)

    note = Note.objects.get()
    assert (note.kind, note.author, note.keeper) == ("phone", membership.user, membership.organisation)
    assert note.is_signed
    assert note.important
    assert note.happened_on == timezone.localdate()
    html = answer.content.decode()
    assert "Notatet er underskrevet" in html
    assert SECRET in html


def test_the_form_begins_with_today_and_asks_for_no_diagnoses(signed_in: Client, person: Candidate) -> None:
    html = signed_in.get(new_url(person) + "?hvad=phone").content.decode()

    assert f'value="{timezone.localdate():%d-%m-%Y}"' in html
    assert "Ingen diagnoser" in html
    assert "kan det ikke ændres" in html
    assert 'value="phone" id="id_kind_1" class="form-radio" checked' in html


def test_a_draft_is_its_authors_alone(
    signed_in: Client, person: Candidate, colleague: Membership, client: Client
) -> None:
    signed_in.post(new_url(person), typed())
    note = Note.objects.get()
    assert not note.is_signed
    mine = signed_in.get(list_url(person)).content.decode()
    assert "Ikke underskrevet, kun du kan se det" in mine
    assert SECRET in mine

    bo = as_user(client, colleague)
    assert SECRET not in bo.get(list_url(person)).content.decode()
    for address in ("ret", "tilfoej"):
        assert bo.get(f"/noter/{note.public_id}/{address}/").status_code == 404
    for address in ("ret", "underskriv", "tilfoej", "vigtigt", "smid-ud"):
        assert bo.post(f"/noter/{note.public_id}/{address}/", typed()).status_code == 404
    note.refresh_from_db()
    assert not note.is_signed

    signed_in.post(f"/noter/{note.public_id}/underskriv/")
    assert SECRET in bo.get(list_url(person)).content.decode()


def test_signed_then_unchangeable_then_corrected(
    signed_in: Client, person: Candidate, colleague: Membership, client: Client
) -> None:
    signed_in.post(new_url(person), typed())
    note = Note.objects.get()
    signed_in.post(
        f"/noter/{note.public_id}/ret/", {**typed(text="Vil møde klokken ni"), "_seen": seen(signed_in, note)}
    )
    note.refresh_from_db()
    assert note.text == "Vil møde klokken ni"
    form_of_the_draft = seen(signed_in, note)
    signed_in.post(f"/noter/{note.public_id}/underskriv/")

    shown = signed_in.get(f"/noter/{note.public_id}/ret/", follow=True).content.decode()
    assert "Tilføj en rettelse i stedet" in shown
    late = signed_in.post(f"/noter/{note.public_id}/ret/", {**typed(text="Alligevel ikke"), "_seen": form_of_the_draft})
    assert late.status_code == 422
    assert "Alligevel ikke" in late.content.decode()
    note.refresh_from_db()
    assert note.text == "Vil møde klokken ni"

    bo = as_user(client, colleague)
    page = bo.get(f"/noter/{note.public_id}/tilfoej/").content.decode()
    assert "Vil møde klokken ni" in page
    bo.post(f"/noter/{note.public_id}/tilfoej/", {"text": "Det var klokken ti", "sign": "1"})
    addendum = Note.objects.exclude(pk=note.pk).get()
    assert (addendum.addendum_to, addendum.author, addendum.is_signed) == (note, colleague.user, True)
    html = signed_in.get(list_url(person)).content.decode()
    assert html.index("Vil møde klokken ni") < html.index("Det var klokken ti")
    assert "Rettelse" in html


def seen(client: Client, note: Note) -> str:
    html = client.get(f"/noter/{note.public_id}/ret/").content.decode()
    return html.split('name="_seen" value="')[1].split('"')[0]


def test_an_addendum_may_wait_for_its_signature_and_has_none_of_its_own(
    signed_in: Client, person: Candidate, scope: Scope
) -> None:
    note = NoteFactory.create(candidate=person, signed=True)
    signed_in.post(f"/noter/{note.public_id}/tilfoej/", {"text": "Først en kladde"})
    addendum = Note.objects.exclude(pk=note.pk).get()
    assert not addendum.is_signed
    page = signed_in.get(f"/noter/{addendum.public_id}/ret/").content.decode()
    assert 'name="kind"' not in page

    signed_in.post(
        f"/noter/{addendum.public_id}/ret/",
        {"text": "Nu er den færdig", "sign": "1", "_seen": seen(signed_in, addendum)},
    )
    addendum.refresh_from_db()
    assert (addendum.text, addendum.is_signed) == ("Nu er den færdig", True)
    assert signed_in.get(f"/noter/{addendum.public_id}/tilfoej/").status_code == 404
    with pytest.raises(ValidationError, match="følger sit notat"):
        noting.pin(by=scope, note=addendum, important=True)


@pytest.mark.parametrize("field", ["text", "kind", "happened_on", "signed_at", "author_id"])
def test_the_database_refuses_a_change_after_signing(person: Candidate, field: str, colleague: Membership) -> None:
    note = NoteFactory.create(candidate=person, signed=True)
    value: Any = {
        "text": "Noget andet",
        "kind": "visit",
        "happened_on": date(2025, 1, 1),
        "signed_at": None,
        "author_id": colleague.user.pk,
    }[field]

    with pytest.raises(IntegrityError, match="a signed note is never changed"), transaction.atomic():
        Note.objects.filter(pk=note.pk).update(**{field: value})
    with pytest.raises(IntegrityError, match="a signed note is never changed"), transaction.atomic():
        Note.objects.filter(pk=note.pk).delete()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM candidates_note WHERE id = %s", [note.pk])
        assert cursor.fetchone()[0] == 1


def test_what_is_important_stands_on_top_until_it_is_not(signed_in: Client, person: Candidate) -> None:
    old = NoteFactory.create(candidate=person, signed=True, text="Den gamle og vigtige", happened_on=date(2024, 1, 2))
    NoteFactory.create(candidate=person, signed=True, text="Den nyeste", happened_on=date(2026, 1, 2))

    signed_in.post(f"/noter/{old.public_id}/vigtigt/", {"important": "1"})
    html = signed_in.get(list_url(person)).content.decode()
    assert html.index("Den gamle og vigtige") < html.index("Den nyeste")

    signed_in.post(f"/noter/{old.public_id}/vigtigt/", {"important": ""})
    html = signed_in.get(list_url(person)).content.decode()
    assert html.index("Den nyeste") < html.index("Den gamle og vigtige")
    verbs = Event.objects.about(person).values_list("verb", flat=True)
    assert list(verbs) == ["note.unpin", "note.pin"]


def test_a_draft_can_be_thrown_away_by_its_author_and_what_is_signed_by_nobody(
    signed_in: Client, person: Candidate
) -> None:
    signed_in.post(new_url(person), typed())
    draft = Note.objects.get()
    signed_in.post(f"/noter/{draft.public_id}/smid-ud/")
    assert not Note.objects.exists()
    assert Event.objects.filter(verb="note.throw_away", subject_id=draft.public_id).exists()

    signed = NoteFactory.create(candidate=person, signed=True)
    answer = signed_in.post(f"/noter/{signed.public_id}/smid-ud/", follow=True)
    assert Note.objects.filter(pk=signed.pk).exists()
    assert answer.status_code == 200


def test_the_record_never_quotes_a_note(signed_in: Client, person: Candidate) -> None:
    signed_in.post(new_url(person), typed())
    note = Note.objects.get()
    signed_in.post(f"/noter/{note.public_id}/ret/", {**typed(text="Helt andre ord"), "_seen": seen(signed_in, note)})
    signed_in.post(f"/noter/{note.public_id}/underskriv/")
    signed_in.post(f"/noter/{note.public_id}/tilfoej/", {"text": "Ord i en rettelse", "sign": "1"})

    told = "\n".join(f"{event.verb} {event.changes} {event.reason}" for event in Event.objects.all())
    for words in (SECRET, "Helt andre ord", "Ord i en rettelse"):
        assert words not in told
    assert {"note.write", "update", "note.sign", "note.addendum"} <= set(Event.objects.values_list("verb", flat=True))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"text": ""}, "Skriv, hvad der skal huskes."),
        ({"text": "x" * 10_001}, "10000"),
        ({"happened_on": "i går"}, "Skriv datoen med dag, måned og år"),
        ({"happened_on": "1-1-2199"}, "Dagen er ikke kommet endnu"),
        ({"kind": "diagnose"}, "diagnose"),
        ({"text": "Hendes nummer er 010190-1234"}, "ligner et CPR-nummer"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    signed_in: Client, person: Candidate, wrong: dict[str, str], said: str
) -> None:
    answer = signed_in.post(new_url(person), {**typed(sign="1"), **wrong})

    assert answer.status_code == 422
    html = answer.content.decode()
    assert said in html
    assert wrong.get("text", SECRET)[:50] in html
    assert not Note.objects.exists()


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("010190-1234", True),
        ("Cpr 0101901234 fra mailen", True),
        ("010190 1234", True),
        ("01.01.1990-1234", True),
        ("19900101-1234", True),
        ("Ring 20 11 22 33 eller +45 20112233", False),
        ("Vi mødes 2.3.2026 0930 i kantinen", False),
        ("P-nummer 10 12 34 56 78", False),
        ("Ordre 99887766", False),
    ],
)
def test_a_cpr_number_is_told_from_other_numbers(text: str, holds: bool) -> None:
    assert holds_cpr(text) is holds


def test_tomorrow_is_no_day_for_a_note_but_today_is(signed_in: Client, person: Candidate) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert signed_in.post(new_url(person), typed(happened_on=f"{tomorrow:%d-%m-%Y}")).status_code == 422
    assert signed_in.post(new_url(person), typed()).status_code == 302


def test_what_was_typed_comes_back_as_a_draft(signed_in: Client, person: Candidate) -> None:
    signed_in.post(new_url(person), typed(happened_on="snart"))

    html = signed_in.get(new_url(person)).content.decode()
    assert SECRET in html
    assert "Det her er din kladde" in html
    other = CandidateFactory.create(keeper=person.keeper)
    assert SECRET not in signed_in.get(new_url(other)).content.decode()


def test_the_list_is_filtered_by_kind_and_paged(signed_in: Client, person: Candidate) -> None:
    for n in range(25):
        NoteFactory.create(
            candidate=person, signed=True, text=f"Samtale {n:02d}", kind="phone", happened_on=date(2026, 1, 1 + n)
        )
    NoteFactory.create(candidate=person, signed=True, text="Et besøg", kind="visit", happened_on=date(2025, 1, 1))

    first = signed_in.get(list_url(person)).content.decode()
    assert "Samtale 24" in first
    assert "Et besøg" not in first
    assert "Et besøg" in signed_in.get(list_url(person) + "&side=2").content.decode()
    visits = signed_in.get(list_url(person) + "&hvad=visit").content.decode()
    assert "Et besøg" in visits
    assert "Samtale 24" not in visits


def test_words_are_shown_as_they_were_typed_never_as_markup(signed_in: Client, person: Candidate) -> None:
    signed_in.post(new_url(person), typed(text="Første linje\r\nAnden <b>linje</b>", sign="1"))

    html = signed_in.get(list_url(person)).content.decode()
    assert "Første linje<br>Anden &lt;b&gt;linje&lt;/b&gt;" in html


def test_ten_times_as_many_notes_cost_no_more_queries(
    signed_in: Client, person: Candidate, colleague: Membership, django_assert_max_num_queries: Any
) -> None:
    def more(number: int) -> None:
        for n in range(number):
            note = NoteFactory.create(candidate=person, signed=True, author=colleague.user, important=n % 5 == 0)
            NoteFactory.create(candidate=person, signed=True, addendum_to=note)

    more(2)
    with django_assert_max_num_queries(14) as few:  # one of them writes the log
        signed_in.get(list_url(person))
    more(20)
    with django_assert_max_num_queries(14) as many:  # one of them writes the log
        signed_in.get(list_url(person))
    assert len(few) == len(many)
