"""Addresses of the administrator's lists. `kind` is `onderwerpen`, `plekken` or `doelgroepen`."""

from django.urls import path

from cases.views import lists

urlpatterns = [
    path("beheer/lijsten/", lists.lists, name="lists"),
    path("beheer/lijsten/normen/<slug:organisation>/nieuw/", lists.norms_new, name="norms_new"),
    path("beheer/lijsten/normen/<int:pk>/intrekken/", lists.norms_withdraw, name="norms_withdraw"),
    path("beheer/lijsten/voordeur/<slug:door>/<slug:kind>/nieuw/", lists.entry_new, name="list_entry_new"),
    path("beheer/lijsten/<slug:kind>/<int:pk>/", lists.entry, name="list_entry"),
    path("beheer/lijsten/<slug:kind>/<int:pk>/gebruik/", lists.entry_use, name="list_entry_use"),
    path("beheer/lijsten/<slug:kind>/<int:pk>/plaats/", lists.entry_move, name="list_entry_move"),
]
