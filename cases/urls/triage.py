"""Addresses of the inbox."""

from django.urls import path

from cases.views import triage

urlpatterns = [
    path("aanmeldingen/", triage.inbox, name="inbox"),
    path("aanmeldingen/<int:pk>/", triage.triage_page, name="triage"),
    path("aanmeldingen/<int:pk>/toewijzen/", triage.assign, name="assign"),
    path("aanmeldingen/<int:pk>/urgentie/", triage.change_urgency, name="change_urgency"),
]
