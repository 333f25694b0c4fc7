"""The person's side: who they are, what they need, what they take part in."""

from candidates.models.candidate import Candidate, CandidateQuerySet, hidden_from, not_hidden, of_people_seen
from candidates.models.circle import CircleMember, CircleQuerySet, CircleRole, ProgrammeWorker, turns_eighteen
from candidates.models.consent import (
    ELSEWHERE_ITEMS,
    ENDS_SOON,
    Consent,
    ConsentItem,
    ConsentQuerySet,
    Purpose,
    To,
    a_year_after,
    noted_elsewhere,
)
from candidates.models.corrections import MOST_WAITING, Answer, Correction, CorrectionQuerySet
from candidates.models.disclosure import Disclosure, DisclosureQuerySet
from candidates.models.links import LINK_LASTS, MOST_WRONG, PersonalLink
from candidates.models.notes import Note
from candidates.models.programme import (
    Course,
    CourseQuerySet,
    Enrolment,
    EnrolmentQuerySet,
    Participation,
    ParticipationQuerySet,
    Programme,
    ProgrammeQuerySet,
)
from candidates.models.situation import StatusSpell, TargetGroupSpell

__all__ = [
    "ELSEWHERE_ITEMS",
    "ENDS_SOON",
    "LINK_LASTS",
    "MOST_WAITING",
    "MOST_WRONG",
    "Answer",
    "Candidate",
    "CandidateQuerySet",
    "CircleMember",
    "CircleQuerySet",
    "CircleRole",
    "Consent",
    "ConsentItem",
    "ConsentQuerySet",
    "Correction",
    "CorrectionQuerySet",
    "Course",
    "CourseQuerySet",
    "Disclosure",
    "DisclosureQuerySet",
    "Enrolment",
    "EnrolmentQuerySet",
    "Note",
    "Participation",
    "ParticipationQuerySet",
    "PersonalLink",
    "Programme",
    "ProgrammeQuerySet",
    "ProgrammeWorker",
    "Purpose",
    "StatusSpell",
    "TargetGroupSpell",
    "To",
    "a_year_after",
    "hidden_from",
    "not_hidden",
    "noted_elsewhere",
    "of_people_seen",
    "turns_eighteen",
]
