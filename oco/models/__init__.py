"""Who may do what: organisations, people, and the records that every app writes."""

from oco.models.jobs import Heartbeat, Job
from oco.models.organisations import District, FrontDoor, Municipality, Organisation, Participation
from oco.models.people import Invitation, Membership, User
from oco.models.records import AuditEvent, PeriodClosing, Submission
from oco.models.sessions import CareSession, MunicipalitySession

__all__ = [
    "AuditEvent",
    "CareSession",
    "District",
    "FrontDoor",
    "Heartbeat",
    "Invitation",
    "Job",
    "Membership",
    "Municipality",
    "MunicipalitySession",
    "Organisation",
    "Participation",
    "PeriodClosing",
    "Submission",
    "User",
]
