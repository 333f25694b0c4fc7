"""For the data protection officer: the log itself, and the look-ups that are worth a second look. Reading it is on record too."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from smaajob.accounts.models import Membership
from smaajob.accounts.permissions import Permission
from smaajob.accounts.roles import STAFF
from smaajob.accounts.scope import Scope
from smaajob.audit import reading
from smaajob.audit.access import Kind, read_log
from smaajob.audit.models import Access, AccessFlag, Flag
from smaajob.audit.people import names_of
from smaajob.http import Request, get_only, may
from smaajob.lists import Filter, Listing, Sort, listing

NEWEST = (
    Sort("nyeste", gettext_lazy("Nyeste først"), ("-pk",)),
    Sort("aeldste", gettext_lazy("Ældste først"), ("pk",)),
)
PAGE = 100
NEWEST_FLAG = (Sort("nyeste", gettext_lazy("Nyeste først"), ("-access",)),)


@may(Permission.SEE_LOG)
@get_only
def show_list(request: Request) -> HttpResponse:
    """Who looked at whom, the newest first; by colleague, person, day and kind."""
    scope = request.scope
    found = listing(
        request,
        Access.objects.visible_to(scope).select_related("user"),
        search=lambda rows, words: reading.search(rows, words, scope),
        filters=[
            Filter("hvordan", _("Hvordan"), Kind.choices, lambda rows, kind: rows.filter(kind=kind)),
            Filter("kollega", _("Kollega"), _colleagues(scope), lambda rows, who: rows.filter(user__public_id=who)),
            Filter("maaned", _("Måned"), reading.months(scope), lambda rows, one: reading.in_month(rows, one, scope)),
        ],
        sorts=NEWEST,
        noun=(_("opslag"), _("opslag")),
    )
    told = reading.tell(scope.organisation, found.rows)
    read_log(request, reading.named(told), **_how(found))
    return render(request, "audit/log.html", {"listing": found, "told": told})


@may(Permission.SEE_LOG)
@get_only
def show_flags(request: Request) -> HttpResponse:
    """Look-ups of one person without a relation to the case, of protected people, of colleagues, of oneself."""
    scope = request.scope
    found = listing(
        request,
        AccessFlag.objects.filter(organisation=scope.organisation).select_related("access__user"),
        search=lambda rows, words: reading.search(rows, words, scope, "access__"),
        filters=[
            Filter("hvorfor", _("Hvorfor"), Flag.choices, lambda rows, flag: rows.filter(flag=flag), _counted),
            Filter(
                "kollega", _("Kollega"), _colleagues(scope), lambda rows, who: rows.filter(access__user__public_id=who)
            ),
            Filter(
                "maaned",
                _("Måned"),
                reading.months(scope),
                lambda rows, one: reading.in_month(rows, one, scope, "access__"),
            ),
        ],
        sorts=NEWEST_FLAG,
        noun=(_("opslag"), _("opslag")),
    )
    names = names_of(scope.organisation, {row.person for row in found.rows})
    told = [
        (row, reading.who(row.access), reading.people([row.person], names)[0], reading.role_of(row.access.role))
        for row in found.rows
    ]
    read_log(request, names, **_how(found))
    return render(request, "audit/flags.html", {"listing": found, "told": told})


@may(Permission.SEE_LOG)
@get_only
def show_one(request: Request, number: int) -> HttpResponse:
    """One look-up with all whom it showed, PAGE at a time: an export or a long list. The number is the one that verify_log says."""
    row = get_object_or_404(Access.objects.visible_to(request.scope).select_related("user"), pk=number)
    page = Paginator(row.people, PAGE).get_page(request.GET.get("side"))
    names = names_of(request.scope.organisation, page.object_list)
    shown = [reading.person(one, names) for one in page.object_list]
    read_log(request, page.object_list)
    one = reading.ToldAccess(row, reading.who(row), reading.role_of(row.role), shown, len(row.people))
    return render(request, "audit/one.html", {"one": one, "page": page, "searched_by": reading.searched_by(row)})


def _colleagues(scope: Scope) -> list[tuple[str, str]]:
    """Staff, those who stopped too: what they looked at is still in the log."""
    members = Membership.objects.filter(organisation=scope.organisation, role__in=STAFF)
    rows = members.order_by("user__name", "user__pk").values_list("user__public_id", "user__name").distinct()
    return [(str(public_id), name) for public_id, name in rows]


def _counted(rows: QuerySet[AccessFlag]) -> dict[str, int]:
    return dict(rows.order_by().values_list("flag").annotate(n=Count("pk")))


def _how(found: Listing[Any]) -> dict[str, Any]:
    """A narrowed log was searched, by the names of what it was narrowed by."""
    return {"kind": Kind.SEARCH, "by": sorted(found.parameters)} if found.is_narrowed else {}
