"""The roof: first pages by role, 驾驶舱, ranking, sentences. It reads from every room below; nothing imports it."""

from django.apps import AppConfig


class CockpitConfig(AppConfig):
    name = "cockpit"
    verbose_name = "驾驶舱"

    def ready(self) -> None:
        from cockpit import home, navigation  # noqa: F401, PLC0415 - fill the first pages and the menu
