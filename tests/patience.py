"""How long a test waits before it says that something does not come. A limit of the product is asked at three times
its figure (CONTRIBUTING); one of the suite's own is no figure at all: on a machine that runs four processes on two
cores everything comes later.
"""

SLACK = 4  # times what a quiet machine would never need


def at_most(seconds: float) -> float:
    """For the end of a wait."""
    return seconds * SLACK
