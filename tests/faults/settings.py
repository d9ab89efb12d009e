"""The product's settings with the app of the fault tests: commands that plant a world and die on purpose, and work that
fails.
"""

from baiyi.settings import *  # noqa: F403
from baiyi.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.faults"]
