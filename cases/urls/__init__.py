"""Addresses of cases, one list per person's work."""

from cases.urls import (
    after,
    caseload,
    clock,
    counter,
    imports,
    instruments,
    listing,
    lists,
    outcome,
    people,
    referral,
    rights,
    social_map,
    talks,
    together,
    triage,
)

urlpatterns = [
    *counter.urlpatterns,
    *triage.urlpatterns,
    *caseload.urlpatterns,
    *instruments.urlpatterns,
    *outcome.urlpatterns,
    *people.urlpatterns,
    *referral.urlpatterns,
    *social_map.urlpatterns,
    *clock.urlpatterns,
    *talks.urlpatterns,
    *after.urlpatterns,
    *imports.urlpatterns,
    *lists.urlpatterns,
    *together.urlpatterns,
    *listing.urlpatterns,
    *rights.urlpatterns,
]
