"""What the pages about rules show: the rows of each subject, together where they say the same for several groups."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from smaajob.rules import files
from smaajob.rules.values import Answer, Key, LawGroup, Rules
from smaajob.writing import lower_first

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

# Each subject: the word of its tab, and its heading. In the order in which they are needed; the first has no word in the URL.
SUBJECTS: dict[str, tuple[StrPromise, StrPromise]] = {
    "praktik": (_("Praktik"), _("Praktik")),
    "rimelighed": (_("Antal ad gangen"), _("Hvor mange ad gangen på en arbejdsplads")),
    "loentilskud": (_("Løntilskud"), _("Løntilskud")),
    "mentor": (_("Mentor"), _("Mentor")),
    "unge": (_("Unge"), _("Unge under 18 år")),
    "fleksjob": (_("Fleksjob"), _("Fleksjob")),
    "ydelser": (_("Ydelser"), _("Ydelser og fribeløb")),
    "andet": (_("Andet"), _("Timer i almindelige job, og arbejdspligt")),
}
FIRST = next(iter(SUBJECTS))
TABS = [("" if subject == FIRST else subject, tab) for subject, (tab, _heading) in SUBJECTS.items()]


@dataclass(frozen=True, slots=True)
class Shown:
    """Rows that say the same, from the same source, for some groups (none named: for all)."""

    answer: Answer
    groups: tuple[LawGroup, ...]

    @property
    def names(self) -> list[str]:
        """As they are called, the first with a capital."""
        return [one.name if n == 0 else lower_first(one.name) for n, one in enumerate(self.groups)]

    @property
    def badge(self) -> tuple[str, str]:
        """The word for how sure it is, and its colour."""
        sure, unsure = self.answer.is_sure, self.answer.is_unsure
        return self.answer.confidence_word, "success" if sure else ("warning" if unsure else "info")


@dataclass(frozen=True, slots=True)
class ShownKey:
    """A key with what holds on the day; `last` is the newest row that is over, where nothing does, `coming` what begins later."""

    key: Key
    holding: list[Shown]
    last: list[Shown] = field(default_factory=list)
    coming: list[Shown] = field(default_factory=list)


def together(answers: Iterable[Answer], rules: Rules) -> list[Shown]:
    """The rows that are the same but for the group, as one; a municipality's own first."""
    found: dict[Any, tuple[Answer, list[LawGroup]]] = {}
    for one in answers:
        same = (
            one.value,
            one.valid_from,
            one.valid_to,
            one.paragraph,
            one.source,
            one.checked_on,
            one.confidence,
            one.own,
        )
        groups = found.setdefault(same, (one, []))[1]
        if known := rules.group(one.group):
            groups.append(known)
    shown = [Shown(answer, tuple(groups)) for answer, groups in found.values()]
    return sorted(shown, key=lambda one: one.answer.own is None)


def of_subject(subject: str, rules: Rules, on: date) -> list[ShownKey]:
    """The keys of a subject, as they are on a day."""
    return [
        _shown(key, rules, on)
        for key in files.keys().values()
        if key.subject == (subject or FIRST) and key.key in rules.answers
    ]


def _shown(key: Key, rules: Rules, on: date) -> ShownKey:
    """What a row of the municipality's own has taken the place of is not shown as holding."""
    in_use = {one.code for one in rules.lists_in_use(on)}
    rows = [one for one in rules.answers[key.key] if not (of := rules.group(one.group)) or of.list in in_use]
    current = [one for one in rows if one.holds_on(on) and rules.value(key.key, on=on, group=one.group) == one]
    over = [one for one in rows if one.valid_to is not None and one.valid_to < on]
    last = max((one.valid_to for one in over if one.valid_to), default=None)
    ended = [] if current else [one for one in over if one.valid_to == last]
    coming = [one for one in rows if one.valid_from > on]
    return ShownKey(key, together(current, rules), together(ended, rules), together(coming, rules))


def all_rows(key: Key, rules: Rules) -> list[Shown]:
    """Every row of a key, the newest first; a municipality's own before ours."""
    newest_first = sorted(rules.answers.get(key.key, ()), key=lambda one: one.valid_from, reverse=True)
    return together(newest_first, rules)
