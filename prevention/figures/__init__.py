"""Figures of prevention, a module for each subject. They hang on stored reporting days: what begins after midnight
still belongs to the evening before.
"""

from prevention.figures import alarms, checkpoints, patrols, publicity, waters  # noqa: F401 - register
