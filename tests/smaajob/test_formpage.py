"""A page with a form: nothing typed is lost, and nobody overwrites what somebody else changed."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django import forms
from django.contrib.messages.storage.fallback import FallbackStorage
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.test import Client, RequestFactory
from django.utils import timezone

from candidates.models import Programme
from smaajob.accounts.models import Membership
from smaajob.accounts.scope import Scope
from smaajob.audit.models import record
from smaajob.changes import created, set_values
from smaajob.drafts import actions as drafts
from smaajob.drafts.models import NOTHING_YET, Draft
from smaajob.formpage import SEEN, TOKEN, FormPage
from tests.factories import MembershipFactory, PartnerFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db


class NameForm(forms.Form):
    name = forms.CharField(max_length=20)
    owner = forms.CharField(required=False)


def request_of(scope: Scope, data: Any = None) -> Any:
    request: Any = RequestFactory().post("/x/", data) if data is not None else RequestFactory().get("/x/")
    request.scope, request.user, request.session = scope, scope.user, {}
    request._messages = FallbackStorage(request)
    return request


def page_of(scope: Scope, programme: Programme | None, data: Any = None) -> FormPage:
    initial = {"name": programme.name, "owner": programme.owner} if programme else {}
    return FormPage(
        request_of(scope, data),
        lambda data, **_more: NameForm(data, initial=initial),
        name="programmes.edit",
        thing=programme,
    )


def rename(scope: Scope, programme: Programme, name: str) -> Programme:
    changes = set_values(programme, {"name": name})
    programme.save()
    record("update", programme, by=scope.user, changes=changes)
    return programme


def sent(page: FormPage, **values: str) -> dict[str, str]:
    """What a browser sends from a page that was shown."""
    hidden = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', str(page.hidden)))
    return {**hidden, **values}


def test_a_good_form_is_saved_and_its_draft_forgotten(scope: Scope) -> None:
    programme = ProgrammeFactory.create(keeper=scope.organisation)
    drafts.keep(by=scope, form="programmes.edit", subject_id=programme.public_id, content={"name": ["Halvt skre"]})
    data = sent(page_of(scope, programme), name="Små job")

    saved = page_of(scope, programme, data).save(lambda form: rename(scope, programme, form.cleaned_data["name"]))

    assert saved == programme
    assert Programme.objects.get(pk=programme.pk).name == "Små job"
    assert not Draft.objects.exists()


def test_what_was_typed_in_a_refused_form_is_there_when_one_comes_back(scope: Scope) -> None:
    programme = ProgrammeFactory.create(keeper=scope.organisation, name="Små job")
    data = sent(page_of(scope, programme), name="Et navn, der er meget længere end tyve tegn", owner="Boligforeningen")

    assert page_of(scope, programme, data).save(lambda form: form) is None

    again = page_of(scope, programme)
    assert again.draft_from is not None
    assert again.form["owner"].value() == "Boligforeningen"
    assert not again.form.errors


def test_a_refusal_by_the_verb_stands_beside_its_field_and_changes_nothing(scope: Scope) -> None:
    programme = ProgrammeFactory.create(keeper=scope.organisation, name="Små job")

    def act(form: Any) -> Programme:
        rename(scope, programme, "Noget andet")
        raise ValidationError({"owner": "Ejeren findes ikke."})

    page = page_of(scope, programme, sent(page_of(scope, programme), name="Noget andet"))
    assert page.save(act) is None
    assert page.form.errors == {"owner": ["Ejeren findes ikke."]}
    assert Programme.objects.get(pk=programme.pk).name == "Små job"


def test_who_changed_the_row_meanwhile_is_told_before_it_is_overwritten(scope: Scope) -> None:
    programme = ProgrammeFactory.create(keeper=scope.organisation, name="Små job")
    samir = MembershipFactory.create(organisation=scope.organisation, user__name="Samir Aziz")
    opened = page_of(scope, programme)
    rename(Scope(scope.organisation, samir.user), Programme.objects.get(pk=programme.pk), "Samirs navn")

    first = page_of(scope, programme, sent(opened, name="Mettes navn"))
    assert first.save(lambda form: rename(scope, programme, form.cleaned_data["name"])) is None
    assert "Samir Aziz rettede det her" in first.form.non_field_errors()[0]
    assert first.form["name"].value() == "Mettes navn"
    assert Programme.objects.get(pk=programme.pk).name == "Samirs navn"

    second = page_of(scope, programme, sent(first, name="Mettes navn"))
    assert second.save(lambda form: rename(scope, programme, form.cleaned_data["name"]))
    assert Programme.objects.get(pk=programme.pk).name == "Mettes navn"


def test_a_draft_is_for_the_one_who_wrote_it_and_unreadable_in_the_database(scope: Scope) -> None:
    content = {"name": ["010190-1234 står her"]}
    drafts.keep(by=scope, form="programmes.edit", subject_id=NOTHING_YET, content=content)
    samir = MembershipFactory.create(organisation=scope.organisation)
    elsewhere = PartnerFactory.create()

    assert "1234" not in Draft.objects.get().content
    assert drafts.find(by=scope, form="programmes.edit", subject_id=NOTHING_YET) is not None
    for other in (Scope(scope.organisation, samir.user), Scope(elsewhere, scope.user)):
        assert drafts.find(by=other, form="programmes.edit", subject_id=NOTHING_YET) is None


def test_the_browser_keeps_a_draft_and_gives_it_up(client: Client, membership: Membership, scope: Scope) -> None:
    client.force_login(membership.user)
    token = page_of(scope, None).token

    kept = client.post("/kladde/", {TOKEN: token, SEEN: "", "name": "Halvt skrevet"})
    assert kept.status_code == 200
    assert kept.content.decode().startswith("Kladden er gemt kl.")
    assert page_of(scope, None).form["name"].value() == "Halvt skrevet"

    gone = client.post("/kladde/kasser/", {TOKEN: token, "next": "/indsatser/"})
    assert gone["Location"] == "/indsatser/"
    assert not Draft.objects.exists()


@pytest.mark.parametrize("token", ["", "x", "WyJ4IiwgInkiXQ:abc:def"])
def test_nobody_keeps_drafts_under_names_they_made_up(client: Client, membership: Membership, token: str) -> None:
    client.force_login(membership.user)
    assert client.post("/kladde/", {TOKEN: token, "name": "x"}).status_code == 404
    assert not Draft.objects.exists()


def test_giving_up_a_draft_never_leads_away_from_here(client: Client, membership: Membership, scope: Scope) -> None:
    client.force_login(membership.user)
    data = {TOKEN: page_of(scope, None).token, "next": "https://elsewhere.example/"}
    assert client.post("/kladde/kasser/", data)["Location"] == "/"


def test_a_draft_that_is_too_long_is_told_of(client: Client, membership: Membership, scope: Scope) -> None:
    client.force_login(membership.user)
    answer = client.post("/kladde/", {TOKEN: page_of(scope, None).token, "name": "x" * 250_000})
    assert answer.status_code == 413
    assert "for lang" in answer.content.decode()


def test_a_draft_nobody_comes_back_to_is_forgotten(scope: Scope) -> None:
    for form in ("old", "new"):
        drafts.keep(by=scope, form=form, subject_id=uuid.uuid4(), content={"name": ["x"]})
    Draft.objects.filter(form="old").update(saved_at=timezone.now() - timedelta(days=31))
    drafts.forget_old(timezone.now())
    assert [one.form for one in Draft.objects.all()] == ["new"]


def test_a_draft_keeps_what_it_was_begun_from(scope: Scope) -> None:
    programme = ProgrammeFactory.create(keeper=scope.organisation, name="Små job")
    data = QueryDict(mutable=True)
    data.update(sent(page_of(scope, programme), name="Mit udkast"))
    drafts.keep(
        by=scope, form="programmes.edit", subject_id=programme.public_id, content={k: data.getlist(k) for k in data}
    )
    rename(scope, Programme.objects.get(pk=programme.pk), "Nyt imens")

    shown = page_of(scope, Programme.objects.get(pk=programme.pk))
    refused = page_of(scope, programme, sent(shown, name="Mit udkast"))
    assert refused.save(lambda form: form) is None
    assert "mens du skrev" in refused.form.non_field_errors()[0]


def test_only_what_differs_is_a_change(scope: Scope) -> None:
    programme = ProgrammeFactory.create(keeper=scope.organisation, name="Små job", funding=["Kommunen"])
    changes = set_values(programme, {"name": "Små job", "funding": ["Kommunen", "Fonden"], "target_placements": 5})
    assert changes == {
        "funding": [["Kommunen"], ["Kommunen", "Fonden"]],
        "target_placements": [ProgrammeFactory.build().target_placements, 5],
    }
    assert "owner" not in created(Programme(name="x"), ["name", "owner"])
