from django.urls import path

from . import views

urlpatterns = [
    path("", views.trips, name="trips"),
    path("appointments/", views.add_appointment, name="add_appointment"),
    path("appointments/<uuid:moment_pk>/company/", views.company, name="company"),
    path("sunday/", views.sunday, name="sunday"),
    path("sunday/paper/", views.sunday_paper, name="sunday_paper"),
    path("asks/<uuid:ask_pk>/answer/", views.ask_answer, name="ask_answer"),
    path("asks/<uuid:ask_pk>/withdrawal/", views.withdrawal, name="ask_withdrawal"),
    path("<uuid:trip_pk>/", views.trip, name="trip"),
    path("<uuid:trip_pk>/asks/", views.ask, name="ask"),
    path("<uuid:trip_pk>/confirmation/", views.confirmation, name="confirmation"),
    path("<uuid:trip_pk>/meeting/", views.meeting, name="meeting"),
    path("<uuid:trip_pk>/whom/<uuid:person_pk>/", views.whom_to_call, name="whom_to_call"),
]
