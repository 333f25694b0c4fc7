"""The organisation itself and its units, for those who manage them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from smaajob.accounts.actions import organisations as actions
from smaajob.accounts.forms.organisations import OrganisationForm, UnitForm
from smaajob.accounts.models import Membership, Unit
from smaajob.accounts.permissions import Permission
from smaajob.audit.telling import history_of
from smaajob.formpage import FormPage
from smaajob.http import Request, get_and_post, may


@may(Permission.MANAGE_ORGANISATION)
@get_and_post
def organisation(request: Request) -> HttpResponse:
    """What the organisation is called and whom one can call; its units."""
    here = request.scope.organisation
    page = FormPage(request, OrganisationForm, name="accounts.organisation", thing=here, organisation=here)
    if page.save(lambda form: actions.update(by=request.scope, values=form.cleaned_data)):
        messages.success(request, _("Gemt. Det står sådan på alle sider og i nye beskeder."))
        return redirect("organisation")
    people = dict(
        Membership.objects.visible_to(request.scope)
        .filter(active=True, unit__isnull=False)
        .values_list("unit")
        .annotate(people=Count("pk"))
    )
    units = list(Unit.objects.visible_to(request.scope).order_by("-active", "name"))
    for unit in units:
        unit.people = people.get(unit.pk, 0)  # type: ignore[attr-defined]
    return page.render("accounts/organisation.html", {"units": units, "told": history_of(here)})


@may(Permission.MANAGE_ORGANISATION)
@get_and_post
def new_unit(request: Request) -> HttpResponse:
    """A unit that is not there yet."""
    page = FormPage(request, UnitForm, name="accounts.unit", organisation=request.scope.organisation)
    if saved := page.save(lambda form: actions.create_unit(by=request.scope, values=form.cleaned_data)):
        messages.success(request, _("%(name)s er oprettet. Nu kan du vælge den for jeres brugere.") % {"name": saved})
        return redirect("organisation")
    return page.render("accounts/unit.html")


@may(Permission.MANAGE_ORGANISATION)
@get_and_post
def edit_unit(request: Request, public_id: UUID) -> HttpResponse:
    """Change a unit."""
    unit = get_object_or_404(Unit.objects.visible_to(request.scope), public_id=public_id)
    here = request.scope.organisation
    page = FormPage(request, UnitForm, name="accounts.unit", thing=unit, organisation=here, unit=unit)
    if saved := page.save(lambda form: actions.update_unit(by=request.scope, unit=unit, values=form.cleaned_data)):
        messages.success(request, _("%(name)s er rettet.") % {"name": saved})
        return redirect("organisation")
    people = Membership.objects.filter(unit=unit).filter(Q(active=True)).count()
    return page.render("accounts/unit.html", {"unit": unit, "people": people, "told": history_of(unit)})
