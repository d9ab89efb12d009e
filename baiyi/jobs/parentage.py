"""Children that do not outlive their parent, however it ends."""

import ctypes
import os
import signal
import sys
import threading
import time

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def die_with(parent: int) -> None:
    """Have the kernel kill this process when `parent` ends. To be called in the child, between fork and exec.

    The kernel watches the thread that forked, so the parent must fork from a thread that lives as long as itself.
    """
    if _libc is None:
        return
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it ended before the kernel was told
        os.kill(os.getpid(), signal.SIGKILL)


def watch_parent(interval: float = 0.5) -> None:
    """End this process when its parent has gone, looking every `interval` seconds instead of asking the kernel.

    For the children of Celery's pool: a thread of the pool forks them and ends before them at a graceful stop, and with
    the kernel's watch, which Celery sets, the task they are doing would be killed although the worker waits for it.
    """
    if _libc is not None:
        _libc.prctl(PR_SET_PDEATHSIG, 0)
    threading.Thread(target=_watch, args=(os.getppid(), interval), daemon=True, name="watch-parent").start()


def _watch(parent: int, interval: float) -> None:
    while os.getppid() == parent:
        time.sleep(interval)
    os._exit(1)
