"""Addresses of both web processes: home, health, signing in."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from django.urls import include, path, re_path

from oco import health, organisation_account
from oco.views import account as own_account
from oco.views import general as views
from oco.views import turns

urlpatterns = [
    path("", views.home, name="home"),
    path("uitleg/", views.help_page, name="help"),
    path("gezondheid/", health.live, name="health_live"),
    path("gezondheid/klaar/", health.ready, name="health_ready"),
    path(
        "inloggen/",
        own_account.SignIn.as_view(),
        name="account_login",
    ),
    path("sessie/", turns.session_time, name="session_time"),
    path("vergrendelen/", turns.lock, name="lock"),
    path("vergrendeld/", turns.locked, name="locked"),
    path("vergrendeld/wachtwoord/", turns.unlock, name="unlock"),
    path("uitloggen/", account.logout, name="account_logout"),
    path("bevestigen/", account.reauthenticate, name="account_reauthenticate"),
    path("wachtwoord/wijzigen/", account.password_change, name="account_change_password"),
    path("wachtwoord/instellen/", account.password_set, name="account_set_password"),
    path("wachtwoord/vergeten/", account.password_reset, name="account_reset_password"),
    path("wachtwoord/vergeten/verstuurd/", account.password_reset_done, name="account_reset_password_done"),
    path(
        "wachtwoord/nieuw/klaar/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(  # split at the first hyphen: the key has some of its own
        r"^wachtwoord/nieuw/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        own_account.NewPassword.as_view(),
        name="account_reset_password_from_key",
    ),
    path("geen-toegang/", account.account_inactive, name="account_inactive"),
    path("tweede-stap/inloggen/", mfa.authenticate, name="mfa_authenticate"),
    path("tweede-stap/bevestigen/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("tweede-stap/", mfa.index, name="mfa_index"),
    # Before django-allauth's own of the same address and name.
    path("tweede-stap/app/activate/", own_account.ActivateApp.as_view(), name="mfa_activate_totp"),
    path("tweede-stap/sleutels/add/", own_account.AddPasskey.as_view(), name="mfa_add_webauthn"),
    path("mijn-account/sessies/", own_account.my_sessions, name="my_sessions"),
    path("mijn-account/sessies/andere/beeindigen/", own_account.my_sessions_end, name="my_sessions_end"),
    path("mijn-account/sessies/<uuid:pk>/beeindigen/", own_account.my_session_end, name="my_session_end"),
    path("inloggen/via/<slug:provider_id>/", organisation_account.go, name="openid_connect_login"),
    path("inloggen/via/<slug:provider_id>/terug/", organisation_account.come_back, name="openid_connect_callback"),
    path("tweede-stap/app/", include("allauth.mfa.totp.urls")),
    path("tweede-stap/herstelcodes/", include("allauth.mfa.recovery_codes.urls")),
    path("tweede-stap/sleutels/", include("allauth.mfa.webauthn.urls")),
    path("uitnodiging/<str:token>/", views.accept_invitation, name="accept_invitation"),
]
handler400 = "oco.errors.bad_request"
handler403 = "oco.errors.forbidden"
handler404 = "oco.errors.not_found"
handler500 = "oco.errors.server_error"
