from django.urls import path

from . import views

urlpatterns = [
    path("<uuid:trip_pk>/report/<uuid:person_pk>/", views.report, name="report"),
    path("reports/<uuid:report_pk>/", views.written, name="written"),
    path("reports/<uuid:report_pk>/again/", views.again, name="again"),
]
