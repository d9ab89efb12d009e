"""Store an installation of this commit, on both engines. By hand, in a working copy of that commit:

    python -m tests.upgrade.make_installation $(git rev-parse --short HEAD) postgres://postgres@127.0.0.1/postgres

fills a new one with the demo, lives in it, and writes `installations/<name>/`: the archive, and what this commit itself
shows of it.
Everything random comes from a seed and time stands still, so that both engines hold the same rows and one dump
compresses the other.
"""

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.upgrade import stored

PASSWORD = "Stored-horse7"


def main() -> None:
    name, server = sys.argv[1:3]
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "content").mkdir()
        made = _made("sqlite", place, name, {})
        with stored.new_database(server, f"baiyi_made_{name}") as address:
            _compare(made, _made("postgres", place, name, made["known"], address))
        target = stored.FOLDER / name
        target.mkdir(parents=True, exist_ok=True)
        stored.pack(place / "content", target / stored.ARCHIVE)
        stored.write_expected(target, made)
    sys.stdout.write(f"{target}: {stored.size_of(target)} bytes\n")


def _made(engine: str, place: Path, name: str, known: dict, address: str = "") -> dict:
    var, question, answer = place / engine, place / f"{engine}-known.json", place / f"{engine}.json"
    var.mkdir()
    for secret, length in (("field_key", 32), ("secret_key", 50)):
        (var / secret).write_text(hashlib.sha256(f"{name}:{secret}".encode()).hexdigest()[:length], encoding="ascii")
    question.write_text(json.dumps(known, ensure_ascii=False), encoding="utf-8")
    environment = {
        key: value for key, value in os.environ.items() if not key.startswith(("BAIYI_", "REDIS_", "DATABASE_"))
    }
    environment |= {"BAIYI_VAR": f"{var}", "BAIYI_DEMO_PASSWORD": PASSWORD, "PYTHONHASHSEED": "0"}
    environment |= {"DATABASE_URL": address} if address else {}
    command = [sys.executable, "-m", "tests.upgrade.run", "filling", f"{question}", f"{answer}", f"{place / 'content'}"]
    subprocess.run(command, env=environment, check=True)
    return json.loads(answer.read_text(encoding="utf-8"))


def _compare(one: dict, other: dict) -> None:
    """Raises SystemExit when the engines show different things."""
    for part, shown in one["seen"].items():
        if shown != other["seen"][part]:
            raise SystemExit(f"the engines differ in {part}:\n{shown}\n{other['seen'][part]}")


if __name__ == "__main__":
    main()
