"""The addresses our providers call. Of the mail providers only the one in use is answered."""

from anymail.urls import urlpatterns as of_mail_providers
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.urls import path

from . import views

urlpatterns = [
    path("metrics/", views.metrics, name="metrics"),
    path("texts/", views.text_came_in, name="text_came_in"),
    path("texts/<uuid:message_pk>/", views.text_status, name="text_status"),
]
for address in of_mail_providers:
    if address.name == f"{settings.EMAIL_PROVIDER}_tracking_webhook":
        urlpatterns.append(path("mail/", login_not_required(address.callback), name="mail_status"))
