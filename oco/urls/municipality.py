"""Addresses of the municipality side (gemeentekant). None of them leads to a client."""

from django.urls import include, path

from oco.urls.shared import handler400, handler403, handler404, handler500
from oco.urls.shared import urlpatterns as shared
from reporting import definition_urls

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [
    *shared,
    path("beheer/", include("oco.urls.administration")),
    path("", include(definition_urls.reading + definition_urls.deciding)),
    path("", include("subsidies.urls.municipality")),
]
