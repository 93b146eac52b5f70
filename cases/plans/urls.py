from django.urls import path

from . import handout_views, review_views, views

urlpatterns = [
    path("mine/plan/", views.my_plan, name="my_plan"),
    path("mine/story/paper/", handout_views.my_story_paper, name="my_story_paper"),
    path("review/", review_views.review, name="review"),
    path("review/<uuid:item_pk>/", review_views.option_review, name="option_review"),
    path("blank/", handout_views.blanks, name="blanks"),
    path("blank/<slug:name>/", handout_views.blank, name="blank"),
    path("<uuid:case_pk>/plan/", views.plan, name="plan"),
    path("<uuid:case_pk>/plan/goal/", views.goal, name="goal"),
    path("<uuid:case_pk>/plan/reading/", views.reading, name="plan_reading"),
    path("<uuid:case_pk>/plan/suggestions/<slug:entry_id>/", views.suggestion, name="suggestion"),
    path("<uuid:case_pk>/plan/new/<slug:kind>/", views.add_item, name="add_item"),
    path("<uuid:case_pk>/plan/<uuid:item_pk>/", views.plan_item, name="plan_item"),
    path("<uuid:case_pk>/plan/<uuid:item_pk>/done/", views.done, name="plan_item_done"),
    path("<uuid:case_pk>/plan/<uuid:item_pk>/reopening/", views.reopening, name="plan_item_reopening"),
    path("<uuid:case_pk>/plan/<uuid:item_pk>/removal/", views.item_removal, name="plan_item_removal"),
    path("<uuid:case_pk>/plan/<uuid:item_pk>/words/", views.lawyers_words, name="lawyers_words"),
    path("<uuid:case_pk>/timeline/paper/", handout_views.story_paper, name="story_paper"),
    path("<uuid:case_pk>/handouts/", handout_views.handouts, name="handouts"),
    path("<uuid:case_pk>/handouts/<uuid:handout_pk>/told/", handout_views.told, name="handout_told"),
    path("<uuid:case_pk>/handouts/<uuid:handout_pk>/<slug:which>/", handout_views.sheet, name="sheet"),
]
