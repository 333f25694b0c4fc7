"""All that an organisation keeps, in the public format (docs/import-format.md), in an order that no primary key decides.

What counts is exported: what lies in the archive because it is over, too, but no mistakes, no doubles and no cancelled placements.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Collate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from candidates.models import TargetGroupSpell
from placements.exchange.columns import CANDIDATES, FILES, Column, FileKind
from placements.exchange.material import Tell
from placements.exchange.readers import SEPARATOR, Ref, Several, Text
from placements.exchange.stored import StoredRow, in_portions
from placements.exchange.writers import Sink
from smaajob.accounts.models import Organisation
from smaajob.archive import Archivable, ArchivedAs
from smaajob.secrets import decrypt
from smaajob.vocabulary import TargetGroup
from smaajob.writing import number

_NOT_COUNTED = (ArchivedAs.MISTAKE, ArchivedAs.MERGED)
# What a row can't be without: where that is a mistake, the row is a part of it.
_NEEDS: dict[str, tuple[str, ...]] = {
    "deltagelser": ("programme", "candidate"),
    "opgaver": ("workplace",),
    "forløb": ("candidate", "workplace"),
    "timer": ("placement__candidate", "placement__workplace"),
    "kursusdeltagere": ("course", "candidate"),
    "status": ("candidate",),
}
# What a row can be without: where that is a mistake, the cell is empty.
_MAY_HAVE: dict[str, dict[str, tuple[str, ...]]] = {
    "forløb": {"opgave_id": ("task", "task__workplace"), "indsats_id": ("programme",)},
    "kurser": {"indsats_id": ("programme",)},
}
# What stands in a cell that must not be empty and is: nobody has written it yet.
_UNKNOWN = "?"
_NO_GROUP = TargetGroup.OTHER.value


@dataclass
class Exported:
    """`counts` is rows by file; `notes` are sentences about what the format can't carry, without names."""

    counts: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def export(
    keeper: Organisation,
    sink: Sink,
    *,
    today: date,
    with_cpr: bool = False,
    with_protected: bool = True,
    tell: Tell = lambda percent, step: None,
) -> Exported:
    """Write every file into the sink; without `with_protected` none of the rows about people with a protected address.

    Call it in `smaajob.snapshot.one_moment`, so that what refers finds what it refers to.
    """
    result = Exported()
    whom = Q() if with_protected else Q(address_protected=False)
    for step, kind in enumerate(FILES.values()):
        tell(5 + 9 * step, _("Skriver %(file)s") % {"file": kind.file})
        columns = [column for column in kind.columns if column.name != "cpr" or with_cpr]
        told = _Told(kind, sink.longest)
        count = 0
        with sink.file(kind, columns) as write:
            for portion in in_portions(kind, _rows(kind, keeper, whom), keeper, today, _more(kind)):
                _complete(kind, portion, keeper, with_cpr=with_cpr)
                for row in portion:
                    write([told.cell(column, row) for column in columns])
                count += len(portion)
        result.counts[kind.file] = count
        result.notes += [*told.notes(), *_left_out(kind, keeper, whom)]
        if kind is CANDIDATES:
            result.notes += [*_moved_groups(keeper, today, whom), *_protected(keeper, with_protected=with_protected)]
    return result


def _rows(kind: FileKind, keeper: Organisation, whom: Q) -> QuerySet[Any]:
    return _counted(kind, keeper, whom).exclude(_broken(kind)).order_by(*_order(kind))


def _counted(kind: FileKind, keeper: Organisation, whom: Q) -> QuerySet[Any]:
    """The rows that count, about the people who are `whom`."""
    rows: QuerySet[Any] = kind.model._default_manager.filter(keeper=keeper)
    # Who was erased counts in our own figures alone: a row of nobody can't be written in the format.
    if kind is CANDIDATES:
        rows = rows.filter(whom, erased_at__isnull=True)
    for path in _NEEDS.get(kind.name, ()):
        if path.endswith("candidate"):
            rows = rows.filter(**{f"{path}__erased_at__isnull": True})
            if whom:
                rows = rows.filter(**{f"{path}__address_protected": False})
    return rows.exclude(archived_as__in=_NOT_COUNTED) if issubclass(kind.model, Archivable) else rows


def _broken(kind: FileKind) -> Q:
    broken = Q(pk__in=[])
    for path in _NEEDS.get(kind.name, ()):
        broken |= Q(**{f"{path}__archived_as__in": _NOT_COUNTED})
    return broken


def _order(kind: FileKind) -> list[Any]:
    """By the key. Texts by their code points, whatever the database's language is."""
    columns = [kind.by_name[name] for name in kind.key]
    return [Collate(one.path, "C") if isinstance(one.reader, Text) else one.path for one in columns]


def _more(kind: FileKind) -> tuple[str, ...]:
    return tuple(f"{path}__archived_as" for paths in _MAY_HAVE.get(kind.name, {}).values() for path in paths)


def _protected(keeper: Organisation, *, with_protected: bool) -> list[str]:
    """That they are left out is said, and how many."""
    protected = _counted(CANDIDATES, keeper, Q(address_protected=True)).count() if not with_protected else 0
    if not protected:
        return []
    return [
        ngettext(
            "%(file)s: %(n)d person med beskyttet adresse er ikke med, heller ikke i de andre filer.",
            "%(file)s: %(n)d personer med beskyttet adresse er ikke med, heller ikke i de andre filer.",
            protected,
        )
        % {"file": CANDIDATES.file, "n": protected}
    ]


