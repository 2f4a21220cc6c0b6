"""Addresses of cases, one list per person's work."""

from cases.urls import caseload, counter, imports, listing, lists, rights, triage

urlpatterns = [
    *counter.urlpatterns,
    *triage.urlpatterns,
    *caseload.urlpatterns,
    *imports.urlpatterns,
    *lists.urlpatterns,
    *listing.urlpatterns,
    *rights.urlpatterns,
]
