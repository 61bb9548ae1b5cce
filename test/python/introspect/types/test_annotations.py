"""Annotations as types: every spelling of the typing specification that a signature may hold."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from introspection import Answer, ask, fixture, show, write

PRELUDE = """
from __future__ import annotations
import collections.abc as abc, datetime, enum, os, typing, typing as t
from collections import OrderedDict, defaultdict
from typing import *
import typing_extensions as te
T = TypeVar("T")
P = ParamSpec("P")
class Color(enum.Enum):
    RED = 1
class Own:
    class Inner: ...
"""


def converted(folder: Path, annotation: str, extra: str = "") -> str:
    write(folder, {"probe.py": f"{PRELUDE}\n{extra}\ndef probe() -> {annotation}: ...\n"})
    (signature,) = ask(folder, ["probe"]).of("probe", "probe")["overloads"]
    return show(signature["result"])


@pytest.mark.parametrize(
    ("annotation", "expected"),
    [
        ("int", "int"),
        ("None", "none"),
        ("Any", "any"),
        ("t.Any", "any"),
        ("object", "object"),
        ("Optional[int]", "int | none"),
        ("int | None", "int | none"),
        ("Union[int, str, None]", "int | str | none"),
        ("Union[int, Union[str, int]]", "int | str"),
        ("int | (str | bytes)", "int | str | bytes"),
        ("List[int]", "list[int]"),
        ("typing.Dict[str, List[int]]", "dict[str, list[int]]"),
        ("dict[str, list[int]]", "dict[str, list[int]]"),
        ("Tuple[int, str]", "tuple(int, str)"),
        ("tuple[int, ...]", "tuple(*int)"),
        ("tuple[()]", "tuple()"),
        ("Tuple[()]", "tuple()"),
        ("tuple[int, *tuple[str, ...]]", "tuple(int, *str)"),
        ("tuple", "tuple"),
        ("list", "list"),
        ("Type[Own]", "type[probe:Own]"),
        ("type[int]", "type[int]"),
        ("type", "type"),
        ("Callable[[int, str], bool]", "(int, str) -> bool"),
        ("abc.Callable[..., int]", "(...) -> int"),
        ("Callable", "(...) -> any"),
        ("Callable[P, T]", "(...) -> ~T"),
        ("Callable[Concatenate[int, P], T]", "(...) -> ~T"),
        ("Sequence[int]", "Sequence[int]"),
        ("abc.Sequence[int]", "Sequence[int]"),
        ("AbstractSet[int]", "Set[int]"),
        ("Iterator[tuple[str, int]]", "Iterator[tuple(str, int)]"),
        ("Literal['a', 1, True, None]", "Literal['a', 1, True, None]"),
        ("Literal[Literal['a'], 'b']", "Literal['a', 'b']"),
        ("Literal[b'x', -3]", "Literal[{'bytes': 'x'}, -3]"),
        ("Literal[9007199254740993]", "Literal[{'int': '9007199254740993'}]"),
        ("Literal[Color.RED]", "Literal[{'enum': 'probe:Color', 'member': 'RED'}]"),
        ("Annotated[int, 'meta']", "int"),
        ("te.Annotated[int, 'meta']", "int"),
        ("Final[int]", "int"),
        ("te.LiteralString", "str"),
        ("TypeGuard[int]", "bool"),
        ("te.TypeIs[int]", "bool"),
        ("NoReturn", "never"),
        ("te.Never", "never"),
        ("te.Self", "self"),
        ("'int'", "int"),
        ("'Optional[Own]'", "probe:Own | none"),
        ("list['Own.Inner']", "list[probe:Own.Inner]"),
        ("datetime.datetime", "datetime:datetime"),
        ("os.PathLike[str]", "os:PathLike[str]"),
        ("OrderedDict[str, int]", "collections:OrderedDict[str, int]"),
        ("typing.OrderedDict[str, int]", "collections:OrderedDict[str, int]"),
        ("DefaultDict[str, int]", "collections:defaultdict[str, int]"),
        ("typing.Pattern[str]", "re:Pattern[str]"),
        ("Text", "str"),
        ("IO[str]", "typing:IO[str]"),
        ("SupportsIndex", "typing:SupportsIndex"),
        ("Missing", "?Missing"),
        ("list[Missing]", "list[?Missing]"),
        ("os.missing.Thing", "?os.missing.Thing"),
        ("1 + 2", "?1 + 2"),
        ("'not valid('", "?'not valid('"),
        ("not int", "?not int"),
    ],
)
def test_each_spelling_means_one_type(tmp_path: Path, annotation: str, expected: str) -> None:
    if annotation.startswith("tuple[int, *") and sys.version_info < (3, 11):
        annotation = annotation.replace("*tuple[str, ...]", "te.Unpack[tuple[str, ...]]")
    assert converted(tmp_path, annotation) == expected


@pytest.mark.parametrize(
    ("extra", "annotation", "expected"),
    [
        ("Number = Union[int, float]", "Number", "@Number"),
        ("Number: te.TypeAlias = 'int | float'", "Number", "@Number"),
        ("Pair = Tuple[T, T]", "Pair[int]", "@Pair[int]"),
        ("Integer = int", "Integer", "int"),
        ("Plain: te.TypeAlias = Any", "Plain", "any"),
        ("Id = NewType('Id', int)", "Id", "int"),
        ("Id = NewType('Id', int)\nIds = List[Id]", "Ids", "@Ids"),
        ("value = 3", "value", "?value"),
        ("value: int = 3", "value", "?value"),
        ("def function(): ...", "function", "?function"),
        ("Twice = int\nTwice = str", "Twice", "?Twice"),
    ],
)
def test_names_bound_by_assignment(tmp_path: Path, extra: str, annotation: str, expected: str) -> None:
    assert converted(tmp_path, annotation, extra) == expected


def test_aliases_are_kept_by_name_and_expanded_once() -> None:
    found = fixture("aliases")
    assert found.type("aliases", "PathLike") == "@PathLike"
    assert found.alias("aliases:PathLike") == "str | os:PathLike[str]"
    assert found.alias("aliases:Handler") == "(str, int) -> bool | none"
    assert found.alias("aliases:Table") == "Mapping[str, @Row]"


def test_a_recursive_alias_ends() -> None:
    assert fixture("aliases").alias("aliases:Json") == "dict[str, @Json] | list[@Json] | str | float | bool | none"


def test_a_new_type_is_a_function_over_its_base() -> None:
    assert fixture("aliases").signatures("aliases", "UserId") == ["(pos item: int) -> int"]


def test_type_variables_carry_bounds_and_constraints() -> None:
    found = fixture("generics")
    (bounded,) = found.of("generics", "largest")["overloads"]
    assert show(bounded["result"]["bound"]) == "generics:Sized"
    (constrained,) = found.of("generics", "double")["overloads"]
    assert [show(item) for item in constrained["result"]["constraints"]] == ["int", "float"]


def test_type_parameters_in_brackets_are_read_where_the_interpreter_knows_them(tmp_path: Path) -> None:
    text = """
