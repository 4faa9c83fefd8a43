"""Django application of the ledger."""

from django.apps import AppConfig


class RecordConfig(AppConfig):
    """Room `record`: entries, the global counter, daily seals."""

    name = "lianmeng.record"
    label = "record"
    verbose_name = "办理留痕"
