"""All settings, in one file, read from the environment. In production nothing has a default that would be unsafe.

CLINIC_MODE says what this process is: "production", "demo" (what `make run` starts, loopback only) or "test".
Without it, what `make run` last wrote to var/run/clinic.env is used, so that manage.py works beside a running clinic.
"""

import json
import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from psycopg.conninfo import conninfo_to_dict

ROOT = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("CLINIC_VAR", ROOT / "var"))


def _read_env_file(path):
    for line in path.read_text().splitlines() if path.is_file() else ():
        name, _sign, value = line.partition("=")
        if name and not line.startswith("#"):
            os.environ.setdefault(name.strip(), value.strip())


if "CLINIC_MODE" not in os.environ:
    _read_env_file(VAR / "run" / "clinic.env")

MODE = os.environ.get("CLINIC_MODE", "")
if MODE not in ("production", "demo", "test"):
    raise ImproperlyConfigured(
        "Please say what this is: CLINIC_MODE is production, demo or test. `make run` does it for you."
    )
PRODUCTION = MODE == "production"


def needed(name):
    value = os.environ.get(name, "")
    if not value:
        raise ImproperlyConfigured(f"Please set {name}. See docs/running.md.")
    return value


def credential(name):
    """The file systemd holds ready for this service alone (LoadCredential=keyring:…), or ""."""
    folder = os.environ.get("CREDENTIALS_DIRECTORY", "")
    path = Path(folder) / name
    return str(path) if folder and path.is_file() else ""


def read_secret(name):
    path = Path(needed(name))
    try:
        secret = path.read_text().strip()
    except OSError:
        raise ImproperlyConfigured(f"{name} names {path}, which cannot be read.") from None
    if len(secret) < 50:
        raise ImproperlyConfigured(f"The secret in {path} is too short: it needs at least 50 characters.")
    return secret


def database(url):
    """A Django database entry from a PostgreSQL URL; psycopg reads the URL."""
    parts = conninfo_to_dict(url)
    known = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    entry = {ours: str(parts.pop(theirs, "")) for ours, theirs in known.items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        **entry,
        "OPTIONS": {"prepare_threshold": 5, **parts},
        "CONN_MAX_AGE": 60,
    }


# ------------------------------------------------------------------ what this is, where it is reached

DEBUG = False
SECRET_KEY = read_secret("SECRET_KEY_FILE")
KEYRING_FILE = credential("keyring") or needed("KEYRING_FILE")
CLINIC_URL = os.environ.get("CLINIC_URL", "") if not PRODUCTION else needed("CLINIC_URL")
ALLOWED_HOSTS = [host for host in os.environ.get("CLINIC_HOSTS", "").split(",") if host]
if PRODUCTION and not ALLOWED_HOSTS:
    raise ImproperlyConfigured(
        "Please set CLINIC_HOSTS: the names this site is reached by, parted by commas."
    )
if MODE == "demo":
    ALLOWED_HOSTS = ALLOWED_HOSTS or ["localhost", "127.0.0.1", "[::1]"]
    if set(ALLOWED_HOSTS) - {"localhost", "127.0.0.1", "[::1]"}:
        raise ImproperlyConfigured(
            "A demo is reached on this machine alone: CLINIC_HOSTS may only name localhost."
        )
    if CLINIC_URL and urlsplit(CLINIC_URL).hostname not in ("localhost", "127.0.0.1", "::1"):
        raise ImproperlyConfigured(
            "A demo is reached on this machine alone: CLINIC_URL may only name localhost."
        )
CSRF_TRUSTED_ORIGINS = [CLINIC_URL] if CLINIC_URL else []

# What the clinic is called on screen: neutral, and the clinic's to change.
CLINIC_NAME = os.environ.get("CLINIC_NAME", "Mesa Abierta")
CLINIC_PHONE = os.environ.get("CLINIC_PHONE", "212-555-0100")
CLINIC_LANGUAGES = os.environ.get("CLINIC_LANGUAGES", "English, español")
CLINIC_SHOWS_PLACE = os.environ.get("CLINIC_SHOWS_PLACE", "") == "yes"  # published clinics draw watchers
CLINIC_PLACE = os.environ.get("CLINIC_PLACE", "")
CLINIC_HOURS = os.environ.get("CLINIC_HOURS", "")
QUICK_EXIT_URL = os.environ.get("QUICK_EXIT_URL", "https://www.weather.gov/")

# ------------------------------------------------------------------ the house

INSTALLED_APPS = [
    "accompaniment",
    "cases",
    "clinic",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_htmx",
    "bootstrap",
]

