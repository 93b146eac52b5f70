from django.urls import path

from . import closed_views, sign_in_views, team_views, views

urlpatterns = [
    path("", views.home, name="home"),
    path("start/", views.start, name="start"),
    path("card/", views.card, name="card"),
    path("in/<str:token>/", views.sign_in_link, name="sign_in_link"),
    path("join/<str:token>/", team_views.invitation, name="invitation"),
    path("account/picture/", sign_in_views.totp_picture, name="totp_picture"),
    path("account/shared-laptop/", sign_in_views.shared_laptop, name="shared_laptop"),
    path("team/", team_views.team_page, name="team"),
    path("team/invitations/", team_views.invite, name="invite"),
    path("team/invitations/<uuid:pk>/reissue/", team_views.invite_again, name="invite_again"),
    path("team/invitations/<uuid:pk>/withdrawal/", team_views.withdraw, name="withdraw_invitation"),
    path("team/sessions/", team_views.everybodys_sessions, name="everybodys_sessions"),
    path("team/records/", closed_views.records_opened, name="records_opened"),
    path("team/records/<uuid:opened_pk>/look/", closed_views.record_looked_at, name="record_looked_at"),
    path("team/<uuid:pk>/", team_views.member, name="member"),
    path("team/<uuid:pk>/deactivation/", team_views.deactivation, name="deactivation"),
    path("team/<uuid:pk>/sessions/", team_views.members_sessions, name="members_sessions"),
    path("leave/", views.leave, name="leave"),
    path("language/", views.language, name="language"),
    path("healthz", views.healthz, name="healthz"),
]
