"""The whole standard library: no crash, nothing out of shape, the same text twice."""

from __future__ import annotations

import gc
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from introspection import Answer, ask, installed
from shape import faults

PUBLIC = sorted(
    name
    for name in sys.stdlib_module_names
    if not name.startswith("_") and name not in ("idlelib", "test", "turtledemo")
)


@pytest.fixture(scope="module")
def library() -> Answer:
    started = time.monotonic()
    gc.disable()
    found = ask(Path(), PUBLIC, paths=())
    gc.enable()
    # A guard against exploding, far above what it takes.
    assert time.monotonic() - started < 45
    return found


def test_every_module_is_described_or_said_to_be_missing(library: Answer) -> None:
    described = {module["name"] for module in library.data["modules"] if module["bound"]}
    failed = {failure["module"] for failure in library.data["failures"]}
    assert set(PUBLIC) - described == failed
    # Modules of other platforms that typeshed does not describe.
    assert failed <= {"nt", "posix", "this", "antigravity"}


def test_everything_has_the_shape_of_the_schema(library: Answer) -> None:
    assert faults(library.data) == []
    assert faults(installed("numpy").data) == []


def test_the_shape_check_finds_faults() -> None:
    good = installed("json").data
    broken: list[Any] = [json.loads(json.dumps(good)) for _ in range(4)]
    broken[0]["modules"][0]["declarations"][0]["kind"] = "nothing"
    broken[1]["modules"][0]["bound"] = 1
    broken[2]["modules"][0]["extra"] = None
    del broken[3]["python"]["version"]
    assert [bool(faults(item)) for item in broken] == [True] * 4


def test_only_parameter_packs_are_unresolved(library: Answer) -> None:
    def texts(value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            if value.get("t") == "unresolved":
                yield value["text"]
            for item in value.values():
                yield from texts(item)
        elif isinstance(value, list):
            for item in value:
                yield from texts(item)

    unknown = {text for text in texts(library.data) if not text.endswith((".args", ".kwargs"))}
    assert unknown <= {"Unpack[_Ts]", "*_Ts"}


def test_no_declaration_is_there_twice(library: Answer) -> None:
    for module in library.data["modules"]:
        names = [item["name"] for item in module["declarations"]]
        assert len(names) == len(set(names)), module["name"]


@pytest.mark.parametrize("name", ["json", "re", "math", "dataclasses", "builtins", "os", "datetime", "asyncio"])
def test_what_is_offered_exists(name: str) -> None:
    """In a process of its own: this one imports nothing it describes."""
    found = installed(name).module(name)
    values = [item["name"] for item in found["declarations"] if item.get("value", True) and "." not in item["name"]]
    code = f"import json, sys, {name}; print(json.dumps([n for n in {values!r} if not hasattr({name}, n)]))"
    output = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True).stdout
    # Constants may depend on the kernel, which no stub knows.
    assert [missing for missing in json.loads(output) if not missing.isupper()] == []


@pytest.mark.parametrize(
    ("module", "name", "expected"),
    [
        ("math", "sqrt", ["(pos x: @_SupportsFloatOrIndex) -> float"]),
        ("builtins", "len", ["(pos obj: Sized) -> int"]),
        ("shutil", "which", None),
        ("re", "escape", ["(pattern: ~AnyStr) -> ~AnyStr"]),
        ("time", "sleep", None),
        ("dataclasses", "is_dataclass", None),
    ],
)
def test_functions_a_user_meets_first(module: str, name: str, expected: list[str] | None) -> None:
    signatures = installed(module).signatures(module, name)
    assert signatures
    if expected is not None:
        assert signatures == expected


def test_enumeration_constants_of_modules() -> None:
    assert installed("re").type("re", "IGNORECASE") == "re:RegexFlag"
    assert installed("signal").type("signal", "SIGINT") == "signal:Signals"


def test_value_types_keep_one_name_whoever_is_bound() -> None:
    for answer in (installed("collections.abc"), installed("typing"), installed("collections", "typing")):
        text = json.dumps(answer.data)
        assert '"collections.abc:Sequence"' in text
        assert '"typing:Sequence"' not in text
