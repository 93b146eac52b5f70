from django.urls import path

from . import views

urlpatterns = [
    path("people/<uuid:person_pk>/", views.person, name="person"),
    path("people/<uuid:person_pk>/interview/", views.begin, name="begin"),
    path("<uuid:case_pk>/interview/", views.interview, name="interview"),
    path("<uuid:case_pk>/interview/opening/", views.opening, name="opening"),
    path("<uuid:case_pk>/interview/court-line/", views.court_line, name="court_line"),
    path("<uuid:case_pk>/interview/<slug:key>/", views.section, name="section"),
]
