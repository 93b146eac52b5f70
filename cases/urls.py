"""The pages of cases; each slice has its own."""

from django.urls import include, path

app_name = "cases"
urlpatterns = [
    path("", include("cases.casefile.urls")),
    path("", include("cases.timeline.urls")),
    path("", include("cases.rotation.urls")),
    path("", include("cases.court_day.urls")),
    path("", include("cases.documents.urls")),
    path("", include("cases.reminders.urls")),
    path("", include("cases.intake.urls")),
    path("", include("cases.plans.urls")),
]
