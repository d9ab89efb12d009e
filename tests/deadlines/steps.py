"""Stands in for the progress of a scheduled run."""


class Steps:
    """Keeps the counts it is told."""

    def __init__(self):
        self.counts = []

    def advance(self, count, *, total=None):
        self.counts.append(count)
