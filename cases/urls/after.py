"""Addresses of what comes after closing; the client's own page needs no account."""

from django.urls import path

from cases.views import after

urlpatterns = [
    path("vragen/<int:pk>/evaluatie/", after.evaluate, name="evaluation"),
    path("vragen/<int:pk>/evaluatie/link/", after.evaluation_link, name="evaluation_link"),
    path("vragen/<int:pk>/evaluatie/link/intrekken/", after.evaluation_withdraw, name="evaluation_withdraw"),
    path("mening/bedankt/", after.client_evaluation_thanks, name="client_evaluation_thanks"),
    path("mening/<str:token>/", after.client_evaluation, name="client_evaluation"),
    path("vragen/<int:pk>/nazorg/", after.aftercare_page, name="aftercare"),
    path("nazorg/<int:pk>/", after.aftercare_contact, name="aftercare_contact"),
    path("nazorg/<int:pk>/verzetten/", after.aftercare_move, name="aftercare_move"),
    path("nazorg/<int:pk>/vervallen/", after.aftercare_skip, name="aftercare_skip"),
]
