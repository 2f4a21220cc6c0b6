"""Who may do what: organisations, people, and the records that every app writes."""

from oco.models.jobs import Heartbeat, Job
from oco.models.organisations import District, FrontDoor, Municipality, Organisation, Participation
from oco.models.people import Invitation, Membership, User
from oco.models.records import AuditEvent, PeriodClosing, Submission
from oco.models.sessions import CareSession, MunicipalitySession, SessionUser
from oco.models.shared_desks import DevicePin, SharedDevice
from oco.models.signing_in import KnownDevice, SessionDetail, SignInCount
from oco.models.trail import LogBatch, LogEvent

__all__ = [
    "AuditEvent",
    "CareSession",
    "DevicePin",
    "District",
    "FrontDoor",
    "Heartbeat",
    "Invitation",
    "Job",
    "KnownDevice",
    "LogBatch",
    "LogEvent",
    "Membership",
    "Municipality",
    "MunicipalitySession",
    "Organisation",
    "Participation",
    "PeriodClosing",
    "SessionDetail",
    "SessionUser",
    "SharedDevice",
    "SignInCount",
    "Submission",
    "User",
]
