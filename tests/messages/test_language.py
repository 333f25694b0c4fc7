"""A message in the language of who gets it: a made-up one that marks each sentence, so that a word that is left in Danish shows."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.utils import translation
from django.utils.html import strip_tags
from django.utils.translation import trans_real

from candidates.actions import links
from smaajob.accounts.actions import invitations
from smaajob.accounts.actions.security import Change, changed
from smaajob.accounts.models import Membership, Organisation, Role
from smaajob.accounts.scope import Scope
from smaajob.messages.models import Message
from tests.factories import CandidateFactory, MembershipFactory

pytestmark = pytest.mark.django_db
MADE_UP, SIGN = "eo", "¤"
# What is in a message and is nobody's sentence: names of people, places and this program.
NAMES = ("Småjob", "Aalborg", "Amina", "Sanne")


@pytest.fixture(autouse=True)
def _made_up(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the made-up language each text begins with a sign, and so does each of the text's own lines."""
    settings.LANGUAGES = [("da", "Dansk"), (MADE_UP, "Opfundet")]
    catalog = trans_real.DjangoTranslation(MADE_UP)
    said, several = catalog.gettext, catalog.ngettext
    monkeypatch.setattr(catalog, "gettext", lambda text: SIGN + said(text))
    monkeypatch.setattr(catalog, "ngettext", lambda one, many, number: SIGN + several(one, many, number))
    monkeypatch.setitem(trans_real._translations, MADE_UP, catalog)


def left_in_danish(message: Message) -> list[str]:
    """Lines of the text, and sentences of the page, that nothing marked."""
    lines = [message.subject, *message.text.splitlines()]
    body = re.sub(r"(?s)<(style|title|svg)\b.*?</\1>", "", message.html)
    lines += [strip_tags(one) for one in re.split(r"</(?:p|h1|li|div)>|<br>", body)]
    return [one for line in lines if (one := line.strip()) and SIGN not in one and not _nobodys(one)]


def _nobodys(line: str) -> bool:
    return (
        "http" in line or line.lstrip("0123456789 ").startswith(("--", *NAMES)) or not re.search(r"[a-zæøå]{3}", line)
    )


def _personal_link(scope: Scope, channel: str) -> None:
    person = CandidateFactory.create(
        keeper=scope.organisation, first_name="Amina", last_name="Hassan", phone="20 11 22 33", email="amina@example.org",
        language=MADE_UP, consultant=scope.user,
    )  # fmt: skip
    links.make(by=scope, candidate=person, channel=channel)


def _invitation(scope: Scope, channel: str) -> None:

    invitations.invite(by=scope, role=Role.CONSULTANT, name="Sanne Sol", language=MADE_UP, email="sanne@example.org")


def _account_changed(scope: Scope, channel: str) -> None:
    user = MembershipFactory.create(organisation=scope.organisation, user__name="Sanne Sol").user
    user.language = MADE_UP
    user.save(update_fields=["language"])
    changed(user=user, what=Change.PASSKEY_ADDED)


@pytest.mark.parametrize(
    ("write", "channel"),
    [
        (_personal_link, "email"),
        (_personal_link, "sms"),
        (_personal_link, "letter"),
        (_invitation, "email"),
        (_account_changed, "email"),
    ],
)
def test_all_of_it_is_in_the_receivers_language(
    membership: Membership, municipality: Organisation, write: Any, channel: str
) -> None:
    municipality.phone = "99 31 31 31"
    municipality.save(update_fields=["phone"])
    admin = MembershipFactory.create(organisation=municipality, role=Role.ADMIN)
    who = admin if write is _invitation else membership
    with translation.override("da"):  # the sender's
        write(Scope(municipality, who.user, who.role), channel)
        message = Message.objects.latest("pk")

        assert translation.get_language() == "da", "the sender's page goes on in the sender's language"
    assert (message.language, message.channel) == (MADE_UP, channel)
    assert SIGN in message.text + message.html
    assert not left_in_danish(message)
    assert not message.html or f'lang="{MADE_UP}"' in message.html


def test_what_is_left_in_danish_is_found() -> None:
    said = Message(subject="¤Emne")
    said.text_encrypted = said.html_encrypted = ""
    assert not left_in_danish(said)
    said.subject = "Dit link"
    assert left_in_danish(said) == ["Dit link"]
