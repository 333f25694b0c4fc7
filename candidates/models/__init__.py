"""The person's side: who they are, what they need, what they take part in."""

from candidates.models.candidate import Candidate, CandidateQuerySet, Consent, of_people_seen
from candidates.models.circle import CircleMember, CircleQuerySet, CircleRole, ProgrammeWorker, turns_eighteen
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
    "LINK_LASTS",
    "MOST_WRONG",
    "Candidate",
    "CandidateQuerySet",
    "CircleMember",
    "CircleQuerySet",
    "CircleRole",
    "Consent",
    "Course",
    "CourseQuerySet",
    "Enrolment",
    "EnrolmentQuerySet",
    "Note",
    "Participation",
    "ParticipationQuerySet",
    "PersonalLink",
    "Programme",
    "ProgrammeQuerySet",
    "ProgrammeWorker",
    "StatusSpell",
    "TargetGroupSpell",
    "of_people_seen",
    "turns_eighteen",
]
