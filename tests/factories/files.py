from __future__ import annotations

import factory
from factory.django import DjangoModelFactory

from smaajob import secrets
from smaajob.files.models import StoredFile
from tests.factories.candidates import CandidateFactory


class StoredFileFactory(DjangoModelFactory[StoredFile]):
    """A CV about a person: `about=` says whom, or which workplace."""

    class Meta:
        model = StoredFile
        exclude = ("about", "text")

    about = factory.SubFactory(CandidateFactory)
    text = b"%PDF-1.7\n%%EOF\n"
    keeper = factory.SelfAttribute("about.keeper")
    about_kind = factory.LazyAttribute(lambda o: o.about._meta.label_lower)
    about_id = factory.SelfAttribute("about.public_id")
    name = "CV.pdf"
    content_type = "application/pdf"
    size = factory.LazyAttribute(lambda o: len(o.text))
    sha256 = factory.Sequence(lambda n: f"{n:064x}")
    content = factory.LazyAttribute(lambda o: secrets.encrypt_bytes(o.text))
