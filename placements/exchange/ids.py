"""Ids that may not come back: those of cancelled placements, of merged people and workplaces, of rows archived as mistakes."""

from __future__ import annotations

from django.utils.translation import gettext as _

from placements.exchange.columns import CANDIDATES, FILES, PLACEMENTS, WORKPLACES, FileKind
from placements.exchange.material import Material
from placements.exchange.rows import Row
from placements.exchange.stored import parent_column, read_gone, read_mistakes


def none_comes_back(material: Material) -> None:
    """A fault for each row that has such an id; `material.gone` knows them for the rows that refer to one."""
    for kind in (PLACEMENTS, CANDIDATES, WORKPLACES):
        gone = material.gone[kind.name] = read_gone(kind, material.keeper, _named(material, kind))
        column = kind.key[0]
        for row in material.rows(kind) if gone else ():
            if (id_ := row.values.get(column)) in gone:
                material.fault(kind, row, column, id_, instead(material, kind, id_))
    for kind in FILES.values():
        ids = {id_ for row in material.rows(kind) if (id_ := row.values.get(parent_column(kind)))}
        mistakes = read_mistakes(kind, material.keeper, ids)
        for row in material.rows(kind) if mistakes else ():
            if row.key in mistakes:
                _is_a_mistake(material, kind, row)


def _named(material: Material, kind: FileKind) -> set[str]:
    """The ids of a kind that the import holds or refers to."""
    ids = {id_ for row in material.rows(kind) if (id_ := row.values.get(kind.key[0]))}
    for other in FILES.values():
        for name in (name for name, file in other.references if file == kind.name):
            ids |= {id_ for row in material.rows(other) if (id_ := row.values.get(name))}
    return ids


def instead(material: Material, kind: FileKind, id_: str) -> str:
    """What is to be written instead of an id that may not come back."""
    id_ = material.gone[kind.name][id_]
    if kind is PLACEMENTS:
        return _("et forløb, der ikke er annulleret. Skriv et nyt id, hvis det er et andet forløb, eller slet rækken")
    if kind is CANDIDATES:
        return _("%(id)s: Personen er lagt sammen med den, der har det id") % {"id": id_}
    return _("%(id)s: Arbejdspladsen er lagt sammen med den, der har det id") % {"id": id_}


def _is_a_mistake(material: Material, kind: FileKind, row: Row) -> None:
    expected = _("en række, der ikke er lagt i arkivet som en fejl. Slet rækken, eller tag den ud af arkivet først")
    column = kind.key[0]
    material.fault(kind, row, column, row.values.get(column), expected)
