from django.urls import path

from . import views

urlpatterns = [
    path("line/", views.line, name="line"),
    path("line/people/", views.walk_in, name="walk_in"),
    path("line/again/<uuid:person_pk>/", views.welcome_back, name="welcome_back"),
    path("line/<uuid:visit_pk>/", views.visit, name="visit"),
    path("line/<uuid:visit_pk>/taking/", views.taking, name="taking"),
    path("line/<uuid:visit_pk>/hand-over/", views.hand_over, name="hand_over"),
    path("line/<uuid:visit_pk>/end/", views.stop, name="stop"),
    path("desk/", views.desk, name="desk"),
    path("desk/told/", views.told, name="told"),
    path("desk/tasks/<uuid:task_pk>/done/", views.task_done, name="task_done"),
]
