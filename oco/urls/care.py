"""Addresses of the care side (zorgkant)."""

from django.urls import include, path

from oco.urls.shared import handler400, handler403, handler404, handler500
from oco.urls.shared import urlpatterns as shared
from reporting import definition_urls

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [
    *shared,
    path("beheer/", include("oco.urls.administration")),
    path("beheer/", include("oco.urls.log")),
    path("", include("oco.urls.shared_desk")),
    path("", include("cases.urls")),
    path("", include("reporting.urls")),
    path("", include(definition_urls.reading)),
    path("", include("subsidies.urls.care")),
]
