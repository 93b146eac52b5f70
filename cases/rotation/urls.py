from django.urls import path

from . import views

urlpatterns = [
    path("rotation/", views.turns, name="rotation"),
    path("rotation/turns/", views.turns_taken, name="turns"),
    path("rotation/turns/<uuid:turn_pk>/checks/<slug:result>/", views.turn_check, name="turn_check"),
    path("rotation/turns/<uuid:turn_pk>/removal/", views.turn_check_removal, name="turn_check_removal"),
]
