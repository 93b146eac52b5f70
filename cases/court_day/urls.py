from django.urls import path

from . import views

urlpatterns = [
    path("court-day/", views.court_day, name="court_day"),
    path("court-day/<uuid:moved_pk>/", views.moved_day, name="moved_day"),
]
