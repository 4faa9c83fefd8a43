"""The room's Django configuration."""

from django.apps import AppConfig


class PartiesConfig(AppConfig):
    """People, organisations, offices, appointments."""

    name = "lianmeng.parties"
    label = "parties"
    default_auto_field = "django.db.models.BigAutoField"
