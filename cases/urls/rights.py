"""Addresses of a client's rights: requests, the dossier, corrections, a removal by two people."""

from django.urls import path

from cases.views import rights, texts

urlpatterns = [
    path("verzoeken/", rights.requests, name="rights_requests"),
    path("verzoeken/<int:pk>/", rights.request_page, name="rights_request"),
    path("verzoeken/<int:pk>/verlengen/", rights.extend, name="rights_extend"),
    path("verzoeken/<int:pk>/besluit/", rights.decide, name="rights_decide"),
    path("verzoeken/<int:pk>/uitvoeren/", rights.carry_out, name="rights_carry_out"),
    path("verzoeken/<int:pk>/dossier/", rights.ask_dossier, name="rights_dossier"),
    path("verzoeken/dossier/<uuid:pk>/", rights.dossier_state, name="dossier_state"),
    path("verzoeken/dossier/<uuid:pk>/bestand/", rights.dossier_file, name="dossier_file"),
    path("clienten/<int:pk>/verzoek/", rights.new, name="rights_new"),
    path("clienten/<int:pk>/eerder/", texts.of_client, name="client_texts"),
    path("vragen/<int:pk>/teksten/", texts.of_question, name="question_texts"),
    path("contacten/<int:pk>/tekst/", texts.correct_note, name="correct_note"),
]