from __future__ import annotations
type Pair[A] = tuple[A, A]
type Json = dict[str, Json] | list[Json] | None
class Box[T]:
    def __init__(self, value: T) -> None: ...
    def map[R](self, other: Box[R]) -> Pair[R]: ...
def swap[A: (int, str)](pair: Pair[A]) -> Pair[A]: ...
def bounded[B: Box[int]](box: B) -> Json: ...
"""
    found = ask(write(tmp_path, {"brackets.py": text}), ["brackets"])
    if sys.version_info < (3, 12):
        assert found.failure()["code"] == "SYNTAX"
        assert "syntax of Python 3.12" in found.failure()["message"]
        return
    assert found.alias("brackets:Pair") == "tuple(~A, ~A)"
    assert found.alias("brackets:Json") == "dict[str, @Json] | list[@Json] | none"
    assert found.signatures("brackets", "Box") == ["(value: ~T) -> self"]
    assert found.signatures("brackets", "Box.map") == ["(other: brackets:Box[~R]) -> @Pair[~R]"]
    assert found.signatures("brackets", "swap") == ["(pair: @Pair[~A]) -> @Pair[~A]"]
    (bounded,) = found.of("brackets", "bounded")["overloads"]
    assert show(bounded["parameters"][0]["type"]["bound"]) == "brackets:Box[int]"
    assert [show(item) for item in found.of("brackets", "Box")["typeParameters"]] == ["~T"]


def test_a_property_does_not_hide_the_class_of_its_name(tmp_path: Path) -> None:
    stub = """
class dtype: ...
class array:
    @property
    def dtype(self) -> dtype: ...
    def cast(self, to: dtype) -> dtype: ...
"""
    found = ask(write(tmp_path, {"shadow.pyi": stub}), ["shadow"])
    assert found.type("shadow", "array.dtype") == "shadow:dtype"
    assert found.signatures("shadow", "array.cast") == ["(to: shadow:dtype) -> shadow:dtype"]


def branches(folder: Path, condition: str) -> Answer:
    head = "import sys, os\nfrom typing import TYPE_CHECKING\n"
    text = f"{head}if {condition}:\n  def f() -> int: ...\nelse:\n  def f() -> str: ..."
    return ask(write(folder, {"branch.pyi": text}), ["branch"])


@pytest.mark.parametrize(
    ("condition", "taken"),
    [
        ("sys.version_info >= (3, 8)", True),
        ("sys.version_info >= (4,)", False),
        ("sys.version_info < (3, 8)", False),
        ("(3, 8) <= sys.version_info", True),
        ("sys.version_info[0] == 3", True),
        ("sys.version_info[:2] >= (3, 8)", True),
        ("sys.version_info.major == 2", False),
        (f"sys.platform == {sys.platform!r}", True),
        (f"sys.platform.startswith({sys.platform[:3]!r})", True),
        ("sys.platform == 'plan9'", False),
        ("not TYPE_CHECKING", False),
        ("__name__ == '__main__'", False),
        ("TYPE_CHECKING and sys.version_info >= (3, 8)", True),
        ("sys.version_info >= (4,) or sys.platform == 'plan9'", False),
    ],
)
def test_branches_are_decided_for_this_interpreter(tmp_path: Path, condition: str, taken: bool) -> None:
    assert branches(tmp_path, condition).signatures("branch", "f") == [f"() -> {'int' if taken else 'str'}"]


def test_of_an_open_branch_every_definition_counts(tmp_path: Path) -> None:
    assert branches(tmp_path, "os.environ.get('X')").signatures("branch", "f") == ["() -> int", "() -> str"]
