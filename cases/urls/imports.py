"""Addresses of the import of a register."""

from django.urls import path

from cases.views import imports

urlpatterns = [
    path("importeren/", imports.import_register, name="import_register"),
    path("importeren/voorbeeld.xlsx", imports.import_template, name="import_template"),
    path("importeren/<uuid:pk>/", imports.import_status, name="import_status"),
    path("importeren/<uuid:pk>/voortgang/", imports.import_progress, name="import_progress"),
    path("importeren/<uuid:pk>/akkoord/", imports.confirm_import, name="confirm_import"),
    path("importeren/<uuid:pk>/annuleren/", imports.cancel_import, name="cancel_import"),
    path("importeren/<uuid:pk>/opnieuw/", imports.retry_import, name="retry_import"),
    path("importeren/<uuid:pk>/fouten.csv", imports.import_errors, name="import_errors"),
]
