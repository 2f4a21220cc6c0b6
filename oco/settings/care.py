"""Care side (zorgkant): what providers and partnerships work with."""

from oco.settings.base import *  # noqa: F403
from oco.settings.base import CARE_APPS, CARE_MIDDLEWARE, cache, cookie, database, second_factor_keys, secret_key

SIDE = "care"
INSTALLED_APPS = CARE_APPS
MIDDLEWARE = CARE_MIDDLEWARE
ROOT_URLCONF = "oco.urls.care"
WSGI_APPLICATION = "oco.wsgi.application"
DATABASES = {"default": database("oco_care")}
CACHES = cache("care")
SECRET_KEY = secret_key("care")
SECOND_FACTOR_KEYS = second_factor_keys("care")
SESSION_COOKIE_NAME = cookie("oco_zorg")
CSRF_COOKIE_NAME = cookie("oco_zorg_csrf")
KNOWN_BROWSER_COOKIE_NAME = cookie("oco_zorg_bekend")
