"""Addresses of the applicants' door."""

from django.urls import path

from lianmeng.web.applicant import views

app_name = "applicant"
urlpatterns = [
    path("", views.home, name="home"),
    path("cases/", views.cases, name="cases"),
    path("cases/<int:number>", views.case, name="case"),
    path("cases/<int:number>/do/<slug:act>", views.act, name="act"),
    path("drafts/<int:number>", views.draft, name="draft"),
    path("drafts/<int:number>/do/<slug:act>", views.draft_act, name="draft-act"),
    path("new/<slug:kind>/<slug:act>", views.begin, name="begin"),
]
