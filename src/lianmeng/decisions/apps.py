"""The room as Django knows it."""

from django.apps import AppConfig


class DecisionsConfig(AppConfig):
    """Meetings, notices, results."""

    name = "lianmeng.decisions"
    label = "decisions"
    verbose_name = "审议与公示"
    default_auto_field = "django.db.models.BigAutoField"
