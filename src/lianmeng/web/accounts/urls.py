"""Addresses of accounts, at every door."""

from django.urls import path

from lianmeng.web.accounts import (
    colleagues,
    confirming,
    joining,
    officials,
    recovering,
    registering,
    resetting,
)

app_name = "accounts"
urlpatterns = [
    path("join/<slug:token>", joining.join, name="join"),
    path("reset/<slug:token>", resetting.reset, name="reset"),
    path("register", registering.register, name="register"),
    path("registration", registering.status, name="status"),
    path("registration/<int:number>", registering.correct, name="correct"),
    path("registration/<int:number>/files/<slug:paper>", registering.file, name="file"),
    path("apply/people/", colleagues.people, name="colleagues"),
    path("apply/people/revoke/<int:number>", colleagues.revoke, name="colleague-revoke"),
    path("apply/people/end/<int:number>", colleagues.end, name="colleague-end"),
    path("apply/people/reset/<int:number>", resetting.for_colleague, name="colleague-reset"),
    path("office/people/", officials.offices, name="offices"),
    path("office/people/invite/<slug:code>", officials.invite, name="invite"),
    path("office/people/revoke/<int:number>", officials.revoke, name="revoke"),
    path("office/people/end/<int:number>", officials.end, name="end"),
    path("office/people/reset/<int:number>", resetting.for_official, name="official-reset"),
    path("office/registrations/", confirming.queue, name="queue"),
    path("office/registrations/<int:number>", confirming.registration, name="registration"),
    path("office/registrations/<int:number>/confirm", confirming.confirm, name="confirm"),
    path("office/registrations/<int:number>/return", confirming.refuse, name="return"),
    path("office/registrations/<int:number>/files/<slug:paper>", confirming.file, name="registration-file"),
    path("office/registrations/recoveries/new", recovering.enter, name="recovery-enter"),
    path("office/registrations/recoveries/<int:number>", recovering.recovery, name="recovery"),
    path("office/registrations/recoveries/<int:number>/approve", recovering.approve, name="recovery-approve"),
    path("office/registrations/recoveries/<int:number>/return", recovering.refuse, name="recovery-return"),
    path("office/registrations/recoveries/<int:number>/letter", recovering.letter, name="recovery-letter"),
]
