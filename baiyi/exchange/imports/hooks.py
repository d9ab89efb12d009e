"""What the rooms around hear of: files that expire, what the worker does."""

from baiyi.exchange.imports import files, work  # noqa: F401
