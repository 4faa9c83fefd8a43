"""Addresses of the whole site; each door includes its own."""

from django.urls import include, path

from lianmeng.web import health
from lianmeng.web.applicant.members import public
from lianmeng.web.casework import served
from lianmeng.web.clock import views as clock
from lianmeng.web.identity import views as identity
from lianmeng.web.regulation import views as regulation
from lianmeng.web.styleguide import views as styleguide

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("login", identity.sign_in, name="login"),
    path("logout", identity.sign_out, name="logout"),
    path("identity", identity.choose, name="identity"),
    path("identity/<int:number>", identity.change, name="identity-change"),
    path("demonstration/date", clock.move, name="demonstration-date"),
    path("demonstration/enter/<int:number>", identity.enter, name="demonstration-enter"),
    path("files/<int:number>", served.file, name="file"),
    path("documents/<str:code>", served.document, name="document"),
    path("", include("lianmeng.web.accounts.urls")),
    path("member/<str:token>", public.part, name="member-part"),
    path("apply/", include("lianmeng.web.applicant.urls")),
    path("office/", include("lianmeng.web.office.urls")),
    path("expert/", include("lianmeng.web.expert.urls")),
    path("law/", regulation.law, name="law"),
    path("law/unit/<slug:unit>", regulation.unit, name="law-unit"),
    path("styleguide", styleguide.styleguide, name="styleguide"),
    path("", include("lianmeng.web.portal.urls")),
]
