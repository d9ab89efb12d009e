"""Ledgers of the room as workbooks."""

from prevention.ledgers import current, history  # noqa: F401 - each declares its own
