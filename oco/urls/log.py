"""The address of the log, on the care side: the other side's login doesn't read it."""

from django.urls import path

from oco.views import log

urlpatterns = [path("logboek/", log.log, name="log")]
