"""Addresses of the instruments. `instrument` is `zelfredzaamheid` or `positieve-gezondheid`, `phase` is `begin` or
`einde`: a question has one of each."""

from django.urls import path

from cases.views import instruments

_ONE = "vragen/<int:pk>/metingen/<slug:instrument>/<slug:phase>/"

urlpatterns = [
    path("vragen/<int:pk>/metingen/", instruments.assessments, name="assessments"),
    path(_ONE, instruments.assess, name="assess"),
    path(f"{_ONE}verwijderen/", instruments.remove, name="assessment_remove"),
]
