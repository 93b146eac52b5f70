from django.urls import path

from . import access_views, closed_views, family_views, held_views, views

urlpatterns = [
    path("people/", views.people, name="people"),
    path("people/<uuid:person_pk>/card/", views.card_for, name="card_for"),
    path("people/<uuid:person_pk>/card/slips/", views.slips, name="slips"),
    path("people/<uuid:person_pk>/card/slips/given/", views.slips_given, name="slips_given"),
    path("people/<uuid:person_pk>/card/end/", views.card_end, name="card_end"),
    path("people/<uuid:person_pk>/looked/", views.who_looked, name="who_looked"),
    path("people/<uuid:person_pk>/access/", access_views.access, name="access"),
    path("people/<uuid:person_pk>/access/<uuid:access_pk>/end/", access_views.access_end, name="access_end"),
    path("people/<uuid:person_pk>/closed/", closed_views.closed_record, name="closed_record"),
    path("people/<uuid:person_pk>/family/", family_views.family, name="family"),
    path("people/<uuid:person_pk>/family/<uuid:other_pk>/", family_views.family_tie, name="family_tie"),
    path(
        "people/<uuid:person_pk>/family/<uuid:other_pk>/end/",
        family_views.family_tie_end,
        name="family_tie_end",
    ),
    path("people/<uuid:person_pk>/held/", held_views.held, name="held"),
    path("people/<uuid:person_pk>/held/take-home/", held_views.taken_home, name="taken_home"),
    path("people/<uuid:person_pk>/erasing/", held_views.erasing, name="erasing"),
    path("people/<uuid:person_pk>/hold/", held_views.holding, name="holding"),
    path("people/<uuid:person_pk>/hold/end/", held_views.hold_lifted, name="hold_lifted"),
    path("mine/held/", held_views.my_held, name="my_held"),
    path("mine/held/take-home/", held_views.my_taken_home, name="my_taken_home"),
    path("mine/readers/", views.my_readers, name="my_readers"),
]
