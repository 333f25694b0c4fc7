"""Links by which a company posts tasks without signing in: who has one, a new one by e-mail, SMS or on paper, and closing them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from employers.actions import posting as posting
from employers.actions import posting_links as actions
from employers.forms.posting_links import PostingLinkForm
from employers.models import Contact, PostingLink
from employers.readers import reader_of
from employers.views.finding import task_of, workplace_of
from smaajob.accounts.permissions import Permission
from smaajob.formpage import FormPage
from smaajob.http import Request, get_and_post, get_only, may, post_only, refusals_told

SHOWN = 20
# Where the secret of a link that goes on paper lies until it is printed: the session, which is encrypted.
ON_PAPER = "posting_link"


@may(Permission.CHANGE_WORKPLACES)
@get_and_post
def links(request: Request, public_id: UUID) -> HttpResponse:
    """A workplace's links, and a new one for one of those one calls there."""
    workplace = workplace_of(request, public_id)
    contacts = list(Contact.objects.filter(workplace=workplace).current().select_related("workplace"))
    page = FormPage(
        request, PostingLinkForm, name="employers.posting_link", about=workplace.public_id, contacts=contacts
    )
    made = page.save(
        lambda form: actions.make(by=request.scope, contact=form.contact, channel=form.cleaned_data["channel"])
    )
    if made is not None:
        link, token = made
        if page.form.cleaned_data["channel"] == actions.PAPER:
            request.session[ON_PAPER] = [str(link.public_id), token]
            return redirect("employers:posting_link_paper", link.public_id)
        messages.success(request, _("Linket er sendt til %(name)s. Det gælder i et halvt år.") % {"name": link})
        return redirect("employers:posting_links", workplace.public_id)
    given = PostingLink.objects.visible_to(request.scope).filter(workplace=workplace)
    found = list(given.select_related("made_by", "contact", "workplace")[:SHOWN])
    shown = [(one, actions.usable(one)) for one in found]
    return page.render("employers/posting/links.html", {"workplace": workplace, "contacts": contacts, "links": shown})


@may(Permission.CHANGE_WORKPLACES)
@get_only
def paper(request: Request, public_id: UUID) -> HttpResponse:
    """The link as a page to print, with a square for the telephone; only in the session that made it."""
    link = _link(request, public_id)
    kept, token = request.session.get(ON_PAPER, ["", ""])
    if kept != str(link.public_id) or not actions.usable(link):
        messages.error(
            request, _("Linket kan kun vises, lige når det er lavet. Lav et nyt, hvis papiret er blevet væk.")
        )
        return redirect("employers:posting_links", link.workplace.public_id)
    context = {"link": link, "url": actions.address_of(token), "reader": reader_of(link.workplace)}
    return render(request, "employers/posting/paper.html", context)


@may(Permission.CHANGE_WORKPLACES)
@post_only
def close_link(request: Request, public_id: UUID) -> HttpResponse:
    """The link opens nothing any more."""
    link = _link(request, public_id)
    with refusals_told(request):
        actions.close(by=request.scope, link=link)
        messages.success(request, _("Linket er lukket. Den, der åbner det, får at vide, hvem de kan ringe til."))
    return redirect("employers:posting_links", link.workplace.public_id)


@may(Permission.CHANGE_WORKPLACES)
@post_only
def seen(request: Request, public_id: UUID) -> HttpResponse:
    """Somebody has a company's task in hand."""
    task = task_of(request, public_id)
    if posting.mark_seen(by=request.scope, task=task):
        messages.success(request, _("Opgaven står ikke mere under I dag. Du har den."))
    else:
        messages.info(request, _("En anden har allerede set den."))
    return redirect("employers:task", task.public_id)


@may(Permission.CHANGE_WORKPLACES)
@post_only
def reopen(request: Request, public_id: UUID) -> HttpResponse:
    """A task that the company closed for more people is open again."""
    task = task_of(request, public_id)
    with refusals_told(request):
        posting.reopen(by=request.scope, task=task)
        messages.success(request, _("Opgaven er åben for flere igen."))
    return redirect("employers:task", task.public_id)


def _link(request: Request, public_id: UUID) -> PostingLink:
    rows = PostingLink.objects.visible_to(request.scope).filter(workplace__merged_into__isnull=True)
    parts = ("contact", "workplace__keeper", "workplace__consultant", "workplace__stand_in")
    link = get_object_or_404(rows.select_related(*parts), public_id=public_id)
    if link.keeper_id != request.scope.organisation.pk:
        raise Http404
    return link
