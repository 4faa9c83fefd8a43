"""Addresses of the public door."""

from django.urls import path

from lianmeng.web.portal import views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("notices/", views.notices, name="notices"),
    path("notices/<int:number>", views.notice, name="notice"),
]
