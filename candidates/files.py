"""Files about a person (smaajob.files)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from smaajob.accounts.permissions import Permission
from smaajob.files.subjects import Subject, register


def say_how_people_are_found() -> None:
    """Call it once, when the models are there."""
    from candidates.models import Candidate

    register(
        Subject(
            word="personer",
            model=Candidate,
            visible=Candidate.objects.visible_to,
            permission=Permission.SEE_PEOPLE,
            detail="candidates:detail",
            list_name="candidates:list",
            list_text=_("Personer"),
            hides=Candidate.hides_from,
        )
    )
