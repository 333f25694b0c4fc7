"""A company's own page, for its users and for a consultant who acts in their place: whom to call, where they are, what is open.

Nothing about people stands here, nor notes, the log, or another company.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from employers.actions import contacts as contact_actions
from employers.actions import own as actions
from employers.actions import registrations
from employers.company import company_of, entrances, workplaces_of
from employers.forms.contacts import ContactForm
from employers.forms.registrations import OwnCompanyForm
from employers.models import Contact, Registration, RegistrationState, Task, Workplace
from employers.ownpage import our_contacts
from smaajob.accounts.models import Organisation
from smaajob.accounts.permissions import Permission
from smaajob.formpage import FormPage
from smaajob.http import Request, get_and_post, get_only, may, post_only, refusals_told
from smaajob.reach import asking_for

MOST = 200  # workplaces, and tasks; more than a company has with small jobs


@may(Permission.OWN_COMPANY)
@get_only
def show(request: Request) -> HttpResponse:
    """What needs an answer, whom to call in each municipality, the workplaces, the open tasks."""
    company = _company(request)
    contacts = Prefetch("contacts", Contact.objects.current())
    rows = workplaces_of(request.scope, company).select_related("keeper", "consultant", "stand_in")
    workplaces = list(rows.prefetch_related(contacts).order_by("keeper__name", "sort_key", "pk")[:MOST])
    tasks = Task.objects.visible_to(request.scope).current().not_over(timezone.localdate())
    tasks = tasks.filter(workplace__in=[one.pk for one in workplaces]).select_related("workplace")
    context: dict[str, Any] = {
        "company": company,
        "workplaces": workplaces,
        "several": len({one.keeper_id for one in workplaces}) > 1,
        "tasks": list(tasks.order_by("start", "pk")[:MOST]),
        "colleagues": _colleagues(request),
    }
    answered = _answered(company, workplaces)
    keepers = [*(one.keeper for one in workplaces), *(one.keeper for one in answered)]
    context["ours"] = our_contacts(workplaces, keepers, entrances([one.pk for one in keepers]))
    return render(request, "employers/own.html", context)


@may(Permission.OWN_COMPANY)
@get_and_post
def edit(request: Request) -> HttpResponse:
    """The company's name, phone and e-mail."""
    company = _company(request)
    page = FormPage(request, OwnCompanyForm, name="employers.own", thing=company, company=company)
    saved = page.save(lambda form: actions.change_company(by=request.scope, company=company, values=form.values()))
    if saved is None:
        return page.render("employers/own_edit.html", {"company": company})
    messages.success(request, _("Oplysningerne om %(name)s er gemt.") % {"name": saved})
    return redirect("employers:own_company")


@may(Permission.OWN_COMPANY)
@get_and_post
def edit_contact(request: Request, public_id: UUID) -> HttpResponse:
    """Whom to call at one of the company's workplaces: name, phone, when."""
    contact = get_object_or_404(
        Contact.objects.current().filter(workplace__in=workplaces_of(request.scope, _company(request))),
        public_id=public_id,
    )
    page = FormPage(
        request, ContactForm, name="employers.own_contact", thing=contact, contact=contact, first=contact.main
    )

    def act(form: ContactForm) -> Contact:
        return contact_actions.change(by=request.scope, contact=contact, values=form.values(), main=form.is_main)

    saved = page.save(act)
    if saved is None:
        return page.render("employers/own_contact.html", {"workplace": contact.workplace, "contact": contact})
    messages.success(request, _("Oplysningerne om %(name)s er gemt.") % {"name": saved})
    return redirect("employers:own_company")


@may(Permission.OWN_COMPANY)
@get_and_post
def new_contact(request: Request, public_id: UUID) -> HttpResponse:
    """Somebody more to call at one of the company's workplaces."""
    workplace = get_object_or_404(workplaces_of(request.scope, _company(request)), public_id=public_id)
    first = not Contact.objects.filter(workplace=workplace).current().exists()
    page = FormPage(request, ContactForm, name="employers.own_new_contact", about=workplace.public_id, first=first)

    def act(form: ContactForm) -> Contact:
        return contact_actions.add(by=request.scope, workplace=workplace, values=form.values(), main=form.is_main)

    saved = page.save(act)
    if saved is None:
        return page.render("employers/own_contact.html", {"workplace": workplace})
    told = _("%(name)s er nu en af dem, kommunen kan ringe til hos %(where)s.")
    messages.success(request, told % {"name": saved, "where": workplace})
    return redirect("employers:own_company")


@may(Permission.MANAGE_USERS)
@post_only
def answer_colleague(request: Request, public_id: UUID) -> HttpResponse:
    """Whoever steers the company's access says whether somebody who asks is one of theirs."""
    if not request.scope.organisation.is_employer:
        raise Http404  # a municipality's administrator has the permission too, for its own users
    row = get_object_or_404(Registration.objects.visible_to(request.scope), public_id=public_id)
    with refusals_told(request):
        if request.POST.get("answer") == "yes":
            registrations.confirm(by=request.scope, registration=row)
            told = _("%(name)s er nu med og har fået besked om, hvordan man logger ind.")
        else:
            reason = _("Virksomheden siger, at du ikke skal have adgang.")
            registrations.refuse(by=request.scope, registration=row, reason=reason)
            told = _("%(name)s har ikke fået adgang.")
        messages.success(request, told % {"name": row.name})
    return redirect("employers:own_company")


def _company(request: Request) -> Organisation:
    """The company, or a 404 where the user neither belongs to one nor acts for one."""
    company = company_of(request.scope)
    if company is None:
        raise Http404
    return company


def _colleagues(request: Request) -> list[Registration]:
    """Who asks to be one of the company's users; only for those who steer its access."""
    if not (request.scope.organisation.is_employer and request.scope.may(Permission.MANAGE_USERS)):
        return []
    return list(Registration.objects.visible_to(request.scope).waiting().select_related("keeper"))


def _answered(company: Organisation, workplaces: list[Workplace]) -> list[Registration]:
    """Where a company that has no workplace yet was confirmed: there is somebody to call there."""
    if workplaces:
        return []
    with asking_for(company.country, company.cvr):
        rows = Registration.objects.filter(organisation=company, state=RegistrationState.CONFIRMED)
        return list(rows.select_related("keeper"))
