"""Addresses of cases, one list per person's work."""

from cases.urls import caseload, counter, imports, lists, people, triage

urlpatterns = [
    *counter.urlpatterns,
    *triage.urlpatterns,
    *caseload.urlpatterns,
    *people.urlpatterns,
    *imports.urlpatterns,
    *lists.urlpatterns,
]
