"""Addresses of cases, one list per person's work."""

from cases.urls import caseload, counter, imports, instruments, lists, outcome, people, triage

urlpatterns = [
    *counter.urlpatterns,
    *triage.urlpatterns,
    *caseload.urlpatterns,
    *instruments.urlpatterns,
    *outcome.urlpatterns,
    *people.urlpatterns,
    *imports.urlpatterns,
    *lists.urlpatterns,
]
