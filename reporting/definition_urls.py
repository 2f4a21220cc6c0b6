"""Addresses of the definitions: who reads them on both sides, and on the municipality side who changes them."""

from django.urls import path

from reporting import definition_views as views

reading = [path("definities/", views.definitions, name="definitions")]
deciding = [
    path("definities/<slug:municipality>/<slug:rule>/nieuw/", views.announce, name="definition_announce"),
    path("definities/<int:pk>/intrekken/", views.withdraw, name="definition_withdraw"),
]
