"""Factories: each makes a believable row with as few words as possible.

Everything about one story shares a keeper: pass `keeper=` once to the outermost factory, it hands it on.
"""

from tests.factories.accounts import (
    EmployerOrganisationFactory,
    MembershipFactory,
    MunicipalityFactory,
    PartnerFactory,
    UnitFactory,
    UserFactory,
)
from tests.factories.candidates import (
    CandidateFactory,
    ConsentFactory,
    CourseFactory,
    EnrolmentFactory,
    NoteFactory,
    ParticipationFactory,
    ProgrammeFactory,
    StatusSpellFactory,
    TargetGroupSpellFactory,
)
from tests.factories.employers import (
    ContactFactory,
    EmployerFactory,
    LogEntryFactory,
    RegistrationFactory,
    TaskFactory,
    WorkplaceFactory,
    cvr_number,
)
from tests.factories.files import StoredFileFactory
from tests.factories.messages import MessageFactory
from tests.factories.placements import (
    ChangeRequestFactory,
    HoursFactory,
    MoveFactory,
    PauseFactory,
    PlacementFactory,
    ShiftFactory,
)

__all__ = [
    "CandidateFactory",
    "ChangeRequestFactory",
    "ConsentFactory",
    "ContactFactory",
    "CourseFactory",
    "EmployerFactory",
    "EmployerOrganisationFactory",
    "EnrolmentFactory",
    "HoursFactory",
    "LogEntryFactory",
    "MembershipFactory",
    "MessageFactory",
    "MoveFactory",
    "MunicipalityFactory",
    "NoteFactory",
    "ParticipationFactory",
    "PartnerFactory",
    "PauseFactory",
    "PlacementFactory",
    "ProgrammeFactory",
    "RegistrationFactory",
    "ShiftFactory",
    "StatusSpellFactory",
    "StoredFileFactory",
    "TargetGroupSpellFactory",
    "TaskFactory",
    "UnitFactory",
    "UserFactory",
    "WorkplaceFactory",
    "cvr_number",
]
