"""Addresses of the work on questions: today, hours, the team."""

from django.urls import path

from cases.views import caseload, handing_over, hours, question

urlpatterns = [
    path("vandaag/", caseload.today, name="today"),
    path("vragen/<int:pk>/", caseload.question, name="question"),
    path("vragen/<int:pk>/contact/", caseload.add_contact, name="add_contact"),
    path("vragen/<int:pk>/minuten/", caseload.quick_minutes, name="quick_minutes"),
    path("vragen/<int:pk>/op-mij-nemen/", question.take, name="take_question"),
    path("vragen/<int:pk>/wijzigen/", question.edit, name="edit_question"),
    path("vragen/<int:pk>/afsluiten/", question.close, name="close_question"),
    path("vragen/<int:pk>/heropenen/", question.reopen, name="reopen_question"),
    path("vragen/<int:pk>/reden/", question.give_reason, name="guideline_reason"),
    path("vragen/<int:pk>/vervolg/", question.follow_up, name="follow_up"),
    path("contacten/<int:pk>/", caseload.edit_contact, name="edit_contact"),
    path("contacten/<int:pk>/verwijderen/", caseload.delete_contact, name="delete_contact"),
    path("uren/", hours.hours_sheet, name="hours"),
    path("uren/regel/", hours.add_line, name="add_hours_line"),
    path("uren/ander-werk/", hours.add_other_work, name="add_other_work"),
    path("uren/ander-werk/<int:pk>/", hours.edit_other_work, name="edit_other_work"),
    path("uren/ander-werk/<int:pk>/verwijderen/", hours.delete_other_work, name="delete_other_work"),
    path("team/overdragen/", handing_over.hand_over, name="hand_over"),
    path("team/overdragen/<int:pk>/", handing_over.hand_over_all, name="hand_over_all"),
    path("team/laatste-dag/<int:pk>/", handing_over.last_day, name="team_last_day"),
    path("clienten/<int:pk>/vraag/", question.new_question, name="client_new_question"),
]
