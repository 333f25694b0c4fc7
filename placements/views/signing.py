"""The papers of a party with a login: the person and their guardian, the company; and the municipality, which signs last."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from placements.actions import signing
from placements.agreeing.copies import FOR_THE_COMPANY, Copy, copies_of, sheets_of
from placements.agreeing.differences import changes_of
from placements.agreeing.reading import rows_of
from placements.agreeing.standing import answers_of
from placements.documents.papers import FOR_THE_PERSON
from placements.forms.signing import RefuseForm, SignForm
from placements.models import AgreementState, AgreementVersion, Party, Placement, PlacementQuerySet
from placements.views.agreements import of_agreement, tab_of
from placements.views.whose import company_placements, own_placements, seen_by_company
from smaajob.accounts.permissions import Permission
from smaajob.accounts.scope import Scope
from smaajob.audit.access import seen
from smaajob.formfields import refuse
from smaajob.http import Request, get_and_post, get_only, may

REFUSE_ID = "no_%s"  # the page has two forms that ask for a name
MOST = 200  # versions; more than a company has with small jobs
Answer = Callable[[SignForm], Any]


@dataclass(frozen=True, slots=True)
class Door:
    """How somebody came to the paper: which party they are (None: they may only read), how they say yes and no, and the page around it."""

    placement: Placement
    party: Party | None
    yes: Answer
    no: Answer
    template: str
    back: str
    calls: str = ""  # what is said to who may only read
    paper: str = ""  # the name of the URL of a paper; empty where they come another way to them
    sheets: tuple[Any, ...] = ()  # the papers beside the agreement
    pdf: str = ""  # the address of the one paper that a link opens

    def copies(self) -> list[tuple[Copy, str]]:
        """The papers that they can have, with their addresses. One query."""
        if not self.paper:
            return []
        only_sent = self.sheets is FOR_THE_COMPANY
        found = copies_of([self.placement], timezone.localdate(), self.sheets, only_sent=only_sent)[self.placement.pk]
        return [(one, reverse(self.paper, args=[one.version.public_id, one.which.value])) for one in found]


@dataclass(frozen=True, slots=True)
class Paper:
    """A placement's newest paper as a list shows it; `mine`: it waits for the one who looks."""

    placement: Placement
    version: AgreementVersion
    person: str
    mine: bool


def papers_of(placements: PlacementQuerySet, parties: set[str]) -> list[Paper]:
    """The newest of each placement that has come to its parties; what waits for one of `parties` first. Two queries."""
    rows = AgreementVersion.objects.filter(placement__in=placements.values("pk"), content__isnull=False)
    rows = rows.filter(state__in=(AgreementState.SENT, AgreementState.IN_FORCE)).order_by("-pk")
    newest: dict[int, AgreementVersion] = {}
    for one in rows.select_related("placement__workplace", "placement__keeper").prefetch_related("signatures")[:MOST]:
        newest.setdefault(one.placement_id, one)
    found = []
    for version in newest.values():
        waits = {one.party for one in answers_of(version, version.signatures.all()) if not one.has_signed}
        mine = version.state == AgreementState.SENT and bool(waits & parties)
        found.append(Paper(version.placement, version, _person_in(version), mine))
    return sorted(found, key=lambda one: (not one.mine, -(one.version.sent_at or one.version.valid_from).toordinal()))


def _person_in(version: AgreementVersion) -> str:
    return next((one.name for one in version.read.parties if one.role == Party.PERSON), "")


@may(Permission.SIGN_OWN)
@get_only
def my_papers(request: Request) -> HttpResponse:
    """The person's agreements, and those of whom a guardian follows."""
    placements = own_placements(request.scope)
    papers = papers_of(placements, {_party_of(request.scope)})
    seen(request, *(one.placement for one in papers))
    context = {"papers": papers, "guardian": _party_of(request.scope) == Party.GUARDIAN}
    return render(request, "placements/signing/my_papers.html", context)


