"""The one Django app."""

from django.apps import AppConfig


class LianxinConfig(AppConfig):
    name = "lianxin"
    verbose_name = "连心"
    default_auto_field = "django.db.models.BigAutoField"
