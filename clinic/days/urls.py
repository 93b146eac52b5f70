from django.urls import path

from . import pass_views, unusual_views, views

urlpatterns = [
    path("line/", views.line, name="line"),
    path("line/people/", views.walk_in, name="walk_in"),
    path("line/again/<uuid:person_pk>/", views.welcome_back, name="welcome_back"),
    path("line/<uuid:visit_pk>/", views.visit, name="visit"),
    path("line/<uuid:visit_pk>/taking/", views.taking, name="taking"),
    path("line/<uuid:visit_pk>/hand-over/", views.hand_over, name="hand_over"),
    path("line/<uuid:visit_pk>/end/", views.stop, name="stop"),
    path("passes/", pass_views.table_passes, name="table_passes"),
    path("passes/<uuid:pass_pk>/code/", pass_views.pass_code, name="pass_code"),
    path("passes/<uuid:pass_pk>/end/", pass_views.pass_end, name="pass_end"),
    path("passes/leads/", pass_views.night_leads, name="night_leads"),
    path("passes/leads/<uuid:lead_pk>/end/", pass_views.lead_end, name="lead_end"),
    path("pass/", pass_views.table_pass, name="table_pass"),
    path("pass/pin/", pass_views.pass_pin, name="pass_pin"),
    path("pass/hiding/", pass_views.pass_hiding, name="pass_hiding"),
    path("pass/seen/", pass_views.pass_seen, name="pass_seen"),
    path("team/reading/", unusual_views.unusual_reading, name="unusual"),
    path("desk/", views.desk, name="desk"),
    path("desk/told/", views.told, name="told"),
    path("desk/tasks/<uuid:task_pk>/done/", views.task_done, name="task_done"),
]
