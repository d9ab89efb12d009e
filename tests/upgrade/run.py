"""Ask a module of this folder about an installation, in a process of its own, since settings are read once.

    python -m tests.upgrade.run observe known.json answer.json […]

calls `observe.answer(known, …)` and writes what it returns. BAIYI_VAR and DATABASE_URL say which installation.
"""

import importlib
import json
import os
import sys
from pathlib import Path

import django
from django.test.utils import setup_test_environment


def main() -> None:
    name, known, result, *rest = sys.argv[1:]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "baiyi.settings")
    django.setup()
    setup_test_environment()  # forms of answers can be read
    module = importlib.import_module(f"tests.upgrade.{name}")
    found = module.answer(json.loads(Path(known).read_text(encoding="utf-8")), *rest)
    Path(result).write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main()
