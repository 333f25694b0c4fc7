"""What a form about people can offer: municipalities, accommodations in groups."""

from __future__ import annotations

from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from candidates.models import Candidate, Programme
from candidates.needs import PHRASES
from smaajob.accounts.scope import Scope
from smaajob.geography import municipality_name
from smaajob.vocabulary import ACCOMMODATION_GROUPS


def municipality_codes(scope: Scope, person: Candidate | None = None) -> list[str]:
    """Whose people the organisation may keep: a municipality its own, a partner those of its programmes' municipalities.

    A person's own stays possible, whatever the programmes are now.
    """
    if scope.organisation.is_municipality:
        return [person.municipality if person else scope.organisation.code]
    codes = {person.municipality} if person else set()
    for stored in Programme.objects.visible_to(scope).counted().values_list("municipalities", flat=True):
        codes |= set(stored)
    return sorted(codes, key=municipality_name)


class NeedsWidget(forms.CheckboxSelectMultiple):
    """Accommodations as plain sentences, in the groups in which a person thinks of them."""

    composite = True

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        id_ = (attrs or {}).get("id") or f"id_{name}"
        chosen = {str(one) for one in value or ()}
        groups = [
            (
                heading,
                [
                    {
                        "value": code.value,
                        "text": PHRASES[code],
                        "id": f"{id_}-{code.value}",
                        "on": code.value in chosen,
                    }
                    for code in codes
                ],
            )
            for heading, codes in ACCOMMODATION_GROUPS
        ]
        return render_to_string("candidates/form/needs.html", {"name": name, "id": id_, "groups": groups})

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return f"{id_}-{ACCOMMODATION_GROUPS[0][1][0].value}"
