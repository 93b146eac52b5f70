from django.urls import path

from . import phone_views, rule_views, views

A_CASE = "<uuid:case_pk>/timeline/"
AN_EVENT = A_CASE + "events/<uuid:event_pk>/"
A_DEADLINE = A_CASE + "deadlines/<uuid:deadline_pk>/"

urlpatterns = [
    path("mine/", phone_views.my_dates, name="my_dates"),
    path("mine/story/", phone_views.my_story, name="my_story"),
    path("rules/", rule_views.rules, name="rules"),
    path("rules/changes/<uuid:change_pk>/told/", rule_views.change_told, name="change_told"),
    path("rules/<slug:rule_id>/<slug:version>/", rule_views.rule_review, name="rule_review"),
    path(A_CASE, views.timeline, name="timeline"),
    path(A_CASE + "events/", views.add_event, name="add_event"),
    path(AN_EVENT, views.event, name="event"),
    path(AN_EVENT + "removal/", views.event_removal, name="event_removal"),
    path(AN_EVENT + "checks/<slug:result>/", views.check, name="check"),
    path(AN_EVENT + "facts/<slug:fact>/<slug:answer>/", views.event_fact, name="event_fact"),
    path(A_CASE + "checks/<slug:result>/", views.first_check, name="first_check"),
    path(A_DEADLINE + "answer/", views.deadline_answer, name="deadline_answer"),
    path(A_DEADLINE + "answer/removal/", views.answer_removal, name="answer_removal"),
    path("<uuid:case_pk>/facts/<slug:fact>/<slug:answer>/", views.facts, name="facts"),
]
