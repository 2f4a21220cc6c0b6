"""The Celery worker and its beat."""

from oco.settings.base import *  # noqa: F403
from oco.settings.base import CARE_APPS, cache, database, secret_key

SIDE = "worker"
INSTALLED_APPS = CARE_APPS
ROOT_URLCONF = "oco.urls.care"
DATABASES = {"default": database("oco_worker")}
CACHES = cache("care")
SECRET_KEY = secret_key("worker")
