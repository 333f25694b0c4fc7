"""What a shift is held against before it is planned, beside the placement's days and the person's other shifts."""

from __future__ import annotations

from collections.abc import Iterable

from placements.models import Placement
from placements.pattern import Planned


def checks_for_shift(placement: Placement, planned: Iterable[Planned]) -> list[str]:
    """Why these shifts can't be: sentences, each with the rule that it comes from; none where they can.

    The one place where the law looks at single shifts (under 18: hours a day and a week, evening and night). Every verb that plans
    or moves a shift asks here.
    """
    return []
