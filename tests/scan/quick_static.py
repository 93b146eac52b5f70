"""For collecting static files alone: compressing them takes nine seconds, and this is not about static files."""

from clinic.settings import *  # noqa: F403
from clinic.settings import STORAGES

STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
}
