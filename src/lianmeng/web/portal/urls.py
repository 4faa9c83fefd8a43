"""Addresses of the public door."""

from django.urls import path

from lianmeng.web.portal import views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("pilots.xlsx", views.workbook, name="workbook"),
    path("pilots.csv", views.table, name="table"),
    path("pilots/<int:number>", views.pilot, name="pilot"),
    path("verify/", views.verify, name="verify"),
    path("notices/", views.notices, name="notices"),
    path("notices/<int:number>", views.notice, name="notice"),
]
