"""Addresses of retention: terms, keeping longer, the monthly list, certificates."""

from django.urls import path

from cases.views import keeping, retention

urlpatterns = [
    path("bewaren/", retention.overview, name="retention"),
    path("bewaren/lijsten/<int:pk>/", retention.list_page, name="retention_list"),
    path("bewaren/lijsten/<int:pk>/akkoord/", retention.approve, name="retention_approve"),
    path("bewaren/lijsten/<int:pk>/opnieuw/", retention.again, name="retention_again"),
    path("bewaren/regels/<int:pk>/weglaten/", retention.leave_out, name="retention_leave_out"),
    path("bewaren/regels/<int:pk>/terug/", retention.put_back, name="retention_put_back"),
    path("bewaren/verklaringen/<int:pk>/", retention.certificate_page, name="retention_certificate"),
    path("bewaren/verklaringen/<int:pk>/pdf/", retention.certificate_pdf, name="retention_certificate_pdf"),
    path("bewaren/termijnen/", keeping.terms_page, name="retention_terms"),
    path("bewaren/termijnen/<int:pk>/<slug:kind>/", keeping.set_term, name="retention_term"),
    path("clienten/<int:pk>/bewaren/", keeping.hold, name="retention_hold"),
    path("bewaren/langer/<int:pk>/einde/", keeping.end_hold, name="retention_hold_end"),
]
