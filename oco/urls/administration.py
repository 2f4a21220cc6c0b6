"""Addresses of the functional administrator, on both sides."""

from django.urls import path

from oco.views import administration as views
from oco.views import leaving

urlpatterns = [
    path("gebruikers/", views.users, name="users"),
    path("gebruikers/nieuw/", views.user_new, name="user_new"),
    path("gebruikers/<int:pk>/", views.user, name="user"),
    path("gebruikers/<int:pk>/soort/", views.user_supporter_kind, name="user_supporter_kind"),
    path("gebruikers/<int:pk>/uitnodigen/", views.user_invite, name="user_invite"),
    path("gebruikers/<int:pk>/stoppen/", views.user_block, name="user_block"),
    path("gebruikers/<int:pk>/uitnodiging-intrekken/", views.user_withdraw, name="user_withdraw"),
    path("gebruikers/<int:pk>/uitloggen/", views.user_sign_out, name="user_sign_out"),
    path("gebruikers/<int:pk>/tweede-stap/", views.user_second_factor, name="user_second_factor"),
    path("gebruikers/<int:pk>/vertrek/", leaving.user_leave, name="user_leave"),
    path("gebruikers/<int:pk>/vertrek/terug/", leaving.user_stay, name="user_stay"),
    path("gebruikers/<int:pk>/rollen/<int:membership>/stoppen/", views.role_end, name="role_end"),
    path("organisaties/", views.organisations, name="organisations"),
]
