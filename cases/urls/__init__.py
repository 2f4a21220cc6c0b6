"""Addresses of cases, one list per person's work."""

from cases.urls import after, caseload, counter, imports, lists, talks, triage

urlpatterns = [
    *counter.urlpatterns,
    *triage.urlpatterns,
    *caseload.urlpatterns,
    *talks.urlpatterns,
    *after.urlpatterns,
    *imports.urlpatterns,
    *lists.urlpatterns,
]
