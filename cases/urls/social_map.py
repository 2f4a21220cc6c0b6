"""Addresses of the social map."""

from django.urls import path

from cases.views import social_map

urlpatterns = [
    path("sociale-kaart/", social_map.social_map, name="social_map"),
    path("sociale-kaart/nieuw/", social_map.new, name="social_map_new"),
    path("sociale-kaart/<int:pk>/", social_map.entry, name="social_map_entry"),
    path("sociale-kaart/<int:pk>/klopt-nog/", social_map.still_right, name="social_map_check"),
]
