"""The room ``web`` as a Django app."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Pages, sign-in, the clock and what kind of database this is."""

    name = "lianmeng.web"
    label = "web"
    verbose_name = "页面"
    default_auto_field = "django.db.models.BigAutoField"
