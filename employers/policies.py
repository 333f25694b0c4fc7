"""Who sees employers, and what a company sees of itself whoever keeps it (smaajob.rowsecurity)."""

from __future__ import annotations

from smaajob.rowsecurity import INSIDE, KEPT, TOKEN, function, protect, searched, setting

COMPANY, ASKS = setting("company"), setting("asks")
# The one that a link to post a task is for.
LINKED = setting("workplace", "bigint")


def say() -> None:
    """Called when the app is ready."""
    own = f"country || ':' || cvr = {COMPANY}"
    function(
        "workplaces_of_company()",
        "SETOF bigint",
        """SELECT w.id FROM employers_workplace w JOIN employers_employer e ON e.id = w.employer_id
           WHERE e.country || ':' || e.cvr = nullif(current_setting('smaajob.company', true), '')""",
    )
    # What a company writes at a workplace is kept by whoever keeps the workplace, and can't be put anywhere else.
    function(
        "keeper_of_workplace(workplace bigint)",
        "bigint",
        "SELECT w.keeper_id FROM employers_workplace w WHERE w.id = workplace",
    )
    for table in ("employers_employer", "employers_workplace", "employers_contact", "employers_task"):
        searched(table)
    among = "IN (SELECT workplaces_of_company())"
    protect("employers_employer", f"{KEPT} OR {own}")
    protect("employers_workplace", f"{KEPT} OR ({COMPANY} IS NOT NULL AND id {among}) OR id = {LINKED}")
    theirs = f"(({COMPANY} IS NOT NULL AND workplace_id {among}) OR workplace_id = {LINKED})"
    for table in ("employers_contact", "employers_task"):
        protect(table, f"{KEPT} OR ({theirs} AND keeper_id = keeper_of_workplace(workplace_id))")
    # Who has been given a link is the municipality's affair; whoever has the link itself sees that one.
    protect("employers_postinglink", f"({KEPT} AND {INSIDE}) OR {TOKEN}")
    # What is written about talks with a company is not the company's, and not theirs who follow a person.
    protect("employers_logentry", f"{KEPT} AND {INSIDE}")
    protect("employers_registration", f"{KEPT} OR {own} OR country || ':' || cvr = {ASKS}")
