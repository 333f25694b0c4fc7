"""What can be offered: three choices for each sentence, in groups, as a field."""

from __future__ import annotations

from django import forms

from smaajob.offers import OffersField
from smaajob.vocabulary import Accommodation


class Form(forms.Form):
    offers = OffersField(label="Hvad kan de tilbyde?")


def test_every_sentence_is_there_with_three_choices() -> None:
    page = str(Form()["offers"])
    for code in Accommodation:
        assert str(code.label) in page
    assert page.count('type="radio"') == 3 * len(Accommodation)
    assert page.count(" checked") == len(Accommodation), "all of them not said"
    assert page.count("Ikke sagt endnu") >= 6


def test_what_is_chosen_comes_in_the_vocabularys_order() -> None:
    form = Form({"offers-stille": "ja", "offers-pauser": "ja", "offers-tolk": "nej", "offers-mentor": ""})
    assert form.is_valid()
    assert form.cleaned_data["offers"] == (["pauser", "stille"], ["tolk"])
    assert Form({}).is_valid(), "nothing said is an answer"


def test_what_stands_already_is_shown_and_counted() -> None:
    page = str(Form(initial={"offers": (["pauser", "eget_tempo"], ["hvilerum"])})["offers"])
    assert "3 sagt" in page
    assert page.count("Ikke sagt endnu</span>") == 5


def test_another_answer_is_refused() -> None:
    form = Form({"offers-pauser": "måske"})
    assert not form.is_valid()
    assert "Vælg" in str(form.errors["offers"])
