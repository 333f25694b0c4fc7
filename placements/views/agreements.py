"""A placement's agreement, for those who work with it: draft, read as its parties will, send, follow who has signed, sign last."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from placements.actions import drafting, sending, signing
from placements.actions.asking import ways
from placements.actions.lawful import said_before
from placements.agreeing.reading import rows_of
from placements.agreeing.rules import insurance_of
from placements.agreeing.standing import Version, answers_of, what_became
from placements.documents.papers import papers_of
from placements.forms.agreements import AgreementForm, WithdrawForm
from placements.forms.law import LawfulSendForm, initial_answers
from placements.forms.signing import LinkForm, PaperForm
from placements.models import AgreementState, AgreementVersion, Party
from placements.views.law import ONLY_LOOK, law_of_agreement
from placements.views.placements import load
from smaajob import writing
from smaajob.accounts.permissions import Permission
from smaajob.audit.access import seen
from smaajob.files import actions as files
from smaajob.formfields import refuse
from smaajob.formpage import FormPage
from smaajob.http import Request, get_and_post, get_only, may, post_only, refusals_told
from smaajob.vocabulary import Country

WHOLE = ("placement__candidate__consultant", "placement__candidate__stand_in", "placement__workplace__employer")


def of_agreement(request: Request, public_id: UUID) -> AgreementVersion:
    """The version with its placement, or a 404."""
    rows = AgreementVersion.objects.visible_to(request.scope).filter(placement__cancelled_at__isnull=True)
    rows = rows.select_related(*WHOLE, "placement__task__workplace", "placement__keeper", "keeper", "made_by")
    found: AgreementVersion = get_object_or_404(rows, public_id=public_id)
    return found


def moved_on(request: Request, version: AgreementVersion, state: AgreementState) -> HttpResponse | None:
    """Where the version is in another state than the page is for, since it was sent or thrown away in another tab: what has become of
    it, and back to where the agreement is shown. Else None."""
    if version.state == state:
        return None
    seen(request, version)
    messages.info(request, what_became(version))
    return redirect(tab_of(version.placement))


def tab_of(placement: Any) -> str:
    """Where a placement's agreement is shown."""
    return f"{reverse('placements:detail', args=[placement.public_id])}?fane=aftale"


@may(Permission.CHANGE_PLACEMENTS)
@post_only
def draft(request: Request, public_id: UUID) -> HttpResponse:
    """Begin the first agreement, or an amendment where one is signed or noted and `change` is sent."""
    placement = load(request, public_id)
    seen(request, placement)
    with refusals_told(request):
        begin = drafting.amend if "change" in request.POST else drafting.draft
        made = begin(by=request.scope, placement=placement)
        return redirect("placements:edit_agreement", made.public_id)
    return redirect(tab_of(placement))


@may(Permission.CHANGE_PLACEMENTS)
@get_and_post
def edit(request: Request, public_id: UUID) -> HttpResponse:
    """What it says; what was suggested stands there already."""
    version = of_agreement(request, public_id)
    if (elsewhere := moved_on(request, version, AgreementState.DRAFT)) is not None:
        return elsewhere
    placement = version.placement
    page = FormPage(
        request, AgreementForm, name="placements.agreement", thing=version, agreement=version,
        steps=drafting.steps_of_row(version), released=drafting.released(placement, timezone.localdate()),
        danish=placement.workplace.country == Country.DENMARK,
    )  # fmt: skip

    def act(form: AgreementForm) -> AgreementVersion:
        return drafting.change(by=request.scope, agreement=version, values=form.values(), steps=form.steps_typed())

    saved = page.save(act)
    if saved is not None:
        messages.success(request, _("Kladden er gemt. Læs den, som parterne vil læse den, og send den."))
        return redirect("placements:agreement", saved.public_id)
    text = insurance_of(version.kind, placement.workplace.country, timezone.localdate())
    return page.render(
        "placements/agreements/edit.html", {"version": version, "placement": placement, "insurance": text}
    )


@may(Permission.CHANGE_PLACEMENTS)
@post_only
def discard(request: Request, public_id: UUID) -> HttpResponse:
    """Throw a draft away."""
    version = of_agreement(request, public_id)
    if (elsewhere := moved_on(request, version, AgreementState.DRAFT)) is not None:
        return elsewhere
    seen(request, version)
    with refusals_told(request):
        drafting.discard(by=request.scope, agreement=version)
        messages.success(request, _("Kladden er smidt ud."))
    return redirect(tab_of(version.placement))


@may(Permission.SEE_PLACEMENTS)
@get_only
def show(request: Request, public_id: UUID) -> HttpResponse:
    """As its parties read it: a draft with what would be sent, a sent one with who has signed."""
    version = of_agreement(request, public_id)
    seen(request, version)
    context: dict[str, Any] = {"version": version, "placement": version.placement}
    if version.content:
        content = version.read
        signatures = version.signatures.select_related("user", "noted_by")
        context["shown"] = Version(version, answers_of(version, signatures))
    elif version.state == AgreementState.DRAFT:
        out = sending.outgoing(version, version.placement)
        content, context["outgoing"] = out.content, out
    else:
        content = sending.content_as_agreed(version, version.placement)
    context |= {"content": content, "rows": rows_of(content), "papers": papers_of(content)}
    return render(request, "placements/agreements/show.html", context)


