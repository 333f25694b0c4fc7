"""What a person's consent lets us tell, said to the person; to others it is `ConsentItem`'s own labels."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from candidates.models import ConsentItem
from smaajob.writing import joined

TO_YOU = {
    ConsentItem.NAME: _("dit fornavn"),
    ConsentItem.SKILLS: _("hvad du kan"),
    ConsentItem.TIMES: _("hvornår du kan arbejde"),
    ConsentItem.NEEDS: _("hvad du har brug for på arbejdspladsen"),
}


def items_to_you(codes: Iterable[str]) -> str:
    """`dit fornavn, hvad du kan og hvornår du kan arbejde`, in the order in which it is asked."""
    wanted = set(codes)
    return joined(str(text) for code, text in TO_YOU.items() if code in wanted)
