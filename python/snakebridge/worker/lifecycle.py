"""Decides when and how the process ends, and which signals it handles. Knows no frames.

The usual end is the end of input: the worker finishes what has arrived, then Python shuts down as after a script, so
that buffers are written and `atexit` runs. All of that may take `GRACE_SECONDS`; then the process ends in any case.
Children that are left in its process group end with it.
"""

from __future__ import annotations

import os
import sys
from _thread import get_ident
from time import sleep

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, NoReturn

GRACE_SECONDS = 2.0

_PR_SET_PDEATHSIG = 1


class Lifecycle:
    """Made before any user code, on the main thread."""

    def __init__(self) -> None:
        import atexit
        import signal

        self._signal = signal
        self._atexit = atexit
        self._pid = os.getpid()
        self._main = get_ident()
        self._stop_watching = _die_with_parent()
        # Registered first, so it runs after every handler of the user's.
        atexit.register(self._end_children)
        # Ctrl-C is the host's to handle. A handler of our own is not inherited by children, SIG_IGN would be.
        signal.signal(signal.SIGINT, _ignore_signal)

    def before_end(self, act: Callable[[], object]) -> None:
        """Has something done after the exit handlers of user code. Must be asked for before user code runs."""
        self._atexit.register(act)

    @property
    def forked(self) -> bool:
        """Whether this process is a child that user code forked off."""
        return os.getpid() != self._pid

    def bound_end(self) -> None:
        """From now on the kernel ends the process soon after `GRACE_SECONDS`, should no thread of it ever run again."""
        self._stop_watching()
        if hasattr(self._signal, "alarm"):
            self._signal.alarm(int(GRACE_SECONDS) + 1)

    def input_ended(self) -> NoReturn:
        """Gives the main thread `GRACE_SECONDS` to end the process, then ends it. Never runs on the main thread."""
        self.bound_end()
        sleep(GRACE_SECONDS)
        self.stop(0)

    def stop(self, status: int) -> NoReturn:
        """Ends the process now, whatever threads and handlers of the user's would rather do."""
        flush()
        self._end_children()
        os._exit(status)

    def _end_children(self) -> None:
        # Only as the leader: a group that we did not open holds others. A forked child is not the one meant.
        if os.name != "posix" or os.getpid() != self._pid or os.getpgrp() != self._pid:
            return
        # Only the main thread may do so; without it the signal ends this process, too, which is on its way out.
        if get_ident() == self._main:
            self._signal.signal(self._signal.SIGTERM, self._signal.SIG_IGN)
        try:
            os.killpg(self._pid, self._signal.SIGTERM)
        except OSError:
            return  # macOS refuses when one of the group has ended but was not waited for; the others got it


def flush() -> None:
    """Writes what Python holds of the user's output. Whatever stands in the way is not ours to report."""
    for descriptor, stream in ((1, sys.stdout), (2, sys.stderr)):
        try:
            stream.flush()
        except BrokenPipeError:
            # Nobody reads it any more, and what is still held could never be written: not at the end, either.
            null = os.open(os.devnull, os.O_WRONLY)
            os.dup2(null, descriptor)
            os.close(null)
        except BaseException:  # user code may have put anything there
            continue


def _nothing() -> None:
    pass


def _ignore_signal(_signal: int, _frame: object) -> None:
    pass


def _die_with_parent() -> Callable[[], object]:
    """On Linux, ends the process one second after its parent died, even while C code keeps every thread waiting.

    The end of input says the same, but is seen only by a thread that runs. The kernel sends SIGHUP, whose handler is
    libc's own `alarm`: its argument, the number of the signal, is 1. The second leaves room for an orderly end. The
    kernel's parent is the *thread* that started us: a host that starts workers from short-lived threads loses them.

    Answers with what takes the arrangement back.
    """
    if sys.platform != "linux":
        return _nothing
    import signal

    # Ignored under `nohup`, where it means the end of a terminal, which never reaches the leader of a group.
    if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN and os.getpgrp() != os.getpid():
        return _nothing
    try:
        import ctypes

        libc: Any = ctypes.CDLL(None)
        handle = libc.signal
        handle.argtypes = (ctypes.c_int, ctypes.c_void_p)
        handle.restype = ctypes.c_void_p
        handle(signal.SIGHUP, ctypes.cast(libc.alarm, ctypes.c_void_p))
        libc.prctl(_PR_SET_PDEATHSIG, int(signal.SIGHUP), 0, 0, 0)
    except (ImportError, OSError, AttributeError):
        return _nothing  # without ctypes or this libc, the end of input has to do
    return lambda: handle(signal.SIGHUP, ctypes.c_void_p(int(signal.SIG_IGN)))
