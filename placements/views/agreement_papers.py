"""The papers of an agreement: all of them for the case, their own for the person and who signs for them, theirs for the company.

Each is made when it is asked for, from what was frozen; that it was taken is on record, and no file of it lies anywhere. The names of
the files say what a paper is and never of whom.
"""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from placements.actions import sending
from placements.agreeing.copies import FOR_THE_COMPANY, first_time_of, for_company, is_offered, signed_of
from placements.agreeing.vitas_facts import known_of, links_of
from placements.documents import vitas
from placements.documents.content import AgreementContent
from placements.documents.papers import FOR_THE_PERSON, Paper, file_name, paper
from placements.documents.vitas_sheet import sheet
from placements.models import AgreementState, AgreementVersion
from placements.views.agreements import of_agreement
from placements.views.whose import company_placements, own_placements, seen_by_company
from smaajob.accounts.permissions import Permission
from smaajob.audit.access import Kind, seen
from smaajob.http import Request, get_only, may
from smaajob.throttle import hold_back


@may(Permission.SEE_PLACEMENTS)
@get_only
def show(request: Request, public_id: UUID, word: str) -> HttpResponse:
    """Any paper of any version, for the case. A draft says that it is one."""
    which = _paper(word, tuple(Paper))
    version = of_agreement(request, public_id)
    content = _content(version)
    if which is Paper.VITAS and not vitas.applies(content):
        raise Http404
    seen(request, version, kind=Kind.PRINT)
    return answer(request, version, which, content)


@may(Permission.SEE_PLACEMENTS)
@get_only
def vitas_ready(request: Request, public_id: UUID) -> HttpResponse:
    """What VITAS asks, field by field with a button to copy each, and what is missing."""
    version = of_agreement(request, public_id)
    content = _content(version)
    if not vitas.applies(content):
        raise Http404
    seen(request, version)
    may_write = request.scope.may(Permission.CHANGE_PLACEMENTS)
    context = {
        "sheet": sheet(content, known_of(version, timezone.localdate()), links_of(version) if may_write else {}),
        "version": version,
        "about": _("%(person)s hos %(place)s") % {"person": version.placement.candidate, "place": content.place},
    }
    return render(request, "placements/documents/vitas.html", context)


@may(Permission.SIGN_OWN)
@get_only
def mine(request: Request, public_id: UUID, word: str) -> HttpResponse:
    """A person's own papers, and those of whom a guardian follows: what has come to them, and the sheets of what holds."""
    which = _paper(word, (Paper.AGREEMENT, *FOR_THE_PERSON))
    rows = AgreementVersion.objects.filter(placement__in=own_placements(request.scope).values("pk"))
    whole = (
        "placement__workplace__employer",
        "placement__keeper",
        "placement__task",
        "placement__candidate__consultant",
    )
    version = get_object_or_404(
        rows.select_related(*whole, "placement__candidate__stand_in", "keeper"), public_id=public_id
    )
    if not is_offered(version, which, timezone.localdate()):
        raise Http404
    seen(request, version, kind=Kind.PRINT)
    return answer(request, version, which, _content(version))


@may(Permission.OWN_COMPANY)
@get_only
def companys(request: Request, public_id: UUID, word: str) -> HttpResponse:
    """The company's own: what it signs, and the task sheet of what holds without what the person has not released."""
    which = _paper(word, (Paper.AGREEMENT, *FOR_THE_COMPANY))
    rows = AgreementVersion.objects.filter(placement__in=company_placements(request.scope).values("pk"))
    # What was noted without being sent was put together from the person's row, which a company does not see.
    rows = rows.filter(content__isnull=False).select_related("placement__workplace", "placement__keeper")
    version = get_object_or_404(rows, public_id=public_id)
    placement, today = version.placement, timezone.localdate()
    if not is_offered(version, which, today, FOR_THE_COMPANY, only_sent=True):
        raise Http404
    seen_by_company(request, [placement], kind=Kind.PRINT)
    content = version.read
    return answer(
        request, version, which, content if which is Paper.AGREEMENT else for_company(content, placement, today)
    )


def answer(request: HttpRequest, version: AgreementVersion, which: Paper, content: AgreementContent) -> HttpResponse:
    """The PDF as an attachment. Who may have it, and that it is on record, is the caller's."""
    user = request.user
    hold_back(request, "agreement_paper", str(user.public_id) if user.is_authenticated else str(version.public_id))
    pdf = paper(
        which,
        content,
        printed=timezone.localdate(),
        signatures=signed_of(version),
        draft=version.state == AgreementState.DRAFT,
        known=known_of(version, timezone.localdate()) if which is Paper.VITAS else None,
        first_time=first_time_of(version.placement, timezone.now()) if which is Paper.TASK_SHEET else None,
    )
    headers = {
        "Content-Disposition": f'attachment; filename="{file_name(which, content)}"',
        "Cache-Control": "no-store",
    }
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


def _paper(word: str, offered: tuple[Paper, ...]) -> Paper:
    found = next((one for one in offered if one.value == word), None)
    if found is None:
        raise Http404
    return found


def _content(version: AgreementVersion) -> AgreementContent:
    if version.content:
        return version.read
    if version.state == AgreementState.DRAFT:
        return sending.outgoing(version, version.placement).content
    return sending.content_as_agreed(version, version.placement)
