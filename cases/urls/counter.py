"""Addresses of the counter, of drafts, and of a client's identity."""

from django.urls import path

from cases.views import counter, drafts, identity

urlpatterns = [
    path("balie/", counter.page, name="counter"),
    path("balie/plek/", counter.choose_spot, name="counter_spot"),
    path("balie/zoeken/", counter.find, name="counter_search"),
    path("balie/inloop/", counter.save, name="counter_save"),
    path("balie/inloop/openen/", counter.open_form, name="counter_open"),
    path("balie/inloop/wijzigen/", counter.change, name="counter_change"),
    path("balie/inloop/wissen/", counter.clear, name="counter_clear"),
    path("balie/inloop/lijkt-op/", counter.alike, name="counter_alike"),
    path("balie/turf/", counter.tally, name="counter_tally"),
    path("balie/turf/<int:pk>/terug/", counter.take_back, name="counter_take_back"),
    path("concept/sleutel/", drafts.token, name="draft_token"),
    path("concept/pagina/", drafts.save_page, name="page_draft_save"),
    path("concept/pagina/terug/", drafts.find_page, name="page_draft"),
    path("concept/pagina/weg/", drafts.discard_page, name="page_draft_discard"),
    path("concept/<slug:form>/", drafts.save, name="draft_save"),
    path("concept/<slug:form>/weg/", drafts.discard, name="draft_discard"),
    path("clienten/<int:pk>/gegevens/", identity.edit, name="client_identity"),
]
