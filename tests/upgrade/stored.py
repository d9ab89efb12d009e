"""Stored installations: an archive of the two databases as SQL, the media and the keys; how it is packed, and how it is
loaded.
"""

import contextlib
import io
import json
import lzma
import sqlite3
import tarfile
from collections.abc import Iterator
from pathlib import Path

import psycopg2

FOLDER = Path(__file__).parent / "installations"
ARCHIVE, EXPECTED = "installation.tar.xz", "expected.json.xz"
SQLITE, POSTGRES = "sqlite.sql", "postgres.sql"
MOST_BYTES = 700 * 1024  # of one installation, everything together
LEFT_OUT = ("SET ", "--", "\\")  # settings of one version of the server, comments, commands of psql
FILTERS = [
    {"id": lzma.FILTER_LZMA2, "preset": 9 | lzma.PRESET_EXTREME, "dict_size": 64 * 1024 * 1024}
]  # one dump repeats the other


def installations() -> list[Path]:
    return sorted(each for each in FOLDER.iterdir() if each.is_dir())


def pack(source: Path, archive: Path) -> None:
    """Every file below `source`, without the machine's own marks."""
    with (
        lzma.open(archive, "wb", format=lzma.FORMAT_XZ, filters=FILTERS) as out,
        tarfile.open(fileobj=out, mode="w") as tar,
    ):
        for path in sorted(each for each in source.rglob("*") if each.is_file()):
            facts = tarfile.TarInfo(path.relative_to(source).as_posix())
            facts.size, facts.mode = path.stat().st_size, 0o600
            tar.addfile(facts, io.BytesIO(path.read_bytes()))


def unpack(installation: Path, into: Path) -> None:
    with lzma.open(installation / ARCHIVE) as packed, tarfile.open(fileobj=packed) as tar:
        tar.extractall(into, filter="data")


def sqlite_text(database: Path) -> str:
    with contextlib.closing(sqlite3.connect(database)) as connection:
        return "\n".join(connection.iterdump()) + "\n"


def load_sqlite(folder: Path, database: Path) -> None:
    with contextlib.closing(sqlite3.connect(database)) as connection:
        connection.executescript((folder / SQLITE).read_text(encoding="utf-8"))


def plain_text(dump: str) -> str:
    """What pg_dump wrote, without what only one version of server or client understands."""
    kept, in_copy = [], False
    for line in dump.splitlines():
        if not in_copy and (line.startswith(LEFT_OUT) or not line):
            continue
        kept.append(line)
        in_copy = line.startswith("COPY ") if not in_copy else line != "\\."
    return "\n".join(kept) + "\n"


def load_postgres(folder: Path, address: str) -> None:
    """Into an empty database."""
    connection = psycopg2.connect(address)
    with contextlib.closing(connection), connection, connection.cursor() as cursor:
        for statement, rows in _statements((folder / POSTGRES).read_text(encoding="utf-8")):
            if rows is not None:
                cursor.copy_expert(statement, io.StringIO(rows))
            elif statement.strip():
                cursor.execute(statement)


def _statements(text: str) -> Iterator[tuple[str, str | None]]:
    """(statements, None) and (COPY … FROM stdin, its rows), in order."""
    other: list[str] = []
    lines = iter(text.split("\n"))
    for line in lines:
        if not line.startswith("COPY "):
            other.append(line)
            continue
        yield "\n".join(other), None
        other = []
        yield line, "".join(f"{row}\n" for row in iter(lambda: next(lines), "\\."))
    yield "\n".join(other), None


@contextlib.contextmanager
def new_database(server: str, name: str) -> Iterator[str]:
    """An empty database beside the one `server` names, gone afterwards; its address."""
    _on_server(
        server,
        f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)',
        f"CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING 'UTF8'",
    )
    try:
        yield f"{server.rpartition('/')[0]}/{name}"
    finally:
        _on_server(server, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _on_server(server: str, *statements: str) -> None:
    connection = psycopg2.connect(server)
    connection.autocommit = True
    with contextlib.closing(connection), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def write_expected(installation: Path, expected: dict) -> None:
    with lzma.open(installation / EXPECTED, "wt", encoding="utf-8", preset=9 | lzma.PRESET_EXTREME) as out:
        json.dump(expected, out, ensure_ascii=False, indent=1)


def expected_of(installation: Path) -> dict:
    """`known`: what to look at; `seen`: what the commit that stored it showed."""
    with lzma.open(installation / EXPECTED, "rt", encoding="utf-8") as packed:
        return json.load(packed)


def size_of(installation: Path) -> int:
    return sum(path.stat().st_size for path in installation.rglob("*") if path.is_file())
