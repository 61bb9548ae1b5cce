"""Classes: construction, members, ancestors, and the special kinds."""

from __future__ import annotations

from pathlib import Path

import pytest
from introspection import Answer, ask, fixture, show, write


def members(found: Answer, module: str, name: str) -> dict[str, str]:
    """Members by name: the kind, and the type of what is no method."""
    listed = {}
    for item in found.of(module, name)["members"]:
        shown = "" if "overloads" in item else f" {show(item['type'])}{'' if item['write'] else ' (read only)'}"
        listed[item["name"]] = item["kind"] + shown
    return listed


def test_members_are_the_public_names_and_the_dunders() -> None:
    assert members(fixture("classes"), "classes", "Animal") == {
        "kingdom": "attribute str",
        "count": "classvar int",
        "title": "property str",
        "frozen": "property int (read only)",
        "named": "classmethod",
        "compare": "staticmethod",
        "rename": "method",
        "twice": "method",
        "__len__": "method",
        "__getitem__": "method",
        "__eq__": "method",
        "__hash__": "method",
        "name": "attribute missing",
        "legs": "attribute int",
    }


def test_the_receiver_is_no_parameter() -> None:
    found = fixture("classes")
    assert found.signatures("classes", "Animal.named") == ["(name: str) -> classes:Animal"]
    assert found.signatures("classes", "Animal.compare") == ["(a: classes:Animal, b: classes:Animal) -> int"]
    assert found.signatures("classes", "Animal.twice") == ["(factor: float = 2.0, key round_up: bool = False) -> float"]


@pytest.mark.parametrize(
    ("module", "name", "expected"),
    [
        ("classes", "Animal", ["(name: str, legs: int = 4) -> self"]),
        ("classes", "Dog", ["(name: str) -> self"]),
        ("classes", "Puppy", ["(name: str) -> self"]),
        ("classes", "Outer", ["() -> self"]),
        ("generics", "IntStack", ["(items: Sequence[int] = ()) -> self"]),
        ("errors", "NotFound", ["(message: str, code: int = 1) -> self"]),
        ("data_classes", "Point", ["(x: float, y: float = 0.0) -> self"]),
        (
            "data_classes",
            "Named",
            ["(x: float, y: float = 0.0, label: str = '', tags: list[str] = ...) -> self"],
        ),
        ("data_classes", "Options", ["(path: str, key depth: int = 3, key seed: int = 0) -> self"]),
        ("data_classes", "Strict", ["(key left: int, key right: int = 1) -> self"]),
        ("data_classes", "Custom", ["(text: str) -> self"]),
        ("named_tuples", "Split", ["(left: list[int], right: list[int] = []) -> self"]),
        ("named_tuples", "Pair", ["(first: missing, second: missing = ...) -> self"]),
        ("named_tuples", "Labelled", ["(label: missing, value: missing) -> self"]),
        ("typed_dicts", "Movie", ["(key title: str, key year: int = ...) -> self"]),
        ("enums", "Color", ["(value: object) -> self"]),
    ],
)
def test_how_a_class_is_called(module: str, name: str, expected: list[str]) -> None:
    assert fixture(module).signatures(module, name) == expected


def test_a_class_whose_base_is_unknown_takes_anything(tmp_path: Path) -> None:
    text = (
        "from nowhere import Base\nclass A(Base): ...\nclass B(A): ...\nclass C(A):\n  def __init__(self, x: int): ..."
    )
    found = ask(write(tmp_path, {"bases.py": text}), ["bases"])
    unknown = ["(*args: missing, **kwargs: missing) -> missing"]
    assert found.signatures("bases", "A") == unknown
    assert found.signatures("bases", "B") == unknown
    assert found.signatures("bases", "C") == ["(x: int) -> self"]


def test_a_class_decorator_that_is_unknown_makes_construction_unknown(tmp_path: Path) -> None:
    text = "from nowhere import define\n@define\nclass A:\n  x: int"
    found = ask(write(tmp_path, {"made.py": text}), ["made"])
    assert found.signatures("made", "A") == ["(*args: missing, **kwargs: missing) -> missing"]
    assert found.type("made", "A.x") == "int"


def test_ancestors_come_in_method_resolution_order(tmp_path: Path) -> None:
    text = "class O: ...\nclass A(O): ...\nclass B(O): ...\nclass C(A, B): ...\nclass D(C, B): ...\nclass E(A, O): ..."
    found = ask(write(tmp_path, {"order.py": text}), ["order"])
    assert found.of("order", "D")["mro"] == ["order:C", "order:A", "order:B", "order:O"]
    assert found.of("order", "E")["mro"] == ["order:A", "order:O"]


@pytest.mark.parametrize(
    "text", ["class A(A): ...", "class A(B): ...\nclass B(A): ...", "class A(O, C): ...\nclass O: ...\nclass C(O): ..."]
)
def test_impossible_ancestors_do_not_hang(tmp_path: Path, text: str) -> None:
    assert "A" in ask(write(tmp_path, {"loop.py": text}), ["loop"]).names("loop")


