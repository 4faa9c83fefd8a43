"""Django application of the files."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """Room `files`: stored contents and what they are attached to."""

    name = "lianmeng.files"
    label = "files"
    verbose_name = "附件"
