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
    PostingLinkFactory,
    RegistrationFactory,
    TaskFactory,
    WorkplaceFactory,
    cvr_number,
)
from tests.factories.files import StoredFileFactory
from tests.factories.messages import MessageFactory
from tests.factories.placements import (
    AttendanceFactory,
    CalendarLinkFactory,
    ChangeRequestFactory,
    EmployerAskFactory,
    HoursFactory,
    LawCheckFactory,
    MoveFactory,
    PauseFactory,
    PlacementFactory,
    ProposalFactory,
    ReportedHoursFactory,
    ShiftFactory,
    WaitingEntryFactory,
)

__all__ = [
    "AttendanceFactory",
    "CalendarLinkFactory",
    "CandidateFactory",
    "ChangeRequestFactory",
    "ConsentFactory",
    "ContactFactory",
    "CourseFactory",
    "EmployerAskFactory",
    "EmployerFactory",
    "EmployerOrganisationFactory",
    "EnrolmentFactory",
    "HoursFactory",
    "LawCheckFactory",
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
    "PostingLinkFactory",
    "ProgrammeFactory",
    "ProposalFactory",
    "RegistrationFactory",
    "ReportedHoursFactory",
    "ShiftFactory",
    "StatusSpellFactory",
    "StoredFileFactory",
    "TargetGroupSpellFactory",
    "TaskFactory",
    "UnitFactory",
    "UserFactory",
    "WaitingEntryFactory",
    "WorkplaceFactory",
    "cvr_number",
]
