"""Addresses of the applicants' door."""

from django.urls import include, path

from lianmeng.web.applicant import papers, views

app_name = "applicant"
urlpatterns = [
    path("", views.home, name="home"),
    path("cases/", views.cases, name="cases"),
    path("cases/<int:number>", views.case, name="case"),
    path("cases/<int:number>/do/<slug:act>", views.act, name="act"),
    path("cases/<int:number>/compare", views.compare, name="case-compare"),
    path("cases/<int:number>/dossier.pdf", views.dossier, name="dossier"),
    path("drafts/<int:number>", views.draft, name="draft"),
    path("drafts/<int:number>/papers", papers.papers, name="papers"),
    path("drafts/<int:number>/do/<slug:act>", views.draft_act, name="draft-act"),
    path("", include("lianmeng.web.applicant.alliances.urls")),
    path("", include("lianmeng.web.applicant.members.urls")),
    path("", include("lianmeng.web.applicant.readiness.urls")),
    path("new/<slug:kind>/<slug:act>", views.begin, name="begin"),
]
