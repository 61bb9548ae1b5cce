"""The whole standard library: no crash, nothing out of shape, the same text twice."""

from __future__ import annotations

import ast
import gc
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from introspection import Answer, ask, installed, show
from shape import faults

from snakebridge.introspect.cli import find_typeshed

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


def stub_functions(module: str, name: str) -> list[ast.FunctionDef]:
    """The definitions of a function in the stub in use, read by a plain parser: releases differ in their stubs."""
    stubs = Path(find_typeshed() or "")
    (stub,) = (path for path in (stubs / f"{module}.pyi", stubs / module / "__init__.pyi") if path.exists())
    tree = ast.parse(stub.read_text())
    return [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == name]


@pytest.mark.parametrize(
    ("module", "name"),
    [("math", "sqrt"), ("builtins", "len"), ("re", "escape"), ("dataclasses", "is_dataclass"), ("json", "dumps")],
)
def test_functions_a_user_meets_first_have_the_parameters_and_result_of_their_stub(module: str, name: str) -> None:
    declared = stub_functions(module, name)
    found = installed(module).of(module, name)["overloads"]
    assert len(found) == len(declared) > 0
    for signature, node in zip(found, declared, strict=True):
        arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
        assert [each["name"] for each in signature["parameters"] if "var" not in each["kind"]] == [
            each.arg for each in arguments
        ]
        if isinstance(node.returns, ast.Name) and node.returns.id in ("int", "str", "float", "bool"):
            assert show(signature["result"]) == node.returns.id
    assert [each["resultSource"] for each in found] == ["stub"] * len(found)


def test_enumeration_constants_of_modules() -> None:
    assert installed("re").type("re", "IGNORECASE") == "re:RegexFlag"
    assert installed("signal").type("signal", "SIGINT") == "signal:Signals"


def test_value_types_keep_one_name_whoever_is_bound() -> None:
    for answer in (installed("collections.abc"), installed("typing"), installed("collections", "typing")):
        text = json.dumps(answer.data)
        assert '"collections.abc:Sequence"' in text
        assert '"typing:Sequence"' not in text
