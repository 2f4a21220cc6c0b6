"""Municipality side (gemeentekant): released figures, grants and their checks; never a person."""

from oco.settings.base import *  # noqa: F403
from oco.settings.base import MUNICIPALITY_APPS, cache, cookie, database, second_factor_keys, secret_key

SIDE = "municipality"
INSTALLED_APPS = MUNICIPALITY_APPS
ROOT_URLCONF = "oco.urls.municipality"
WSGI_APPLICATION = "oco.wsgi.application"
DATABASES = {"default": database("oco_municipality")}
CACHES = cache("municipality")
SECRET_KEY = secret_key("municipality")
SECOND_FACTOR_KEYS = second_factor_keys("municipality")
SESSION_COOKIE_NAME = cookie("oco_gemeente")
CSRF_COOKIE_NAME = cookie("oco_gemeente_csrf")
KNOWN_BROWSER_COOKIE_NAME = cookie("oco_gemeente_bekend")
