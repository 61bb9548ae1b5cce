"""The caller's request: an `IntrospectionRequest` of `introspector/ir/ir.ts`, parsed from JSON and checked."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from .ir import SCHEMA_VERSION

DEFAULT_PATHS = (".", "python", "src")


class RequestError(Exception):
    """The request cannot be executed. The caller is at fault, not a module."""


@dataclass(frozen=True)
class Request:
    """What to introspect."""

    #: The absolute path of the project folder.
    project: str
    #: The folders of the user's own modules, relative to the project.
    paths: tuple[str, ...]
    #: By module, the names that must exist; an empty tuple requests the module alone.
    modules: dict[str, tuple[str, ...]]


def _parse_strings(value: Any, field: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise RequestError(f"{field} must be a list of strings, not {json.dumps(value)[:80]}")
    return tuple(value)


def parse_request(text: str) -> Request:
    """Parses and checks a request.

    Raises:
        RequestError: The text is not a valid request; the message names the first fault.
    """
    try:
        data: Any = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise RequestError(f"the request is not JSON: {error}") from None
    if not isinstance(data, dict):
        raise RequestError("the request must be a JSON object")
    if data.get("schema") != SCHEMA_VERSION:
        raise RequestError(f"schema must be {SCHEMA_VERSION}, not {json.dumps(data.get('schema'))[:80]}")
    project = data.get("project")
    if not isinstance(project, str):
        raise RequestError("project must be the path of a folder")
    modules = data.get("modules")
    if not isinstance(modules, dict):
        raise RequestError("modules must map module names to lists of names")
    return Request(
        project=project,
        paths=_parse_strings(data.get("paths", list(DEFAULT_PATHS)), "paths"),
        modules={name: _parse_strings(names, f"modules[{name!r}]") for name, names in modules.items()},
    )
