"""What prevention asks of people, a module for each subject."""

from prevention.todos import alarms, duty, waters  # noqa: F401 - register
