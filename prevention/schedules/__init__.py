"""What prevention does by itself at an hour, a module for each subject."""

from prevention.schedules import alarms, waters  # noqa: F401 - register
