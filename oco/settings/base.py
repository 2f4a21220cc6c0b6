"""What all processes share. Every value that differs between installations comes from the environment."""

import os
from pathlib import Path
from typing import Any

import environ
import structlog
from django.core.exceptions import ImproperlyConfigured

from oco import clamd, demo_here
from oco.embedded.paths import database_url, local_secret, redis_socket, redis_url
from oco.logs import render_errors
from oco.settings import sign_in

BASE_DIR = Path(__file__).resolve().parents[2]
env = environ.FileAwareEnv()

# Before WeasyPrint is imported: without any font that Pango can open, it takes the process down.
os.environ.setdefault("FONTCONFIG_FILE", str(BASE_DIR / "static" / "fonts" / "fonts.conf"))

DEBUG = env.bool("OCO_DEBUG", default=False)
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", default=[])
HTTPS = env.bool("OCO_HTTPS", default=False)
DEMO = env.bool("OCO_DEMO", default=False)  # shows the demo logins on the sign-in page
if DEMO and not demo_here.is_here():
    raise ImproperlyConfigured("OCO_DEMO: this program came without its demo.")
SHOW_ENVIRONMENT = env("OCO_ENVIRONMENT_NAME", default="")

SHARED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "django_filters",
    "csp",
    "pgtrigger",
    "oco",
]
CARE_APPS = [*SHARED_APPS, "cases", "reporting", "subsidies"]
MUNICIPALITY_APPS = [*SHARED_APPS, "reporting", "subsidies"]
INSTALLED_APPS = CARE_APPS

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "oco.middleware.OwnOriginOnly",
    "oco.middleware.NoTrace",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "oco.middleware.WithoutZeroBytes",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "oco.middleware.WholeRequest",
    "oco.shared_desk.middleware.TakeTurns",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "oco.middleware.RequireSecondFactor",
    "oco.limits.LimitRequests",
    "oco.middleware.NoStore",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
CARE_MIDDLEWARE = [*MIDDLEWARE, "cases.views.drafts.DropWhenSaved"]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "oco.context.page",
            ],
            "builtins": ["oco.templatetags.oco"],
        },
    }
]
FORM_RENDERER = "oco.form_fields.DutchFormRenderer"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

AUTH_USER_MODEL = "oco.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"


def database(login: str | None) -> dict[str, Any]:
    """The database of one process.

    `DATABASE_URL_CARE` (`_MUNICIPALITY`, `_WORKER`) names its own login. With one `DATABASE_URL` for
    all, the process takes on its role when it connects. Without any, the embedded server is meant.
    """
    if login is None:
        return env.db_url("DATABASE_URL", default=database_url("oco"))
    own = f"DATABASE_URL_{login.removeprefix('oco_').upper()}"
    named = env.str(own, default="")
    config: dict[str, Any] = env.db_url(own) if named else env.db_url("DATABASE_URL", default=database_url(login))
    options = config.setdefault("OPTIONS", {})
    options.setdefault("connect_timeout", 5)  # seconds; then the user gets a sentence
    if env.str("DATABASE_URL", default="") and not named:
        if HTTPS:
            # A role that was taken on can be taken off by any statement that slips in.
            raise ImproperlyConfigured(f"{own} is missing: on a network each process signs in as itself.")
        options["options"] = f"{options.get('options', '')} -c role={login}".strip()
    return config


def cache(side: str) -> dict[str, Any]:
    """Counts of sign-in attempts and drafts of files: in the database, a table per side."""
    backend = "django.core.cache.backends.db.DatabaseCache"
    return {"default": {"BACKEND": backend, "LOCATION": f"oco_{side}cache", "TIMEOUT": 3600}}


def cookie(name: str) -> str:
    """A cookie's name. With HTTPS the browser itself sees to it that it is secure, of this host and of every path."""
    return f"__Host-{name}" if HTTPS else name


def secret_key(process: str) -> str:
    """`SECRET_KEY` from the environment, or the installation's own for this process."""
    return env.str("SECRET_KEY", default="") or local_secret(f"{process}.key")


def second_factor_keys(process: str) -> list[str]:
    """What encrypts the second factor of one side; see `oco.settings.sign_in`."""
    return sign_in.second_factor_keys(env, process, https=HTTPS)


