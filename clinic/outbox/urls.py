"""The addresses our providers call."""

from django.urls import path

from . import views

urlpatterns = [
    path("metrics/", views.metrics, name="metrics"),
    path("mail/", views.mail_status, name="mail_status"),
    path("texts/", views.text_came_in, name="text_came_in"),
    path("texts/<uuid:message_pk>/", views.text_status, name="text_status"),
]
