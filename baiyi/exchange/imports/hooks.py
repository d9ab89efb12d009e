"""What the rooms around hear of: files that expire, what the worker does, what came by an old book."""

from baiyi.exchange.imports import files, sources, work  # noqa: F401
