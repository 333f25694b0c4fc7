"""An agreement on paper: to read, to sign, and as it was signed. The same for the consultant and for a party with a login."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils import timezone

from placements.actions import sending
from placements.agreeing.standing import answers_of
from placements.documents.content import AgreementContent
from placements.documents.papers import FOR_THE_PERSON, Paper, file_name, paper
from placements.documents.signing import Signed
from placements.models import AgreementState, AgreementVersion
from placements.views.agreements import of_agreement
from smaajob.accounts.permissions import Permission
from smaajob.audit.access import Kind, seen
from smaajob.http import Request, get_only, may

OFFERED = (Paper.AGREEMENT, *FOR_THE_PERSON)


@may(Permission.SEE_PLACEMENTS)
@get_only
def show(request: Request, public_id: UUID, word: str) -> HttpResponse:
    """A paper of a version as PDF; that it was taken is on record. A draft says that it is one."""
    if word not in [one.value for one in OFFERED]:
        raise Http404
    version = of_agreement(request, public_id)
    seen(request, version, kind=Kind.PRINT)
    kind = Paper(word)
    content = _content(version)
    pdf = paper(
        kind,
        content,
        printed=timezone.localdate(),
        signatures=signed_of(version),
        draft=version.state == AgreementState.DRAFT,
    )
    headers = {"Content-Disposition": f'attachment; filename="{file_name(kind, content)}"', "Cache-Control": "no-store"}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


def signed_of(version: AgreementVersion) -> list[Signed]:
    """The last word of each who has answered, as a paper tells it."""
    answers = answers_of(version, version.signatures.all())
    return [
        Signed(
            role=str(one.party),
            name=one.signature.name,
            says=one.signature.says,
            method=one.signature.method,
            at=one.signature.seen_on or one.signature.at,
            words=one.signature.words,
            seen_on=timezone.localdate(one.signature.at) if one.signature.seen_on else None,
        )
        for one in answers
        if one.signature is not None
    ]


def _content(version: AgreementVersion) -> AgreementContent:
    if version.content:
        return version.read
    if version.state == AgreementState.DRAFT:
        return sending.outgoing(version, version.placement).content
    return sending.content_as_agreed(version, version.placement)
