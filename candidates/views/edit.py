"""Register a person, and change what is known of one."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from candidates.actions import candidates as actions
from candidates.forms.person import PersonForm
from candidates.models import Candidate
from smaajob.accounts.permissions import Permission
from smaajob.audit.access import seen
from smaajob.formpage import FormPage
from smaajob.http import Request, get_and_post, may


@may(Permission.REGISTER_PEOPLE)
@get_and_post
def new(request: Request) -> HttpResponse:
    """Somebody who is not here yet."""
    page = FormPage(request, PersonForm, name="candidates.new", scope=request.scope, today=timezone.localdate())
    if person := page.save(lambda form: actions.register(by=request.scope, **form.values())):
        told = _("%(name)s er oprettet. Find en opgave under »Opgaver«, eller skriv et notat.") % {"name": person}
        messages.success(request, told)
        return redirect("candidates:detail", person.public_id)
    _seen_doubles(request, page)
    return page.render("candidates/edit.html")


@may(Permission.CHANGE_PEOPLE)
@get_and_post
def edit(request: Request, public_id: UUID) -> HttpResponse:
    """What is known of a person, to be changed."""
    today = timezone.localdate()
    people = Candidate.objects.visible_to(request.scope).open_to(request.scope).select_related("consultant", "stand_in")
    person = get_object_or_404(people, public_id=public_id)
    page = FormPage(
        request, PersonForm, name="candidates.edit", thing=person, scope=request.scope, today=today, person=person
    )

    def save(form: PersonForm) -> Candidate:
        start = form.cleaned_data["groups_from"] or today
        return actions.update(by=request.scope, candidate=person, groups_from=start, today=today, **form.values())

    if page.save(save):
        messages.success(request, _("Det er gemt. Under »Historik« kan du se, hvad der blev ændret."))
        return redirect("candidates:detail", person.public_id)
    _seen_doubles(request, page)
    return page.render("candidates/edit.html", {"person": person})


def _seen_doubles(request: Request, page: FormPage) -> None:
    """The page names those who seem to be the same person."""
    doubles = page.form.doubles  # type: ignore[attr-defined]  # a PersonForm, which FormPage does not know
    seen(request, *(double.person for double in doubles))
