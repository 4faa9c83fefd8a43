"""Addresses of the experts' door."""

from django.urls import path

from lianmeng.web.expert import arguing, views

app_name = "expert"
urlpatterns = [
    path("", arguing.home, name="home"),
    path("promise", arguing.promise, name="promise"),
    path("sheets", arguing.sheets, name="sheets"),
    path("conclusions", arguing.conclusions, name="conclusions"),
    path("cases/<int:number>", views.case, name="case"),
    path("cases/<int:number>/do/<slug:act>", views.act, name="act"),
]
