from django.urls import path

from . import views

urlpatterns = [
    path("mine/papers/", views.my_papers, name="my_papers"),
    path("<uuid:case_pk>/papers/", views.papers, name="papers"),
    path("<uuid:case_pk>/papers/new/", views.add_paper, name="add_paper"),
    path("<uuid:case_pk>/papers/of/<uuid:event_pk>/", views.event_papers, name="event_papers"),
    path("<uuid:case_pk>/papers/<uuid:paper_pk>/", views.paper, name="paper"),
    path("<uuid:case_pk>/papers/<uuid:paper_pk>/removal/", views.paper_removal, name="paper_removal"),
    path("<uuid:case_pk>/papers/<uuid:paper_pk>/copies/", views.copy, name="copy"),
    path(
        "<uuid:case_pk>/papers/<uuid:paper_pk>/copies/<uuid:copy_pk>/",
        views.copy_file,
        name="copy_file",
    ),
    path(
        "<uuid:case_pk>/papers/<uuid:paper_pk>/copies/<uuid:copy_pk>/removal/",
        views.copy_removal,
        name="copy_removal",
    ),
]
