"""The person's side: who they are, what they need, what they take part in."""

from candidates.models.candidate import Candidate, CandidateQuerySet, Consent
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
    "Candidate",
    "CandidateQuerySet",
    "Consent",
    "Course",
    "CourseQuerySet",
    "Enrolment",
    "EnrolmentQuerySet",
    "Note",
    "Participation",
    "ParticipationQuerySet",
    "Programme",
    "ProgrammeQuerySet",
    "StatusSpell",
    "TargetGroupSpell",
]
