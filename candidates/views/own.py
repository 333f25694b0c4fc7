"""A person's own phone, e-mail and channel."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from candidates.actions import access as actions
from candidates.following import own_person
from candidates.forms.access import OwnDataForm
from candidates.reaching import contacts
from smaajob.accounts.permissions import Permission
from smaajob.formpage import FormPage
from smaajob.http import Request, get_and_post, may


@may(Permission.OWN_DATA)
@get_and_post
def my_data(request: Request) -> HttpResponse:
    """What we have written of how to reach them, changed by themselves, or openly in their place."""
    person = own_person(request.scope)
    if person is None:
        raise Http404
    page = FormPage(request, OwnDataForm, name="candidates.own", thing=person, person=person)

    def act(form: Any) -> object:
        return actions.change_own(by=request.scope, candidate=person, **form.cleaned_data)

    if page.save(act):
        messages.success(request, _("Det er gemt. Fra nu af hører du fra os sådan."))
        return redirect("candidates:my_data")
    return page.render("candidates/own.html", {"person": person, "contacts": contacts(person)})
