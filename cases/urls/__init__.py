"""Addresses of cases, one list per person's work."""

from cases.urls import caseload, clock, counter, imports, lists, triage

urlpatterns = [
    *counter.urlpatterns,
    *triage.urlpatterns,
    *caseload.urlpatterns,
    *clock.urlpatterns,
    *imports.urlpatterns,
    *lists.urlpatterns,
]
