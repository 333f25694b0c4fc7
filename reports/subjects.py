"""What an organisation may order a report on: its programmes, and a municipality's own code or those of a partner's people."""

from __future__ import annotations

from dataclasses import dataclass

from candidates.models import Candidate, Programme
from reports.models import full_municipality_name
from smaajob.accounts.scope import Scope
from smaajob.geography import municipality_name


@dataclass(frozen=True, slots=True)
class Subject:
    """Either a programme or a municipality (canonical code)."""

    programme: Programme | None = None
    municipality: str = ""

    @property
    def key(self) -> str:
        """How a form names it."""
        return str(self.programme.public_id) if self.programme else self.municipality

    @property
    def name(self) -> str:
        return self.programme.name if self.programme else full_municipality_name(self.municipality)


def programmes(scope: Scope) -> list[Subject]:
    """The organisation's programmes, by name; those that are over too."""
    return [Subject(programme=programme) for programme in Programme.objects.visible_to(scope).counted()]


def municipalities(scope: Scope) -> list[Subject]:
    """A municipality's own; for a partner those that its people live in."""
    if scope.organisation.is_municipality:
        return [Subject(municipality=scope.organisation.code)]
    codes = Candidate.objects.visible_to(scope).counted().order_by().values_list("municipality", flat=True).distinct()
    return [Subject(municipality=code) for code in sorted(codes, key=municipality_name)]