@may(Permission.CHANGE_PLACEMENTS)
@get_and_post
def send(request: Request, public_id: UUID) -> HttpResponse:
    """Who is asked, and how each signs; what concerns nobody holds at once."""
    version = of_agreement(request, public_id)
    if (elsewhere := moved_on(request, version, AgreementState.DRAFT)) is not None:
        return elsewhere
    placement = version.placement
    out = sending.outgoing(version, placement)
    data = request.POST if request.method == "POST" else None
    told, _reason = said_before(placement)
    form = LawfulSendForm(data, ways=ways(placement, out.asks), initial=initial_answers(told, ""))
    if form.is_bound and form.is_valid() and ONLY_LOOK not in request.POST:
        try:
            sent = sending.send(
                by=request.scope, agreement=version, links=form.links(), paper=form.on_paper(), **form.answers()
            )
        except ValidationError as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, what_was_sent(sent))
            return redirect(tab_of(placement))
    seen(request, version)
    context = {"version": version, "placement": placement, "form": form, "outgoing": out}
    context |= law_of_agreement(version, out, form)
    refused = form.is_bound and (bool(form.errors) or ONLY_LOOK not in request.POST)
    return render(request, "placements/agreements/send.html", context, status=422 if refused else 200)


def what_was_sent(sent: AgreementVersion) -> str:
    """What happened and what comes next."""
    if sent.state == AgreementState.IN_FORCE:
        return _(
            "Ændringen gælder nu. Den angår ingen af underskrifterne, så ingen er spurgt, og alle har fået besked."
        )
    first = [writing.lower_first(str(Party(one).label)) for one in sent.asks if one != Party.MUNICIPALITY]
    if Party.MUNICIPALITY not in sent.asks:
        return _("Aftalen er sendt. Nu mangler %(who)s at skrive under.") % {"who": writing.joined(first)}
    return _("Aftalen er sendt. Nu mangler %(who)s at skrive under, og til sidst kommunen.") % {
        "who": writing.joined(first)
    }


@may(Permission.CHANGE_PLACEMENTS)
@get_and_post
def withdraw(request: Request, public_id: UUID) -> HttpResponse:
    """Take it back, with a reason."""
    version = of_agreement(request, public_id)
    if (elsewhere := moved_on(request, version, AgreementState.SENT)) is not None:
        return elsewhere
    page = FormPage(request, WithdrawForm, name="placements.agreement_back", thing=version)

    def act(form: WithdrawForm) -> AgreementVersion:
        sending.withdraw(by=request.scope, agreement=version, why=form.cleaned_data["why"])
        return version

    if page.save(act):
        messages.success(request, _("Aftalen er trukket tilbage. Ingen kan skrive under på den mere."))
        return redirect(tab_of(version.placement))
    signed = [one for one in answers_of(version, version.signatures.all()) if one.has_signed]
    context = {"version": version, "placement": version.placement, "signed": signed, "back": tab_of(version.placement)}
    return page.render("placements/agreements/withdraw.html", context)


@may(Permission.CHANGE_PLACEMENTS)
@get_and_post
def link(request: Request, public_id: UUID) -> HttpResponse:
    """A link to somebody without a login, or to another address than the first."""
    version = of_agreement(request, public_id)
    if (elsewhere := moved_on(request, version, AgreementState.SENT)) is not None:
        return elsewhere
    answers = answers_of(version, version.signatures.all())
    form = LinkForm(request.POST if request.method == "POST" else None, answers=answers)
    if form.is_bound and form.is_valid():
        try:
            made = sending.send_link(
                by=request.scope, agreement=version, party=form.cleaned_data["party"], to=form.to()
            )
        except ValidationError as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Linket er sendt til %(name)s.") % {"name": made.name})
            return redirect(tab_of(version.placement))
    seen(request, version)
    context = {"version": version, "placement": version.placement, "form": form, "back": tab_of(version.placement)}
    return render(request, "placements/agreements/link.html", context, status=422 if form.is_bound else 200)


@may(Permission.SIGN_FOR_MUNICIPALITY)
@get_and_post
def on_paper(request: Request, public_id: UUID) -> HttpResponse:
    """Note what was signed on paper, with the scan where there is one."""
    version = of_agreement(request, public_id)
    if (elsewhere := moved_on(request, version, AgreementState.SENT)) is not None:
        return elsewhere
    answers = answers_of(version, version.signatures.all())
    sent = request.method == "POST"
    form = PaperForm(request.POST, request.FILES, answers=answers) if sent else PaperForm(answers=answers)
    if sent and form.is_valid():
        values = dict(form.cleaned_data)
        try:
            paper = _keep_scan(request, version, values.pop("scan"))
            signing.register_paper(by=request.scope, agreement=version, paper=paper, **values)
        except signing.MovedOn:
            form.add_error(None, _("Aftalen er trukket tilbage eller ændret i mellemtiden. Intet er noteret."))
        except ValidationError as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Papiret er noteret."))
            return redirect(tab_of(version.placement))
    seen(request, version)
    context = {"version": version, "placement": version.placement, "form": form, "back": tab_of(version.placement)}
    return render(request, "placements/agreements/paper.html", context, status=422 if form.is_bound else 200)


def _keep_scan(request: Request, version: AgreementVersion, scan: list[Any]) -> UUID | None:
    """The scan lies under the person's files, where who may see the person's papers finds it. The same file is stored once."""
    if not scan:
        return None
    made = files.add(by=request.scope, about=version.placement.candidate, files=scan)
    return made[0].public_id if made else None
