"""Starts the worker: `python worker.py [--packages DIR]`.

Every Python 3 can parse this file, so a Python that is too old can report that it is.
"""

import os
import struct
import sys

OLDEST_VERSION = (3, 10)


def refuse_to_start(reason: str) -> None:
    """Reports why the worker does not start, as a `fatal` message and on standard error, and exits."""
    sys.stderr.write(reason + "\n")
    text = reason.encode("utf-8")
    body = b"\x93\xa5fatal\xabENVIRONMENT\xda" + struct.pack(">H", len(text)) + text
    os.write(1, struct.pack("<I", len(body)) + body)
    sys.exit(70)


def start_worker() -> None:
    """Checks the version of Python, sets up the module search path, runs the worker and exits with its status."""
    if sys.version_info < OLDEST_VERSION:
        version = ".".join(str(part) for part in sys.version_info[:3])
        refuse_to_start("SnakeBridge needs Python 3.10 or newer; " + sys.executable + " is " + version)
    here = os.path.dirname(os.path.abspath(__file__))
    packages = sys.argv[2] if sys.argv[1:2] == ["--packages"] and len(sys.argv) > 2 else None
    # The arguments are for the worker. User code must not see them.
    del sys.argv[1:]
    # This folder comes first while the worker's own modules load, so that no other `snakebridge` replaces them.
    # It comes last for user code.
    sys.path[:] = [here] + [entry for entry in sys.path if os.path.realpath(entry) != os.path.realpath(here)]
    from snakebridge.worker import main

    sys.path.append(sys.path.pop(0))
    sys.exit(main(packages))


if __name__ == "__main__":
    start_worker()
