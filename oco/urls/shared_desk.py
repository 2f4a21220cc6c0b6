"""Addresses of shared computers; care side only."""

from django.urls import path

from oco.views import shared_devices as views
from oco.views import turns

urlpatterns = [
    path("vergrendeld/<int:pk>/", turns.quick_sign_in, name="quick_sign_in"),
    path("pincode/", views.own_pin, name="own_pin"),
    path("pincode/weg/", views.own_pin_remove, name="own_pin_remove"),
    path("beheer/computers/", views.shared_devices, name="shared_devices"),
    path("beheer/computers/deze/", views.register_device, name="register_device"),
    path("beheer/computers/<int:pk>/intrekken/", views.withdraw_device, name="withdraw_device"),
]
