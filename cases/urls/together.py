"""Addresses of working together: signals, the case talk, who is away, what waits."""

from django.urls import path

from cases.views import absence, case_talk, signals, waiting

urlpatterns = [
    path("wacht/", waiting.waiting, name="waiting"),
    path("herinneringen/", waiting.reminder_choice, name="reminder_choice"),
    path("signalen/", signals.signal_list, name="signals"),
    path("signalen/<int:pk>/", signals.edit_signal, name="edit_signal"),
    path("signalen/<int:pk>/verwijderen/", signals.delete_signal, name="delete_signal"),
    path("signalen/kwartaal/", signals.bundles, name="signal_bundles"),
    path(
        "signalen/kwartaal/<slug:door>/<slug:provider>/<slug:period>/<slug:domain>/",
        signals.bundle,
        name="signal_bundle",
    ),
    path("vragen/<int:pk>/signaal/", signals.signal_of_question, name="signal_of_question"),
    path("vragen/<int:pk>/caseoverleg/", case_talk.ask, name="case_talk_ask"),
    path("caseoverleg/", case_talk.agenda, name="case_talk"),
    path("caseoverleg/<int:pk>/", case_talk.item, name="case_talk_item"),
    path("caseoverleg/<int:pk>/gedaan/", case_talk.done, name="case_talk_done"),
    path("caseoverleg/<int:pk>/weg/", case_talk.take_off, name="case_talk_take_off"),
    path("afwezig/", absence.absences, name="absences"),
    path("afwezig/nieuw/", absence.new_absence, name="new_absence"),
    path("afwezig/<int:pk>/", absence.edit_absence, name="edit_absence"),
    path("afwezig/<int:pk>/verwijderen/", absence.delete_absence, name="delete_absence"),
]
