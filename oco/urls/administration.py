"""Addresses of the functional administrator, on both sides."""

from django.urls import path

from oco.views import administration as views

urlpatterns = [
    path("gebruikers/", views.users, name="users"),
    path("gebruikers/nieuw/", views.user_new, name="user_new"),
    path("gebruikers/<int:pk>/", views.user, name="user"),
    path("gebruikers/<int:pk>/soort/", views.user_supporter_kind, name="user_supporter_kind"),
    path("gebruikers/<int:pk>/uitnodigen/", views.user_invite, name="user_invite"),
    path("gebruikers/<int:pk>/stoppen/", views.user_block, name="user_block"),
    path("gebruikers/<int:pk>/rollen/<int:membership>/stoppen/", views.role_end, name="role_end"),
    path("organisaties/", views.organisations, name="organisations"),
]
