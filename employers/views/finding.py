"""From the id in a URL to the row, for those who may see it."""

from __future__ import annotations

from uuid import UUID

from django.shortcuts import get_object_or_404

from employers.models import Contact, Registration, Task, Workplace
from smaajob.http import Request


def workplace_of(request: Request, public_id: UUID) -> Workplace:
    """The workplace, archived or not; 404 where there is none that the scope may see."""
    visible = Workplace.objects.visible_to(request.scope).select_related("employer", "consultant", "stand_in")
    return get_object_or_404(visible, public_id=public_id)


def contact_of(request: Request, public_id: UUID) -> Contact:
    """The contact with its workplace."""
    visible = Contact.objects.visible_to(request.scope).filter(workplace__merged_into__isnull=True)
    return get_object_or_404(visible.select_related("workplace"), public_id=public_id)


def task_of(request: Request, public_id: UUID) -> Task:
    """The task with its workplace, and whom that has with us."""
    visible = Task.objects.visible_to(request.scope)
    parts = (
        "workplace__employer",
        "workplace__consultant",
        "workplace__stand_in",
        "posted_by",
        "posted_link",
        "seen_by",
    )
    return get_object_or_404(visible.select_related(*parts), public_id=public_id)


def merged_into(request: Request, public_id: UUID) -> Workplace | None:
    """What a workplace that was merged away lives on in; None where the id is no such workplace of the organisation."""
    gone = Workplace.objects.filter(keeper=request.scope.organisation, public_id=public_id, merged_into__isnull=False)
    row = gone.select_related("merged_into").first()
    while row is not None and row.merged_into is not None:
        row = row.merged_into
    return row


def asked_of(request: Request, public_id: str) -> Registration | None:
    """The company that asked the organisation to take part; None where the text is no such thing's id."""
    try:
        asked = UUID(public_id)
    except ValueError:
        return None
    return Registration.objects.visible_to(request.scope).filter(public_id=asked).first()
