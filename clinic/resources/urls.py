from django.urls import path

from . import views

urlpatterns = [
    path("rights/", views.know_your_rights, name="know_your_rights"),
    path("help/", views.resources, name="resources"),
]
