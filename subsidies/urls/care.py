"""Addresses of the care side. Period codes are as `2018`, `2018-H1` and `2018-Q1`."""

from django.urls import path

from subsidies.views import care, sharing

_ACCOUNT = "rapporten/<slug:municipality>/<slug:organisation>/"
_PERIOD = f"{_ACCOUNT}<str:code>/"
_VERSION = f"{_PERIOD}versie-<int:number>/"

urlpatterns = [
    path("rapporten/", care.reports, name="reports"),
    path(_ACCOUNT, care.reports, name="reports_of"),
    path(f"{_ACCOUNT}afspraken/", sharing.agreements, name="report_agreements"),
    path(_PERIOD, care.report, name="report"),
    path(f"{_PERIOD}indienen/", care.file, name="report_file"),
    path(f"{_PERIOD}corrigeren/", care.correct, name="report_correct"),
    path(f"{_PERIOD}nakijken/<slug:key>/", care.point, name="report_point"),
    path(_VERSION, care.version, name="report_version"),
    path(f"{_VERSION}bestanden/", care.file_state, name="report_files"),
    path(f"{_VERSION}bestanden/opnieuw/", care.make_files, name="report_files_again"),
    path(f"{_VERSION}rapport.<str:file_format>", care.download, name="report_download"),
    path(f"{_VERSION}eigen-cijfers/<slug:provider>/", care.own_figures, name="report_own_figures"),
    path("subsidie/", care.grants, name="grants"),
    path("subsidie/<int:year>/", care.grants, name="grants_of_year"),
]
