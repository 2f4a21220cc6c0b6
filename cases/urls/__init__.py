"""Addresses of cases, one list per person's work."""

from cases.urls import caseload, counter, imports, lists, together, triage

urlpatterns = [
    *counter.urlpatterns,
    *triage.urlpatterns,
    *caseload.urlpatterns,
    *imports.urlpatterns,
    *lists.urlpatterns,
    *together.urlpatterns,
]
