"""The users of an organisation, for those who manage them: who is here, who was invited, who stopped."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.db.models import Exists, OuterRef, Value
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from smaajob.accounts import joining
from smaajob.accounts.actions import invitations as actions
from smaajob.accounts.forms.members import ABOUT_A_PERSON, InviteForm, roles_offered
from smaajob.accounts.models import Invitation, Membership, Unit
from smaajob.accounts.models.memberships import InvitationQuerySet
from smaajob.accounts.permissions import Permission
from smaajob.audit.models import Event
from smaajob.formpage import FormPage
from smaajob.http import Request, get_and_post, get_only, may, post_only, refusals_told
from smaajob.lists import Filter, Listing, Sort, listing

SORTS = (
    Sort("navn", _("Navn, A–Å"), ("user__name",), column="name"),
    Sort("navn-om", _("Navn, Å–A"), ("-user__name",), column="name", direction="descending"),
    Sort("set", _("Sidst logget ind"), ("-here_last",), column="seen", direction="descending"),
    Sort("set-om", _("Længst siden"), ("here_last",), column="seen"),
)
INVITED_SORTS = (
    Sort("nyeste", _("Nyeste først"), ("-sent_at",), column="sent", direction="descending"),
    Sort("aeldste", _("Ældste først"), ("sent_at",), column="sent"),
)
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
SHOWN, INVITED, STOPPED = "vis", "inviteret", "stoppet"


@may(Permission.MANAGE_USERS)
@get_only
def users(request: Request) -> HttpResponse:
    """Those who are here; where it is asked for, those who were invited or who stopped."""
    invitations = Invitation.objects.visible_to(request.scope).open().exclude(role__in=ABOUT_A_PERSON)
    shown = request.GET.get(SHOWN, "")
    if shown == INVITED:
        found: Listing[Any] = _invited(request, invitations.select_related("unit", "invited_by"))
    else:
        found = _members(request, shown == STOPPED)
    context = {
        "listing": found,
        "shown": shown if shown in {INVITED, STOPPED} else "",
        "waiting": invitations.count() if shown != INVITED else 0,
        "now": timezone.now(),
    }
    return render(request, "accounts/users.html", context)


@may(Permission.MANAGE_USERS)
@get_and_post
def invite(request: Request) -> HttpResponse:
    """Ask somebody to join."""
    page = FormPage(request, InviteForm, name="accounts.invite", scope=request.scope)
    if saved := page.save(lambda form: _send(request, form.values())):
        told = gettext("Invitationen til %(name)s er på vej. Linket virker i 14 dage.")
        messages.success(request, told % {"name": saved.name})
        return redirect(f"{reverse('users')}?{SHOWN}={INVITED}")
    return page.render("accounts/invite.html")


@may(Permission.MANAGE_USERS)
@post_only
def resend_invitation(request: Request, public_id: UUID) -> HttpResponse:
    """A new link to the same address; the old one is dead."""
    invitation = _of_users(request, public_id)
    with refusals_told(request):
        actions.send_again(by=request.scope, invitation=invitation)
        messages.success(request, gettext("Et nyt link er på vej til %(name)s.") % {"name": invitation.name})
    return redirect(f"{reverse('users')}?{SHOWN}={INVITED}")


@may(Permission.MANAGE_USERS)
@post_only
def withdraw_invitation(request: Request, public_id: UUID) -> HttpResponse:
    """The link is dead."""
    invitation = _of_users(request, public_id)
    with refusals_told(request):
        actions.withdraw(by=request.scope, invitation=invitation)
        messages.success(
            request,
            gettext("Invitationen til %(name)s er trukket tilbage. Linket virker ikke mere.")
            % {"name": invitation.name},
        )
    return redirect(f"{reverse('users')}?{SHOWN}={INVITED}")


def _of_users(request: Request, public_id: UUID) -> Invitation:
    """An invitation that this page shows: one to follow a person is the business of the person's page."""
    rows = Invitation.objects.visible_to(request.scope).exclude(role__in=ABOUT_A_PERSON)
    return get_object_or_404(rows, public_id=public_id)


def _send(request: Request, values: dict[str, Any]) -> Invitation:
    works_in = values.pop("works_in")
    choice = joining.of(values["role"]).choice
    subject = choice.find(request.scope.organisation, UUID(works_in)) if choice and works_in else None
    return actions.invite(by=request.scope, subject=subject, **values)


def _members(request: Request, stopped: bool) -> Listing[Any]:
    factor = Authenticator.objects.filter(user=OuterRef("user")).exclude(type=Authenticator.Type.RECOVERY_CODES)
    rows = (
        Membership.objects.visible_to(request.scope)
        .filter(active=not stopped)
        .exclude(role__in=ABOUT_A_PERSON)
        .select_related("user", "unit")
        # Whoever never signed in stands as if it were long ago.
        .annotate(two_steps=Exists(factor), here_last=Coalesce("user__last_login", Value(NEVER)))
    )
    return listing(
        request,
        rows,
        search=lambda found, words: found.search(words),
        filters=_filters(request),
        sorts=SORTS,
        noun=(_("bruger"), _("brugere")),
    )


def _invited(request: Request, rows: InvitationQuerySet) -> Listing[Any]:
    asked = Event.objects.filter(
        subject=Invitation._meta.label_lower, subject_id=OuterRef("public_id"), verb="invite.asked"
    )
    found: Listing[Any] = listing(
        request,
        rows.annotate(asked=Exists(asked)),
        search=lambda found, words: found.search(words),
        filters=_filters(request),
        sorts=INVITED_SORTS,
        noun=(_("invitation"), _("invitationer")),
    )
    return found


def _filters(request: Request) -> list[Filter[Any]]:
    """Who is shown (the view has chosen between the three already), role, unit, and whether the second step is there."""
    shown = [(INVITED, _("Inviteret")), (STOPPED, _("Stoppet"))]
    roles = [(role.value, role.label) for role in roles_offered(request.scope.organisation)]
    units = list(Unit.objects.visible_to(request.scope).filter(active=True).values_list("public_id", "name"))
    filters: list[Filter[Any]] = [
        Filter(SHOWN, _("Vis"), shown, lambda rows, _value: rows, everything=_("Her nu")),
        Filter("rolle", _("Rolle"), roles, lambda rows, value: rows.filter(role=value)),
    ]
    if units:
        choices = [(str(public_id), name) for public_id, name in units]
        filters.append(Filter("enhed", _("Enhed"), choices, lambda rows, value: rows.filter(unit__public_id=value)))
    if request.GET.get(SHOWN) != INVITED and not request.scope.organisation.is_employer:
        two = [("ja", _("Har to trin")), ("nej", _("Har ikke to trin"))]
        filters.append(Filter("trin", _("To trin"), two, lambda rows, value: rows.filter(two_steps=value == "ja")))
    return filters
