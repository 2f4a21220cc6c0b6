"""The care side's addresses that these tests need, whatever the rest of the site is like."""

from django.urls import include, path

from oco.urls.shared import handler400, handler403, handler404, handler500
from oco.urls.shared import urlpatterns as shared

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [
    *shared,
    path("", include("subsidies.urls.care")),
    path("", include("cases.urls.caseload")),
]
