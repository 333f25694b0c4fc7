"""Who sees reports (smaajob.rowsecurity)."""

from __future__ import annotations

from smaajob.rowsecurity import ALL, KEPT, protect


def say() -> None:
    """Called when the app is ready."""
    protect("reports_report", f"{KEPT} AND {ALL}")
