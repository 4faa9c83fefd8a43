"""Addresses of the experts' door."""

from django.urls import path

from lianmeng.web.expert import views

app_name = "expert"
urlpatterns = [
    path("", views.home, name="home"),
    path("cases/<int:number>", views.case, name="case"),
    path("cases/<int:number>/do/<slug:act>", views.act, name="act"),
]
