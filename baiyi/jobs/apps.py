"""What runs by itself."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "baiyi.jobs"
    label = "jobs"
    verbose_name = "后台任务"

    def ready(self) -> None:
        from baiyi.jobs import home, housekeeping, navigation, schedule_checks, service_checks, signals  # noqa: F401, PLC0415 - they register themselves
