"""Cases and what they yield: comes with a later issue."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "cases"
    verbose_name = "案件战果"

    def ready(self) -> None:
        from cases import kinds  # noqa: F401, PLC0415 - registers them
