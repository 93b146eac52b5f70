from django.urls import path

from . import views

urlpatterns = [
    path("messages/", views.what_we_write, name="what_we_write"),
    path("messages/<str:channel>/", views.switch_way, name="switch_way"),
    path("messages/<str:channel>/off/", views.switch_way_off, name="switch_way_off"),
    path("<uuid:case_pk>/told/", views.told_log, name="told_log"),
]
