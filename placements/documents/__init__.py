"""Papers of a placement: what stands in them, and how they look."""
