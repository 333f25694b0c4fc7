"""What the pages about rules show: the rows of each subject, together where they say the same for several groups."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from smaajob.rules import files
from smaajob.rules.values import Answer, Key, LawGroup, Rules

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

# In the order in which they are needed.
SUBJECTS: dict[str, StrPromise] = {
    "praktik": _("Praktik"),
    "rimelighed": _("Hvor mange ad gangen på en arbejdsplads"),
    "loentilskud": _("Løntilskud"),
    "mentor": _("Mentor"),
    "unge": _("Unge under 18 år"),
    "fleksjob": _("Fleksjob"),
    "ydelser": _("Ydelser og fribeløb"),
    "andet": _("Timer i almindelige job, og arbejdspligt"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """Rows that say the same, from the same source, for some groups (none named: for all)."""

    answer: Answer
    groups: tuple[LawGroup, ...]

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


def subjects(rules: Rules, on: date) -> list[tuple[str, list[ShownKey]]]:
    """Each subject with its keys, as they are on a day."""
    found: dict[str, list[ShownKey]] = {subject: [] for subject in SUBJECTS}
    for key in files.keys().values():
        if key.key in rules.answers:
            found[key.subject].append(_shown(key, rules, on))
    return [(str(SUBJECTS[subject]), keys) for subject, keys in found.items() if keys]


def _shown(key: Key, rules: Rules, on: date) -> ShownKey:
    """What a row of the municipality's own has taken the place of is not shown as holding."""
    rows = rules.answers[key.key]
    in_use = {one.code for one in rules.lists_in_use(on)}
    current = [one for one in rows if one.holds_on(on) and rules.value(key.key, on=on, group=one.group) == one]
    current = [one for one in current if not (known := rules.group(one.group)) or known.list in in_use]
    over = [one for one in rows if one.valid_to is not None and one.valid_to < on]
    last = max((one.valid_to for one in over if one.valid_to), default=None)
    ended = [] if current else [one for one in over if one.valid_to == last]
    coming = [one for one in rows if one.valid_from > on]
    return ShownKey(key, together(current, rules), together(ended, rules), together(coming, rules))


def all_rows(key: Key, rules: Rules) -> list[Shown]:
    """Every row of a key, the newest first; a municipality's own before ours."""
    newest_first = sorted(rules.answers.get(key.key, ()), key=lambda one: one.valid_from, reverse=True)
    return together(newest_first, rules)