# Redis is a doorbell for the worker and nothing else: without it, everything still works, only later.
REDIS_URL = env.str("REDIS_URL", default="")
REDIS_ADDRESS = REDIS_URL or f"unix://{redis_socket()}?db=0"  # as redis-py writes it
CELERY_BROKER_URL = REDIS_URL or redis_url()
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_connect_timeout": 1,
    "socket_timeout": 2,
    "retry_on_timeout": False,
    "max_retries": 0,
    "visibility_timeout": 3600,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 50
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 500_000  # kilobytes; a PDF takes some
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# Seconds. First an error, which counts as one of the job; the hard limit kills, and the lease runs out (oco/leases.py).
CELERY_TASK_SOFT_TIME_LIMIT = 510
CELERY_TASK_TIME_LIMIT = 540
CELERY_TIMEZONE = "Europe/Amsterdam"

LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands")]
USE_I18N = True
TIME_ZONE = "Europe/Amsterdam"
USE_TZ = True
# Off: with it, templates write a year as "2.026" and a key as "12.345".
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "static_collected"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_MANIFEST = env.bool("OCO_STATIC_MANIFEST", default=False)
WHITENOISE_USE_FINDERS = not STATIC_MANIFEST
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if STATIC_MANIFEST
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_HANDLERS = ["oco.uploads.BoundedUpload"]  # in memory, nothing on disk
# The virus scanner that every file goes past (clamd: host:port, or the path of its socket); without it none does.
try:
    CLAMAV = clamd.Address.of(named) if (named := env.str("OCO_CLAMAV", default="").strip()) else None
except ValueError:
    raise ImproperlyConfigured("OCO_CLAMAV: host:port, or the path of a socket.") from None
CLAMAV_SECONDS = env.int("OCO_CLAMAV_SECONDS", default=20)  # for one file; then it is refused
# `verify`: what people without an account may ask, from one address, counted in the database. The others are of one
# user and counted in Redis (oco/limits.py).
RATE_LIMITS = {"verify": "20/5m/ip", "search": "120/1m/user", "export": "40/10m/user", "upload": "20/10m/user"}
# For how many days backups are kept: by then what was removed stands in none of them (docs/backup.md).
BACKUP_DAYS = env.int("OCO_BACKUP_DAYS", default=30)

# How long lines of the log stay (oco/trail/term.py). Five years: as long as a claim for damage can be brought.
LOG_YEARS = env.float("OCO_LOG_YEARS", default=5.0)

# Sessions: in the database, in a table per side. How long they last in seconds, without use and altogether: the
# strictest of the computer's and the roles' (oco/shared_desk/times.py). The cookie's age is the last resort.
SESSION_ENGINE = "oco.sessions"
SESSION_LIMITS: dict[str, tuple[int, int]] = {
    "shared desk": (env.int("OCO_DESK_IDLE_MINUTES", default=10) * 60, env.int("OCO_DESK_HOURS", default=4) * 3600),
    "own computer": (env.int("OCO_IDLE_MINUTES", default=30) * 60, env.int("OCO_SESSION_HOURS", default=12) * 3600),
    "administrator": (env.int("OCO_ADMIN_IDLE_MINUTES", default=15) * 60, env.int("OCO_ADMIN_HOURS", default=8) * 3600),
}
SESSION_COOKIE_AGE = 60 * 60 * 24
# The secret of a computer that was registered as a shared desk. Strict: it comes along with no link from elsewhere.
DEVICE_COOKIE_NAME = cookie("oco_balie")
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True  # scripts take the token from the page
CSRF_COOKIE_SAMESITE = "Lax"
# Messages name what was done; in a cookie they would stand in the browser.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CSRF_FAILURE_VIEW = "oco.errors.csrf_failure"
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^gezondheid/"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "manifest-src": ["'self'"],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    name: []
    for name in (
        *("accelerometer", "ambient-light-sensor", "autoplay", "bluetooth", "browsing-topics", "camera"),
        *("display-capture", "encrypted-media", "fullscreen", "geolocation", "gyroscope", "hid", "idle-detection"),
        *("interest-cohort", "local-fonts", "magnetometer", "microphone", "midi", "payment", "picture-in-picture"),
        *("screen-wake-lock", "serial", "usb", "web-share", "xr-spatial-tracking"),
    )
}

