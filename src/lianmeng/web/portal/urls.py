"""Addresses of the public door."""

from django.urls import path

from lianmeng.web.portal import objecting, views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("pilots.xlsx", views.workbook, name="workbook"),
    path("pilots.csv", views.table, name="table"),
    path("pilots/<int:number>", views.pilot, name="pilot"),
    path("verify/", views.verify, name="verify"),
    path("notices/", views.notices, name="notices"),
    path("notices/<int:number>", views.notice, name="notice"),
    path("notices/<int:number>/objection", objecting.lodge, name="objection-lodge"),
    path("objection/", objecting.query, name="objection"),
    path("objection/receipt", objecting.receipt, name="objection-receipt"),
    path("objection/mine", objecting.mine, name="objection-mine"),
    path("objection/mine/<slug:act>", objecting.act, name="objection-act"),
    path("objection/leave", objecting.leave, name="objection-leave"),
]
