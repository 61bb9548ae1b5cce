"""Starts the worker: `python worker.py [--packages DIR]`.

Every Python 3 can read this file, so that one that is too old says so.
"""

import os
import struct
import sys

OLDEST = (3, 10)


def refuse(reason: str) -> None:
    """Says why no worker starts: to the host as a `fatal` message, to a reader of the log in words."""
    sys.stderr.write(reason + "\n")
    text = reason.encode("utf-8")
    body = b"\x93\xa5fatal\xabENVIRONMENT\xda" + struct.pack(">H", len(text)) + text
    os.write(1, struct.pack("<I", len(body)) + body)
    sys.exit(70)


def start() -> None:
    if sys.version_info < OLDEST:
        version = ".".join(str(part) for part in sys.version_info[:3])
        refuse("SnakeBridge needs Python 3.10 or newer; " + sys.executable + " is " + version)
    here = os.path.dirname(os.path.abspath(__file__))
    packages = sys.argv[2] if sys.argv[1:2] == ["--packages"] and len(sys.argv) > 2 else None
    # Ours to read, not the user's.
    del sys.argv[1:]
    # First for our own modules only, so that no other `snakebridge` is taken for ours; last for the user's code.
    sys.path[:] = [here] + [entry for entry in sys.path if os.path.realpath(entry) != os.path.realpath(here)]
    from snakebridge.worker import main

    sys.path.append(sys.path.pop(0))
    sys.exit(main(packages))


if __name__ == "__main__":
    start()
