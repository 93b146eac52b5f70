from django.urls import path

from . import views

urlpatterns = [
    path("people/", views.people, name="people"),
    path("people/<uuid:person_pk>/card/", views.card_for, name="card_for"),
    path("people/<uuid:person_pk>/card/slips/", views.slips, name="slips"),
    path("people/<uuid:person_pk>/card/slips/given/", views.slips_given, name="slips_given"),
    path("people/<uuid:person_pk>/card/end/", views.card_end, name="card_end"),
    path("people/<uuid:person_pk>/looked/", views.who_looked, name="who_looked"),
    path("mine/readers/", views.my_readers, name="my_readers"),
]
