from django.urls import path

from . import views

urlpatterns = [
    path("", views.home, name="home"),
    path("start/", views.start, name="start"),
    path("card/", views.card, name="card"),
    path("in/<str:token>/", views.sign_in_link, name="sign_in_link"),
    path("leave/", views.leave, name="leave"),
    path("language/", views.language, name="language"),
    path("healthz", views.healthz, name="healthz"),
]
