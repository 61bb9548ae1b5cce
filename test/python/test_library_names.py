"""Danger: general code with a special case for one library. Only the files listed here may name libraries in code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from snakebridge.introspect.library_tables import DOCSTRING_MODULES, POPULAR_DISTRIBUTIONS, RENAMED_DISTRIBUTIONS

SOURCES = Path(__file__).parents[2] / "python" / "snakebridge"

#: Import names that are also common words, so a variable or a message may have them. `attr` is a field of syntax trees,
#: `msgpack` also the format of the wire.
COMMON_WORDS = frozenset(
    [
        "arrow",
        "attr",
        "click",
        "datasets",
        "evaluate",
        "git",
        "magic",
        "msgpack",
        "multipart",
        "ray",
        "redis",
        "regex",
        "requests",
        "rich",
        "serial",
        "snappy",
        "socks",
        "telegram",
        "transformers",
        "usb",
    ]
)

#: Libraries that the tables do not list, and classes and functions that only one library has.
OTHER_NAMES = frozenset({"DataFrame", "add_newdoc", "ndarray", "set_module", "typeshed_client"})

LIBRARY_NAMES = (
    {name.partition(".")[0] for name in (*DOCSTRING_MODULES, *POPULAR_DISTRIBUTIONS, *RENAMED_DISTRIBUTIONS)}
    | OTHER_NAMES
) - COMMON_WORDS

#: By file, the names that it may have. Each file has a reason.
ALLOWED = {
    # Facts about libraries belong here.
    "introspect/library_tables.py": LIBRARY_NAMES,
    # The bridge installs this package; it contains the standard library's stubs.
    "introspect/cli.py": {"typeshed_client"},
    # This file converts NumPy's arrays and scalars, which the wire protocol defines.
    "worker/wire/arrays.py": {"ndarray", "numpy"},
    # An error message shows a call of NumPy as its remedy.
    "worker/wire/by_value.py": {"numpy"},
    # The missing values of pandas (`NaT`, `NA`) become null, and no protocol of Python identifies them.
    "worker/wire/encoding.py": {"pandas"},
}


def find_library_names(source: str) -> dict[str, int]:
    """Returns the library names in identifiers and strings, each with its last line. Skips docstrings and comments."""
    tree = ast.parse(source)
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return {
        name: getattr(node, "lineno", 0)
        for node in ast.walk(tree)
        if id(node) not in docstrings
        for text in read_texts(node)
        for name in LIBRARY_NAMES & split_words(text)
    }


def read_texts(node: ast.AST) -> Iterator[str]:
    """Yields the strings that the syntax tree stores in a node: identifiers, module names, the value of a string."""
    for _, value in ast.iter_fields(node):
        yield from (item for item in (value if isinstance(value, list) else [value]) if isinstance(item, str))


def split_words(text: str) -> set[str]:
    """Returns the words of a text, and the parts of each word between underscores."""
    words = re.findall(r"\w+", text)
    return {*words, *(word.strip("_") for word in words), *(part for word in words for part in word.split("_"))}


@pytest.mark.parametrize("path", sorted(SOURCES.rglob("*.py")), ids=lambda path: path.relative_to(SOURCES).as_posix())
def test_general_code_names_no_library(path: Path) -> None:
    allowed = ALLOWED.get(path.relative_to(SOURCES).as_posix(), set())
    names = find_library_names(path.read_text("utf-8"))
    assert {name: line for name, line in names.items() if name not in allowed} == {}


@pytest.mark.parametrize("file", sorted(set(ALLOWED) - {"introspect/library_tables.py"}))
def test_no_permission_is_left_that_its_file_does_not_need(file: str) -> None:
    assert ALLOWED[file] <= set(find_library_names((SOURCES / file).read_text("utf-8")))


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("import numpy.linalg as la", {"numpy"}),
        ("from pandas import read_csv", {"pandas"}),
        ("if module == 'torch.nn': pass", {"torch"}),
        ("text = f'run add {x} for sklearn'", {"sklearn"}),
        ("def _is_numpy_scalar(value): ...", {"numpy"}),
        ("def f(*, polars=None): ...", {"polars"}),
        ("global scipy", {"scipy"}),
        ("x = value.ndarray", {"ndarray"}),
        ('"""Reads numpy."""\n# numpy\nclass C:\n    """For pandas."""', set()),
    ],
)
def test_no_form_of_code_hides_a_name_from_this_check(source: str, names: set[str]) -> None:
    assert set(find_library_names(source)) == names
