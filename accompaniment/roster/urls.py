from django.urls import path

from . import views

urlpatterns = [path("mine/times/", views.can_go, name="can_go")]
