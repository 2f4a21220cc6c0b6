"""Addresses of the clock of a question, and of the team's talk about the guideline."""

from django.urls import path

from cases.views import clock, guideline

urlpatterns = [
    path("vragen/<int:pk>/niet-bereikt/", clock.not_reached, name="not_reached"),
    path("pogingen/<int:pk>/terug/", clock.take_back, name="take_back_attempt"),
    path("vragen/<int:pk>/pauze/", clock.pause, name="pause_terms"),
    path("vragen/<int:pk>/pauze/einde/", clock.resume, name="resume_terms"),
    path("vragen/<int:pk>/wachten/", clock.wait, name="wait_question"),
    path("vragen/<int:pk>/wachten/einde/", clock.end_waiting, name="end_waiting"),
    path("team/boven-de-richtlijn/", guideline.above, name="team_guideline"),
]
