"""The list of people: its rows, its filters, and the act on those that are chosen in it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _

from candidates.models import Candidate, CandidateQuerySet
from smaajob.accounts.colleagues import colleagues
from smaajob.accounts.scope import Scope
from smaajob.lists import Filter, Sort, narrowed
from smaajob.vocabulary import Status, TargetGroup

if TYPE_CHECKING:
    from smaajob.lists import Text

SORTS = (
    Sort("navn", _("Efternavn, A–Å"), ("sort_key",), column="name"),
    Sort("navn-om", _("Efternavn, Å–A"), ("-sort_key",), column="name", direction="descending"),
    Sort("nyeste", _("Nyeste først"), ("-registered_on", "sort_key"), column="registered", direction="descending"),
    Sort("længst", _("Ældste registrering først"), ("registered_on", "sort_key"), column="registered"),
    Sort("yngste", _("Yngste først"), ("-birth_date", "sort_key"), column="age"),
    Sort("ældste", _("Ældste først"), ("birth_date", "sort_key"), column="age", direction="descending"),
)
MINE, STAND_IN, NOBODY = "mig", "stedfortræder", "ingen"
SHOWN, ARCHIVE = "vis", "arkiv"


def rows_of(scope: Scope, today: date, parameters: Mapping[str, str]) -> CandidateQuerySet:
    """Everybody the organisation works with, or those in the archive where the parameters ask for them."""
    people = Candidate.objects.visible_to(scope)
    shown = people.archived() if parameters.get(SHOWN) == ARCHIVE else people.current()
    return shown.with_status(today).select_related("consultant")


def chosen(
    scope: Scope, today: date, parameters: Mapping[str, str], ids: list[str], *, everyone: bool
) -> CandidateQuerySet:
    """The people of the ids, or with `everyone` all that the list with these parameters shows; those of others are none."""
    if everyone:
        rows = rows_of(scope, today, parameters)
        return narrowed(parameters, rows, search=CandidateQuerySet.search, filters=filters_of(scope, today))
    return Candidate.objects.visible_to(scope).filter(public_id__in=[one for one in ids if _is_id(one)])


def filters_of(scope: Scope, today: date) -> list[Filter[CandidateQuerySet]]:
    """Situation (counted), target group, consultant, and whether the archive is shown."""

    def counted(rows: CandidateQuerySet) -> dict[str, int]:
        grouped = rows.order_by().values(code=F("status_now")).annotate(n=Count("pk"))
        return {row["code"] or "": row["n"] for row in grouped}

    def of_consultant(rows: CandidateQuerySet, value: str) -> CandidateQuerySet:
        if value == NOBODY:
            return rows.filter(consultant__isnull=True)
        if value == STAND_IN:
            return rows.filter(stand_in=scope.user)
        return rows.filter(consultant=scope.user) if value == MINE else rows.filter(consultant__public_id=value)

    consultants: list[tuple[str, Text]] = [
        (MINE, _("Mig")),
        (STAND_IN, _("Mig som stedfortræder")),
        *((str(user.public_id), user.name) for user in colleagues(scope) if user != scope.user),
        (NOBODY, _("Ingen endnu")),
    ]
    return [
        Filter(
            "situation", _("Situation"), Status.choices, lambda rows, code: rows.filter(Q(status_now=code)), counted
        ),
        Filter("gruppe", _("Målgruppe"), TargetGroup.choices, lambda rows, code: rows.in_target_group(code, today)),
        Filter("konsulent", _("Konsulent"), consultants, of_consultant),
        # `rows_of` has narrowed already, since those of now hold without asking.
        Filter(SHOWN, _("Vis"), [(ARCHIVE, _("I arkivet"))], lambda rows, _value: rows, everything=_("Dem, der er nu")),
    ]


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