def test_type_parameters_in_order() -> None:
    assert [show(item) for item in fixture("generics").of("generics", "Stack")["typeParameters"]] == ["~T"]
    assert fixture("generics").of("generics", "IntStack")["typeParameters"] == []


def test_fields_of_named_tuples_and_typed_dicts() -> None:
    split = fixture("named_tuples").of("named_tuples", "Split")["namedTuple"]
    assert [(item["name"], show(item["type"])) for item in split] == [("left", "list[int]"), ("right", "list[int]")]
    coordinates = fixture("named_tuples").of("named_tuples", "Coordinates")["namedTuple"]
    assert [(item["name"], show(item["type"])) for item in coordinates] == [("lat", "float"), ("lon", "float")]
    sequel = fixture("typed_dicts").of("typed_dicts", "Sequel")["typedDict"]
    assert [(item["name"], item["required"]) for item in sequel] == [("title", True), ("year", False), ("part", True)]
    partial = fixture("typed_dicts").of("typed_dicts", "Partial")["typedDict"]
    assert [(item["name"], item["required"]) for item in partial] == [("id", True), ("note", False)]


def test_members_of_an_enumeration_are_its_own_instances() -> None:
    found = fixture("enums")
    assert found.of("enums", "Color")["enum"] is True
    assert found.type("enums", "Color.RED") == "Literal[{'enum': 'enums:Color', 'member': 'RED'}]"
    assert found.type("enums", "Shape.SQUARE") == "Literal[{'enum': 'enums:Shape', 'member': 'SQUARE'}]"
    assert found.type("enums", "DEFAULT") == "enums:Color"


@pytest.mark.parametrize(
    ("body", "result"),
    [
        ("return super().__new__(cls)", "self"),
        ("self = object.__new__(cls)\n    self.x = x\n    return self", "self"),
        ("return 3", "missing"),
        ("if x: return object.__new__(cls)\n    return x", "missing"),
        ("pass", "missing"),
    ],
)
def test_construction_by_new_gives_an_instance_only_where_it_must(tmp_path: Path, body: str, result: str) -> None:
    found = ask(write(tmp_path, {"new.py": f"class A:\n  def __new__(cls, x: int):\n    {body}\n"}), ["new"])
    assert found.signatures("new", "A") == [f"(x: int) -> {result}"]


def test_calling_an_enumeration_looks_a_member_up(tmp_path: Path) -> None:
    text = """
from enum import Enum, IntFlag
class Planet(Enum):
    EARTH = (5.9, 6.3)
    def __init__(self, mass: float, radius: float) -> None: ...
class Word(str, Enum):
    A = "a"
class Bits(IntFlag):
    ONE = 1
"""
    found = ask(write(tmp_path, {"members.py": text}), ["members"])
    assert found.signatures("members", "Planet") == ["(value: object) -> self"]
    assert found.signatures("members", "Word") == ["(value: object) -> self"]
    assert found.signatures("members", "Bits") == ["(value: int) -> self"]


def test_what_cannot_be_written_says_so() -> None:
    assert members(fixture("data_classes"), "data_classes", "Fixed") == {"value": "attribute int (read only)"}
    assert members(fixture("named_tuples"), "named_tuples", "Split") == {
        "left": "attribute list[int] (read only)",
        "right": "attribute list[int] (read only)",
    }


def test_an_attribute_is_inferred_only_where_one_value_decides() -> None:
    assert members(fixture("unannotated"), "unannotated", "Thing") == {
        "size": "classvar int",
        "label": "classvar missing",
        "grow": "method",
        "quiet": "method",
        "width": "attribute missing",
        "area": "attribute missing",
    }


def test_a_class_default_that_methods_overwrite_has_no_certain_type(tmp_path: Path) -> None:
    text = "class A:\n  size = 1\n  rest = 2\n  def grow(self):\n    self.size = 'big'"
    found = ask(write(tmp_path, {"overwritten.py": text}), ["overwritten"])
    assert found.type("overwritten", "A.size") == "missing"
    assert found.type("overwritten", "A.rest") == "int"


def test_a_descriptor_is_not_the_value_it_gives(tmp_path: Path) -> None:
    text = """
class Field:
    def __get__(self, instance, owner): return 1
class Row:
    id: Field = Field()
    name: str = ""
"""
    found = ask(write(tmp_path, {"descriptors.py": text}), ["descriptors"])
    assert found.type("descriptors", "Row.id") == "missing"
    assert found.type("descriptors", "Row.name") == "str"


def test_nested_classes_are_declared_by_their_qualified_name() -> None:
    found = fixture("classes")
    assert found.of("classes", "Outer.Inner")["id"] == "classes:Outer.Inner"
    assert found.signatures("classes", "Outer.make") == ["() -> classes:Outer.Inner"]


def test_a_private_class_that_is_handed_out_is_a_type_and_no_value() -> None:
    found = fixture("classes").of("classes", "_Private")
    assert found["value"] is False
    assert [item["name"] for item in found["members"]] == ["ping"]


def test_protocols_are_marked() -> None:
    assert fixture("protocols").of("protocols", "Closeable")["protocol"] is True
    assert fixture("protocols").of("protocols", "Shape")["protocol"] is False
