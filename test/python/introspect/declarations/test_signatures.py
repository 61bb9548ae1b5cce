"""Signatures as a user wrote them: parameters, defaults, overloads, decorators, coroutines."""

from __future__ import annotations

from pathlib import Path

import pytest
from introspection import ask, fixture, write


@pytest.mark.parametrize(
    ("module", "name", "expected"),
    [
        ("functions", "add", ["(a: int, b: int = 2) -> int"]),
        ("functions", "positional_only", ["(pos a: str, pos b: str = '!') -> str"]),
        ("functions", "keyword_only", ["(key name: str, key greeting: str = 'hello') -> str"]),
        (
            "functions",
            "mixed",
            ["(pos a: int, b: int, *rest: int, key scale: float = 1.0, **extra: str) -> dict[str, float]"],
        ),
        ("functions", "nothing", ["() -> none"]),
        ("functions", "never", ["() -> never"]),
        (
            "overloads",
            "parse",
            ["(text: str) -> int", "(text: bytes, strict: bool = ...) -> float"],
        ),
        (
            "overloads",
            "Reader.read",
            ["(raw: Literal[True]) -> bytes", "(raw: Literal[False] = False) -> str"],
        ),
        ("async_functions", "wrapped", ["(value: int) -> Coroutine[any, any, int]"]),
        ("generators", "opened", ["(name: str) -> contextlib:_GeneratorContextManager[str]"]),
        ("generics", "call", ["(function: (...) -> ~T, *args: ?P.args, **kwargs: ?P.kwargs) -> ~T"]),
        ("generics", "Stack.push", ["(item: ~T) -> self"]),
        ("generics", "Stack.old_style", ["() -> self"]),
        ("typed_dicts", "update", ["(key id: int, key note: str = ...) -> list[str]"]),
    ],
)
def test_what_is_written_is_what_is_said(module: str, name: str, expected: list[str]) -> None:
    assert fixture(module).signatures(module, name) == expected


def test_a_default_of_none_is_accepted_even_where_the_annotation_forgets_it() -> None:
    assert fixture("functions").signatures("functions", "optional") == [
        "(text: str | none = None, times: int | none = None) -> str"
    ]


def test_a_coroutine_function_is_told_from_an_asynchronous_generator() -> None:
    found = fixture("async_functions")
    assert found.of("async_functions", "later")["async"] is True
    assert found.of("async_functions", "count")["async"] is False
    assert found.of("async_functions", "Client.get")["async"] is True


def test_a_decorator_that_may_change_the_result_makes_it_unknown_instead_of_wrong() -> None:
    found = fixture("decorated")
    assert found.signatures("decorated", "changed") == ["(a: int, b: str = 'b') -> missing"]
    assert found.signatures("decorated", "Sheet.changed") == ["(a: int) -> missing"]
    assert found.of("decorated", "gone")["kind"] == "variable"
    assert found.type("decorated", "gone") == "missing"


@pytest.mark.parametrize("name", ["kept", "labelled", "cached"])
def test_a_decorator_that_keeps_the_signature_keeps_the_types(name: str) -> None:
    assert fixture("decorated").signatures("decorated", name) == ["(a: int) -> int"]


def test_deprecation_is_told_with_its_text() -> None:
    assert fixture("decorated").of("decorated", "old")["overloads"][0]["deprecated"] == "use kept"


def test_a_leading_double_underscore_means_positional_only_in_old_stubs(tmp_path: Path) -> None:
    write(
        tmp_path,
        {"old.pyi": "def f(__x: int, y: int = ...) -> int: ...\nclass C:\n  def m(self, __k: str) -> str: ..."},
    )
    found = ask(tmp_path, ["old"])
    assert found.signatures("old", "f") == ["(pos __x: int, y: int = ...) -> int"]
    assert found.signatures("old", "C.m") == ["(pos __k: str) -> str"]


def test_sources_say_where_a_type_came_from() -> None:
    declared = fixture("functions").of("functions", "add")["overloads"][0]
    assert {item["source"] for item in declared["parameters"]} == {"annotation"}
    assert declared["resultSource"] == "annotation"
    bare = fixture("unannotated").of("unannotated", "add")["overloads"][0]
    assert {item["source"] for item in bare["parameters"]} == {"none"}
    assert bare["resultSource"] == "none"


@pytest.mark.parametrize(
    ("name", "result"),
    [("log", "none"), ("early", "none"), ("placeholder", "missing"), ("either", "missing"), ("add", "missing")],
)
def test_only_a_function_that_can_return_nothing_else_is_said_to_return_none(name: str, result: str) -> None:
    (only,) = fixture("unannotated").signatures("unannotated", name)
    assert only.endswith(f"-> {result}")


def test_unpacked_tuples_type_the_variadic_arguments(tmp_path: Path) -> None:
    stub = """
from typing_extensions import TypeVarTuple, Unpack
Ts = TypeVarTuple("Ts")
def a(*args: Unpack[tuple[str, Unpack[tuple[int, ...]]]]) -> None: ...
def b(*args: Unpack[Ts]) -> tuple[Unpack[Ts]]: ...
"""
    found = ask(write(tmp_path, {"variadic.pyi": stub}), ["variadic"])
    assert found.signatures("variadic", "a") == ["(*args: str | int) -> none"]
    assert found.signatures("variadic", "b") == ["(*args: ?Unpack[Ts]) -> tuple(*?*Ts)"]
