"""Addresses of who looked at a client, and of unusual reading."""

from django.urls import path

from cases.views import reading

urlpatterns = [
    path("clienten/<int:pk>/wie-keek/", reading.of_client, name="client_readers"),
    path("team/leesgedrag/", reading.unusual, name="unusual_reading"),
    path("team/leesgedrag/<int:pk>/", reading.look_into, name="unusual_reading_done"),
]
