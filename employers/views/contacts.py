"""Whom to call at a workplace, by hand: new, changed, put away."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from employers.actions import contacts as actions
from employers.forms.contacts import ContactForm
from employers.models import Contact
from employers.views.finding import contact_of, workplace_of
from smaajob.accounts.permissions import Permission
from smaajob.archiveform import ArchiveForm
from smaajob.formpage import FormPage
from smaajob.http import Request, get_and_post, may, refusals_told


@may(Permission.CHANGE_WORKPLACES)
@get_and_post
def new(request: Request, public_id: UUID) -> HttpResponse:
    """Somebody more to call."""
    workplace = workplace_of(request, public_id)
    first = not Contact.objects.filter(workplace=workplace).current().exists()
    page = FormPage(request, ContactForm, name="employers.new_contact", about=workplace.public_id, first=first)

    def act(form: ContactForm) -> Contact:
        return actions.add(by=request.scope, workplace=workplace, values=form.values(), main=form.is_main)

    saved = page.save(act)
    if saved is None:
        return page.render("employers/contact.html", {"workplace": workplace})
    messages.success(request, _("%(name)s er nu kontakt på stedet.") % {"name": saved})
    return redirect("employers:detail", workplace.public_id)


@may(Permission.CHANGE_WORKPLACES)
@get_and_post
def edit(request: Request, public_id: UUID) -> HttpResponse:
    """What is known of a contact, and whether they are called first."""
    contact = contact_of(request, public_id)
    hidden = contact.main or contact.is_archived
    page = FormPage(request, ContactForm, name="employers.edit_contact", thing=contact, contact=contact, first=hidden)

    def act(form: ContactForm) -> Contact:
        return actions.change(by=request.scope, contact=contact, values=form.values(), main=form.is_main)

    saved = page.save(act)
    if saved is None:
        return page.render("employers/contact.html", {"workplace": contact.workplace, "contact": contact})
    messages.success(request, _("Oplysningerne om %(name)s er gemt.") % {"name": saved})
    return redirect("employers:detail", contact.workplace.public_id)


@may(Permission.CHANGE_WORKPLACES)
@get_and_post
def archive(request: Request, public_id: UUID) -> HttpResponse:
    """Put a contact away; with `restore` take them out again."""
    contact = contact_of(request, public_id)
    url = reverse("employers:detail", args=[contact.workplace.public_id])
    if request.POST.get("restore"):
        with refusals_told(request):
            actions.take_back(by=request.scope, contact=contact)
            messages.success(request, _("%(name)s er taget ud af arkivet.") % {"name": contact})
        return redirect(url)
    page = FormPage(request, ArchiveForm, name="employers.archive_contact", thing=contact)
    done = page.save(lambda form: (actions.put_away(by=request.scope, contact=contact, **form.cleaned_data),))
    if done is None:
        context = {"thing": contact, "workplace": contact.workplace, "contact": contact, "url": url}
        return page.render("employers/archive.html", context)
    told = _("%(name)s ligger nu i arkivet.") % {"name": contact}
    if done[0] is not None:
        told += " " + _("Ring først til %(name)s.") % {"name": done[0]}
    messages.success(request, told)
    return redirect(url)
