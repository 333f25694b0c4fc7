"""Work that comes again and again: what a company taps, and what stands there ready when it does.

All ready texts are here. A type is no field of a task: what it gives can be changed by hand, as it is in every list and search.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from smaajob.vocabulary import Category

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

    from employers.models import Task


@dataclass(frozen=True, slots=True)
class TaskType:
    """`title` is what stands on the chip and what the task is called; `shortest` is the shortest session that makes sense, in hours."""

    code: str
    title: StrPromise
    category: str
    description: StrPromise | str = ""
    bring: StrPromise | str = ""
    shortest: Decimal = Decimal(2)


_SHOES = _("Sko, du kan gå og stå i")
TYPES: tuple[TaskType, ...] = (
    TaskType(
        "varer",
        _("Fylde varer op"),
        Category.SHOP.value,
        _("Du sætter varer på plads på hylderne, retter dem til og tager tomme kasser med ud."),
        _SHOES,
    ),
    TaskType(
        "lager",
        _("Rydde op på lageret"),
        Category.WAREHOUSE.value,
        _("Du rydder op, sætter kasser på plads og holder gulvet fri, så de andre kan komme til."),
        _SHOES,
        Decimal(3),
    ),
    TaskType(
        "pakke",
        _("Pakke ordrer"),
        Category.PACKING.value,
        _("Du finder varerne til en ordre, pakker dem i en kasse og sætter en mærkat på."),
    ),
    TaskType(
        "ude",
        _("Luge og feje"),
        Category.GREEN_AREAS.value,
        _("Du luger, fejer og samler affald op, så her ser pænt ud udenfor."),
        _("Tøj til at være ude i"),
    ),
    TaskType(
        "kantine",
        _("Kantine og opvask"),
        Category.CANTEEN.value,
        _("Du dækker op, tager service af bordene og fylder og tømmer opvaskemaskinen."),
        _("Rent tøj og flade sko"),
    ),
    TaskType(
        "arkiv",
        _("Arkiv og scanning"),
        Category.ARCHIVE.value,
        _("Du sorterer papirer, scanner dem og sætter dem på plads. Det foregår siddende."),
    ),
    TaskType(
        "biler",
        _("Vaske biler"),
        Category.CARETAKING.value,
        _("Du vasker biler udvendigt, støvsuger dem og tørrer dem af indvendigt."),
        _("Tøj, der må blive vådt"),
    ),
    TaskType("andet", _("Andet"), Category.OTHER.value),
)
OTHER = "andet"
BY_CODE = {one.code: one for one in TYPES}


def type_of(task: Task) -> str:
    """The code of the type that a task is of by its title and its kind of work; OTHER where it is none of them."""
    found = (one.code for one in TYPES if str(one.title) == task.title and one.category == task.category)
    return next(found, OTHER)
