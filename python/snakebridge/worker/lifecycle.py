"""Decides when and how the process ends, and which signals it handles. Independent of frames and messages.

Usually the process ends because the input ends. The worker handles the messages that have arrived. Then Python shuts
down as after a script, so that it writes its buffers and runs the handlers of `atexit`. If this takes longer than
`GRACE_SECONDS`, the process ends at once. Child processes that are still in its process group end with it.
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
    """The end of this process. Must be created before any user code runs, on the main thread."""

    def __init__(self) -> None:
        import atexit
        import signal

        self._signal = signal
        self._atexit = atexit
        self._pid = os.getpid()
        self._main_thread = get_ident()
        self._cancel_death_signal = _die_with_parent()
        # Python runs the handler that was registered first as the last one, after every handler of user code.
        atexit.register(self._end_children)
        # The host decides what Ctrl-C does. Child processes do not inherit a handler; they would inherit SIG_IGN.
        signal.signal(signal.SIGINT, _ignore_signal)

    def register_exit_handler(self, handler: Callable[[], object]) -> None:
        """Registers a handler that runs after the exit handlers of user code. Must run before user code."""
        self._atexit.register(handler)

    @property
    def is_forked_child(self) -> bool:
        """Whether user code created this process by a fork."""
        return os.getpid() != self._pid

    def limit_shutdown(self) -> None:
        """Makes the kernel end the process soon after `GRACE_SECONDS`, even if none of its threads runs again."""
        self._cancel_death_signal()
        if hasattr(self._signal, "alarm"):
            self._signal.alarm(int(GRACE_SECONDS) + 1)

    def end_after_grace(self) -> NoReturn:
        """Ends the process if the main thread has not done so within `GRACE_SECONDS`. Not for the main thread."""
        self.limit_shutdown()
        sleep(GRACE_SECONDS)
        self.end_now(0)

    def end_now(self, status: int) -> NoReturn:
        """Ends the process without running the exit handlers and without waiting for threads of user code."""
        flush_output()
        self._end_children()
        os._exit(status)

    def _end_children(self) -> None:
        # Only the leader of a process group may end it: another leader's group has other members. A forked child of
        # the worker inherits this handler and must not run it.
        if os.name != "posix" or os.getpid() != self._pid or os.getpgrp() != self._pid:
            return
        # Only the main thread may ignore the signal. On another thread the signal ends this process too, and this
        # process is ending anyway.
        if get_ident() == self._main_thread:
            self._signal.signal(self._signal.SIGTERM, self._signal.SIG_IGN)
        try:
            os.killpg(self._pid, self._signal.SIGTERM)
        except OSError:
            # macOS reports an error if a member of the group has ended and nobody has waited for it. The other
            # members have received the signal.
            return


def flush_output() -> None:
    """Writes the output of user code that Python still buffers. Ignores errors, because user code owns the streams."""
    for descriptor, stream in ((1, sys.stdout), (2, sys.stderr)):
        try:
            stream.flush()
        except BrokenPipeError:
            # Nobody reads this output any more. Without the null device, Python would fail again when it shuts down.
            null = os.open(os.devnull, os.O_WRONLY)
            os.dup2(null, descriptor)
            os.close(null)
        except BaseException:  # User code may have replaced the stream by an object that raises anything.
            continue


def _do_nothing() -> None:
    pass


def _ignore_signal(_signal: int, _frame: object) -> None:
    pass


def _die_with_parent() -> Callable[[], object]:
    """On Linux, ends the process one second after its parent dies, even while C code blocks every thread.

    The end of the input reports the same, but only a running thread notices it. The kernel sends SIGHUP when the parent
    dies. The handler of SIGHUP is the function `alarm` of libc itself; its argument is the number of the signal, 1. So
    there is one second for an orderly end. For the kernel, the parent is the *thread* that started this process: a host
    that starts workers from short-lived threads loses them.

    Returns:
        A function that cancels this.
    """
    if sys.platform != "linux":
        return _do_nothing
    import signal

    # `nohup` ignores SIGHUP, which then means the end of a terminal. The leader of a process group never receives that.
    if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN and os.getpgrp() != os.getpid():
        return _do_nothing
    try:
        import ctypes

        libc: Any = ctypes.CDLL(None)
        set_handler = libc.signal
        set_handler.argtypes = (ctypes.c_int, ctypes.c_void_p)
        set_handler.restype = ctypes.c_void_p
        set_handler(signal.SIGHUP, ctypes.cast(libc.alarm, ctypes.c_void_p))
        libc.prctl(_PR_SET_PDEATHSIG, int(signal.SIGHUP), 0, 0, 0)
    except (ImportError, OSError, AttributeError):
        return _do_nothing  # This Python has no ctypes, or this libc no `prctl`: only the end of the input ends it.
    return lambda: set_handler(signal.SIGHUP, ctypes.c_void_p(int(signal.SIG_IGN)))
