"""What people do and write: clients, help questions, contacts with minutes, tallies."""

from cases.models.clients import Client, ClientKey
from cases.models.counter import CounterTiming, Desk, Draft, Tally, Topic
from cases.models.imports import RegisterImport
from cases.models.instruments import Assessment, AssessmentScore
from cases.models.norms import Norms
from cases.models.questions import (
    Evaluation,
    HelpQuestion,
    QuestionArrangement,
    QuestionDomain,
    QuestionEvent,
    QuestionTask,
    Referral,
)
from cases.models.rights import DossierFile, FormerText, Removal, RightsRequest
from cases.models.signals import Signal
from cases.models.surroundings import ClientLink, ClientTargetGroup, LinkedClient, TargetGroup
from cases.models.views import SavedView
from cases.models.work import Contact, OtherWork

__all__ = [
    "Assessment",
    "AssessmentScore",
    "Client",
    "ClientKey",
    "ClientLink",
    "ClientTargetGroup",
    "Contact",
    "CounterTiming",
    "Desk",
    "DossierFile",
    "Draft",
    "Evaluation",
    "FormerText",
    "HelpQuestion",
    "LinkedClient",
    "Norms",
    "OtherWork",
    "QuestionArrangement",
    "QuestionDomain",
    "QuestionEvent",
    "QuestionTask",
    "Referral",
    "RegisterImport",
    "Removal",
    "RightsRequest",
    "SavedView",
    "Signal",
    "Tally",
    "TargetGroup",
    "Topic",
]
