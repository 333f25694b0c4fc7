"""One member: what they are here, and what happened to it; stopping, coming back, and leaving by oneself."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from smaajob.accounts import joining
from smaajob.accounts.actions import members as actions
from smaajob.accounts.actions.security import Change, reset_factors
from smaajob.accounts.forms.members import ABOUT_A_PERSON, EndForm, MemberForm
from smaajob.accounts.middleware import CHOSEN
from smaajob.accounts.models import Membership, Role, User
from smaajob.accounts.permissions import Permission
from smaajob.accounts.roles import STAFF
from smaajob.accounts.second_factor import has_second_factor
from smaajob.audit.models import Event
from smaajob.audit.telling import MOST_EVENTS, ToldEvent, tell
from smaajob.formfields import refuse
from smaajob.formpage import FormPage
from smaajob.http import Request, anybody, get_and_post, may, post_only, refusals_told

TOLD = {
    "join": _("Tog imod invitationen."),
    "join.own": _("Gav sig selv rollen."),
    "end": _("Stoppet."),
    "leave": _("Forlod selv organisationen."),
    "return": _("Kom tilbage."),
    Change.PASSWORD.value: _("Skiftede adgangskode."),
    Change.PASSWORD_FORGOTTEN.value: _("Fik en ny adgangskode med et link i en e-mail."),
    Change.PASSKEY_ADDED.value: _("Lagde en adgangsnøgle til."),
    Change.PASSKEY_REMOVED.value: _("Fjernede en adgangsnøgle."),
    Change.APP_ADDED.value: _("Koblede en app med koder til."),
    Change.APP_REMOVED.value: _("Fjernede appen med koder."),
    Change.NEW_CODES.value: _("Lavede nye nødkoder."),
    Change.FACTORS_RESET.value: _("Log ind i to trin blev nulstillet."),
}


@may(Permission.MANAGE_USERS)
@get_and_post
def member(request: Request, public_id: UUID) -> HttpResponse:
    """What somebody is here, and what happened to it."""
    one = _find(request, public_id)
    page = FormPage(request, MemberForm, name="accounts.member", thing=one, scope=request.scope, member=one)
    if page.save(lambda form: _change(request, one, form)):
        messages.success(request, gettext("Gemt. Det gælder fra nu af."))
        return redirect("member", one.public_id)
    context = {
        "member": one,
        "staff": Role(one.role) in STAFF,
        "myself": one.user == request.scope.user,
        "two_steps": has_second_factor(one.user),
        "told": _history(one),
    }
    return page.render("accounts/member.html", context)


@may(Permission.MANAGE_USERS)
@get_and_post
def end_member(request: Request, public_id: UUID) -> HttpResponse:
    """They stop here. Says first what they were responsible for."""
    one = _find(request, public_id)
    form = EndForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.end(by=request.scope, membership=one, reason=form.cleaned_data["reason"])
            told = gettext("%(name)s er stoppet og kan ikke komme ind mere. I kan altid lukke op igen.")
            messages.success(request, told % {"name": one.user})
            return redirect("member", one.public_id)
        except ValidationError as refusal:
            refuse(form, refusal)
    context = {"member": one, "form": form, "duties": joining.duties_of(one)}
    return render(request, "accounts/end_member.html", context, status=422 if request.method == "POST" else 200)


@may(Permission.MANAGE_USERS)
@post_only
def take_back_member(request: Request, public_id: UUID) -> HttpResponse:
    """They are here again."""
    one = _find(request, public_id)
    with refusals_told(request):
        actions.take_back(by=request.scope, membership=one)
        told = {"name": one.user, "role": one.get_role_display().lower()}
        messages.success(request, gettext("%(name)s er igen %(role)s hos jer.") % told)
    return redirect("member", one.public_id)


@may(Permission.MANAGE_USERS)
@post_only
def reset_member(request: Request, public_id: UUID) -> HttpResponse:
    """Somebody has lost phone, passkey and codes: they set it up again at the next sign-in."""
    one = _find(request, public_id)
    if not one.active or Role(one.role) not in STAFF or one.user == request.scope.user:
        raise Http404
    with refusals_told(request):
        reset_factors(by=request.scope, user=one.user)
        told = gettext("%(name)s er logget ud og sætter log ind i to trin op igen næste gang.")
        messages.success(request, told % {"name": one.user})
    return redirect("member", one.public_id)


@anybody
@get_and_post
def leave(request: Request, public_id: UUID) -> HttpResponse:
    """Stop in one of one's own roles. Who has not signed in surely enough for any of them has none here."""
    if getattr(request, "scope", None) is None:
        raise Http404
    # What the session acts as or can switch to: a code alone ends nothing that takes a password.
    held = [one.pk for one in (request.scope.membership, *request.scope.others) if one is not None]
    mine = Membership.objects.filter(user_id=request.user.pk or 0, active=True, pk__in=held)
    one = get_object_or_404(mine.select_related("organisation", "user"), public_id=public_id)
    problem = ""
    if request.method == "POST":
        try:
            actions.end(by=request.scope, membership=one)
            return _left(request, one, mine.exists())
        except ValidationError as refusal:
            problem = " ".join(refusal.messages)
    context = {"member": one, "problem": problem, "duties": joining.duties_of(one), "others": mine.count() - 1}
    return render(request, "accounts/leave.html", context, status=422 if problem else 200)


def _left(request: Request, one: Membership, has_more: bool) -> HttpResponse:
    told = {"organisation": one.organisation, "role": one.get_role_display().lower()}
    if not has_more:
        logout(request)
        messages.success(request, gettext("Du er ikke længere %(role)s hos %(organisation)s. Du er logget ud.") % told)
        return redirect("account_login")
    if request.session.get(CHOSEN) == str(one.public_id):
        request.session.pop(CHOSEN)
    messages.success(request, gettext("Du er ikke længere %(role)s hos %(organisation)s.") % told)
    return redirect("/")


def _find(request: Request, public_id: UUID) -> Membership:
    """A member that the users' page shows. Those who follow a person are the business of the person's page."""
    rows = Membership.objects.visible_to(request.scope).exclude(role__in=ABOUT_A_PERSON)
    return get_object_or_404(rows.select_related("user", "unit", "organisation"), public_id=public_id)


def _history(one: Membership) -> list[ToldEvent]:
    """What was done to the membership, and what its user did here to how they sign in."""
    account = Q(subject=User._meta.label_lower, subject_id=one.user.public_id, organisation=one.organisation)
    events = Event.objects.filter(account | Q(subject=Membership._meta.label_lower, subject_id=one.public_id))
    return tell(events.select_related("actor").order_by("-at", "-pk")[:MOST_EVENTS], Membership, TOLD)


def _change(request: Request, one: Membership, form: Any) -> Membership:
    values = form.cleaned_data
    chosen = [UUID(each) for each in values["works_in"]] if "works_in" in values else None
    unit = values.get("unit", one.unit)
    return actions.change(by=request.scope, membership=one, role=Role(values["role"]), unit=unit, chosen=chosen)
