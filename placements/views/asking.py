"""What a person and a workplace can ask their consultant for. Asking changes nothing; the pages say whom to call."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from candidates.following import own_person
from candidates.models import Candidate
from candidates.reaching import contacts
from placements.actions import change_requests as actions
from placements.changing.at_company import AtCompany, at_company
from placements.forms.changes import AskForm
from placements.models import ChangeRequest, Placement, Wish
from smaajob.accounts.permissions import Permission
from smaajob.audit.access import seen, seen_ids
from smaajob.formpage import FormPage
from smaajob.http import Request, get_and_post, get_only, may


@may(Permission.OWN_WEEK)
@get_only
def my_placements(request: Request) -> HttpResponse:
    """Part of "Min uge", and a page of its own: what runs, its pauses, and what can be asked for."""
    person = _person(request)
    context = {"person": person, "rows": _running(person), "contacts": contacts(person)}
    return render(request, "placements/changes/my_placements.html" + ("#part" if request.htmx else ""), context)


@may(Permission.OWN_WEEK)
@get_and_post
def ask_for_me(request: Request, public_id: UUID, wish: str) -> HttpResponse:
    """ "Jeg har brug for en pause" and "Jeg vil gerne stoppe": a few words if they like, and whom to call."""
    person = _person(request)
    rows = Placement.objects.filter(candidate=person).not_ended().select_related("workplace")
    placement = get_object_or_404(rows, public_id=public_id)
    hint = _("Du behøver ikke skrive hvorfor. Skriv ikke noget om sygdom. Det kan du sige i telefonen, hvis du vil.")
    page = FormPage(
        request, AskForm, name=f"placements.ask_{wish}", about=placement.public_id,
        label=_("Vil du skrive noget?"), hint=hint,
    )  # fmt: skip
    verb = actions.ask
    if page.save(lambda form: verb(by=request.scope, placement=placement, wish=Wish(wish), **form.cleaned_data)):
        messages.success(
            request, _("Tak for, at du siger det. Din kontakt ringer til dig. Indtil da er alt, som det er aftalt.")
        )
        return redirect("placements:my_week")
    waits = _waits(placement, Wish(wish))
    context = {"person": person, "placement": placement, "wish": wish, "waits": waits, "contacts": contacts(person)}
    return page.render("placements/changes/ask_for_me.html", context)


@may(Permission.OWN_COMPANY)
@get_only
def for_company(request: Request) -> HttpResponse:
    """Part of a company's page, and a page of its own: who is there, until when, pauses, and what can be asked for."""
    found = at_company(request.scope, timezone.localdate())
    for one in found:
        seen_ids(request, [one.who.person], keeper=one.placement.workplace.keeper)
    several = len({one.placement.workplace_id for one in found}) > 1
    context = {"found": found, "several": several, "today": timezone.localdate()}
    return render(request, "placements/changes/for_company.html" + ("#part" if request.htmx else ""), context)


@may(Permission.OWN_COMPANY)
@get_and_post
def ask_for_company(request: Request, public_id: UUID, wish: str) -> HttpResponse:
    """ "Vi vil gerne forlænge" and "Vi vil gerne ansætte"."""
    one = _of_company(request, public_id)
    label = (
        _("Hvor længe, og hvor mange timer?") if wish == Wish.EXTEND else _("Hvornår, til hvad og hvor mange timer?")
    )
    page = FormPage(
        request, AskForm, name=f"placements.ask_{wish}", about=one.placement.public_id, label=label,
        hint=_("Skriv ikke noget om personens helbred."),
    )  # fmt: skip
    verb = actions.ask
    if page.save(lambda form: verb(by=request.scope, placement=one.placement, wish=Wish(wish), **form.cleaned_data)):
        messages.success(
            request, _("Tak. Det er sendt til jeres kontakt i kommunen, som taler med personen og vender tilbage.")
        )
        return redirect("employers:own_company")
    return page.render(
        "placements/changes/ask_for_company.html", {"one": one, "wish": wish, "waits": Wish(wish) in one.waits}
    )


def _person(request: Request) -> Candidate:
    person = own_person(request.scope)
    if person is None or person.is_archived:
        raise Http404
    seen(request, person)
    return person


def _running(person: Candidate) -> list[tuple[Placement, list[object], list[str]]]:
    """Each placement with the pauses that are not over, and what waits for an answer."""
    today = timezone.localdate()
    rows = Placement.objects.filter(candidate=person).not_ended().select_related("workplace").order_by("start", "pk")
    rows = rows.prefetch_related("breaks")
    asked = ChangeRequest.objects.filter(candidate=person, side="person").waiting()
    waits: dict[int, list[str]] = {}
    for placement, wish in asked.values_list("placement_id", "wish"):
        waits.setdefault(placement, []).append(wish)
    return [
        (one, [row for row in one.breaks.all() if row.state_on(today) in ("coming", "on")], waits.get(one.pk, []))
        for one in rows
    ]


def _waits(placement: Placement, wish: Wish) -> bool:
    return ChangeRequest.objects.filter(placement=placement, wish=wish).waiting().exists()


def _of_company(request: Request, public_id: UUID) -> AtCompany:
    """Theirs, found under their own reach, or a 404. The look is in the log of the municipality that keeps it."""
    for one in at_company(request.scope, timezone.localdate()):
        if one.placement.public_id == public_id:
            seen_ids(request, [one.who.person], keeper=one.placement.workplace.keeper)
            return one
    raise Http404
