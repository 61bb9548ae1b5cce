"""Docstrings: where they are found, and their indentation."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

import pytest
from introspection import ask, fixture, installed, write

from snakebridge.introspect.source.docstrings import read_body_docstring


@pytest.mark.parametrize(
    ("module", "name", "start"),
    [
        ("json", "dumps", "Serialize ``obj`` to a JSON formatted ``str``."),
        ("json", "JSONEncoder", "Extensible JSON"),
        ("json", "JSONEncoder.encode", "Return a JSON string"),
        ("textwrap", "dedent", "Remove any common leading whitespace"),
        ("collections", "OrderedDict", "Dictionary that remembers insertion order"),
        ("fractions", "Fraction", "This class implements rational numbers."),
        ("random", "randint", "Return random integer in range [a, b]"),
    ],
)
def test_the_standard_librarys_docstrings_come_from_its_sources(module: str, name: str, start: str) -> None:
    assert installed(module).of(module, name)["doc"].startswith(start)


@pytest.mark.parametrize(
    ("module", "name", "text"),
    [
        ("numpy", "linspace", "Return evenly spaced numbers over a specified interval."),
        ("numpy", "zeros", "Return a new array of given shape and type, filled with zeros."),
        ("numpy", "array", "Create an array."),
        ("numpy", "ndarray", "An array object represents a multidimensional"),
        ("numpy", "ndarray.shape", "Tuple of array dimensions."),
        ("numpy", "ndarray.reshape", "Returns an array containing the same data with a new shape."),
        ("numpy.linalg", "svd", "Singular Value Decomposition."),
    ],
)
def test_numpys_docstrings_come_from_its_sources_and_its_tables(module: str, name: str, text: str) -> None:
    assert text in installed("numpy").of(module, name)["doc"]


def test_docstrings_of_the_users_own_code() -> None:
    found = fixture("classes")
    assert found.of("classes", "Animal")["doc"] == "Something with a name and legs."
    assert found.of("classes", "Animal.title")["doc"] == "The name, capitalised."
    assert found.of("classes", "Animal.rename")["doc"] == "Changes the name in place."
    assert fixture("overloads").of("overloads", "parse")["doc"] == "Reads a number."
    assert fixture("documented").of("documented", "sphinx_style")["doc"].splitlines()[2] == ":param name: who"


def test_a_table_of_docstrings_is_evaluated_without_running_it(tmp_path: Path) -> None:
    site = write(
        tmp_path / "site-packages",
        {
            "numpy/__init__.pyi": "class C:\n  def m(self) -> int: ...\ndef f() -> int: ...\ndef g() -> int: ...",
            "numpy/__init__.py": "",
            "numpy/_core/__init__.py": "",
            "numpy/_core/_add_newdocs.py": """
from numpy._core.text import SHARED
raise SystemExit
add_newdoc('numpy', 'C', 'A class.' + ' Yes.')
add_newdoc('numpy', 'C', ('m', '''m(self)\\n--\\n\\nA method: ${S}.'''.replace('${S}', SHARED)))
add_newdoc('numpy', 'f', f'Uses {SHARED}.')
add_newdoc('numpy', 'g', compute())
""",
            "numpy/_core/text.py": "SHARED = 'shared words'",
        },
    )
    found = ask(tmp_path, ["numpy"], search=[site])
    assert found.of("numpy", "C")["doc"] == "A class. Yes."
    assert found.of("numpy", "C.m")["doc"] == "A method: shared words."
    assert found.of("numpy", "f")["doc"] == "Uses shared words."
    assert found.of("numpy", "g")["doc"] is None


def test_indentation_is_cleaned_as_inspect_does() -> None:
    for module in (inspect, ast):
        tree = ast.parse(Path(inspect.getsourcefile(module) or "").read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
                assert (read_body_docstring(node.body) or "").rstrip() == (ast.get_docstring(node) or "").rstrip()
