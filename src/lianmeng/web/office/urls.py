"""Addresses of the offices' door."""

from django.urls import path

from lianmeng.web.office import views

app_name = "office"
urlpatterns = [
    path("", views.home, name="home"),
    path("cases/", views.cases, name="cases"),
    path("calls/", views.calls, name="calls"),
    path("cases/<int:number>", views.case, name="case"),
    path("cases/<int:number>/do/<slug:act>", views.act, name="act"),
    path("new/<slug:kind>/<slug:act>", views.begin, name="begin"),
]
