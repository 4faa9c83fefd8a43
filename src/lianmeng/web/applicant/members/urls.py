"""Addresses of the members' pages, under /apply/."""

from django.urls import path

from lianmeng.web.applicant.members import importing, views

urlpatterns = [
    path("alliances/<int:number>/members.xlsx", importing.template, name="members-sheet"),
    path("alliances/<int:number>/members/import", importing.upload, name="members-import"),
    path("alliances/<int:number>/members/import/carry", importing.carry, name="members-import-carry"),
    path("alliances/<int:number>/members/confirmations", views.confirmations, name="members-confirmations"),
    path("alliances/<int:number>/members/<int:member>/link", views.link, name="member-link"),
    path("alliances/<int:number>/members/<int:member>/page", views.page, name="member-page"),
    path("parts/", views.parts, name="parts"),
    path("parts/<int:member>", views.part, name="part"),
]
