"""The address of what was found and done on a question."""

from django.urls import path

from cases.views import outcome

urlpatterns = [
    path("vragen/<int:pk>/gevonden/", outcome.found, name="found_and_done"),
]
