"""What of the installed apps and models is ours: those whose folder lies in this repository."""

import sys
import tomllib
from pathlib import Path

from django.apps import AppConfig, apps
from django.db import models

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
CONTRACT = PROJECT["importlinter"]["contracts"][0]
PACKAGES = set(PROJECT["importlinter"]["root_packages"])


def is_ours(config: AppConfig) -> bool:
    folder = Path(config.path)
    return folder.is_relative_to(ROOT) and not folder.is_relative_to(sys.prefix)


def our_apps() -> list[AppConfig]:
    return [config for config in apps.get_app_configs() if is_ours(config)]


def our_models() -> list[type[models.Model]]:
    return [model for config in our_apps() for model in config.get_models()]
