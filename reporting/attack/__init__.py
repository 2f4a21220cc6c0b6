"""An attacker who has everything that was ever released about a municipality's year, and solves the sums.

`seen` says what was released, `reading` reads it back from documents as they are printed, `model` lays the sums of
reporting/relations.py over it, `solving` asks of every hidden number how small and how large it can be.
"""

from reporting.attack.model import RULE, Knowledge
from reporting.attack.solving import Finding, Outcome, attack
from reporting.seen import Seen, Span, span_of

__all__ = ["RULE", "Finding", "Knowledge", "Outcome", "Seen", "Span", "attack", "span_of"]
