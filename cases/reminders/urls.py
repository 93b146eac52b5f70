from django.urls import path

from . import views

urlpatterns = [
    path("messages/", views.what_we_write, name="what_we_write"),
    path("<uuid:case_pk>/told/", views.told_log, name="told_log"),
]
