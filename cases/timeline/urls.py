from django.urls import path

from . import calendar_views as calendar
from . import closure_views, pattern_views, phone_views, rule_views, views

A_CASE = "<uuid:case_pk>/timeline/"
AN_EVENT = A_CASE + "events/<uuid:event_pk>/"
A_DEADLINE = A_CASE + "deadlines/<uuid:deadline_pk>/"

urlpatterns = [
    path("mine/", phone_views.my_dates, name="my_dates"),
    path("mine/story/", phone_views.my_story, name="my_story"),
    path("kinds/", views.kinds_near, name="kinds_near"),
    path("mine/calendar/", calendar.my_calendar, name="my_calendar"),
    path("mine/calendar/file/", calendar.my_calendar_file, name="my_calendar_file"),
    path("mine/calendar/address/", calendar.my_feed, name="my_feed"),
    path("mine/calendar/address/copied/", calendar.my_feed_copied, name="my_feed_copied"),
    path("mine/calendar/address/end/", calendar.my_feed_end, name="my_feed_end"),
    path("calendar/<slug:token>/", calendar.feed, name="feed"),
    path("rules/", rule_views.rules, name="rules"),
    path("rules/changes/<uuid:change_pk>/told/", rule_views.change_told, name="change_told"),
    path("rules/<slug:rule_id>/", rule_views.rule, name="rule"),
    path("rules/<slug:rule_id>/notes/", rule_views.rule_note, name="rule_note"),
    path("rules/<slug:rule_id>/off/", rule_views.rule_stop, name="rule_stop"),
    path("rules/<slug:rule_id>/on/", rule_views.rule_resumed, name="rule_resumed"),
    path("rules/<slug:rule_id>/<slug:version>/", rule_views.rule_review, name="rule_review"),
    path("<uuid:case_pk>/closure/", closure_views.closure, name="closure"),
    path(A_CASE, views.timeline, name="timeline"),
    path(A_CASE + "calendar/", calendar.calendar_file, name="calendar_file"),
    path(A_CASE + "events/", views.add_event, name="add_event"),
    path(AN_EVENT, views.event, name="event"),
    path(AN_EVENT + "removal/", views.event_removal, name="event_removal"),
    path(AN_EVENT + "checks/<slug:result>/", views.check, name="check"),
    path(AN_EVENT + "facts/<slug:fact>/<slug:answer>/", views.event_fact, name="event_fact"),
    path(A_CASE + "patterns/", pattern_views.patterns, name="patterns"),
    path(A_CASE + "patterns/<uuid:pattern_pk>/end/", pattern_views.pattern_end, name="pattern_end"),
    path(A_CASE + "checks/<slug:result>/", views.first_check, name="first_check"),
    path(A_DEADLINE + "answer/", views.deadline_answer, name="deadline_answer"),
    path(A_DEADLINE + "answer/removal/", views.answer_removal, name="answer_removal"),
    path("<uuid:case_pk>/facts/<slug:fact>/<slug:answer>/", views.facts, name="facts"),
]
