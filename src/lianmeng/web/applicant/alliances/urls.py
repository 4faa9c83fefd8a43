"""Addresses of an alliance's own pages, under /apply/."""

from django.urls import path, register_converter

from lianmeng.alliances.sections import SECTIONS
from lianmeng.web.applicant.alliances import history, views


class SectionConverter:
    """One of the sections by its name."""

    regex = "|".join(SECTIONS)

    def to_python(self, value: str) -> str:
        """The section as it stands in the address."""
        return value

    def to_url(self, value: str) -> str:
        """The section as the address names it."""
        return value


register_converter(SectionConverter, "section")
urlpatterns = [
    path("alliances/new", views.found, name="alliance-new"),
    path("alliances/<int:number>/", views.overview, name="alliance"),
    path("alliances/<int:number>/revisions", history.revisions, name="alliance-revisions"),
    path("alliances/<int:number>/compare", history.compared, name="alliance-compare"),
    path("alliances/<int:number>/<section:section>", views.section, name="alliance-section"),
    path("alliances/<int:number>/<section:section>/here", views.here, name="alliance-here"),
]
