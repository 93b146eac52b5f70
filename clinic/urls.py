"""Every URL of the clinic. Apps are named in strings; none is imported."""

from django.urls import include, path

urlpatterns = [
    path("", include("clinic.people.urls")),
    path("", include("clinic.days.urls")),
    path("", include("clinic.resources.urls")),
    path("account/", include("allauth.urls")),
    path("hooks/", include("clinic.outbox.urls")),
    path("cases/", include("cases.urls")),
    path("trips/", include("accompaniment.urls")),
]
