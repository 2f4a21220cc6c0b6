"""What people do and write: clients, help questions, contacts with minutes, tallies."""

from cases.models.aftercare import AftercareContact
from cases.models.clients import Client, ClientKey
from cases.models.clock import ReachAttempt, TermPause
from cases.models.counter import CounterTiming, Desk, Draft, Tally, Topic
from cases.models.imports import RegisterImport
from cases.models.instruments import Assessment, AssessmentScore
from cases.models.links import OneTimeLink
from cases.models.norms import Norms
from cases.models.people import ClientSurroundings, ContactPerson, FixedContact, NotSamePerson, SetAside
from cases.models.questions import (
    Evaluation,
    HelpQuestion,
    QuestionArrangement,
    QuestionDomain,
    QuestionEvent,
    QuestionTask,
)
from cases.models.reading import UnusualReading
from cases.models.referral import Referral, WlzIndication
from cases.models.retention import (
    DataKind,
    DestructionCertificate,
    DestructionLine,
    DestructionList,
    RetentionHold,
    RetentionTerm,
)
from cases.models.rights import DossierFile, FormerText, Removal, RightsRequest
from cases.models.signals import Signal, SignalBundle
from cases.models.social_map import SocialMapEntry
from cases.models.surroundings import ClientLink, ClientTargetGroup, LinkedClient, TargetGroup
from cases.models.talks import Objection, Talk, TalkDomain
from cases.models.team import Absence, CaseTalkItem, ReminderChoice
from cases.models.views import SavedView
from cases.models.work import Contact, OtherWork

__all__ = [
    "Absence",
    "AftercareContact",
    "Assessment",
    "AssessmentScore",
    "CaseTalkItem",
    "Client",
    "ClientKey",
    "ClientLink",
    "ClientSurroundings",
    "ClientTargetGroup",
    "Contact",
    "ContactPerson",
    "CounterTiming",
    "DataKind",
    "Desk",
    "DestructionCertificate",
    "DestructionLine",
    "DestructionList",
    "DossierFile",
    "Draft",
    "Evaluation",
    "FixedContact",
    "FormerText",
    "HelpQuestion",
    "LinkedClient",
    "Norms",
    "NotSamePerson",
    "Objection",
    "OneTimeLink",
    "OtherWork",
    "QuestionArrangement",
    "QuestionDomain",
    "QuestionEvent",
    "QuestionTask",
    "ReachAttempt",
    "Referral",
    "RegisterImport",
    "ReminderChoice",
    "Removal",
    "RetentionHold",
    "RetentionTerm",
    "RightsRequest",
    "SavedView",
    "SetAside",
    "Signal",
    "SignalBundle",
    "SocialMapEntry",
    "Talk",
    "TalkDomain",
    "Tally",
    "TargetGroup",
    "TermPause",
    "Topic",
    "UnusualReading",
    "WlzIndication",
]
