"""The room as Django knows it."""

from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    """Calls, applications and their letters."""

    name = "lianmeng.applications"
    label = "applications"
    verbose_name = "申报"
    default_auto_field = "django.db.models.BigAutoField"
