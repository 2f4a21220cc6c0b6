"""Addresses of the talk with the municipality, and of objections and complaints."""

from django.urls import path

from cases.views import talks

urlpatterns = [
    path("vragen/<int:pk>/gesprek/", talks.talk_new, name="talk_new"),
    path("gesprekken/<int:pk>/", talks.talk, name="talk"),
    path("gesprekken/<int:pk>/verslag/", talks.talk_outcome, name="talk_outcome"),
    path("gesprekken/<int:pk>/blad/", talks.talk_sheet, name="talk_sheet"),
    path("vragen/<int:pk>/bezwaar/", talks.objection_new, name="objection_new"),
    path("bezwaren/<int:pk>/", talks.objection, name="objection"),
]
