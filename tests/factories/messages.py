from __future__ import annotations

from typing import Any

import factory
from factory.django import DjangoModelFactory

from smaajob import secrets
from smaajob.accounts.models import Channel
from smaajob.messages.models import Message, MessageKind
from tests.factories.accounts import MunicipalityFactory


class MessageFactory(DjangoModelFactory[Message]):
    """An e-mail that waits; `name`, `address`, `text` and `html` are what is stored encrypted."""

    class Meta:
        model = Message

    keeper = factory.SubFactory(MunicipalityFactory)
    kind = MessageKind.INVITATION
    channel = Channel.EMAIL
    subject = "Du er inviteret til Småjob"

    @classmethod
    def _create(cls, model_class: type[Message], *args: Any, **fields: Any) -> Message:
        said = {
            "name": "Amina Yusuf",
            "address": "amina@example.org",
            "text": "Hej Amina\n",
            "html": "<p>Hej Amina</p>",
        }
        for name, default in said.items():
            fields[f"{name}_encrypted"] = secrets.encrypt(fields.pop(name, default))
        created: Message = super()._create(model_class, *args, **fields)
        return created