MIDDLEWARE = [
    "clinic.security.middleware.QuietHeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "clinic.security.middleware.LookOrChangeMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "clinic.security.middleware.SignedSessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "clinic.people.sessions.SessionTimesMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "clinic.people.browsers.KnownBrowserMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "clinic.people.browsers.LastUsedMiddleware",
    "clinic.days.at_the_table.TablePassMiddleware",
    "clinic.people.second_factor.SecondFactorMiddleware",
    "clinic.security.middleware.ReadingsMiddleware",
    "clinic.security.once.OnceMiddleware",
]

ROOT_URLCONF = "clinic.urls"
WSGI_APPLICATION = "clinic.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "clinic.people.pages.page",
            ],
        },
    }
]

# What a lower slice asks of a higher one: dotted paths, each with the signature its caller documents.
HOOKS = {
    # clinic.people.views.home: () -> [line, …], the rights that anybody may read
    "public_rights": ["clinic.resources.hooks.public_rights"],
    # clinic.days.line: (people) -> {person_id: [Reason, …]}, why somebody is seen first
    "line_reasons": ["cases.reminders.hooks.line_reasons"],
    # clinic.days.views.desk: (request) -> [Panel, …]
    "desk_panels": [
        "accompaniment.outing.hooks.desk_panels",
        "clinic.people.hooks.desk_panels",
        "cases.timeline.hooks.desk_panels",
        "cases.rotation.hooks.desk_panels",
        "cases.reminders.hooks.desk_panels",
        "clinic.outbox.hooks.desk_panels",
        "cases.plans.hooks.desk_panels",
    ],
    # clinic.outbox.sweep: (now) -> iterable of Wanted, what is due to be told
    "wanted_messages": [
        "cases.reminders.hooks.wanted_messages",
        "cases.plans.telling.wanted_messages",
        "accompaniment.trips.hooks.wanted_messages",
        "accompaniment.outing.telling.wanted_messages",
        "accompaniment.trips.week.wanted_messages",
        "clinic.people.hooks.wanted_messages",
        "clinic.days.hooks.wanted_messages",
    ],
    # clinic.outbox: ([recipient text]) -> {text: Recipient}, whom message rows speak of
    "recipients": ["clinic.people.recipients.find"],
    # clinic.outbox.delivery: (message) -> Letter, or raises NotNow: rendered and re-checked in the instant of sending
    "render_message": {
        "event": "cases.reminders.hooks.render_event",
        "deadline": "cases.reminders.hooks.render_deadline",
        "step": "cases.plans.telling.render",
        "way": "cases.reminders.old_ways.confirmation_letter",
        "ask": "accompaniment.trips.hooks.render_ask",
        "trip": "accompaniment.trips.hooks.render_trip",
        "week": "accompaniment.trips.week.render",
        "company": "accompaniment.outing.telling.render_company",
        "outing": "accompaniment.outing.telling.render_outing",
        "closed_record": "clinic.people.hooks.render_closed_record",
        "unusual": "clinic.days.hooks.render_unusual",
    },
    # clinic.outbox: what its channels ask of whoever keeps contacts: heard(phone, said, text, reference) -> language to
    # answer in; wrong_number(message), nobody was found there
    "contacts": {
        "heard": "clinic.people.ways.heard",
        "wrong_number": "clinic.people.ways.wrong_number",
    },
    # clinic.people.ways: (person) -> date or None, the next day they have to be told of
    "next_day": ["cases.reminders.hooks.next_day"],
    # clinic.days.views.since_last_time: (person, since) -> [line, …]
    "since_last_time": ["cases.reminders.hooks.since_last_time", "accompaniment.trips.hooks.since_last_time"],
    # clinic.people.erasure: (person) -> [file ids], deletes what the slice holds of the person; in this order
    "erase_person": [
        "accompaniment.conduct.erasure.erase_person",
        "cases.documents.erasure.erase_person",
        "cases.plans.erasure.erase_person",
        "cases.timeline.erasure.erase_person",
    ],
    # clinic.people.take_home: (person) -> iterable of (neutral file name, bytes), the files kept for the person
    "take_home_files": ["cases.documents.take_home.files_of", "cases.plans.take_home.files_of"],
    # clinic.people.take_home_paper: {"label.field": value -> words}, what a slice's codes are called on that paper
    "take_home_words": [
        "clinic.days.take_home.WORDS",
        "cases.casefile.take_home.WORDS",
        "cases.timeline.take_home.WORDS",
        "cases.documents.take_home.WORDS",
        "cases.plans.take_home.WORDS",
        "cases.intake.take_home.WORDS",
        "accompaniment.conduct.take_home.WORDS",
    ],
    # cases.timeline.usual: (id of a kind of paper) -> its name in the active language, or ""
    "paper_name": ["cases.documents.hooks.paper_name"],
    # cases.timeline.views.event: (event) -> [what a paper is called, …], the papers that show this date
    "papers_of_event": ["cases.documents.hooks.papers_of_event"],
    # cases.plans.sheets: (moments) -> {moment id: {"going": n, "meet_at": time or None, "meet_where": text}}, who goes along
    "company": ["accompaniment.trips.company.company"],
}

