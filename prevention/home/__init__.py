"""What prevention puts on first pages, a module for each subject."""

from prevention.home import patrols, waters  # noqa: F401 - register
