"""A person's page "Adgang": how they hear from us, their way in, their personal links, who follows them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from candidates.actions import access as actions
from candidates.actions import links
from candidates.forms.access import ChannelForm, LinkForm
from candidates.history import access_told_of
from candidates.models import Candidate, CircleMember, PersonalLink, not_hidden, turns_eighteen
from candidates.reaching import first_way, ways
from smaajob.accounts.models import Channel, Invitation
from smaajob.accounts.permissions import Permission
from smaajob.audit.access import seen
from smaajob.formfields import refuse
from smaajob.http import Request, get_and_post, may, post_only, refusals_told

SHOWN_LINKS = 10


@may(Permission.GIVE_ACCESS)
@get_and_post
def access(request: Request, public_id: UUID) -> HttpResponse:
    """The page; a POST chooses how the person hears from us."""
    person = _person(request, public_id)
    form = ChannelForm(request.POST if request.method == "POST" else None, person=person)
    if form.is_bound and form.is_valid():
        try:
            actions.choose_channel(by=request.scope, candidate=person, **form.values())
        except ValidationError as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("%(name)s hører nu fra os sådan.") % {"name": person.first_name})
            return redirect("candidates:access", person.public_id)
    return _page(request, person, form=form)


@may(Permission.GIVE_ACCESS)
@post_only
def give(request: Request, public_id: UUID) -> HttpResponse:
    """Let the person in."""
    person = _person(request, public_id)
    told = _("%(name)s kan nu logge ind. Send et personligt link, så er det let at finde frem.")
    return _do(request, person, lambda: actions.give(by=request.scope, candidate=person), told)


@may(Permission.GIVE_ACCESS)
@post_only
def end(request: Request, public_id: UUID) -> HttpResponse:
    """Close the way in."""
    person = _person(request, public_id)
    told = _("%(name)s kan ikke logge ind mere, og alle links er lukket. Du kan give adgang igen.")
    return _do(request, person, lambda: actions.end(by=request.scope, candidate=person), told)


@may(Permission.GIVE_ACCESS)
@post_only
def follow(request: Request, public_id: UUID) -> HttpResponse:
    """Let the person sign in with what is on record."""
    person = _person(request, public_id)
    told = _("%(name)s logger nu ind med det, der står her.")
    return _do(request, person, lambda: actions.follow_record(by=request.scope, candidate=person), told)


@may(Permission.GIVE_ACCESS)
@post_only
def new_link(request: Request, public_id: UUID) -> HttpResponse:
    """A personal link, sent the way that is chosen."""
    person = _person(request, public_id)
    form = LinkForm(request.POST, person=person)
    if not form.is_valid():
        return _page(request, person, link_form=form)
    channel = form.cleaned_data["channel"]
    told = {
        "sms": _("Et nyt link er på vej til %(name)s på SMS."),
        "email": _("Et nyt link er på vej til %(name)s på e-mail."),
        "letter": _("Brevet til %(name)s ligger klar under Beskeder."),
    }[channel]
    way_on = _letters(request) if channel == Channel.LETTER else ""
    return _do(request, person, lambda: links.make(by=request.scope, candidate=person, channel=channel), told, way_on)


@may(Permission.GIVE_ACCESS)
@post_only
def close_link(request: Request, public_id: UUID) -> HttpResponse:
    """A link that is lost opens nothing any more."""
    rows = (
        PersonalLink.objects.visible_to(request.scope)
        .select_related("candidate")
        .filter(not_hidden(request.scope, "candidate"))
    )
    link = get_object_or_404(rows, public_id=public_id)
    told = _("Linket er lukket.")
    return _do(request, link.candidate, lambda: links.close(by=request.scope, link=link), told)


def _person(request: Request, public_id: UUID) -> Candidate:
    rows = (
        Candidate.objects.visible_to(request.scope)
        .open_to(request.scope)
        .select_related("keeper", "user", "consultant", "stand_in")
    )
    return get_object_or_404(rows, public_id=public_id)


def _letters(request: Request) -> str:
    """The way to the letters, for those who may print them."""
    if not request.scope.may(Permission.PRINT_LETTERS):
        return ""
    return format_html('<a href="{}">{}</a>', reverse("letters"), _("Skriv det ud"))


def _do(request: Request, person: Candidate, act: Callable[[], object], told: str, way_on: str = "") -> HttpResponse:
    """Do it and go back to the page, which says what happened or why not; `way_on` is what follows upon that."""
    with refusals_told(request):
        act()
        said = told % {"name": person.first_name}
        messages.success(request, format_html("{} {}", said, way_on) if way_on else said)
    return redirect("candidates:access", person.public_id)


def _page(
    request: Request, person: Candidate, *, form: ChannelForm | None = None, link_form: LinkForm | None = None
) -> HttpResponse:
    today = timezone.localdate()
    seen(request, person)
    rows = PersonalLink.objects.visible_to(request.scope).filter(candidate=person).select_related("made_by")
    circle = CircleMember.objects.visible_to(request.scope).filter(candidate=person).select_related("user")
    invitations = Invitation.objects.open().filter(
        keeper=person.keeper, subject_kind=person._meta.label_lower, subject_id=person.public_id
    )
    membership = actions.membership_of(person)
    different = membership is not None and actions.differs(person)
    context: dict[str, Any] = {
        "person": person,
        "form": form or ChannelForm(person=person),
        "link_form": link_form or LinkForm(person=person),
        "way": dict(ways(person))[first_way(person)],
        "membership": membership,
        "login": person.user,
        "differs": different,
        "may_follow": different and actions.may_follow(person, request.scope),
        "links": rows[:SHOWN_LINKS],
        "circle": circle.on(today).order_by("role", "user__name"),
        "invitations": invitations,
        "is_child": today < turns_eighteen(person.birth_date),
        "eighteen": turns_eighteen(person.birth_date),
        "told": access_told_of(person),
    }
    sent = (form is not None and form.is_bound) or (link_form is not None)
    return render(request, "candidates/access.html", context, status=422 if sent else 200)
