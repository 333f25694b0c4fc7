"""What a company says of itself: by its own users, or by a consultant in its place."""

from __future__ import annotations

from dataclasses import replace

from smaajob.accounts.actions import organisations
from smaajob.accounts.models import Organisation
from smaajob.accounts.scope import Scope

FIELDS = ("name", "phone", "email")


def change_company(*, by: Scope, company: Organisation, values: dict[str, str]) -> Organisation:
    """Give the company another name, phone or e-mail. `values` are FIELDS by name; `company` is `employers.company.company_of(by)`.

    On record with the one who did it, in whose place that may be.
    """
    return organisations.update(by=replace(by, organisation=company), values=values)
