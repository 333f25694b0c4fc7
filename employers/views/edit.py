"""Workplaces by hand: new, changed, put away, given to somebody."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from employers.actions import assign as assigning
from employers.actions import workplaces as actions
from employers.forms.assign import AssignForm
from employers.forms.workplaces import WorkplaceForm
from employers.models import Task, Workplace
from employers.views.finding import asked_of, workplace_of
from employers.wording import said_by
from smaajob import archive as archiving
from smaajob.accounts.permissions import Permission
from smaajob.archiveform import ArchiveForm
from smaajob.formfields import refuse
from smaajob.formpage import FormPage
from smaajob.geography import places
from smaajob.http import Request, get_and_post, may, post_only, refusals_told


@may(Permission.CHANGE_WORKPLACES)
@get_and_post
def new(request: Request) -> HttpResponse:
    """A workplace, with the first contact. `?ny=` is a company that asked to take part: what it wrote stands there already."""
    asked = asked_of(request, request.GET.get("ny", ""))
    said = said_by(asked) if asked else None
    about = asked.public_id if asked else None
    page = FormPage(request, WorkplaceForm, name="employers.new", about=about, scope=request.scope, said=said)

    def act(form: WorkplaceForm) -> Workplace:
        found = form.cleaned_data
        return actions.create(by=request.scope, values=form.values(), cvr=found["cvr"], contact=form.contact())

    saved = page.save(act)
    if saved is None:
        return page.render("employers/edit.html")
    told = _("%(name)s er oprettet.") % {"name": saved}
    others = _others(saved)
    if others:
        told += " " + _("De har samme CVR-nummer som %(others)s, så det er samme virksomhed.") % {"others": others[0]}
    messages.success(request, told + " " + _("Har de en opgave, så opret den med det samme."))
    _warn_of_place(request, saved)
    return redirect("employers:detail", saved.public_id)


@may(Permission.CHANGE_WORKPLACES)
@get_and_post
def edit(request: Request, public_id: UUID) -> HttpResponse:
    """Everything about a workplace but its contacts."""
    workplace = workplace_of(request, public_id)
    page = FormPage(
        request, WorkplaceForm, name="employers.edit", thing=workplace, scope=request.scope, workplace=workplace
    )

    def act(form: WorkplaceForm) -> Workplace:
        cvr = form.cleaned_data["cvr"]
        return actions.change(by=request.scope, workplace=workplace, values=form.values(), cvr=cvr)

    saved = page.save(act)
    if saved is None:
        return page.render("employers/edit.html", {"workplace": workplace, "others": _others(workplace)})
    messages.success(request, _("Oplysningerne om %(name)s er gemt.") % {"name": saved})
    _warn_of_place(request, saved)
    return redirect("employers:detail", saved.public_id)


@may(Permission.CHANGE_WORKPLACES)
@get_and_post
def archive(request: Request, public_id: UUID) -> HttpResponse:
    """Put a workplace away with its tasks; with `restore` take it out again."""
    workplace = workplace_of(request, public_id)
    if request.POST.get("restore"):
        return _restore(request, workplace)
    page = FormPage(request, ArchiveForm, name="employers.archive", thing=workplace)
    tasks = Task.objects.filter(workplace=workplace).current().count()
    done = page.save(lambda form: (actions.put_away(by=request.scope, workplace=workplace, **form.cleaned_data),))
    if done is None:
        url = reverse("employers:detail", args=[workplace.public_id])
        return page.render(
            "employers/archive.html", {"thing": workplace, "workplace": workplace, "tasks": tasks, "url": url}
        )
    told = _("%(name)s ligger nu i arkivet.") % {"name": workplace}
    if done[0]:
        told += " " + ngettext("Deres opgave ligger der også.", "Deres %(n)d opgaver ligger der også.", done[0]) % {
            "n": done[0]
        }
    messages.success(request, told)
    return redirect("employers:detail", workplace.public_id)


@may(Permission.ASSIGN)
@post_only
def assign(request: Request) -> HttpResponse:
    """Give the chosen workplaces to a fixed contact, a stand-in or both."""
    form = AssignForm(request.POST, scope=request.scope)
    if form.is_valid():
        found = form.cleaned_data
        try:
            number = assigning.assign(
                by=request.scope,
                workplaces=found["valgte"],
                consultant=found["consultant"],
                stand_in=found["stand_in"],
            )
        except ValidationError as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _assigned(number))
            return redirect(_back(request))
    form.show_chosen()
    return render(request, "employers/assign.html", {"form": form, "back": _back(request)}, status=422)


def _assigned(number: int) -> str:
    if not number:
        return _("Det var sådan i forvejen. Intet er ændret.")
    told = ngettext("%(n)d arbejdsplads er givet videre.", "%(n)d arbejdspladser er givet videre.", number)
    return told % {"n": number}


def _back(request: Request) -> str:
    back = request.POST.get("next", "")
    return back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) else reverse("employers:list")


def _restore(request: Request, workplace: Workplace) -> HttpResponse:
    with refusals_told(request):
        archiving.restore(by=request.scope, thing=workplace)
        told = _("%(name)s er taget ud af arkivet. Deres opgaver ligger der stadig. Tag dem ud, som I skal bruge.")
        messages.success(request, told % {"name": workplace})
    return redirect("employers:detail", workplace.public_id)


def _others(workplace: Workplace) -> list[Workplace]:
    if not workplace.employer.cvr:
        return []
    others = Workplace.objects.filter(keeper_id=workplace.keeper_id, employer_id=workplace.employer_id)
    return list(others.filter(merged_into__isnull=True).exclude(pk=workplace.pk)[:5])


def _warn_of_place(request: Request, workplace: Workplace) -> None:
    # The import takes a postcode that it doesn't know, too: new ones come, and some are no place on a map.
    if workplace.postcode not in places(workplace.country):
        told = _("Vi kender ikke postnummer %(postcode)s. Er det rigtigt? Uden det kan vi ikke regne afstande ud.")
        messages.warning(request, told % {"postcode": workplace.postcode})
