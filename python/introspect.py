"""Starts the introspector: `python introspect.py [--packages DIR]`.

`DIR/<major>.<minor>` holds the bridge's own Python packages. It and this folder go to the end of the search path, so no
module of the bridge hides a module of the user. Requested modules are not searched in either.
"""

import os
import sys


def _start() -> int:
    """Completes the search path, runs the introspector and returns the exit status."""
    folder = os.path.dirname(os.path.abspath(__file__))
    search = [path for path in sys.path if path and os.path.abspath(path) != folder]
    arguments = sys.argv[1:]
    packages = []
    if arguments[:1] == ["--packages"] and len(arguments) == 2:
        packages = [os.path.join(arguments[1], f"{sys.version_info[0]}.{sys.version_info[1]}")]
    elif arguments:
        print(
            f"introspect.py: unexpected arguments {arguments!r}; usage: introspect.py [--packages DIR]", file=sys.stderr
        )
        return 2
    sys.path[:] = [*search, *packages, folder]
    from snakebridge.introspect.cli import main

    return main(search)


if __name__ == "__main__":
    status = _start()
    sys.stderr.flush()
    # Both streams are flushed. A normal exit would free a million small objects, which takes a third of the run.
    os._exit(status)
