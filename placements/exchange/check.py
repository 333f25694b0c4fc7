"""From an import's files to a plan: read every cell, find what is stored, hold the one against the other. Writes nothing."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from candidates.models import Programme
from placements.exchange import across
from placements.exchange.columns import CANDIDATES, FILES, HOURS, PLACEMENTS, TASKS, WORKPLACES, FileKind
from placements.exchange.faults import Faults
from placements.exchange.ids import instead, none_comes_back
from placements.exchange.material import Material, Tell, load_users
from placements.exchange.parse import Table, Unparsable, read_table
from placements.exchange.plan import Plan
from placements.exchange.rows import Row, read_rows
from placements.exchange.rules import RULES
from placements.exchange.shift_plans import plan_shifts
from placements.exchange.sources import Package
from placements.exchange.stored import LOCKED, StoredRow, lock_stored, parent_column, read_stored
from smaajob.accounts.models import Organisation, OrganisationKind
from smaajob.secrets import keyed_hash


def check(
    package: Package,
    faults: Faults,
    *,
    keeper: Organisation,
    today: date,
    everyone: bool = False,
    lock: bool = False,
    tell: Tell = lambda percent, step: None,
) -> Plan:
    """The plan of an import into an organisation (which may be unsaved: then nothing is stored).

    `everyone` is the command line's right: people of any municipality. Else they are the keeper's own, or those of the
    municipalities in a partner's programmes. With `lock` (inside a transaction) nobody else changes the rows that the import
    may change until the transaction is over: what the plan calls stored is then stored when it is loaded too.
    """
    material = Material(keeper, today, None, faults, tell)
    material.notes += [
        _("%(name)s er ikke importeret: Importen kender den ikke.") % {"name": name} for name in package.left_alone
    ] + package.notes
    tables = _read_files(material, package)
    if lock:
        for kind in LOCKED:
            lock_stored(kind, keeper, _ids(material, kind) | _locked_by_database(material, kind))
    _read_stored(material)
    if not everyone:
        material.people_of = _own_people(material)
    none_comes_back(material)
    for step, kind in enumerate(_kinds(material)):
        tell(35 + 5 * step, _("Tjekker %(file)s") % {"file": kind.file})
        _check_rows(material, kind)
    tell(85, _("Tjekker timer, pladser og vagter"))
    plan = Plan(material)
    across.hours_apart(material)
    across.hours_stay_inside(material)
    across.seats_are_enough(material)
    plan.shifts = plan_shifts(material)
    for table in tables:
        _show_as_written(table, faults)
    return plan


def _kinds(material: Material) -> list[FileKind]:
    return [kind for kind in FILES.values() if kind.name in material.files]


def _read_files(material: Material, package: Package) -> list[Table]:
    tables = []
    for step, kind in enumerate(FILES.values()):
        if kind.name not in package.files:
            continue
        material.tell(2 + 3 * step, _("Læser %(file)s") % {"file": kind.file})
        table = read_table(kind, package.files[kind.name], material.faults)
        if table is None:
            continue
        tables.append(table)
        material.files[kind.name] = read_rows(table, material.faults)
        material.notes += [
            _("%(file)s: Kolonnen »%(column)s« er ikke importeret: Formatet kender den ikke.")
            % {"file": kind.file, "column": name}
            for name in table.unknown
        ]
        with suppress(Unparsable):
            material.notes += [
                _("%(file)s: Kolonne nummer %(n)d er ikke importeret: Den har ingen overskrift.")
                % {"file": kind.file, "n": place + 1}
                for place in table.nameless_in_use()
            ]
    return tables


def _ids(material: Material, kind: FileKind) -> set[str]:
    return {id_ for row in material.rows(kind) if (id_ := row.values.get(parent_column(kind)))}


def _locked_by_database(material: Material, kind: FileKind) -> set[str]:
    """Rows that triggers lock when others are written: the placements of hours, the tasks of placements."""
    by = {PLACEMENTS.name: (HOURS, "forløb_id"), TASKS.name: (PLACEMENTS, "opgave_id")}.get(kind.name)
    return {id_ for row in material.rows(by[0]) if (id_ := row.values.get(by[1]))} if by else set()


def _read_stored(material: Material) -> None:
    """What is stored of all that the import holds or refers to. What refers comes before what it refers to."""
    wanted: dict[str, set[str]] = {name: set() for name in FILES}
    for kind in reversed(FILES.values()):
        rows = material.rows(kind)
        wanted[kind.name] |= _ids(material, kind)
        stored = read_stored(kind, material.keeper, wanted[kind.name], material.today)
        material.stored[kind.name] = stored
        for column, file in kind.references:
            wanted[file] |= {id_ for row in rows if (id_ := row.values.get(column))}
            wanted[file] |= {id_ for row in rows if (old := stored.get(row.key or ())) and (id_ := old.values[column])}
    emails = {
        email
        for kind in (WORKPLACES, CANDIDATES)
        for row in material.rows(kind)
        if (email := row.values.get("konsulent"))
    }
    material.users = load_users(emails, material.keeper)
    material.notes += [
        _("Ingen af jeres brugere har e-mailen %(email)s. Den er gemt som tekst.") % {"email": email}
        for email in sorted(emails)
        if material.user_id(email) is None
    ]


def _own_people(material: Material) -> frozenset[str]:
    keeper = material.keeper
    if keeper.kind == OrganisationKind.MUNICIPALITY:
        return frozenset({keeper.code})
    codes = {code for row in material.rows(FILES["indsatser"]) for code in row.values.get("kommuner") or ()}
    for stored in Programme.objects.filter(keeper_id=keeper.pk).values_list("municipalities", flat=True):
        codes |= set(stored)
    return frozenset(codes)


def _check_rows(material: Material, kind: FileKind) -> None:
    stored, rule = material.stored[kind.name], RULES.get(kind.name)
    for row in material.rows(kind):
        old = stored.get(row.key) if row.key else None
        if old is not None:
            row.pk = old.pk
            row.changed = tuple(_changes(material, kind, row, old))
        for column, file in kind.references:
            id_ = row.values.get(column)
            if id_ and id_ in material.gone.get(file, ()) and material.row(FILES[file], id_) is None:
                material.fault(kind, row, column, id_, instead(material, FILES[file], id_))
            elif id_ and not material.exists(FILES[file], id_) and not material.unread(file):
                expected = _("et id fra %(file)s.csv, eller et, der er importeret tidligere") % {"file": file}
                material.fault(kind, row, column, id_, expected)
        if rule is not None:
            rule(material, row, material.after(kind, row))


def _changes(material: Material, kind: FileKind, row: Row, old: StoredRow) -> list[str]:
    return [name for name, value in row.values.items() if not _same(material, name, old, value)]


def _same(material: Material, name: str, old: StoredRow, value: Any) -> bool:
    stored = old.values.get(name)
    if name == "cpr":
        return bool(stored == keyed_hash(value))
    if name == "målgrupper":
        return set(stored or ()) == set(value)
    if name == "samtykke" and value and value <= old.extra.get("withdrawn", date.min):
        return True  # the person took it back after that day; an old date gives nothing again
    if name == "konsulent":
        known = material.user_id(value) if value else None
        return bool(str(stored).casefold() == str(value).casefold() and known == old.extra["consultant_id"])
    return bool(stored == value)


def _show_as_written(table: Table, faults: Faults) -> None:
    wanted = faults.rows_of(table.kind.file)
    rows: dict[int, list[str]] = {}
    with suppress(Unparsable):  # what was read until then is shown
        rows.update((number, texts) for number, texts in (table.rows() if wanted else ()) if number in wanted)
    faults.show_as_written(table.kind.file, table.header, rows)
