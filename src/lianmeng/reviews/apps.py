"""The room as Django knows it."""

from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    """Preliminary review, division opinions, panels."""

    name = "lianmeng.reviews"
    label = "reviews"
    verbose_name = "审查与论证"
    default_auto_field = "django.db.models.BigAutoField"