@may(Permission.OWN_WEEK, Permission.SEE_CIRCLE)
@get_only
def papers_waiting(request: Request) -> HttpResponse:
    """Part of Min uge and of the page about whom one follows: that a paper waits, and nothing of what it says; a guardian's sheets."""
    placements = own_placements(request.scope)
    signs = request.scope.may(Permission.SIGN_OWN)
    waiting = [one for one in papers_of(placements, {_party_of(request.scope)} if signs else set()) if one.mine]
    # On Min uge they stand below the week.
    sheets = sheets_of(placements, timezone.localdate()) if _party_of(request.scope) == Party.GUARDIAN else []
    seen(request, *(one.placement for one in waiting), *(placement for placement, _copies in sheets))
    context = {"waiting": len(waiting), "sheets": sheets}
    return render(request, "placements/signing/waiting.html" + ("#part" if request.htmx else ""), context)


@may(Permission.SIGN_OWN)
@get_and_post
def my_agreement(request: Request, public_id: UUID) -> HttpResponse:
    """Read it and sign it: the newest that was sent, whichever link led here."""
    scope = request.scope
    placement = get_object_or_404(own_placements(scope), public_id=public_id)
    seen(request, placement)
    calls = ""
    if scope.behalf:
        calls = _(
            "Du handler på vegne af %(name)s. Du kan læse aftalen, men ikke skrive under. Notér papiret på forløbet."
        )
        calls %= {"name": scope.behalf}
    return show_door(
        request,
        _door(
            scope, placement, "placements/signing/own.html", reverse("placements:my_papers"), calls,
            paper="placements:my_paper", sheets=FOR_THE_PERSON,
        ),
    )  # fmt: skip


@may(Permission.OWN_COMPANY)
@get_only
def company_papers(request: Request) -> HttpResponse:
    """The company's agreements: those that wait for it first. Part of its own page, and a page of its own."""
    papers = papers_of(company_placements(request.scope), {Party.EMPLOYER})
    seen_by_company(request, [one.placement for one in papers])
    context = {"papers": papers, "waiting": sum(one.mine for one in papers)}
    return render(request, "placements/signing/company_papers.html" + ("#part" if request.htmx else ""), context)


@may(Permission.OWN_COMPANY)
@get_and_post
def company_agreement(request: Request, public_id: UUID) -> HttpResponse:
    """As the company reads and signs it: what the agreement says of the person, and nothing else of them."""
    scope = request.scope
    placement = get_object_or_404(company_placements(scope).select_related("workplace", "keeper"), public_id=public_id)
    seen_by_company(request, [placement])
    calls = ""
    if scope.behalf:
        calls = _(
            "Du handler på vegne af %(name)s. Du kan læse aftalen, men ikke skrive under. Notér papiret på forløbet."
        )
        calls %= {"name": scope.behalf}
    back = reverse("placements:company_papers")
    door = _door(
        scope, placement, "placements/signing/company.html", back, calls,
        paper="placements:company_paper", sheets=FOR_THE_COMPANY,
    )  # fmt: skip
    return show_door(request, door)


@may(Permission.SIGN_FOR_MUNICIPALITY)
@get_and_post
def sign_for_municipality(request: Request, public_id: UUID) -> HttpResponse:
    """The last signature."""
    version = of_agreement(request, public_id)
    seen(request, version)
    placement = version.placement
    return show_door(
        request, _door(request.scope, placement, "placements/signing/municipality.html", tab_of(placement))
    )


def _door(scope: Scope, placement: Placement, template: str, back: str, calls: str = "", **papers: Any) -> Door:
    party = signing.party_of(scope, placement)
    return Door(
        placement,
        party,
        lambda form: signing.sign(
            by=scope, placement=placement, shown=form.cleaned_data["shown"], name=form.cleaned_data["name"]
        ),
        lambda form: signing.decline(by=scope, placement=placement, **form.cleaned_data),
        template,
        back,
        calls,
        **papers,
    )


