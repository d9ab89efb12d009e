"""Ledgers of the room as workbooks."""

from inspections.ledgers import history, venues  # noqa: F401 - each declares its own
