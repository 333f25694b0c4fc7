"""The record in words: what was done to a row, by whom, and what stood there before. For the history on each page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from smaajob.accounts.models import Channel, Role
from smaajob.archive import ArchivedAs
from smaajob.audit.models import Event
from smaajob.language_codes import language_label
from smaajob.phones import written
from smaajob.writing import day_year, joined, lower_first, number

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

MOST_EVENTS = 200
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
SENTENCES: dict[str, str | StrPromise] = {
    "create": gettext_lazy("Oprettet."),
    "update": gettext_lazy("Rettet."),
    "restore": gettext_lazy("Taget ud af arkivet."),
    "assign": gettext_lazy("Givet til en konsulent."),
    "import": gettext_lazy("Et regneark blev importeret."),
    "import.create": gettext_lazy("Oprettet ved en import."),
    "import.change": gettext_lazy("Rettet ved en import."),
    "import.undo": gettext_lazy("Importen blev fortrudt."),
    "task.post": gettext_lazy("Slået op af virksomheden."),
    "task.close": gettext_lazy("Lukket for flere af virksomheden."),
    "task.reopen": gettext_lazy("Åbnet for flere igen."),
    "task.seen": gettext_lazy("Set af kommunen."),
    "posting_link.make": gettext_lazy("Gav et link til at slå opgaver op."),
    "posting_link.close": gettext_lazy("Lukkede et link til at slå opgaver op."),
    "note.sign": gettext_lazy("Et notat blev underskrevet."),
    "note.addendum": gettext_lazy("Et notat fik en rettelse."),
    "note.pin": gettext_lazy("Et notat blev sat som vigtigt."),
    "note.unpin": gettext_lazy("Et notat er ikke vigtigt mere."),
    "file.add": gettext_lazy("En fil blev lagt ind."),
    "file.archive": gettext_lazy("En fil blev lagt i arkivet."),
    "file.restore": gettext_lazy("En fil blev taget ud af arkivet."),
    "merge": gettext_lazy("Lagt sammen med en anden."),
    "merge.undo": gettext_lazy("Sammenlægningen blev fortrudt."),
    "message.retry": gettext_lazy("Beskeden blev sendt igen."),
    "letters.print": gettext_lazy("Breve blev samlet til at skrive ud."),
    "letters.fetch": gettext_lazy("Brevene blev hentet."),
    "letters.printed": gettext_lazy("Brevene blev skrevet ud."),
    "letters.put_back": gettext_lazy("Brevene kom ikke ud på papir og venter igen."),
    "retention.decide": gettext_lazy("Besluttet, hvor længe det gemmes."),
    "retention.hold": gettext_lazy("Holdt tilbage fra sletning."),
    "retention.lift": gettext_lazy("Ikke holdt tilbage fra sletning mere."),
    "behalf.begin": gettext_lazy("Begyndte at handle på vegne af en anden."),
    "behalf.end": gettext_lazy("Holdt op med at handle på vegne af en anden."),
}
_ARCHIVED = {
    ArchivedAs.DONE.value: gettext_lazy("Lagt i arkivet: Det er slut."),
    ArchivedAs.MISTAKE.value: gettext_lazy("Lagt i arkivet: Det var en fejl."),
}
_EXPORTED = {
    False: gettext_lazy("Alle oplysninger blev eksporteret, uden CPR-numre."),
    True: gettext_lazy("Alle oplysninger blev eksporteret, med CPR-numre."),
}
# What a record tells of that is no field of the row: the words for its values.
_CHOICES: dict[str, dict[Any, Any]] = {
    "role": dict(Role.choices),
    "posting_link": {**dict(Channel.choices), "paper": gettext_lazy("Papir")},
}
# What a record tells of that is no field of the row, or that its field's name says too little of; with its verb where that parts them.
_LABELS: dict[str, str | StrPromise] = {
    "channel": gettext_lazy("Hører fra os"),
    "link.make channel": gettext_lazy("Sendes som"),
    "link.again channel": gettext_lazy("Sendes som"),
    "message.retry channel": gettext_lazy("Sendes som"),
    "posting_link": gettext_lazy("Sendes som"),
    "cpr": gettext_lazy("CPR-nummer"),
    "cvr": gettext_lazy("CVR-nummer"),
    "target_groups": gettext_lazy("Målgrupper"),
    "target_groups_from": gettext_lazy("Ny målgruppe fra"),
    "consent": gettext_lazy("Samtykke"),
    "consent_until": gettext_lazy("Samtykket gælder til"),
    "disclosed": gettext_lazy("Fortalt til"),
    "worker": gettext_lazy("Medarbejder"),
    "situation": gettext_lazy("Situation"),
    "role": gettext_lazy("Rolle"),
    "correction_answer": gettext_lazy("Svar"),
}
# In whose place somebody acted (smaajob.accounts.scope.Behalf.on_record).
_IN_PLACE_OF: dict[str, str | StrPromise] = {
    "candidate": gettext_lazy("på vegne af personen"),
    "employer": gettext_lazy("på vegne af arbejdsgiveren"),
}
_OF_ANOTHER = gettext_lazy("på vegne af en anden")
# What a reader of the history has no use for.
_HIDDEN = frozenset({"law", "sort_key", "archived_as", "archived_at", "public_id"})


@dataclass(frozen=True, slots=True)
class Changed:
    """One field: its name, what stood there and what does now, as people say it; empty where nothing stood."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ToldEvent:
    """One event. `who` is empty where nobody is named (the command line, the worker)."""

    at: datetime
    who: str
    what: str
    why: str
    changes: list[Changed] = field(default_factory=list)


