"""The person's side: who they are, what they need, what they take part in."""

from candidates.models.candidate import Candidate, CandidateQuerySet, Consent
from candidates.models.programme import Course, Enrolment, Participation, Programme, ProgrammeQuerySet
from candidates.models.situation import StatusSpell, TargetGroupSpell

__all__ = [
    "Candidate",
    "CandidateQuerySet",
    "Consent",
    "Course",
    "Enrolment",
    "Participation",
    "Programme",
    "ProgrammeQuerySet",
    "StatusSpell",
    "TargetGroupSpell",
]
