"""What can be asked of the broker, whichever it is."""

from pathlib import Path

from celery import current_app
from django.conf import settings
from kombu.exceptions import ChannelError

from baiyi.jobs.filebroker import UNREADABLE

QUICK = {"socket_timeout": 1, "socket_connect_timeout": 1, "max_retries": 0}  # seconds, seconds, times


def kind() -> str:
    return "Redis" if settings.REDIS_URL else "文件目录"


def unreadable_folder() -> Path:
    """Where files of the queue were put that nobody could read; it need not exist."""
    return Path(settings.BROKER_DIR) / UNREADABLE


def quick_connection():
    """A connection that gives up after 1 s instead of waiting for a broker that does not answer."""
    return current_app.connection_for_write(transport_options=QUICK)


def queue_length() -> int:
    """Messages that wait. Raises what the transport raises when the broker is away."""
    queue = current_app.conf.task_default_queue
    with quick_connection() as connection:
        try:
            return connection.default_channel.queue_declare(queue=queue, passive=True).message_count
        except ChannelError:  # in Redis an empty queue does not exist
            return 0
