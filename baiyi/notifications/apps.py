"""待办 and 消息."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "baiyi.notifications"
    label = "notifications"
    verbose_name = "待办与消息"

    def ready(self) -> None:
        from baiyi.notifications import alarms, handovers, navigation, readings  # noqa: F401, PLC0415 - they register themselves
