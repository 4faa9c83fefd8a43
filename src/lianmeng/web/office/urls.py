"""Addresses of the offices' door."""

from django.urls import path

from lianmeng.web.office import (
    checking,
    exports,
    handing,
    incoming,
    letters,
    notices,
    opinions,
    reviewing,
    several,
    views,
)
from lianmeng.web.office.meetings import arranging, topics
from lianmeng.web.office.meetings import views as meetings

app_name = "office"
urlpatterns = [
    path("", views.home, name="home"),
    path("cases/", views.cases, name="cases"),
    path("calls/", views.calls, name="calls"),
    path("export.xlsx", exports.desk, name="export-desk"),
    path("cases/export.xlsx", exports.cases, name="export-cases"),
    path("calls/export.xlsx", exports.calls, name="export-calls"),
    path("together", several.together, name="together"),
    path("results/<int:number>", several.results, name="results"),
    path("read/<int:number>", several.read, name="read"),
    path("hand-over/", handing.hand_over, name="hand-over"),
    path("cases/<int:number>", views.case, name="case"),
    path("cases/<int:number>/do/<slug:act>", views.act, name="act"),
    path("cases/<int:number>/do/<slug:act>/draft.pdf", views.act_draft, name="act-draft"),
    path("cases/<int:number>/compare", views.compare, name="case-compare"),
    path("cases/<int:number>/dossier.pdf", views.dossier, name="dossier"),
    path("cases/<int:number>/enter/<slug:act>", views.enter, name="enter"),
    path("cases/<int:number>/checklist", reviewing.checklist, name="checklist"),
    path("cases/<int:number>/checklist/rest/<slug:paper>", reviewing.rest, name="checklist-rest"),
    path("cases/<int:number>/checklist/<slug:item>", reviewing.item, name="checklist-item"),
    path("drafts/<int:number>/enter/<slug:act>", views.enter_draft, name="enter-draft"),
    path("enter/", views.enter_new, name="enter-new"),
    path("opinions/", opinions.opinions, name="opinions"),
    path("opinions/sheet", opinions.sheet, name="opinions-sheet"),
    path("recommend/", letters.recommend, name="recommend"),
    path("letters/", letters.letters, name="letters"),
    path("letters/<int:number>", letters.letter, name="letter"),
    path("incoming/", incoming.incoming, name="incoming"),
    path("incoming/<int:number>", incoming.take_in, name="take-in"),
    path("form-check/", checking.form_check, name="form-check"),
    path("notices/", notices.notices, name="notices"),
    path("notices/list.pdf", notices.the_list, name="notice-list"),
    path("meetings/", meetings.meetings, name="meetings"),
    path("meetings/topics/", topics.topics, name="topics"),
    path("meetings/new", arranging.agenda, name="meeting-new"),
    path("meetings/<int:number>", meetings.meeting, name="meeting"),
    path("meetings/<int:number>/agenda", arranging.agenda, name="agenda"),
    path("meetings/<int:number>/drop", arranging.drop, name="meeting-drop"),
    path("meetings/<int:number>/book.pdf", meetings.book, name="book"),
    path("cases/<int:number>/brief", meetings.brief, name="brief"),
    path("new/<slug:kind>/<slug:act>", views.begin, name="begin"),
]
