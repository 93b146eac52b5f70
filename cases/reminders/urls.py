from django.urls import path

from . import views

urlpatterns = [path("<uuid:case_pk>/told/", views.told_log, name="told_log")]
