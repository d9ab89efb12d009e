"""The folders of an installation are closed to the other accounts of the machine, whatever the umask it was started
with.

Settings call `close_installation`, so every entry point does. What a front proxy must read is the written exception:
`OPEN`.
"""

import os
import stat
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

OTHERS = 0o077  # permissions of the group and of everybody else
PASSABLE = 0o066  # the same less x: who knows the name of `OPEN` gets to it, and nobody can list what lies beside
WRITABLE = 0o022
OPEN = "static"  # in the folder of the installation: the pages' files, which hold nothing of the installation


def close_installation(var: Path) -> None:
    """From now on this process makes nothing that others may open; what lies in `var` is closed. The folder is made
    when missing.

    One look at each entry: what lies deeper is out of reach behind a closed folder.
    """
    var.mkdir(mode=0o711, parents=True, exist_ok=True)
    os.umask(OTHERS)
    _take(var, PASSABLE)
    _take(var / OPEN, WRITABLE)
    close(*_entries(var))


def local_secret(path: Path, make: Callable[[], str]) -> str:
    """Read a secret of this installation, making it on first use, for its owner alone: whole or not at all, and of
    several processes the first one's.
    """
    if not path.exists():
        new = path.with_suffix(f".{os.getpid()}")
        new.touch(mode=0o600)
        new.write_text(make(), encoding="ascii")
        try:
            os.link(new, path)  # the first process wins, the others read what it wrote
        except FileExistsError:
            pass
        finally:
            new.unlink()
    return path.read_text(encoding="ascii").strip()


def close(*places: Path) -> None:
    """Files and folders that lie elsewhere; what does not exist yet is made closed."""
    for path in places:
        _take(path, OTHERS)


def tighten(var: Path, *places: Path) -> None:
    """The same for everything below too, also where it was made by an earlier version; `OPEN` becomes readable."""
    close_installation(var)
    for top in (*_entries(var), *places):
        close(top, *_below(top))
    open_up(var / OPEN)


def open_up(folder: Path) -> None:
    """Let every account read the folder and what is in it."""
    for path in (folder, *_below(folder)):
        with suppress(FileNotFoundError, PermissionError):
            path.chmod(0o755 if path.is_dir() else 0o644)


def open_to_others(var: Path, *places: Path) -> list[Path]:
    """What another account of the machine can list, open or change now although it should not."""
    asked = {var: PASSABLE, var / OPEN: WRITABLE} | dict.fromkeys((*_entries(var), *places), OTHERS)
    return [path for path, refused in asked.items() if _mode(path) & refused]


def _entries(var: Path) -> list[Path]:
    """Not links: what they lead to is named by itself when it belongs to the installation."""
    with suppress(FileNotFoundError, PermissionError):
        return [path for path in var.iterdir() if path.name != OPEN and not path.is_symlink()]
    return []


def _below(folder: Path) -> Iterator[Path]:
    for top, folders, files in os.walk(folder):
        yield from (path for name in (*folders, *files) if not (path := Path(top, name)).is_symlink())


def _mode(path: Path) -> int:
    with suppress(FileNotFoundError, NotADirectoryError, PermissionError):
        return stat.S_IMODE(path.stat().st_mode)
    return 0


def _take(path: Path, permissions: int) -> None:
    """Away from the others. A folder everybody shares (sticky, as /tmp) and what is another's stay: `doctor` names
    them.
    """
    with suppress(FileNotFoundError, NotADirectoryError, PermissionError):
        found = path.stat()
        if found.st_mode & permissions and not found.st_mode & stat.S_ISVTX:
            path.chmod(stat.S_IMODE(found.st_mode) & ~permissions)
