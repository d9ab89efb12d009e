"""What the rooms around hear of: files that expire, the button of lists."""

from baiyi.exchange.exports import housekeeping, panels  # noqa: F401
