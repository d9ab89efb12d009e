"""The product's settings with the bare pages that its own are weighed against, and the command that weighs."""

from baiyi.settings import *  # noqa: F403
from baiyi.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.bench"]
ROOT_URLCONF = "tests.bench.bare"
