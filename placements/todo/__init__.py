"""What waits for somebody to act, under "I dag". `words` is what the sources share; each `of_…` reads one of them; `gathering` puts them
together, and `reading` says a Todo as a sentence and an act."""

from placements.todo.gathering import at_work, contacts_of, has_people, people_of, placements_of, waiting
from placements.todo.reading import row, row_of_person
from placements.todo.words import (
    AGREEMENTS,
    CONSENTS,
    CORRECTIONS,
    ENDS_WITHIN,
    GROUPS,
    LATE,
    NOW,
    PROPOSALS,
    TASKS,
    WEEK,
    Asked,
    Posted,
    Row,
    Todo,
    near,
)

__all__ = [
    "AGREEMENTS",
    "CONSENTS",
    "CORRECTIONS",
    "ENDS_WITHIN",
    "GROUPS",
    "LATE",
    "NOW",
    "PROPOSALS",
    "TASKS",
    "WEEK",
    "Asked",
    "Posted",
    "Row",
    "Todo",
    "at_work",
    "contacts_of",
    "has_people",
    "near",
    "people_of",
    "placements_of",
    "row",
    "row_of_person",
    "waiting",
]
