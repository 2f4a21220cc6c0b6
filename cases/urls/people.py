"""Addresses around a client: finding, linking records, who stands beside them, whose client it is."""

from django.urls import path

from cases.views import clients, people

urlpatterns = [
    path("clienten/zoeken/", clients.find_client, name="find_client"),
    path("clienten/nieuw/", clients.new_client, name="new_client"),
    path("clienten/misschien-dezelfde/", clients.possible_duplicates, name="possible_duplicates"),
    path("clienten/<int:pk>/", clients.client, name="client"),
    path("clienten/<int:pk>/koppelen/", clients.link, name="client_link"),
    path("clienten/<int:pk>/niet-dezelfde/", clients.not_same, name="client_not_same"),
    path("koppelingen/<int:pk>/losmaken/", clients.unlink, name="client_unlink"),
    path("niet-dezelfde/<int:pk>/terug/", clients.undo_not_same, name="client_not_same_undo"),
    path("clienten/<int:pk>/omgeving/", people.surroundings, name="client_surroundings"),
    path("clienten/<int:pk>/doelgroepen/", people.target_groups, name="client_target_groups"),
    path("clienten/<int:pk>/vaste-contactpersoon/", people.fixed_contact, name="client_fixed_contact"),
    path("clienten/<int:pk>/contactpersonen/nieuw/", people.contact_person_new, name="contact_person_new"),
    path("contactpersonen/<int:pk>/", people.contact_person, name="contact_person"),
    path("contactpersonen/<int:pk>/verwijderen/", people.contact_person_delete, name="contact_person_delete"),
    path("vragen/<int:pk>/andere-ondersteuner/", people.other_supporter, name="other_supporter"),
    path("andere-ondersteuner/<int:pk>/terug/", people.supporter_again, name="supporter_again"),
]
