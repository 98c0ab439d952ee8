"""Names the ground app and loads every app's job handlers."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = "Cổng"

    def ready(self):
        autodiscover_modules("tasks")
