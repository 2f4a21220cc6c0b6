"""Addresses of the care side. Whose figures and over which period stands in the query: organisations and periods."""

from django.urls import path

from reporting import board_views, counts_views, views

urlpatterns = [
    path("overzicht/", board_views.board, name="board"),
    path("cijfers/", views.figures, name="figures"),
    path("cijfers/tellen/", views.count_now, name="figures_count"),
    path("cijfers/pdf/", views.make_pdf, name="figures_make_pdf"),
    path("cijfers/voortgang/", views.job_state, name="figures_job"),
    path("cijfers/opnieuw/", views.try_again, name="figures_again"),
    path("cijfers/bestand.xlsx", views.download_workbook, name="figures_workbook"),
    path("cijfers/bestand.pdf", views.download_pdf, name="figures_pdf"),
    path("cijfers/achter/", counts_views.records, name="figures_records"),
    path("telt-dit-mee/vraag/<int:pk>/", counts_views.question, name="counts_question"),
    path("telt-dit-mee/uren/<int:pk>/", counts_views.contact, name="counts_contact"),
    path("telt-dit-mee/client/<int:pk>/", counts_views.client, name="counts_client"),
]
