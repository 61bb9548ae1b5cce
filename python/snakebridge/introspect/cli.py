"""The process: one request on standard input, one introspection on standard output.

Exit status 0 whenever an introspection was printed, whatever it says about modules; 2 for a bad request or a missing
typeshed, with one line on standard error.
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
    """`search`: the interpreter's own search path, without what was added to find this package."""
    # A short run that frees nothing: collecting costs a third of it.
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
    """The standard library's stubs, as bundled with typeshed_client; the package itself is not imported."""
    spec = importlib.util.find_spec("typeshed_client")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        typeshed = os.path.join(folder, "typeshed")
        if os.path.isdir(typeshed):
            return typeshed
    raise RequestError("typeshed_client is not installed: run `snakebridge sync`")
