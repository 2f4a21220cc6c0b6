"""The Celery worker and its beat."""

from pathlib import Path

from oco.embedded.paths import data_dir
from oco.settings.base import *  # noqa: F403
from oco.settings.base import CARE_APPS, cache, database, env, secret_key

SIDE = "worker"
INSTALLED_APPS = CARE_APPS
ROOT_URLCONF = "oco.urls.care"
DATABASES = {"default": database("oco_worker")}
CACHES = cache("care")
SECRET_KEY = secret_key("worker")
# The keys of pseudonyms, a file per municipality and year (reporting/pseudonym_keys.py). No other process is told where
# they are: in production the folder is a volume of the worker alone.
PSEUDONYM_KEYS = Path(env.str("OCO_PSEUDONYM_KEYS", default="") or data_dir() / "pseudonym-keys")
# A line per removal, for after a restore (cases/removal_ledger.py). In production a volume of its own.
REMOVALS = Path(env.str("OCO_REMOVALS", default="") or data_dir() / "removals") / "removals.jsonl"
# The seals of the log (oco/trail/anchors.py), beside it: whoever rewrites the database doesn't write here.
SEALS = REMOVALS.parent / "seals.jsonl"
