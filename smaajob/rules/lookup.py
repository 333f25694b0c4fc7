"""What holds for an organisation: the common rows of its country, and its own corrections before them.

    value("praktik.max_weeks", on=day, group="kth_jobparat", keeper=organisation)  →  an Answer with value, unit and source, or None

`rules_for` is the same for many questions: one query for all of them (two, where it has taken lists into use).
"""

from __future__ import annotations

from datetime import date

from smaajob.accounts.models import Organisation
from smaajob.reach import Reach, reaching
from smaajob.rules import files
from smaajob.rules.models import ListInUse, Rule
from smaajob.rules.units import read
from smaajob.rules.values import Activation, Answer, Rules, rules


def value(key: str, *, on: date, group: str = "", keeper: Organisation) -> Answer | None:
    """The rule of a key as it holds for an organisation on a day, for a target group of the law (empty: for all). None where unknown."""
    return rules_for(keeper).value(key, on=on, group=group)


def rules_for(keeper: Organisation) -> Rules:
    """All that holds for an organisation. Two queries."""
    country = keeper.country
    common = files.answers(country)
    if not common:
        return rules(())
    # A company and a person are held to the same rules as those who work for the municipality, and see none of its rows.
    with reaching(Reach(keeper=keeper.pk)):
        rows = list(Rule.objects.filter(keeper=keeper).standing())
        lists = list(ListInUse.objects.filter(keeper=keeper).standing())
    known = files.keys()
    own = [own_answer(row) for row in rows if row.key in known]
    taken = [Activation(row.list, row.valid_from, own=True) for row in lists]
    return rules([*common, *own], files.lists(country), files.groups(country), files.meanings(country), taken)


def own_answer(row: Rule) -> Answer:
    """A municipality's own row as the value that the rules are made of."""
    key = files.keys()[row.key]
    return Answer(
        key=key.key,
        name=key.name,
        unit=key.unit,
        value=read(key.unit, row.value),
        group=row.group,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        paragraph=row.paragraph,
        source=row.source,
        checked_on=row.checked_on,
        confidence=row.confidence,
        own=row.public_id,
        reason=row.reason,
    )
