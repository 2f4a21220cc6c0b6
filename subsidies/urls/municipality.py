"""Addresses of the municipality side."""

from django.urls import path

from subsidies.views import municipality, sharing

urlpatterns = [
    path("rapporten/", municipality.reports, name="reports"),
    path("rapporten/<int:pk>/", municipality.report, name="report"),
    path("rapporten/<int:pk>/bestanden/", municipality.file_state, name="report_files"),
    path("rapporten/<int:pk>/rapport.<str:file_format>", municipality.download, name="report_download"),
    path("afspraken/", sharing.wishes, name="report_wishes"),
    path("jaren/", municipality.years, name="years"),
    path("subsidie/", municipality.grants, name="grants"),
    path("subsidie/<int:year>/", municipality.grants, name="grants_of_year"),
    path("subsidie/nieuw/", municipality.new_grant, name="grant_new"),
    path("subsidie/wijzigen/<int:pk>/", municipality.edit_grant, name="grant_edit"),
]
