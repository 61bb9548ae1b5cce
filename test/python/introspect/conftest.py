"""Parses the standard library's stubs and sources once for all tests of a run."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from snakebridge.introspect.cli import find_typeshed
from snakebridge.introspect.source import resolver
from snakebridge.introspect.source.binder import Module, read_module
from snakebridge.introspect.source.finder import Location


@pytest.fixture(autouse=True, scope="session")
def shared_stubs() -> Iterator[None]:
    """Nothing changes a parsed module, so sharing one between introspections is seen by none."""
    stubs: dict[str, Module] = {}
    shared = (find_typeshed(), os.path.dirname(os.__file__))

    def read(location: Location) -> Module:
        if location.path is None or location.origin["kind"] != "stdlib" or not location.path.startswith(shared):
            return read_module(location)
        if location.path not in stubs:
            stubs[location.path] = read_module(location)
        return stubs[location.path]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(resolver, "read_module", read)
        yield
