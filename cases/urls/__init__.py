"""Addresses of cases, one list per person's work."""

from cases.urls import caseload, counter, imports, instruments, lists, outcome, triage

urlpatterns = [
    *counter.urlpatterns,
    *triage.urlpatterns,
    *caseload.urlpatterns,
    *instruments.urlpatterns,
    *outcome.urlpatterns,
    *imports.urlpatterns,
    *lists.urlpatterns,
]
