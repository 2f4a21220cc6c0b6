"""What was agreed about the figures: the grant with all it says and the money that goes with it, the round of reports
with its parts and last days, the checks with the talk about them, and how the year ends."""

from subsidies.models.agenda import ActionPoint, Remark
from subsidies.models.approvals import CorrectionProposal, ProposalQuerySet
from subsidies.models.claims import Claim, ClaimedTrajectory, ClaimStep
from subsidies.models.cycle import DrawingUp, Extension, FilingNote, FilingTerms, PartClosing, TurnSwap
from subsidies.models.decisions import Allotment, GrantChange, GrantFile, Obligation
from subsidies.models.determinations import (
    AuditorStatement,
    BalanceLine,
    Determination,
    DeterminationLetter,
    DeterminationRequest,
    FinancialLine,
    ObligationAnswer,
    RequestReturn,
    SentFile,
    SentRequest,
)
from subsidies.models.grants import Grant, GrantAmount, GrantQuerySet, Instalment, Target, total_of
from subsidies.models.money import Cost, CostImport, CostKind, CostStatement, CostWork, Payment
from subsidies.models.reviews import Review
from subsidies.models.self_tests import SelfTestAnswer
from subsidies.models.threads import Message, Thread, ThreadQuerySet

__all__ = [
    "ActionPoint",
    "Allotment",
    "AuditorStatement",
    "BalanceLine",
    "Claim",
    "ClaimStep",
    "ClaimedTrajectory",
    "CorrectionProposal",
    "Cost",
    "CostImport",
    "CostKind",
    "CostStatement",
    "CostWork",
    "Determination",
    "DeterminationLetter",
    "DeterminationRequest",
    "DrawingUp",
    "Extension",
    "FilingNote",
    "FilingTerms",
    "FinancialLine",
    "Grant",
    "GrantAmount",
    "GrantChange",
    "GrantFile",
    "GrantQuerySet",
    "Instalment",
    "Message",
    "Obligation",
    "ObligationAnswer",
    "PartClosing",
    "Payment",
    "ProposalQuerySet",
    "Remark",
    "RequestReturn",
    "Review",
    "SelfTestAnswer",
    "SentFile",
    "SentRequest",
    "Target",
    "Thread",
    "ThreadQuerySet",
    "TurnSwap",
    "total_of",
]
