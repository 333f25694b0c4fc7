"""A new key takes over from an old one: everything is encrypted again, and the old one can be thrown away."""

from __future__ import annotations

from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.apps import apps
from django.db import models

from candidates.models import Candidate
from smaajob.drafts.models import Draft
from smaajob.files.models import StoredFile
from smaajob.rotation import Count, again, columns, rotate
from smaajob.secrets import decrypt, encrypt
from tests.factories import CandidateFactory, StoredFileFactory

pytestmark = pytest.mark.django_db
OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


def field_of(model: type[models.Model], name: str) -> Any:
    return model._meta.get_field(name)


def test_all_is_encrypted_again_and_the_old_key_can_go(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.FIELD_KEYS = [OLD]
    people = [CandidateFactory.create(cpr_encrypted=encrypt(f"170584{n:04d}")) for n in range(5)]
    file = StoredFileFactory.create(about=people[0])
    content = file.read()

    settings.FIELD_KEYS = [NEW, OLD]
    monkeypatch.setattr("smaajob.rotation.BATCH", 2)
    assert rotate(Candidate, field_of(Candidate, "cpr_encrypted"), only_look=True) == Count(again=5)
    assert rotate(Candidate, field_of(Candidate, "cpr_encrypted")) == Count(again=5)
    assert rotate(StoredFile, field_of(StoredFile, "content")).again == 1
    assert rotate(Candidate, field_of(Candidate, "cpr_encrypted")) == Count(new=5), "again it changes nothing"

    settings.FIELD_KEYS = [NEW]
    for n, person in enumerate(people):
        person.refresh_from_db()
        assert decrypt(person.cpr_encrypted) == f"170584{n:04d}"
    assert StoredFile.objects.get(pk=file.pk).read() == content


def test_stopped_half_way_it_goes_on_where_it_was(settings: Any) -> None:
    settings.FIELD_KEYS = [OLD]
    first, _second = (CandidateFactory.create(cpr_encrypted=encrypt("1705841231")) for _each in range(2))
    settings.FIELD_KEYS = [NEW, OLD]
    Candidate.objects.filter(pk=first.pk).update(cpr_encrypted=encrypt("1705841231"))
    assert rotate(Candidate, field_of(Candidate, "cpr_encrypted")) == Count(again=1, new=1)


def test_what_no_key_opens_is_counted_and_left(settings: Any) -> None:
    settings.FIELD_KEYS = [Fernet.generate_key().decode()]
    lost = CandidateFactory.create(cpr_encrypted=encrypt("1705841231"))
    settings.FIELD_KEYS = [NEW, OLD]
    assert rotate(Candidate, field_of(Candidate, "cpr_encrypted")) == Count(unreadable=1)
    token = lost.cpr_encrypted
    lost.refresh_from_db()
    assert lost.cpr_encrypted == token


def test_a_secret_inside_json_is_found_too(settings: Any) -> None:
    settings.FIELD_KEYS = [OLD]
    value = {"secret": encrypt("hemmeligt"), "name": "telefon", "more": [encrypt("også")]}
    settings.FIELD_KEYS = [NEW, OLD]
    count = Count()
    fresh = again(value, count)
    assert count == Count(again=2)
    settings.FIELD_KEYS = [NEW]
    assert (decrypt(fresh["secret"]), fresh["name"], decrypt(fresh["more"][0])) == ("hemmeligt", "telefon", "også")


def test_no_column_is_forgotten() -> None:
    """Whatever is written by smaajob.secrets lies in a text, a blob or JSON; of those every one is looked at."""
    looked_at = {(model, field.name) for model, field in columns()}
    known = [(Candidate, "cpr_encrypted"), (StoredFile, "content"), (Draft, "content")]
    assert set(known) <= looked_at
    session = apps.get_model("sessions", "Session")
    assert (session, "session_data") in looked_at
    short = {
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField) and "encrypted" in field.name
    }
    assert not short, "a token does not fit a short column"
