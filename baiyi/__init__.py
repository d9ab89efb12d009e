"""The platform every sub-system stands on."""

from baiyi.celery import app as celery_app

__all__ = ["celery_app"]