def _left_out(kind: FileKind, keeper: Organisation, whom: Q) -> list[str]:
    count = _counted(kind, keeper, whom).filter(_broken(kind)).count() if kind.name in _NEEDS else 0
    if not count:
        return []
    return [
        ngettext(
            "%(file)s: %(n)d række er ikke med. Den hører til noget, der ligger i arkivet som en fejl.",
            "%(file)s: %(n)d rækker er ikke med. De hører til noget, der ligger i arkivet som en fejl.",
            count,
        )
        % {"file": kind.file, "n": count}
    ]


def _moved_groups(keeper: Organisation, today: date, whom: Q) -> list[str]:
    """The format has no dates of target groups: an import lets those of today hold from the registration on."""
    moved = TargetGroupSpell.objects.filter(candidate=OuterRef("pk")).filter(
        Q(end__lt=today) | Q(start__gt=OuterRef("registered_on"))
    )
    count = _counted(CANDIDATES, keeper, whom).filter(Exists(moved)).count()
    if not count:
        return []
    return [
        ngettext(
            "%(file)s: %(n)d person har skiftet målgruppe. Filen har kun målgrupperne fra i dag, og ikke, hvornår de gjaldt.",
            "%(file)s: %(n)d personer har skiftet målgruppe. Filen har kun målgrupperne fra i dag, og ikke, hvornår de gjaldt.",
            count,
        )
        % {"file": CANDIDATES.file, "n": count}
    ]


def _complete(kind: FileKind, rows: list[StoredRow], keeper: Organisation, *, with_cpr: bool) -> None:
    """Values that an import never needs to read: the CPR number itself, and a group for somebody who is in none now."""
    for column, paths in _MAY_HAVE.get(kind.name, {}).items():
        for row in rows:
            if any(row.extra[f"{path}__archived_as"] in _NOT_COUNTED for path in paths):
                row.values[column] = ""
    if kind is not CANDIDATES:
        return
    last = _last_groups([row.pk for row in rows if not row.values["målgrupper"]], keeper)
    order = {code: place for place, code in enumerate(TargetGroup.values)}
    for row in rows:
        groups = row.values["målgrupper"] or last.get(row.pk, [])
        # In an order of their own: after an import they all begin on one day.
        row.values["målgrupper"] = sorted(groups, key=order.__getitem__)
        row.values["cpr"] = decrypt(row.extra["cpr_encrypted"]) if with_cpr else ""


def _last_groups(people: Collection[int], keeper: Organisation) -> dict[int, list[str]]:
    """Of people who are in no target group any more: those that they were in last."""
    spells = TargetGroupSpell.objects.filter(keeper=keeper, candidate__in=people).order_by("candidate", "-end", "group")
    found: dict[int, tuple[date | None, list[str]]] = {}
    for candidate, group, end in spells.values_list("candidate_id", "group", "end"):
        last, groups = found.setdefault(candidate, (end, []))
        if end == last and group not in groups:
            groups.append(group)
    return {candidate: groups for candidate, (_end, groups) in found.items()}


class _Told:
    """Writes a file's cells, and counts what the format can't carry as it is."""

    def __init__(self, kind: FileKind, longest: int | None) -> None:
        self.kind = kind
        self.longest = longest  # characters in a cell of the sink
        self.cut: dict[str, int] = {}
        self.filled_in: dict[str, int] = {}
        self.separated: dict[str, int] = {}

    def cell(self, column: Column, row: StoredRow) -> tuple[Any, str]:
        """The value and its text; both are empty where nothing stands."""
        value = row.values[column.name]
        text = "" if value is None or value == "" or value == [] else column.reader.write(value)
        if isinstance(column.reader, Several) and isinstance(column.reader.one, Text):
            self._count(self.separated, column, any(SEPARATOR in one for one in value))
        if not text and column.required and not isinstance(column.reader, Ref):
            self._count(self.filled_in, column, True)
            text = _NO_GROUP if column.name == "målgrupper" else _UNKNOWN
        self._count(self.cut, column, self.longest is not None and len(text) > self.longest)
        return (value if text else None), text

    def _count(self, counts: dict[str, int], column: Column, is_so: bool) -> None:
        if is_so:
            counts[column.name] = counts.get(column.name, 0) + 1

    def notes(self) -> Iterator[str]:
        for name, n in self.filled_in.items():
            with_ = _NO_GROUP if name == "målgrupper" else _UNKNOWN
            yield ngettext(
                "%(file)s: %(n)d celle i %(column)s var tom. Der står »%(with)s«, for kolonnen skal være udfyldt.",
                "%(file)s: %(n)d celler i %(column)s var tomme. Der står »%(with)s«, for kolonnen skal være udfyldt.",
                n,
            ) % {"file": self.kind.file, "n": n, "column": name, "with": with_}
        for name, n in self.cut.items():
            yield ngettext(
                "%(file)s: %(n)d celle i %(column)s er skåret af, for et Excel-regneark har højst %(most)s tegn i en celle. "
                "I en .zip-fil er den hel.",
                "%(file)s: %(n)d celler i %(column)s er skåret af, for et Excel-regneark har højst %(most)s tegn i en celle. "
                "I en .zip-fil er de hele.",
                n,
            ) % {"file": self.kind.file, "n": n, "column": name, "most": number(self.longest or 0)}
        for name, n in self.separated.items():
            yield ngettext(
                "%(file)s: %(n)d celle i %(column)s rummer tegnet |, som skiller lister. Det er skrevet som /.",
                "%(file)s: %(n)d celler i %(column)s rummer tegnet |, som skiller lister. Det er skrevet som /.",
                n,
            ) % {"file": self.kind.file, "n": n, "column": name}
