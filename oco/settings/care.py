"""Care side (zorgkant): what providers and partnerships work with."""

from oco.settings.base import *  # noqa: F403
from oco.settings.base import CARE_APPS, cache, database, secret_key

SIDE = "care"
INSTALLED_APPS = CARE_APPS
ROOT_URLCONF = "oco.urls.care"
WSGI_APPLICATION = "oco.wsgi.application"
DATABASES = {"default": database("oco_care")}
CACHES = cache("care")
SECRET_KEY = secret_key("care")
SESSION_COOKIE_NAME = "oco_zorg"
CSRF_COOKIE_NAME = "oco_zorg_csrf"
