"""docs/permissions.md: who may do what, and which page takes what, written from the code."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from django.urls import URLPattern, URLResolver, get_resolver

from smaajob.accounts.middleware import OWN_ACCOUNT
from smaajob.accounts.permissions import LINK_IS_ENOUGH, ON_BEHALF_OF, TABLE, Permission
from smaajob.accounts.roles import STAFF, Role
from smaajob.accounts.scope import SIGHT, Sight
from smaajob.http import permission_of

PUBLIC, OWN, EVERYBODY = "anybody, without signing in", "one's own account", "everybody who has signed in"
HEAD = """# Who may do what

Printed from the code by `manage.py permissions --write`; `make check` sees that it is the same. The table is
`smaajob/accounts/permissions.py`, what a role sees of people `SIGHT` in `smaajob/accounts/scope.py`, and how it came to be
[ADR 6](adr/0006-hats-and-permissions-as-data.md). Users see it under "Hvem må hvad".
"""


class Page(NamedTuple):
    """A name of the URL conf, its address, and what it takes: permissions, or one of the three words above."""

    name: str
    path: str
    takes: str


def written() -> str:
    """The whole document."""
    parts = [
        HEAD,
        "## Roles\n",
        *_roles(),
        "\n## Role by permission\n",
        *_table(),
        "\n## More than the table\n",
        *_more(),
    ]
    return "\n".join([*parts, "\n## Pages\n", *_pages()]) + "\n"


def pages() -> list[Page]:
    """Every named page, by what it takes and then by address."""
    order = {one.value: str(place).rjust(3) for place, one in enumerate(Permission)}
    found = [
        Page(name, path, takes(pattern, path))
        for name, path, pattern in walk(get_resolver().url_patterns)
        if pattern.name
    ]
    return sorted(found, key=lambda page: (order.get(page.takes.split(", ")[0], page.takes), page.path, page.name))


def walk(
    patterns: list[URLPattern | URLResolver], space: str = "", prefix: str = "/"
) -> Iterator[tuple[str, str, URLPattern]]:
    """Name with its namespace, address, and pattern of every page under some patterns."""
    for one in patterns:
        path = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            inner = f"{space}{one.namespace}:" if one.namespace else space
            yield from walk(one.url_patterns, inner, path)
        else:
            yield f"{space}{one.name}", path, one


def takes(pattern: URLPattern, path: str) -> str:
    """What a page takes, as the middleware holds it."""
    view = pattern.callback
    if not getattr(view, "login_required", True):
        return PUBLIC
    if path.startswith(OWN_ACCOUNT):
        return OWN
    permissions = permission_of(view)
    if permissions is None:
        return "**nothing: an error**"
    return ", ".join(one.value for one in permissions) or EVERYBODY


def _roles() -> list[str]:
    ways = {True: "password and second factor", False: "code"}
    rows = [
        f"| `{role.value}` | {role.label} | {SIGHT.get(role, Sight.NONE).value} | {ways[role in STAFF]} |"
        for role in Role
    ]
    return ["| role | in the interface | sees of people | signs in with |", "| --- | --- | --- | --- |", *rows]


def _table() -> list[str]:
    head = "| permission | in the interface | " + " | ".join(f"`{role.value}`" for role in Role) + " |"
    rows = []
    for one in Permission:
        cells = " | ".join("yes" if one in TABLE[role] else "" for role in Role)
        rows.append(f"| `{one.value}` | {one.label} | {cells} |")
    return [head, "| --- | --- |" + " --- |" * len(Role), *rows]


def _more() -> list[str]:
    link = ", ".join(f"`{one.value}`" for one in Permission if one in LINK_IS_ENOUGH)
    lines = [f"- A personal link and a birth date open {link}; all else takes a code or a password."]
    for kind, given in ON_BEHALF_OF.items():
        words = ", ".join(f"`{one.value}`" for one in Permission if one in given)
        lines.append(f"- Who has `act_for` may do this on behalf of somebody (`{kind}`), on record: {words}.")
    return lines


def _pages() -> list[str]:
    rows = [f"| `{page.name}` | `{page.path.replace('|', chr(92) + '|')}` | {page.takes} |" for page in pages()]
    return ["| name | address | takes |", "| --- | --- | --- |", *rows]
