"""Addresses of readiness, under /apply/."""

from django.urls import path

from lianmeng.web.applicant.readiness import views

urlpatterns = [
    path("alliances/<int:number>/readiness", views.readiness, name="readiness"),
    path("alliances/<int:number>/readiness.ics", views.entry, name="readiness-ics"),
]
