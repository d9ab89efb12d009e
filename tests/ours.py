"""What of the installed apps and models is ours: the packages of the layer contract."""

import tomllib
from pathlib import Path

from django.apps import AppConfig, apps
from django.db import models

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
CONTRACT = PROJECT["importlinter"]["contracts"][0]
PACKAGES = set(PROJECT["importlinter"]["root_packages"])


def is_ours(module: str) -> bool:
    return module.partition(".")[0] in PACKAGES


def our_apps() -> list[AppConfig]:
    return [config for config in apps.get_app_configs() if is_ours(config.name)]


def our_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if is_ours(model.__module__)]
