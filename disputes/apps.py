"""Disputes and their mediation: comes with a later issue."""

from django.apps import AppConfig


class DisputesConfig(AppConfig):
    name = "disputes"
    verbose_name = "矛盾纠纷"

    def ready(self) -> None:
        from disputes import kinds  # noqa: F401, PLC0415 - registers them
