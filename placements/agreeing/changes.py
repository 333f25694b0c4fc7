"""Which changes of an agreement plan its shifts anew. Names of placements.agreeing.rules.CONCERNS."""

from __future__ import annotations

CHANGED = "changed"  # under which an amendment keeps the names of what it changes, in its frozen content
PLANS_ANEW = frozenset({"steps", "period", "works_on_holidays"})
