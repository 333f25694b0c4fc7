"""What the record says of it all."""

from __future__ import annotations

from placements.demo.world import World


def make(world: World) -> None:
    """Write the events."""
