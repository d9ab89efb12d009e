"""A new installation is filled, lived in, dumped and looked at, in a process whose settings are its own."""

import json
import os
import random
import shutil
import subprocess
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from baiyi.exchange import decoding
from tests.upgrade import living, observe, stored
from tests.upgrade.addresses import pages_of, timelines
from tests.upgrade.moment import at
from tests.upgrade.moved import model_of

DAYS = ["2022-07-10", "2022-07-12", "2022-07-21", "2022-07-22", "2022-10-11"]
LOOKERS = ["leader", "chief", "officer", "officer2", "partner"]  # at every photo
TYPED_IN = ["chief", "officer"]  # who give their password


def answer(known: dict, content: str) -> dict:
    """`known` is empty for the first engine; the others are asked what the first one was."""
    os.urandom = random._urandom = random.Random("an installation").randbytes
    decoding.EDGES, decoding.QUALITIES = (96,), (40,)
    with at(living.DEMO_DAY):
        call_command("prepare", demo=True)
    lived = living.live()
    dump(Path(content))
    if not known:
        with at(living.MOMENT):
            known = lived | what_to_ask()
    assert lived.items() <= known.items(), "the engines differ in what happened"
    return {"known": known, "seen": observe.answer(known)}


def what_to_ask() -> dict:
    accounts = [
        row["username"]
        for row in json.loads((Path(settings.VAR_DIR) / "demo_accounts.json").read_text(encoding="utf-8"))
    ]
    revealed = f"/inspections/venues/{model_of('inspections.venue').objects.latest('pk').pk}/reveal/"
    who = {"accounts": accounts, "lookers": LOOKERS, "typed_in": TYPED_IN}
    return who | {"days": DAYS, "pages": pages_of(accounts), "timelines": timelines(), "revealed": revealed}


def dump(content: Path) -> None:
    """The database; with the first engine also media and keys."""
    var = Path(settings.VAR_DIR)
    if settings.IS_POSTGRES:
        command = ["pg_dump", "--no-owner", "--no-privileges", os.environ["DATABASE_URL"]]
        text = stored.plain_text(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
        (content / stored.POSTGRES).write_text(text, encoding="utf-8")
        return
    (content / stored.SQLITE).write_text(stored.sqlite_text(var / "db.sqlite3"), encoding="utf-8")
    shutil.copytree(var / "media", content / "media")
    for name in ("field_key", "secret_key", "demo_accounts.json"):
        shutil.copy(var / name, content / name)
