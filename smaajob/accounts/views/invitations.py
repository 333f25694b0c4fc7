"""The page that an invitation's link opens. A GET changes nothing, and the link says no more than its receiver knows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from smaajob.accounts import behalf, codes
from smaajob.accounts.actions import invitations as actions
from smaajob.accounts.actions.joining import NotOpen, accept_as, accept_as_new, receiver_of
from smaajob.accounts.codes import Purpose
from smaajob.accounts.entering import BY_CODE, BY_PASSWORD, enter, rise
from smaajob.accounts.forms.accepting import NewStaffForm, NewUserForm, PasswordForm
from smaajob.accounts.middleware import ASSURANCE, CHOSEN
from smaajob.accounts.models import Channel, Invitation, Membership, Role, User
from smaajob.accounts.roles import STAFF
from smaajob.accounts.scope import Assurance
from smaajob.formfields import refuse
from smaajob.http import get_and_post, get_only
from smaajob.phones import phone_number
from smaajob.reach import with_token
from smaajob.throttle import hold_back, may_try
from smaajob.tokens import token_hash
from smaajob.writing import lower_first

KEPT = "invitation"  # in the session, while its receiver signs in


@login_not_required
@get_and_post
def accept_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever follows the link is told where they stand, and takes the invitation up with a POST."""
    with with_token(token_hash(token)):
        invitation = _find(token)
        if invitation is None:
            hold_back(request, "invitation")
            return render(request, "accounts/invitation/unknown.html", status=404)
        return _where_it_stands(request, invitation, token)


def _where_it_stands(request: HttpRequest, invitation: Invitation, token: str) -> HttpResponse:
    if not invitation.is_open:
        gone = "used" if invitation.accepted_at else "withdrawn"
        return _page(request, gone, invitation, status=410)
    if invitation.has_run_out:
        return _run_out(request, invitation)
    return _open(request, invitation, token)


@login_not_required
@get_only
def invitation_sent(request: HttpRequest) -> HttpResponse:
    """A new link is on its way."""
    return render(request, "accounts/invitation/sent.html")


@login_not_required
@get_only
def continue_invitation(request: HttpRequest) -> HttpResponse:
    """Back to the invitation, for those who had to sign in first."""
    token = request.session.get(KEPT)
    return redirect("accept_invitation", token) if token else redirect("/")


def _find(token: str) -> Invitation | None:
    rows = Invitation.objects.select_related("keeper", "unit", "invited_by")
    return rows.filter(token_hash=token_hash(token)).first()


def _run_out(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """A new link to the address that the old one went to, and to no other."""
    if request.method != "POST":
        return _page(request, "run_out", invitation, status=410)
    actions.send_again(by=None, invitation=invitation)
    return redirect("invitation_sent")


def _open(request: HttpRequest, invitation: Invitation, token: str) -> HttpResponse:
    """What is to be done depends on who has the link, and on who is signed in."""
    receiver = receiver_of(invitation)
    me = _signed_in(request, invitation)
    if me is not None and me != receiver:
        return _somebody_else(request, invitation, token)
    if me is not None:
        return _as(request, invitation, token, me)
    if receiver is not None:
        return _sign_in_first(request, invitation, token, receiver)
    return _as_new(request, invitation, token)


def _signed_in(request: HttpRequest, invitation: Invitation) -> User | None:
    """The user, as long as they have signed in as surely as the role takes; a personal link is never enough."""
    if not request.user.is_authenticated:
        return None
    assurance = request.session.get(ASSURANCE, Assurance.FULL)
    needs_password = invitation.role in STAFF and request.user.has_usable_password()
    if assurance == Assurance.LINK or (needs_password and assurance != Assurance.FULL):
        return None
    return request.user


def _somebody_else(request: HttpRequest, invitation: Invitation, token: str) -> HttpResponse:
    if request.method != "POST":
        return _page(request, "somebody_else", invitation)
    logout(request)
    return redirect("accept_invitation", token)


def _sign_in_first(request: HttpRequest, invitation: Invitation, token: str, receiver: User) -> HttpResponse:
    if request.method != "POST":
        return _page(request, "sign_in_first", invitation)
    if request.user.is_authenticated:
        logout(request)
    request.session[KEPT] = token
    way = "account_login" if receiver.has_usable_password() else "account_request_login_code"
    return redirect(f"{reverse(way)}?{urlencode({'next': reverse('continue_invitation')})}")


def _as(request: HttpRequest, invitation: Invitation, token: str, me: User) -> HttpResponse:
    """One tap; a password first, where the role takes one and the user has had none."""
    first_password = invitation.role in STAFF and not me.has_usable_password()
    sent = request.method == "POST"
    form = PasswordForm(request.POST if sent else None, invitation=invitation) if first_password else None
    if sent and (form is None or form.is_valid()):
        password = form.values()["password"] if form else None
        if membership := _try(form, lambda: accept_as(token=token, user=me, password=password)):
            if password:
                me.refresh_from_db()
                update_session_auth_hash(request, me)
                rise(request, Assurance.FULL, by=BY_PASSWORD)
            return _welcome(request, membership)
        if form is None:
            return redirect("accept_invitation", token)
    return _page(request, "accept", invitation, form, status=422 if sent else 200)


def _as_new(request: HttpRequest, invitation: Invitation, token: str) -> HttpResponse:
    """Who they are, and a password where the role takes one; then they are in."""
    staff = invitation.role in STAFF
    sent = request.method == "POST"
    form = (NewStaffForm if staff else NewUserForm)(request.POST if sent else None, invitation=invitation)
    joined = _try(form, lambda: accept_as_new(token=token, **form.values())) if form.is_valid() else None
    if joined is None:
        return _page(request, "new", invitation, form, status=422 if sent else 200)
    # The link is as good as a code: both were sent to the address.
    enter(request, joined.user, by=BY_PASSWORD if staff else BY_CODE)
    answer = _welcome(request, joined)
    return _show_phone(request, joined.user, form.cleaned_data.get("phone", "")) or answer


def _show_phone(request: HttpRequest, user: User, typed: str) -> HttpResponse | None:
    """A phone counts when a code has been there: whoever has it can sign in with it."""
    number = phone_number(typed)
    if not number or not may_try(request, "request_login_code", number):
        return None
    codes.ask(request, Purpose.NEW_ADDRESS, user, channel=Channel.SMS.value, address=number)
    return redirect("confirm_address")


def _try(form: Any, act: Callable[[], Membership]) -> Membership | None:
    """None where it was refused: beside the form's fields, or because somebody else was faster, which the page then tells."""
    try:
        return act()
    except NotOpen:
        if form is not None:
            form.add_error(None, _("Linket er lige blevet brugt eller lukket. Hent siden igen."))
    except ValidationError as refusal:
        if form is not None:
            refuse(form, refusal)
    return None


def _welcome(request: HttpRequest, membership: Membership) -> HttpResponse:
    behalf.end(request.session)
    request.session.pop(KEPT, None)
    request.session[CHOSEN] = str(membership.public_id)
    told = {"role": lower_first(membership.get_role_display()), "organisation": membership.organisation}
    messages.success(request, _("Velkommen. Du er nu %(role)s hos %(organisation)s.") % told)
    return redirect("/")


def _page(
    request: HttpRequest, name: str, invitation: Invitation, form: Any = None, *, status: int = 200
) -> HttpResponse:
    context = {"invitation": invitation, "form": form, "staff": Role(invitation.role) in STAFF}
    return render(request, f"accounts/invitation/{name}.html", context, status=status)
