"""What makes a worker hard to end."""

from __future__ import annotations

import atexit
import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from typing import IO


def pid() -> int:
    return os.getpid()


def spin() -> None:
    while True:
        pass


def starve() -> None:
    """C code that keeps the interpreter's lock: no other thread runs, no signal handler of Python's does."""
    ctypes.PyDLL(None).sleep(1000)


def start_child() -> int:
    return subprocess.Popen(["/bin/sleep", "1000"]).pid


def sleep_in_child() -> None:
    subprocess.run(["/bin/sleep", "1000"], check=False)


def start_thread() -> None:
    threading.Thread(target=time.sleep, args=(1000,)).start()


def at_exit(text: str) -> None:
    atexit.register(print, text)


def hang_at_exit() -> None:
    atexit.register(time.sleep, 1000)


def open_file(path: str) -> IO[str]:
    return open(path, "w")  # left open on purpose


def interrupt_self() -> str:
    os.kill(os.getpid(), signal.SIGINT)
    return "still here"


def child_sees_interrupts() -> int:
    """The status of a child that is interrupted: an inherited SIG_IGN would leave it at 0."""
    code = "import os, signal; os.kill(os.getpid(), signal.SIGINT)"
    return subprocess.run([sys.executable, "-c", code], stderr=subprocess.DEVNULL, check=False).returncode


def raise_between_calls() -> None:
    """Leaves a signal handler that raises when no call is running."""

    def handler(_signal: int, _frame: object) -> None:
        raise TimeoutError("late")

    signal.signal(signal.SIGALRM, handler)
    signal.setitimer(signal.ITIMER_REAL, 0.05)
