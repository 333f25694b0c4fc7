"""Mistakes, doubles, what is put away, and orders that wait: so that each state is there to be seen."""

from __future__ import annotations

from placements.demo.world import World
from smaajob.accounts.models import User


def make(world: World, former: User) -> None:
    """Make them."""
