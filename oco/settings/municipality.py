"""Municipality side (gemeentekant): released figures, grants and their checks; never a person."""

from oco.settings.base import *  # noqa: F403
from oco.settings.base import MUNICIPALITY_APPS, cache, database, secret_key

SIDE = "municipality"
INSTALLED_APPS = MUNICIPALITY_APPS
ROOT_URLCONF = "oco.urls.municipality"
WSGI_APPLICATION = "oco.wsgi.application"
DATABASES = {"default": database("oco_municipality")}
CACHES = cache("municipality")
SECRET_KEY = secret_key("municipality")
SESSION_COOKIE_NAME = "oco_gemeente"
CSRF_COOKIE_NAME = "oco_gemeente_csrf"
