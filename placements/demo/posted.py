"""What companies have posted themselves: some that wait for somebody to see them, one late, one corrected, one in hand, one closed; by a login and a link."""

from __future__ import annotations

import random
import uuid
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef

from employers.models import POSTING_LINK_LASTS, Contact, PostedVia, PostingLink, Task
from placements.models import Placement
from smaajob.accounts.models import Organisation, User
from smaajob.tokens import token_hash

# The demo's link on paper; only its hash is stored, so it is known from here.
LINK_TOKEN = "demo-link-til-at-slaa-en-opgave-op-demo-link"  # noqa: S105  (opens a form in a demo)
METTE = "mette@demo.example"


def make(keeper: Organisation, company: Organisation, boss: User, today: date, rng: random.Random) -> None:
    """Open tasks that nobody is in become the companies' own; those who meet somebody the first day come with them."""
    # What has a spreadsheet's number came from one.
    Task.objects.filter(keeper=keeper, external_id__regex="^O[0-9]+$").update(posted_via=PostedVia.IMPORT)
    taken = Placement.everything.filter(task=OuterRef("pk"))
    there = Contact.objects.current().filter(workplace=OuterRef("workplace"), main=True).exclude(phone="")
    free = Task.objects.filter(Exists(there), keeper=keeper, archived_at=None).not_over(today).exclude(Exists(taken))
    own = list(free.filter(workplace__employer__cvr=company.cvr).order_by("external_id")[:2])
    of_mette = free.filter(workplace__consultant__email=METTE).exclude(pk__in=[one.pk for one in own])
    *linked, closed = of_mette.order_by("external_id")[:4] if of_mette.count() > 3 else [*of_mette, None]
    for number, task in enumerate(own):
        _post(task, today - timedelta(days=number), posted_via=PostedVia.COMPANY, posted_by=boss)
    for number, task in enumerate(linked):
        link = _link(task, today, rng, LINK_TOKEN if not number else str(rng.getrandbits(128)))
        _post(task, today - timedelta(days=7 * number), posted_via=PostedVia.LINK, posted_link=link)
    if linked:
        mette = User.objects.get(email=METTE)
        last = linked[-1]
        Task.objects.filter(pk=last.pk).update(seen_at=last.posted_at, seen_by=mette)
    if own:
        Task.objects.filter(pk=own[min(1, len(own) - 1)].pk).update(company_changed_at=_at(keeper, today))
    if closed is not None:
        # Seen, and closed by the company, which has found somebody itself.
        _post(
            closed,
            today - timedelta(days=9),
            posted_via=PostedVia.LINK,
            posted_link=_link(closed, today, rng, str(rng.getrandbits(128))),
        )
        mette, day = User.objects.get(email=METTE), _at(keeper, today - timedelta(days=1))
        Task.objects.filter(pk=closed.pk).update(seen_at=day, seen_by=mette, closed_at=day)


def _post(task: Task, day: date, **values: object) -> None:
    contact = Contact.objects.current().get(workplace=task.workplace_id, main=True)
    first = {
        "meets_name": str(contact)[:120],
        "meets_phone": contact.phone,
        "find_way": "Gå ind ad hovedindgangen, og spørg.",
    }
    for name, value in {
        **values,
        **first,
        "posted_at": _at(task.keeper, day),
        "bring": "Sko, du kan gå og stå i",
    }.items():
        setattr(task, name, value)
    task.save()


def _link(task: Task, today: date, rng: random.Random, token: str) -> PostingLink:
    contact = Contact.objects.current().get(workplace=task.workplace_id, main=True)
    made = _at(task.keeper, today - timedelta(days=20))
    return PostingLink.objects.create(
        public_id=uuid.UUID(int=rng.getrandbits(128), version=4), keeper=task.keeper, workplace=task.workplace,
        contact=contact, name=str(contact), token_hash=token_hash(token), made_at=made,
        made_by=task.workplace.consultant, expires_at=made + POSTING_LINK_LASTS,
    )  # fmt: skip


def _at(keeper: Organisation, day: date) -> datetime:
    return datetime.combine(day, time(8), keeper.zone)
