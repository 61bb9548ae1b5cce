"""The introspector's process: reads one request from standard input, prints one introspection to standard output.

The exit status is 0 if an introspection was printed, even if it reports failures of modules. It is 2 after a bad
request or without typeshed; one line on standard error says why.
"""

from __future__ import annotations

import gc
import importlib.util
import json
import os
import sys
from collections.abc import Sequence

from .introspect import introspect
from .request import RequestError, parse_request
from .source.finder import Finder


def main(search: Sequence[str]) -> int:
    """Runs one introspection.

    Args:
        search: The interpreter's own search path, without the entries that were added to find this package.

    Returns:
        The exit status of the process.
    """
    # The run is short and frees little: garbage collection would take a third of its time.
    gc.disable()
    try:
        request = parse_request(sys.stdin.buffer.read().decode("utf-8"))
        finder = Finder(request.project, request.paths, search, find_typeshed())
    except (RequestError, UnicodeDecodeError) as error:
        print(f"snakebridge introspect: {error}", file=sys.stderr)
        return 2
    result = introspect(request, finder)
    sys.stdout.buffer.write(json.dumps(result, ensure_ascii=True, separators=(",", ":")).encode("ascii"))
    sys.stdout.buffer.write(b"\n")
    sys.stdout.buffer.flush()
    return 0


def find_typeshed() -> str:
    """Finds the standard library's stubs that typeshed_client bundles, without importing that package.

    Returns:
        The path of the `typeshed` folder.

    Raises:
        RequestError: typeshed_client is not installed.
    """
    spec = importlib.util.find_spec("typeshed_client")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        typeshed = os.path.join(folder, "typeshed")
        if os.path.isdir(typeshed):
            return typeshed
    raise RequestError("typeshed_client is not installed: run `snakebridge sync`")
