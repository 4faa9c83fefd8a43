"""The room as Django knows it."""

from django.apps import AppConfig


class DesignationsConfig(AppConfig):
    """Titles."""

    name = "lianmeng.designations"
    label = "designations"
    verbose_name = "试点称号"
    default_auto_field = "django.db.models.BigAutoField"
