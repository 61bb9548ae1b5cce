"""The keyword rule: whether a mapping can be passed, by declarations alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from introspection import ask, fixture, installed, write


@pytest.mark.parametrize(
    ("name", "positions"),
    [
        ("undeclared", "data depth"),
        ("anything", "data"),
        ("plain_object", "data"),
        ("generic", "data"),
        ("constrained", ""),
        ("mapping", "data"),
        ("dictionary", "data"),
        ("subclass", "data"),
        ("typed_dict", "data"),
        ("protocol", ""),
        ("iterable", ""),
        ("sized", ""),
        ("hashable", ""),
        ("callback", ""),
        ("number", ""),
        ("record", ""),
    ],
)
def test_which_positions_take_a_mapping(name: str, positions: str) -> None:
    assert fixture("keywords").verdicts("keywords", name) == [positions]


@pytest.mark.parametrize(
    ("annotation", "allowed"),
    [
        ("Table", True),
        ("Nested", True),
        ("Loop", True),
        ("Closed", False),
        ("Box[dict]", True),
        ("Box[int]", False),
        ("Box", True),
        ("Listed[dict]", False),
        ("'Unknown'", True),
        ("int | Unknown", True),
        ("list[dict]", False),
        ("tuple[dict, ...]", False),
        ("Callable[[dict], dict]", False),
        ("type[dict]", False),
        ("Bounded", True),
        ("BoundedNot", False),
        ("Literal['a']", False),
        ("None", False),
        ("collections.OrderedDict[str, int]", True),
        ("collections.Counter[str]", True),
        ("MutableMapping[str, int]", True),
        ("Id", True),
        ("*args", True),
        ("enum.Enum", False),
        ("OpenBase", True),
    ],
)
def test_aliases_variables_and_hierarchies_are_followed(tmp_path: Path, annotation: str, allowed: bool) -> None:
    text = f"""
import collections, enum
from typing import *
from nowhere import Base
T = TypeVar("T")
Bounded = TypeVar("Bounded", bound="Mapping[str, int]")
BoundedNot = TypeVar("BoundedNot", bound=int)
Table = Mapping[str, int]
Nested = Union[int, "Table"]
Loop = Union[int, List["Loop"], Dict[str, "Loop"]]
Closed = Union[int, List["Closed"]]
Box = Union[T, None]
Listed = List[T]
Id = NewType("Id", dict)
class OpenBase(Base): ...
def probe({"*args: dict" if annotation == "*args" else f"value: {annotation}"}) -> None: ...
"""
    (positions,) = ask(write(tmp_path, {"verdict.py": text}), ["verdict"]).verdicts("verdict", "probe")
    assert bool(positions) is allowed


def test_self_is_judged_by_the_class_it_stands_for(tmp_path: Path) -> None:
    text = """
from typing_extensions import Self
class Map(dict):
    def merge(self, other: Self) -> Self: ...
class Item:
    def merge(self, other: Self) -> Self: ...
"""
    found = ask(write(tmp_path, {"selves.py": text}), ["selves"])
    assert found.verdicts("selves", "Map.merge") == ["other"]
    assert found.verdicts("selves", "Item.merge") == [""]


def test_json_dumps_takes_an_object_as_its_argument() -> None:
    found = installed("json")
    assert found.verdicts("json", "dumps") == ["obj"]
    assert found.verdicts("json", "loads") == [""]
