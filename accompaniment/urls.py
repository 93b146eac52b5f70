"""The pages of accompaniment; each slice has its own."""

from django.urls import include, path

app_name = "accompaniment"
urlpatterns = [
    path("", include("accompaniment.roster.urls")),
    path("", include("accompaniment.trips.urls")),
    path("", include("accompaniment.outing.urls")),
    path("", include("accompaniment.conduct.urls")),
]
