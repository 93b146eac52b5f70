from django.urls import path

from . import views

urlpatterns = [
    path("mine/", views.mine, name="my_trips"),
    path("<uuid:trip_pk>/briefing/", views.briefing, name="briefing"),
    path("<uuid:trip_pk>/day/", views.day, name="day"),
    path("<uuid:trip_pk>/taps/", views.tap, name="tap"),
    path("taps/<uuid:tap_pk>/undoing/", views.undo, name="undo"),
    path("alarms/<uuid:alarm_pk>/", views.call_sheet, name="call_sheet"),
    path("alarms/<uuid:alarm_pk>/calls/", views.call, name="call"),
    path("alarms/<uuid:alarm_pk>/end/", views.alarm_end, name="alarm_end"),
    path("family/<uuid:task_pk>/", views.family, name="family"),
    path("family/<uuid:task_pk>/calls/", views.family_call, name="family_call"),
    path("family/<uuid:task_pk>/told/", views.told_family, name="told_family"),
]
