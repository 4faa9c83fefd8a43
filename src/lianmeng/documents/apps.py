"""Official papers (公文): numbering, rendering, registration. Knows no case."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """The room of official papers."""

    name = "lianmeng.documents"
    label = "documents"
    verbose_name = "公文"
    default_auto_field = "django.db.models.BigAutoField"