def show_door(request: HttpRequest, door: Door) -> HttpResponse:
    """The newest that waits, else what holds; on POST the answer. A POST says what it was shown: of anything else nothing is signed."""
    version = newest_of(door.placement)
    says_no = "no" in request.POST
    moved: dict[str, Any] = {}
    form: SignForm | None = None
    if request.method == "POST":
        form = RefuseForm(request.POST, auto_id=REFUSE_ID) if says_no else SignForm(request.POST)
        if form.is_valid():
            try:
                (door.no if says_no else door.yes)(form)
            except signing.MovedOn as gone:
                moved = _moved(door.placement, form.cleaned_data["shown"], gone.waiting)
                version = gone.waiting or version
            except ValidationError as refusal:
                refuse(form, refusal)
            else:
                ours = door.party == Party.MUNICIPALITY
                messages.success(request, _thanks(door.placement, says_no, ours=ours))
                return redirect(door.back if ours else request.path)
    if version is None:
        raise Http404
    return _page(request, door, version, form, says_no, moved)


def _page(
    request: HttpRequest,
    door: Door,
    version: AgreementVersion,
    form: SignForm | None,
    says_no: bool,
    moved: dict[str, Any],
) -> HttpResponse:
    content = version.read
    answers = answers_of(version, version.signatures.select_related("user", "noted_by"))
    mine = next((one for one in answers if one.party == door.party), None)
    others = [one for one in answers if one.party != door.party and not one.has_signed]
    waits = version.state == AgreementState.SENT and mine is not None and not mine.has_signed
    asked = {"shown": version.content_hash}
    # After a change the answer to the old one is nobody's to the new one; only the typed name stays.
    typed = {"name": form["name"].value()} if form is not None else {}
    bound = form if form is not None and not moved else None
    context = {
        "door": door, "version": version, "person": _person_in(version), "copies": door.copies(),
        "content": content, "rows": rows_of(content), "answers": answers, "mine": mine,
        "can_sign": waits and not (door.party == Party.MUNICIPALITY and others),
        "must_wait_for": others if waits and door.party == Party.MUNICIPALITY else [],
        "form": bound if bound and not says_no else SignForm(initial={**asked, **typed}),
        "refuse_form": bound if bound and says_no else RefuseForm(initial=asked, auto_id=REFUSE_ID),
        "refuses": says_no and bound is not None,
        "moved": moved,
        "failed": bound,
    }  # fmt: skip
    status = 409 if moved else 422 if form is not None else 200
    return render(request, door.template, context, status=status)


def newest_of(placement: Placement) -> AgreementVersion | None:
    """What waits for signatures, else what holds, else the last that was sent; a draft never."""
    rows = AgreementVersion.objects.filter(placement=placement.pk, content__isnull=False).exclude(
        state=AgreementState.DRAFT
    )
    waiting = rows.sent().first()
    if waiting is not None:
        return waiting
    return (
        rows.filter(state=AgreementState.IN_FORCE).in_order().last()
        or rows.filter(sent_at__isnull=False).order_by("pk").last()
    )


def _moved(placement: Placement, shown: str, waiting: AgreementVersion | None) -> dict[str, Any]:
    """What changed between what was shown and what waits now."""
    rows = AgreementVersion.objects.filter(placement=placement.pk, content_hash=shown)
    before = rows.order_by("-pk").first()
    if waiting is None:
        return {"gone": True, "why": before.withdrawn_why if before else ""}
    if before is None:
        return {"changes": []}
    return {"changes": changes_of(before.read, waiting.read, waiting.asks), "why": before.withdrawn_why}


def _thanks(placement: Placement, says_no: bool, *, ours: bool) -> str:
    if says_no and ours:
        return _("Dit svar er gemt. Skriv aftalen om, eller træk den tilbage.")
    if says_no:
        return _("Dit svar er gemt. Kommunen får det at vide og ringer til dig.")
    newest = newest_of(placement)
    if newest is not None and newest.state == AgreementState.IN_FORCE:
        return _("Tak. Nu har alle skrevet under, og aftalen gælder.")
    return _("Tak. Du har skrevet under. Du får besked, når alle har.")


def _party_of(scope: Scope) -> str:
    """As whom a scope reads its own papers; in somebody's place theirs."""
    if scope.behalf is not None or scope.role == "candidate":
        return Party.PERSON.value
    return Party.GUARDIAN.value if scope.role == "guardian" else ""
