"""Variables: declared types, and those that the only value decides."""

from __future__ import annotations

from pathlib import Path

import pytest
from introspection import ask, fixture, write


@pytest.mark.parametrize(
    ("name", "type_", "source"),
    [
        ("ANSWER", "int", "annotation"),
        ("RATIO", "float", "inference"),
        ("NAME", "str", "inference"),
        ("FLAG", "bool", "inference"),
        ("EMPTY", "missing", "none"),
        ("LIST", "list", "inference"),
        ("LAZY", "dict[str, int]", "annotation"),
        ("COUNTER", "missing", "none"),
        ("SWITCH", "missing", "none"),
        ("__version__", "str", "inference"),
    ],
)
def test_constants(name: str, type_: str, source: str) -> None:
    found = fixture("constants").of("constants", name)
    assert (fixture("constants").type("constants", name), found["source"]) == (type_, source)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("-1", "int"),
        ("9007199254740991", "int"),
        ("9007199254740993", "missing"),
        ("1 if flag else 'a'", "missing"),
        ("f'{1}'", "str"),
        ("b'x'", "bytes"),
        ("1j", "complex"),
        ("(1, 2)", "tuple"),
        ("{1}", "set"),
        ("{'a': 1}", "missing"),
        ("[x for x in y]", "list"),
        ("Own()", "value:Own"),
        ("Made()", "missing"),
        ("Open()", "missing"),
        ("Color('r')", "missing"),
        ("Color.RED", "value:Color"),
        ("json", "module json"),
        ("function()", "missing"),
        ("collections.deque()", "collections:deque"),
        ("declared", "float"),
    ],
)
def test_the_only_value_decides_or_nothing_does(tmp_path: Path, text: str, expected: str) -> None:
    prelude = """
import collections, enum, json
from nowhere import Base
class Own: ...
class Made:
    def __new__(cls): return 3
class Open(Base): ...
class Color(enum.Enum):
    RED = "r"
def function() -> int: ...
declared: float = function()
"""
    assert ask(write(tmp_path, {"value.py": f"{prelude}\nx = {text}\n"}), ["value"]).type("value", "x") == expected
