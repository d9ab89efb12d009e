"""Cases and what they yield: comes with a later issue."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "cases"
    verbose_name = "案件战果"