def register_words(name: str, words: Mapping[str, str | StrPromise]) -> None:
    """Say how a floor above calls the values of something it records that is no field of the row."""
    _CHOICES[name] = dict(words)


def tell(
    events: Iterable[Event], model: type[models.Model], sentences: Mapping[str, str | StrPromise] | None = None
) -> list[ToldEvent]:
    """The events in the order in which they come; load their actors. `sentences` are a page's own, by verb."""
    known = {**SENTENCES, **(sentences or {})}
    return [
        ToldEvent(
            one.at,
            who_did(one),
            _what(one, known),
            one.reason,
            _changes(one, model) if one.verb != "archive" else [],
        )
        for one in events
    ]


def who_did(event: Event) -> str:
    """Who acted, and that it was in somebody's place: whose, the record does not name. Empty where nobody is named."""
    place = in_place_of(event.on_behalf_of)
    if not place:
        return str(event.actor or event.on_behalf_of or "")
    return " ".join(part for part in (str(event.actor or ""), place) if part)


def in_place_of(recorded: str) -> str:
    """`på vegne af personen`, of what a record or the log has of it; empty where somebody acted as themselves."""
    kind, colon, _public_id = recorded.partition(":")
    return str(_IN_PLACE_OF.get(kind, _OF_ANOTHER)) if colon else ""


def history_of(thing: Any, sentences: Mapping[str, str | StrPromise] | None = None) -> list[ToldEvent]:
    """What happened to a row, newest first, at most MOST_EVENTS of it. One query."""
    return tell(Event.objects.about(thing).select_related("actor")[:MOST_EVENTS], type(thing), sentences)


def label_of(name: str) -> str:
    """What the history calls something that is no field of the row."""
    return str(_LABELS[name])


def _what(event: Event, known: Mapping[str, str | StrPromise]) -> str:
    if event.verb == "archive":
        how = event.changes.get("archived_as", ["", ""])[-1]
        return str(_ARCHIVED.get(how, _("Lagt i arkivet.")))
    if event.verb == "export":
        return str(_EXPORTED[bool(event.changes.get("with_cpr"))])
    return str(known.get(event.verb, _("Ændret.")))


def _changes(event: Event, model: type[models.Model]) -> list[Changed]:
    if not isinstance(event.changes, dict):
        return []
    found = []
    for name, pair in event.changes.items():
        if name in _HIDDEN or not isinstance(pair, list) or len(pair) != 2:
            continue
        field_of = _field(model, name)
        said = _LABELS.get(f"{event.verb} {name}") or _LABELS.get(name)
        label = str(said or getattr(field_of, "verbose_name", "") or name.replace("_", " "))
        words = _CHOICES.get(name) if field_of is None else None
        before, after = (in_words(field_of, words.get(value, value) if words else value) for value in pair)
        found.append(Changed(label[:1].upper() + label[1:], before, after))
    return found


def _field(model: type[models.Model], name: str) -> Any:
    try:
        return model._meta.get_field(name)
    except FieldDoesNotExist:
        return None


def in_words(field_of: Any, value: Any) -> str:
    """A recorded value as people say it; `field_of` is the model's field, or None where it has none by that name."""
    if value in (None, "", []):
        return ""
    if isinstance(value, bool):
        return _("ja") if value else _("nej")
    if isinstance(value, list):
        inner = getattr(field_of, "base_field", field_of)
        if getattr(field_of, "name", "") == "languages":
            return joined([language_label(str(one)) for one in value])
        return joined([lower_first(in_words(inner, one)) for one in value])
    if getattr(field_of, "name", "") == "phone":
        return written(str(value))
    choices = dict(getattr(field_of, "flatchoices", None) or [])
    if value in choices:
        return str(choices[value])
    if isinstance(field_of, models.DateField) or (field_of is None and _DATE.fullmatch(str(value))):
        try:
            return day_year(date.fromisoformat(str(value)[:10]))
        except ValueError:
            return str(value)
    if isinstance(field_of, models.DecimalField):
        try:
            return number(Decimal(str(value)))
        except InvalidOperation:
            return str(value)
    return str(value)
