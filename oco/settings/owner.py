"""Management commands, migrations and tests: the login that owns the tables and serves no request."""

from oco.settings.base import *  # noqa: F403
from oco.settings.base import CARE_APPS, CARE_MIDDLEWARE, cache, database, secret_key

SIDE = "owner"
INSTALLED_APPS = CARE_APPS
MIDDLEWARE = CARE_MIDDLEWARE
ROOT_URLCONF = "oco.urls.care"
DATABASES = {"default": database(None)}
CACHES = cache("care")
SECRET_KEY = secret_key("owner")
