"""The consultant's pages about an agreement: what they ask, what one says that another tab has overtaken, and in whose name one signs."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from placements.actions import drafting, sending
from placements.models import AgreementState, AgreementVersion, Party, Placement
from smaajob.accounts.models import Organisation
from smaajob.accounts.scope import Scope
from tests.factories import ProposalFactory
from tests.factories.agreements import drafted, noted, paper, sent, signed, to_be_agreed
from tests.placements.pages.page import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def placement(municipality: Organisation) -> Placement:
    return to_be_agreed(municipality)


def at(name: str, version: AgreementVersion) -> str:
    return reverse(f"placements:{name}", args=[version.public_id])


def tab_of(placement: Placement) -> str:
    return f"{reverse('placements:detail', args=[placement.public_id])}?fane=aftale"


# ── in one's own name ───────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def last(scope: Scope, placement: Placement) -> AgreementVersion:
    """Only the municipality is missing."""
    version = sent(scope, placement)
    for party in version.asks:
        if party != Party.MUNICIPALITY:
            paper(scope, version, party)
    return version


@pytest.mark.parametrize("answer", [{"yes": "1"}, {"no": "1", "words": "Det går ikke."}])
def test_nobody_signs_for_the_municipality_in_another_name(
    signed_in: Client, last: AgreementVersion, answer: dict[str, str]
) -> None:
    typed = {"shown": last.content_hash, "name": "Anders And", **answer}
    refused = signed_in.post(at("sign_for_municipality", last), typed)
    assert refused.status_code == 422
    assert "Skriv dit eget navn, som det står her: Mette Holm." in text(refused)
    assert not last.signatures.filter(party=Party.MUNICIPALITY).exists()
    last.refresh_from_db()
    assert last.state == AgreementState.SENT


def test_ones_own_name_may_be_typed_in_small_letters(signed_in: Client, last: AgreementVersion) -> None:
    signed_in.post(
        at("sign_for_municipality", last), {"shown": last.content_hash, "name": " mette   HOLM ", "yes": "1"}
    )
    last.refresh_from_db()
    assert last.state == AgreementState.IN_FORCE


# ── two tabs ────────────────────────────────────────────────────────────────────────────────────────────


def _thrown_away(by: Scope, placement: Placement) -> AgreementVersion:
    version = drafted(by, placement)
    drafting.discard(by=by, agreement=version)
    return version


def _withdrawn(by: Scope, placement: Placement) -> AgreementVersion:
    version = sent(by, placement)
    sending.withdraw(by=by, agreement=version, why="Forkert løn")
    return version


FOR_A_DRAFT = ("edit_agreement", "send_agreement", "discard_agreement")
WHILE_IT_WAITS = ("withdraw_agreement", "agreement_link", "agreement_on_paper")
OVERTAKEN = [
    (sent, FOR_A_DRAFT, "Aftalen er allerede sendt til underskrift."),
    (_thrown_away, (*FOR_A_DRAFT, *WHILE_IT_WAITS), "Kladden er allerede smidt ud."),
    (_withdrawn, (*FOR_A_DRAFT, *WHILE_IT_WAITS), "Aftalen er allerede trukket tilbage."),
    (signed, (*FOR_A_DRAFT, *WHILE_IT_WAITS), "Aftalen gælder allerede."),
    (drafted, WHILE_IT_WAITS, "Aftalen er en kladde og er ikke sendt til underskrift endnu."),
]


@pytest.mark.parametrize(("begin", "pages", "said"), OVERTAKEN, ids=[one[0].__name__ for one in OVERTAKEN])
def test_a_page_that_another_tab_has_overtaken_says_what_happened(
    signed_in: Client, scope: Scope, placement: Placement, begin: Any, pages: tuple[str, ...], said: str
) -> None:
    version = begin(scope, placement)
    before = AgreementVersion.objects.get(pk=version.pk).state
    for name in pages:
        for way in ["post"] if name == "discard_agreement" else ["get", "post"]:
            answer = getattr(signed_in, way)(at(name, version), follow=True)
            assert answer.redirect_chain == [(tab_of(placement), 302)], (name, way)
            assert said in text(answer), (name, way)
    assert AgreementVersion.objects.get(pk=version.pk).state == before


# ── noted is not written ────────────────────────────────────────────────────────────────────────────────


def _both_said_yes(placement: Placement) -> None:
    noted(placement)
    said = {"state": "agreed", "person_answer": "yes", "employer_answer": "yes"}
    ProposalFactory.create(candidate=placement.candidate, task=placement.task, placement=placement, **said)


def test_what_was_noted_after_a_double_yes_is_no_agreement_that_is_written(
    signed_in: Client, scope: Scope, placement: Placement
) -> None:
    _both_said_yes(placement)
    tab = text(signed_in.get(tab_of(placement)))
    assert "Begge har sagt ja, men aftalen er ikke skrevet endnu." in tab
    assert "Det er noteret" in tab
    for wrong in ("Det gælder nu", "Læs aftalen", "Version", "Skriv kun en ændring"):
        assert wrong not in tab
    assert "Skriv aftalen, og få den skrevet under" in tab

    signed(scope, placement)
    tab = text(signed_in.get(tab_of(placement)))
    assert "Det gælder nu" in tab
    assert tab.count("Version 1") == 1
    assert "Noteret fra" in tab


def test_what_was_noted_after_a_double_yes_is_not_changed_before_it_is_written(
    signed_in: Client, scope: Scope, placement: Placement
) -> None:
    _both_said_yes(placement)
    before = placement.agreements.count()
    # From a tab that was opened before the yes.
    answer = signed_in.post(
        reverse("placements:draft_agreement", args=[placement.public_id]), {"change": "1"}, follow=True
    )
    assert "aftalen er ikke skrevet endnu. Skriv den først." in text(answer)
    assert placement.agreements.count() == before

    signed(scope, placement)
    signed_in.post(reverse("placements:draft_agreement", args=[placement.public_id]), {"change": "1"})
    assert placement.agreements.last().number == 2


def test_no_number_is_shown_twice(signed_in: Client, scope: Scope, placement: Placement) -> None:
    _thrown_away(scope, placement)
    _withdrawn(scope, placement)
    signed(scope, placement)
    tab = text(signed_in.get(tab_of(placement)))
    assert tab.count("Version 1") == 1
    assert "Smidt ud" in tab
    assert "Trukket tilbage" in tab


# ── the forms ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("kind", "asks"), [("småjob", False), ("praktik", True)])
def test_the_purpose_is_asked_where_there_is_one(
    signed_in: Client, scope: Scope, municipality: Organisation, kind: str, asks: bool
) -> None:
    version = drafted(scope, to_be_agreed(municipality, kind=kind))
    assert ("Hvad er praktikken for?" in text(signed_in.get(at("edit_agreement", version)))) is asks


def test_what_becomes_a_praktik_is_asked_for_its_purpose(signed_in: Client, scope: Scope, placement: Placement) -> None:
    version = drafted(scope, placement)
    typed = {**_typed(signed_in, version), "kind": "praktik"}
    refused = signed_in.post(at("edit_agreement", version), typed)
    assert refused.status_code == 422
    assert list(refused.context["form"].errors) == ["purpose"]
    signed_in.post(at("edit_agreement", version), {**typed, "purpose": "training"})
    version.refresh_from_db()
    assert (version.kind, version.purpose) == ("praktik", "training")
    signed_in.post(at("edit_agreement", version), {**_typed(signed_in, version), "kind": "småjob"})
    version.refresh_from_db()
    assert (version.kind, version.purpose) == ("småjob", "")


def test_what_a_link_must_have_is_not_called_optional(
    signed_in: Client, scope: Scope, municipality: Organisation
) -> None:
    born = timezone.localdate() - timedelta(days=16 * 365)
    version = drafted(scope, to_be_agreed(municipality, kind="fritidsjob", birth_date=born))
    page = text(signed_in.get(at("send_agreement", version)))
    guardian = page.partition("Hvordan skriver værgen under?")[2].partition("</section>")[0]
    assert "Navn (værgen)" in guardian
    assert "Skal med, når der sendes et link." in guardian
    assert "Et link skal have en e-mail eller en mobil." in guardian
    assert "(frivilligt)" not in guardian


def test_what_is_wrong_with_a_step_says_which_step(signed_in: Client, scope: Scope, placement: Placement) -> None:
    version = drafted(scope, placement)
    typed = _typed(signed_in, version)

    def wrong(**second: str) -> str:
        steps = {f"trin-1-{part}": said for part, said in second.items()}
        refused = signed_in.post(at("edit_agreement", version), {**typed, **steps})
        assert refused.status_code == 422
        return " ".join(re.sub(r"<[^>]+>", "", text(refused)).split())

    day, after = _day(placement.start + timedelta(days=7)), _day(placement.planned_end + timedelta(days=1))
    assert "Trin 2: Fra hvilken dag: Skriv, fra hvilken dag det gælder." in wrong(dage=f"{day} 9-12")
    assert "Trin 2: Tider om ugen: Skriv tiderne for mindst én dag." in wrong(fra=day)
    assert "Trin 2: Enkelte dage ud over ugens tider: " in wrong(fra=day, dage="i morgen")
    for fra, said in (
        (_day(placement.start), "Et andet trin begynder samme dag."),
        (_day(placement.start - timedelta(days=1)), "Det kan tidligst begynde"),
        (after, "Det begynder efter aftalens sidste dag"),
    ):
        assert f"Trin 2: Fra hvilken dag: {said}" in wrong(fra=fra, dage=f"{day} 9-12")
    assert "Trin 2: Enkelte dage ud over ugens tider: " in wrong(fra=day, dage=f"{after} 9-12")


def _day(day: Any) -> str:
    return f"{day.day}-{day.month}-{day.year}"


def _typed(client: Client, version: AgreementVersion) -> dict[str, Any]:
    """What the form's page would send unchanged."""
    page = client.get(at("edit_agreement", version))
    form = page.context["form"]
    typed: dict[str, Any] = {"_form": page.context["page"].token, "_seen": page.context["page"]._seen}
    for bound in form:
        value = bound.value()
        if bound.name == "trin-0-tider":
            typed["trin-0-tider-man"] = "9-12"
        elif value not in (None, "", [], False) and not bound.name.endswith("-tider"):
            typed[bound.name] = _day(value) if hasattr(value, "day") else value
    return typed
