"""Addresses of the lists, their files, and the views that people save of them. `of` is the key of a list."""

from django.urls import path

from cases.views import listing, saved_views, team

urlpatterns = [
    path("vragen/", listing.questions, name="questions"),
    path("vragen/bestand/", listing.questions_file, name="questions_file"),
    path("clienten/", listing.clients, name="clients"),
    path("clienten/bestand/", listing.clients_file, name="clients_file"),
    path("team/", team.team, name="team"),
    path("team/bestand/", team.team_file, name="team_file"),
    path("weergaven/<slug:of>/bewaren/", saved_views.save, name="save_view"),
    path("weergaven/<int:pk>/", saved_views.change, name="change_view"),
    path("weergaven/<int:pk>/verwijderen/", saved_views.remove, name="remove_view"),
]
