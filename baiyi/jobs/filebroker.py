"""The queue in a folder, when there is no Redis: kombu's filesystem transport, which a half-written file neither stops
nor robs.

kombu's own writes a message under its final name and takes a file away before it looks at it: who reads in between gets
an empty
file, the worker dies of it and the message is gone. Here a message appears whole, and a file is taken only when it
could be read.
"""

import contextlib
import fcntl
import logging
import os
import time
import uuid
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from queue import Empty

from kombu.exceptions import ChannelError
from kombu.transport import filesystem
from kombu.transport.filesystem import exchange_queue_t
from kombu.utils.encoding import bytes_to_str, str_to_bytes
from kombu.utils.json import dumps, loads

log = logging.getLogger(__name__)
PATIENCE = 10  # seconds without a change under our eyes, after which nobody is still writing a file
UNREADABLE = "unreadable"  # folder beside the queue; nothing is removed, somebody looks
PART = ".part"  # ends the name of a file that is being written; no queue has such a name


class Channel(filesystem.Channel):
    @cached_property
    def watched(self) -> dict[str, tuple[float, tuple[int, int]]]:
        """By name: since when a file that cannot be read has been as it is."""
        return {}

    def _put(self, queue, payload, **kwargs) -> None:
        """A reader sees the whole message or none. Raises ChannelError."""
        name = f"{round(time.monotonic() * 1000)}_{uuid.uuid4()}.{queue}.msg"
        path = Path(self.data_folder_out, name)
        part = path.with_name(name + PART)
        try:
            part.write_bytes(str_to_bytes(dumps(payload)))
            part.replace(path)
        except OSError as error:
            raise ChannelError(f"Cannot add file {path} to directory") from error

    def _get(self, queue):
        """The oldest message that can be read. Raises Empty."""
        for name in sorted(self._names()):
            path = Path(self.data_folder_in, name)
            if name.endswith(PART):
                self._set_aside_when_old(path)
            elif name.partition(".")[2] == f"{queue}.msg" and (payload := self._take(path)) is not None:
                return payload
        raise Empty

    def _names(self) -> list[str]:
        try:
            return [path.name for path in Path(self.data_folder_in).iterdir()]
        except OSError as error:
            raise ChannelError(f"Cannot list {self.data_folder_in}") from error

    def _take(self, path: Path):
        """The message, gone from the folder: of several readers only one removes it. None when there is none to be had
        (yet).
        """
        try:
            payload = loads(bytes_to_str(path.read_bytes()))
            self.Message(
                payload, channel=self
            )  # whoever gets it makes one: what it cannot be made of must not reach him
        except OSError:  # another reader was quicker, or it cannot be opened now
            return None
        except Exception:  # empty, half written, or never a message of ours
            self._set_aside_when_old(path)
            return None
        try:
            path.unlink()
        except OSError:
            return None
        return payload

    def _set_aside_when_old(self, path: Path) -> None:
        """Left for a while, since somebody may still be writing it; then out of the way, where 系统健康 counts it.

        The while is measured by the clock that nobody can set.
        """
        with contextlib.suppress(OSError):
            state = path.stat().st_mtime_ns, path.stat().st_size
            since, seen = self.watched.get(path.name, (time.monotonic(), state))
            self.watched[path.name] = (since if seen == state else time.monotonic()), state
            if time.monotonic() - self.watched[path.name][0] < PATIENCE:
                return
            del self.watched[path.name]
            folder = Path(self.data_folder_in).parent / UNREADABLE
            folder.mkdir(exist_ok=True)
            path.replace(folder / path.name)
            log.warning("cannot read the message %s: set aside in %s", path.name, folder)

    # which queues hang on an exchange: the same files as kombu's, under the same lock

    def get_table(self, exchange) -> list:
        """Raises ChannelError when it cannot be read:
        with an empty table the message would be dropped without a word.
        """
        file = self._exchange_file(exchange)
        try:
            with file.open("rb") as content:
                fcntl.flock(content, fcntl.LOCK_SH)
                found = _table(content.read())
        except FileNotFoundError:
            return []
        except OSError as error:
            raise ChannelError(f"Cannot open {file}") from error
        if found is None:
            raise ChannelError(f"Cannot read {file}")
        return found

    def _queue_bind(self, exchange, routing_key, pattern, queue) -> None:
        """A table that cannot be read begins anew: every worker and publisher binds what it needs before it uses it."""
        wanted = exchange_queue_t(routing_key or "", pattern or "", queue or "")
        with self._locked_table(exchange) as rows:
            if wanted not in rows:
                rows.insert(0, wanted)

    def _delete(self, queue, exchange, routing_key, pattern, *args, **kwargs) -> None:
        with contextlib.suppress(FileNotFoundError):
            self._exchange_file(exchange).stat()
            with self._locked_table(exchange) as rows:
                gone = exchange_queue_t(routing_key or "", pattern or "", queue or "")
                rows[:] = [row for row in rows if row != gone]
        super(filesystem.Channel, self)._delete(queue, exchange, routing_key, pattern, *args, **kwargs)

    @contextlib.contextmanager
    def _locked_table(self, exchange) -> Iterator[list]:
        """Its rows, to be changed; written back in one go. Nobody sees the file between its making and its first
        content.
        """
        file = self._exchange_file(exchange)
        try:
            self.control_folder.mkdir(exist_ok=True)
            with os.fdopen(os.open(file, os.O_RDWR | os.O_CREAT, 0o600), "rb+", buffering=0) as content:
                fcntl.flock(content, fcntl.LOCK_EX)
                before = content.read()
                rows = _table(before) or []
                yield rows
                after = str_to_bytes(dumps(rows))
                if after != before:
                    content.seek(0)
                    content.write(after)
                    content.truncate()
        except OSError as error:
            raise ChannelError(f"Cannot open {file}") from error


def _table(content: bytes) -> list | None:
    try:
        return [exchange_queue_t(*row) for row in loads(bytes_to_str(content))]
    except (TypeError, ValueError):
        return None


class Transport(filesystem.Transport):
    Channel = Channel
