"""Where this floor's own texts may name a person who is erased: nothing of a person is kept here, but somebody may have written of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from employers.models import Contact, LogEntry, Task, Workplace
from smaajob.accounts.scope import Scope
from smaajob.retention.mentions import MOST, Mention, Named, register_texts
from smaajob.retention.registry import Family


def register() -> None:
    """Called when the app is ready."""
    register_texts(texts)


def texts(scope: Scope, family: Family, named: Named) -> Iterator[Mention]:
    """The log of workplaces, what is said of them, their contacts and their tasks."""
    logged = LogEntry.objects.filter(named("text"), keeper=family.keeper).select_related("workplace", "author")
    for entry in logged[:MOST]:
        about = (
            _("Loggen for %(name)s")
            if entry.signed_at
            else _("En kladde til loggen for %(name)s, skrevet af %(author)s")
        )
        told = about % {"name": entry.workplace, "author": entry.author}
        yield _at(told, entry.workplace, "?fane=log", day=entry.happened_on, can_change=entry.signed_at is None)
    for workplace in Workplace.objects.filter(named("about") | named("name"), keeper=family.keeper)[:MOST]:
        yield _at(_("Siden om %(name)s") % {"name": workplace}, workplace)
    people = Contact.objects.filter(named("name") | named("email") | named("phone"), workplace__keeper=family.keeper)
    for contact in people.select_related("workplace")[:MOST]:
        yield _at(_("En kontaktperson hos %(name)s") % {"name": contact.workplace}, contact.workplace)
    said = Q(named("description") | named("title") | named("meets_name") | named("find_way") | named("bring"))
    for task in Task.objects.filter(said, keeper=family.keeper)[:MOST]:
        yield Mention(_("Opgaven %(name)s") % {"name": task}, reverse("employers:task", args=[task.public_id]))


def _at(what: str, workplace: Workplace, tab: str = "", **more: Any) -> Mention:
    return Mention(what, reverse("employers:detail", args=[workplace.public_id]) + tab, **more)
