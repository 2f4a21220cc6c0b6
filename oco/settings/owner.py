"""Management commands, migrations and tests: the login that owns the tables and serves no request."""

from oco.settings.base import *  # noqa: F403
from oco.settings.base import CARE_APPS, database, secret_key

SIDE = "owner"
INSTALLED_APPS = CARE_APPS
ROOT_URLCONF = "oco.urls.care"
DATABASES = {"default": database(None)}
SECRET_KEY = secret_key("owner")
