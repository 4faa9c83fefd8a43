"""The room as Django knows it."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Cases (办件)."""

    name = "lianmeng.cases"
    label = "cases"
    verbose_name = "办件"
    default_auto_field = "django.db.models.BigAutoField"