# ------------------------------------------------------------------ database, broker, files

DATABASE_URL = needed("DATABASE_URL")
AS_OWNER = os.environ.get("DATABASE_AS") == "owner"
APP_DATABASE_ROLE = conninfo_to_dict(DATABASE_URL).get("user", "")
DATABASES = {"default": database(needed("DATABASE_OWNER_URL") if AS_OWNER else DATABASE_URL)}
CACHES = {
    "default": {
        # limits live here, so they survive a lost broker
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "clinic_cache",
        # past this many rows Django throws a third away, counted tries among them
        "OPTIONS": {"MAX_ENTRIES": 1_000_000},
    }
}
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR / "files"},
    },
    "sealed": {
        "BACKEND": "clinic.vault.storage.DurableStorage",
        "OPTIONS": {"location": VAR / "files"},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [ROOT / "static"]
WHITENOISE_USE_FINDERS = False
if MODE == "test":
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    WHITENOISE_USE_FINDERS = True
    WHITENOISE_AUTOREFRESH = True

CELERY_BROKER_URL = needed("REDIS_URL")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SERIALIZER = "json"
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 600}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # however long the broker is away
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = {
    "sweep what is due": {"task": "clinic.outbox.tasks.sweep", "schedule": 30.0, "options": {"expires": 60}},
    "send what waits": {"task": "clinic.outbox.tasks.send", "schedule": 15.0, "options": {"expires": 30}},
    "listen for silence": {
        "task": "accompaniment.outing.tasks.listen_for_silence",
        "schedule": 30.0,
        "options": {"expires": 60},
    },
    "compute deadlines again": {
        "task": "cases.timeline.tasks.compute_again",
        "schedule": 3600.0,
        "options": {"expires": 600},
    },
    "ask whether old ways still reach people": {
        "task": "cases.reminders.tasks.note_old_ways",
        "schedule": 3600.0,
        "options": {"expires": 600},
    },
    "seal the audit trail": {
        "task": "clinic.security.tasks.seal_the_trail",
        "schedule": 60.0,
        "options": {"expires": 55},
    },
    "throw old leftovers away": {
        "task": "clinic.security.tasks.drop_leftovers",
        "schedule": 600.0,
        "options": {"expires": 300},
    },
    "end the passes of the night": {
        "task": "clinic.days.tasks.end_passes",
        "schedule": 600.0,
        "options": {"expires": 300},
    },
    "forget old tries": {
        "task": "clinic.people.tasks.drop_old_tries",
        "schedule": 600.0,
        "options": {"expires": 300},
    },
    "purge what was kept long enough": {
        "task": "clinic.people.tasks.purge",
        "schedule": 3600.0,  # a clinic that is switched off each night would never reach a daily tick
        "options": {"expires": 1800},
    },
}

# ------------------------------------------------------------------ mail

_mail = urlsplit(
    os.environ.get("EMAIL_URL", "") or ("smtp://127.0.0.1:25" if not PRODUCTION else needed("EMAIL_URL"))
)
EMAIL_PROVIDER = os.environ.get(
    "EMAIL_PROVIDER", ""
)  # a provider's API by django-anymail: postmark, brevo, resend …
EMAIL_BACKEND = (
    f"anymail.backends.{EMAIL_PROVIDER}.EmailBackend"
    if EMAIL_PROVIDER
    else "clinic.outbox.channels.smtp.EmailBackend"
)
ANYMAIL = {
    **{
        name.removeprefix("ANYMAIL_"): value
        for name, value in os.environ.items()
        if name.startswith("ANYMAIL_")
    },
    "SEND_DEFAULTS": {"track_opens": False, "track_clicks": False},
    "IGNORE_UNSUPPORTED_FEATURES": True,  # a provider that cannot track need not be told not to
    "REQUESTS_TIMEOUT": 30,
}
EMAIL_HOST, EMAIL_PORT = _mail.hostname or "", _mail.port or 25
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_mail.username or ""), unquote(_mail.password or "")
EMAIL_USE_TLS, EMAIL_USE_SSL = _mail.scheme == "smtp+tls", _mail.scheme == "smtps"
EMAIL_TIMEOUT = 60
DEFAULT_FROM_EMAIL = SERVER_EMAIL = os.environ.get("EMAIL_FROM", "hello@example.org")
EMAIL_SUBJECT_PREFIX = ""
MAIL_DOMAIN = DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ")

