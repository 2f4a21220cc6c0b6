"""What people do and write: clients, help questions, contacts with minutes, tallies."""

from cases.models.clients import Client, ClientKey
from cases.models.counter import CounterTiming, Desk, Draft, Tally, Topic
from cases.models.imports import RegisterImport
from cases.models.norms import Norms
from cases.models.questions import Evaluation, HelpQuestion, QuestionDomain, QuestionEvent, Referral
from cases.models.work import Contact, OtherWork

__all__ = [
    "Client",
    "ClientKey",
    "Contact",
    "CounterTiming",
    "Desk",
    "Draft",
    "Evaluation",
    "HelpQuestion",
    "Norms",
    "OtherWork",
    "QuestionDomain",
    "QuestionEvent",
    "Referral",
    "RegisterImport",
    "Tally",
    "Topic",
]
