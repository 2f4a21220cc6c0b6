"""Addresses of cases, one list per person's work."""

from cases.urls import caseload, counter, imports, lists, referral, social_map, triage

urlpatterns = [
    *counter.urlpatterns,
    *triage.urlpatterns,
    *caseload.urlpatterns,
    *referral.urlpatterns,
    *social_map.urlpatterns,
    *imports.urlpatterns,
    *lists.urlpatterns,
]