# ------------------------------------------------------------------ text messages

TWILIO = {
    "account": os.environ.get("TWILIO_ACCOUNT", ""),
    "secret": os.environ.get("TWILIO_SECRET", ""),
    "number": os.environ.get("TWILIO_NUMBER", ""),
    "whatsapp": os.environ.get("TWILIO_WHATSAPP", ""),
    # what WhatsApp has approved: {"seven_days.es": "HX…"}; the text's variables go in by number
    "templates": json.loads(os.environ.get("TWILIO_TEMPLATES", "") or "{}"),
    "url": os.environ.get("TWILIO_URL", "https://api.twilio.com"),
}

# ------------------------------------------------------------------ whether it is alive

WATCHDOG_URL = os.environ.get(
    "WATCHDOG_URL", ""
)  # hears from each sweep; a service outside that rings when it hears nothing
METRICS_TOKEN = os.environ.get("METRICS_TOKEN", "")  # whoever brings it reads /metrics

# ------------------------------------------------------------------ signing in

AUTH_USER_MODEL = "clinic.User"
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
    "clinic.people.card_backend.CardBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "clinic.people.passwords.MaximumLengthValidator"},
    {"NAME": "clinic.people.passwords.ContextWordsValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "start"
LOGOUT_REDIRECT_URL = "home"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # staff join by invitation, which was sent to that address
ACCOUNT_ADAPTER = "clinic.people.adapters.AccountAdapter"
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_FORMS = {"login": "clinic.people.sign_in_forms.SignInForm"}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "30/m/ip,5/5m/key",
    "reauthenticate": "10/m/user",
    "reset_password": "20/m/ip,3/h/key",
}
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("CLINIC_PROXIES", "0"))
MFA_ADAPTER = "clinic.people.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_FORMS = {"add_webauthn": "clinic.people.sign_in_forms.PasskeyForm"}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = CLINIC_NAME
USERSESSIONS_TRACK_ACTIVITY = True
TABLE_PASS_IDLE = int(os.environ.get("TABLE_PASS_IDLE", "240"))  # seconds until such a laptop hides its page

SESSION_IDLE, SESSION_IDLE_SHARED, SESSION_AT_MOST = 30 * 60, 15 * 60, 12 * 3600
SESSION_ENGINE = "clinic.security.sessions"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # not in a cookie
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
BROWSER_COOKIE_NAME = "__Host-browser" if PRODUCTION else "browser"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
if PRODUCTION:
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME, LANGUAGE_COOKIE_NAME = (
        "__Host-session",
        "__Host-csrf",
        "__Host-language",
    )
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True

# ------------------------------------------------------------------ what a page may do

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
SECURE_REFERRER_POLICY = (
    "same-origin"  # with no-referrer browsers send "Origin: null" and every form is refused
)
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
PERMISSIONS_POLICY = {
    feature: []
    for feature in (
        "camera",
        "microphone",
        "geolocation",
        "usb",
        "payment",
        "fullscreen",
        "display-capture",
        "midi",
    )
}
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = False
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
UPLOAD_MAX_BYTES = 15 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler"
]  # nothing unsealed touches the disk
FILE_UPLOAD_MAX_MEMORY_SIZE = UPLOAD_MAX_BYTES + 1

# ------------------------------------------------------------------ words and time

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español")]
LOCALE_PATHS = [ROOT / "locale"]
USE_I18N = USE_TZ = True
TIME_ZONE = os.environ.get("CLINIC_ZONE", "America/New_York")
CLINIC_MOTTO = _("You are your own greatest defender. You lead your case. We walk with you.")

# ------------------------------------------------------------------ logs: never values

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "plain",
            "filters": ["without_values"],
        }
    },
    "filters": {"without_values": {"()": "clinic.security.logs.WithoutValues"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "django.request": {"level": "ERROR"},
        "django.server": {"level": "ERROR"},
        "twilio": {"level": "WARNING"},  # names the number it asks for
        "weasyprint.progress": {"level": "WARNING"},
        "fido2": {"level": "WARNING"},  # names each passkey it sees
    },
}
