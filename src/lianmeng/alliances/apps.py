"""The room's Django configuration."""

from django.apps import AppConfig


class AlliancesConfig(AppConfig):
    """Alliances and what they are made of."""

    name = "lianmeng.alliances"
    label = "alliances"
    default_auto_field = "django.db.models.BigAutoField"
