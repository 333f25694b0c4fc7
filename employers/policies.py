"""Who sees employers, and what a company sees of itself whoever keeps it (smaajob.rowsecurity)."""

from __future__ import annotations

from smaajob.rowsecurity import INSIDE, KEPT, function, protect, searched, setting

COMPANY, ASKS = setting("company"), setting("asks")


def say() -> None:
    """Called when the app is ready."""
    own = f"country || ':' || cvr = {COMPANY}"
    function(
        "workplaces_of_company()",
        "SETOF bigint",
        """SELECT w.id FROM employers_workplace w JOIN employers_employer e ON e.id = w.employer_id
           WHERE e.country || ':' || e.cvr = nullif(current_setting('smaajob.company', true), '')""",
    )
    for table in ("employers_employer", "employers_workplace", "employers_contact", "employers_task"):
        searched(table)
    among = "IN (SELECT workplaces_of_company())"
    protect("employers_employer", f"{KEPT} OR {own}")
    protect("employers_workplace", f"{KEPT} OR ({COMPANY} IS NOT NULL AND id {among})")
    protect("employers_contact", f"{KEPT} OR ({COMPANY} IS NOT NULL AND workplace_id {among})")
    protect("employers_task", f"{KEPT} OR ({COMPANY} IS NOT NULL AND workplace_id {among})")
    # What is written about talks with a company is not the company's, and not theirs who follow a person.
    protect("employers_logentry", f"{KEPT} AND {INSIDE}")
    protect("employers_registration", f"{KEPT} OR {own} OR country || ':' || cvr = {ASKS}")
