"""A signed-in client that acts in somebody's place."""

from __future__ import annotations

from django.test import Client

from candidates.models import Candidate
from smaajob.accounts import behalf
from smaajob.accounts.models import Organisation
from smaajob.accounts.scope import Behalf


def act_for(client: Client, kind: str, thing: Candidate | Organisation) -> None:
    """From now on for a `candidate` or an `employer`, as by the button on their page."""
    session = client.session
    behalf.begin(session, Behalf(kind, thing.public_id, str(thing)))
    session.save()
