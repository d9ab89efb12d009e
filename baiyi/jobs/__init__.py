"""What runs by itself: hints to the worker, the tick, heartbeats, health, and the supervisor behind `manage.py up`."""

from baiyi.jobs.publish import hint

__all__ = ["hint"]
