"""The room's Django configuration."""

from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    """Published measures and the arrangement of working days."""

    name = "lianmeng.policies"
    label = "policies"
    default_auto_field = "django.db.models.BigAutoField"
