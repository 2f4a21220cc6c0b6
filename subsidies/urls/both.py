"""Addresses of a decision: the same on both sides."""

from django.urls import path

from subsidies.views import decision

_DECISION = "subsidie/beschikking/<int:pk>/"

decision_patterns = [
    path(_DECISION, decision.decision, name="decision"),
    path(f"{_DECISION}voor-wijziging-<int:number>/", decision.decision_before, name="decision_before"),
    path(f"{_DECISION}bestand-<int:number>.pdf", decision.decision_file, name="decision_file"),
    path("subsidie/kostenoverzicht/<int:pk>/", decision.cost_statement, name="cost_statement"),
]
