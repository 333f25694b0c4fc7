"""Files about a workplace (smaajob.files)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from smaajob.accounts.permissions import Permission
from smaajob.files.subjects import Subject, register


def say_how_workplaces_are_found() -> None:
    """Call it once, when the models are there."""
    from employers.models import Workplace

    register(
        Subject(
            word="arbejdspladser",
            model=Workplace,
            visible=Workplace.objects.visible_to,
            permission=Permission.SEE_WORKPLACES,
            detail="employers:detail",
            list_name="employers:list",
            list_text=_("Arbejdspladser"),
        )
    )
