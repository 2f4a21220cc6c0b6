"""Addresses of referrals and handovers. The last two are for receivers without an account."""

from django.urls import path

from cases.views import passing, receiver, referral

urlpatterns = [
    path("vragen/<int:pk>/verwijzen/", referral.refer, name="refer_question"),
    path("vragen/<int:pk>/verwijzen/zoeken/", referral.refer_search, name="refer_search"),
    path("vragen/<int:pk>/andere-aanbieder/", passing.pass_on, name="pass_on_question"),
    path("vragen/<int:pk>/aangeboden/", passing.offered, name="offered_question"),
    path("vragen/<int:pk>/wlz/", passing.wlz_page, name="wlz"),
    path("verwijzingen/<int:pk>/", referral.referral_page, name="referral"),
    path("verwijzingen/<int:pk>/volgen/", referral.write_facts, name="referral_facts"),
    path("verwijzingen/<int:pk>/toestemming/", referral.change_consent, name="referral_consent"),
    path("verwijzingen/<int:pk>/toestemming/intrekken/", referral.withdraw_consent, name="referral_withdraw"),
    path("verwijzingen/<int:pk>/link/", referral.make_link, name="referral_link"),
    path("verwijzingen/<int:pk>/link/intrekken/", referral.withdraw_link, name="referral_link_withdraw"),
    path("verwijzingen/<int:pk>/gezien/", referral.see_answer, name="referral_seen"),
    path("verwijzingen/<int:pk>/afdruk/", referral.print_page, name="referral_print"),
    path("overdracht/<str:token>/", receiver.receive, name="receive_handover"),
    path("overdracht/<str:token>/afgerond/", receiver.done, name="handover_done"),
]
