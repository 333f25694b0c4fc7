"""Mentors and guardians: a consultant invites and ends them; they see whom they follow, and no more than they need."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from candidates.actions import circle as actions
from candidates.forms.circle import CircleForm
from candidates.models import Candidate, CircleMember, turns_eighteen
from candidates.reaching import contacts
from smaajob.accounts.actions import invitations
from smaajob.accounts.models import Invitation
from smaajob.accounts.permissions import Permission
from smaajob.audit.access import seen
from smaajob.formpage import FormPage
from smaajob.http import Request, get_and_post, get_only, may, post_only, refusals_told

MOST = 200


@may(Permission.GIVE_ACCESS)
@get_and_post
def invite(request: Request, public_id: UUID) -> HttpResponse:
    """Invite a mentor or a guardian to follow the person."""
    person = get_object_or_404(Candidate.objects.visible_to(request.scope).open_to(request.scope), public_id=public_id)
    page = FormPage(request, CircleForm, name="candidates.circle", about=person.public_id, person=person)
    if page.save(lambda form: actions.invite(by=request.scope, candidate=person, **form.cleaned_data)):
        told = _("Invitationen er sendt. Når den er taget imod, kan de se, hvornår og hvor %(name)s skal møde.")
        messages.success(request, told % {"name": person.first_name})
        return redirect("candidates:access", person.public_id)
    eighteen = turns_eighteen(person.birth_date)
    seen(request, person)
    context = {"person": person, "is_child": timezone.localdate() < eighteen, "eighteen": eighteen}
    return page.render("candidates/circle_invite.html", context)


@may(Permission.GIVE_ACCESS)
@post_only
def end(request: Request, public_id: UUID) -> HttpResponse:
    """A mentor or a guardian follows the person no more."""
    rows = CircleMember.objects.visible_to(request.scope).select_related("candidate", "user")
    member = get_object_or_404(rows, public_id=public_id)
    with refusals_told(request):
        actions.end(by=request.scope, member=member)
        told = _("%(who)s kan ikke se %(name)s mere.")
        messages.success(request, told % {"who": member.user, "name": member.candidate.first_name})
    return redirect("candidates:access", member.candidate.public_id)


@may(Permission.GIVE_ACCESS)
@post_only
def invitation(request: Request, public_id: UUID) -> HttpResponse:
    """Send an invitation to follow a person again (`act=again`), or withdraw it."""
    label = Candidate._meta.label_lower
    row = get_object_or_404(Invitation.objects.visible_to(request.scope), public_id=public_id, subject_kind=label)
    person = get_object_or_404(
        Candidate.objects.visible_to(request.scope).open_to(request.scope), public_id=row.subject_id
    )
    act = invitations.send_again if request.POST.get("act") == "again" else invitations.withdraw
    with refusals_told(request):
        act(by=request.scope, invitation=row)
        again = _("Et nyt link er på vej til %(name)s.")
        told = again if act is invitations.send_again else _("Invitationen til %(name)s er trukket tilbage.")
        messages.success(request, told % {"name": row.name})
    return redirect("candidates:access", person.public_id)


@may(Permission.SEE_CIRCLE)
@get_only
def show_list(request: Request) -> HttpResponse:
    """Those whom the user follows now."""
    people = Candidate.objects.visible_to(request.scope).current().order_by("first_name", "pk")[:MOST]
    seen(request, *people)
    return render(request, "candidates/circle.html", {"people": people})


@may(Permission.SEE_CIRCLE)
@get_only
def person(request: Request, public_id: UUID) -> HttpResponse:
    """One of them: first name, phone, the week, whom to call. Nothing else."""
    rows = Candidate.objects.visible_to(request.scope).current()
    found = get_object_or_404(rows.select_related("keeper", "consultant", "stand_in"), public_id=public_id)
    seen(request, found)
    return render(request, "candidates/circle_person.html", {"person": found, "contacts": contacts(found)})