# Signing in (django-allauth): by e-mail address, by invitation only.
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "oco.passwords.LongEnough", "OPTIONS": {"min_length": 12}},
    {"NAME": "oco.passwords.NotLikeThePerson"},
    {"NAME": "oco.passwords.NotWellKnown"},
    {"NAME": "oco.passwords.NotOfThisPlace"},
    {"NAME": "oco.passwords.NotBreached"},
]
# A file of an installation's own with breached passwords (docs/running.md); without it the well-known ones alone.
BREACHED_PASSWORDS = env.str("OCO_BREACHED_PASSWORDS", default="")
if BREACHED_PASSWORDS and not Path(BREACHED_PASSWORDS).is_file():
    raise ImproperlyConfigured(f"OCO_BREACHED_PASSWORDS names {BREACHED_PASSWORDS}, and no file is there.")
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "oco.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = "oco.accounts.display"
ACCOUNT_EMAIL_VERIFICATION = "none"  # the address was proved by following the invitation
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # no mail to an address that isn't a user's; its text wants a sign-up page
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
# Wrong passwords and codes are counted in oco/guessing.py, which shuts nobody out but who guesses.
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": None}
KNOWN_BROWSER_COOKIE_NAME = cookie("oco_bekend")
ACCOUNT_FORMS = {
    "login": "oco.account_forms.LoginForm",
    "reauthenticate": "oco.account_forms.ReauthenticateForm",
    "reset_password": "oco.account_forms.ResetPasswordForm",
    "reset_password_from_key": "oco.account_forms.ResetPasswordKeyForm",
    "set_password": "oco.account_forms.SetPasswordForm",
    "change_password": "oco.account_forms.ChangePasswordForm",
}
MFA_ADAPTER = "oco.accounts.MfaAdapter"
MFA_FORMS = {
    "authenticate": "oco.account_forms.AuthenticateForm",
    "reauthenticate": "oco.account_forms.ReauthenticateMfaForm",
    "activate_totp": "oco.account_forms.ActivateTOTPForm",
    "login_webauthn": "oco.account_forms.LoginWebAuthnForm",
    "reauthenticate_webauthn": "oco.account_forms.ReauthenticateWebAuthnForm",
    "add_webauthn": "oco.account_forms.AddWebAuthnForm",
    "edit_webauthn": "oco.account_forms.EditWebAuthnForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be half a minute off
MFA_TOTP_ISSUER = "Cliëntondersteuning"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
MFA_RECOVERY_CODES_SHOW_ONCE = True
SECOND_FACTOR_REQUIRED = env.bool("OCO_SECOND_FACTOR_REQUIRED", default=HTTPS)
# For which roles, as a code or in Dutch: everybody, unless it says otherwise.
SECOND_FACTOR_ROLES = sign_in.second_factor_roles(env.list("OCO_SECOND_FACTOR_ROLES", default=[]))
SECOND_FACTOR_KEYS: list[str] = []  # each side has its own, and no other process has any

# The account of one's organisation (Entra ID, or any OpenID Connect); nothing without OIDC_SERVER.
ORGANISATION_SIGN_IN, SOCIALACCOUNT_PROVIDERS = sign_in.organisation(env, https=HTTPS)
SOCIALACCOUNT_ADAPTER = "oco.organisation_account.OrganisationAdapter"
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5  # seconds; the request and its transaction wait for it
if ORGANISATION_SIGN_IN:
    # Browsers hold the redirect after a form against the policy as well.
    CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"] = ["'self'", *sign_in.origins(env)]

EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = 20  # seconds; without it a mail server that says nothing keeps the worker for minutes
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="niet-beantwoorden@oco.example")
CARE_ADDRESS = env.str("OCO_CARE_ADDRESS", default="http://localhost:8000")
MUNICIPALITY_ADDRESS = env.str("OCO_MUNICIPALITY_ADDRESS", default="http://localhost:8001")

TEST_RUNNER = "django.test.runner.DiscoverRunner"

structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso"),
        structlog.processors.StackInfoRenderer(),
        render_errors,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    wrapper_class=structlog.stdlib.BoundLogger,
    cache_logger_on_first_use=True,
)
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "lines": {
            "()": "structlog.stdlib.ProcessorFormatter",
            "processor": structlog.processors.JSONRenderer(ensure_ascii=False),
            "foreign_pre_chain": [
                structlog.stdlib.add_log_level,
                structlog.stdlib.add_logger_name,
                structlog.processors.TimeStamper(fmt="iso"),
                render_errors,
            ],
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        # One PDF writes dozens of lines otherwise.
        "fontTools": {"level": "WARNING"},
        "weasyprint": {"level": "WARNING"},
        "django.server": {"level": "WARNING"},
        # Wrong addresses and refused requests may hold what somebody typed.
        "django.request": {"level": "ERROR"},
    },
}
