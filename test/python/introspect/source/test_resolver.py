"""Which names are public, and how they are found across imports."""

from __future__ import annotations

from pathlib import Path

import pytest
from introspection import ask, fixture, installed, write


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("__all__ = ['a']\na = b = 1", ["a"]),
        ("__all__ = ['a']\n__all__ += ['b']\na = b = c = 1", ["a", "b"]),
        ("__all__ = ['a']\n__all__.extend(['b'])\n__all__.append('c')\na = b = c = d = 1", ["a", "b", "c"]),
        ("__all__ = ['a', 'b']\n__all__.remove('a')\na = b = 1", ["b"]),
        ("__all__ = ['a'] + ['b']\na = b = c = 1", ["a", "b"]),
        ("__all__: list[str] = ['a']\na = b = 1", ["a"]),
        ("_names = ['a']\n__all__ = _names + ['b']\na = b = c = 1", ["a", "b"]),
        ("__all__ = sorted(['b', 'a'])\na = b = c = 1", ["b", "a"]),
        ("__all__ = ('a',)\na = b = 1", ["a"]),
        ("__all__ = ['_a']\n_a = b = 1", ["_a"]),
        ("__all__ = [n for n in dir()]\na = 1\n_b = 2", ["a"]),
        ("__all__ = ['a', 3, 'not a name', '*/ evil']\na = 1", ["a"]),
        ("__all__ = ['a', 'a']\na = 1", ["a"]),
        ("import os\nfrom json import dumps\na = 1\n_b = 2", ["a"]),
        ("from typing import TypeVar\nT = TypeVar('T')\na: int", ["a"]),
        ("__version__ = '1'\n__author__ = 'x'\na = 1", ["a", "__version__"]),
        (
            "try:\n  a = 1\nexcept ImportError:\n  b = 2\nwith open('x') as c:\n  d = 1\nfor e in []:\n  f = 2",
            list("abcdef"),
        ),
        ("(a, b), *c = x\n[d] = y", ["a", "b", "c", "d"]),
        ("a = b = 1\ndel b", ["a"]),
    ],
)
def test_names_of_a_source_module(tmp_path: Path, text: str, names: list[str]) -> None:
    assert ask(write(tmp_path, {"mod.py": text}), ["mod"]).names("mod") == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("import os\nfrom json import dumps\na: int", ["a"]),
        ("from json import dumps as dumps", ["dumps"]),
        ("from json import dumps as write", []),
        ("from json import *", ["JSONDecodeError", "JSONDecoder", "JSONEncoder", "dump", "dumps", "load", "loads"]),
        ("import decimal as decimal", ["decimal"]),
    ],
)
def test_names_of_a_stub(tmp_path: Path, text: str, names: list[str]) -> None:
    assert sorted(ask(write(tmp_path, {"mod.pyi": text}), ["mod"]).names("mod")) == names


def test_a_stub_beside_the_source_wins(tmp_path: Path) -> None:
    write(tmp_path, {"mod.py": "def f(x): 'Says so.'\ndef g(): ...", "mod.pyi": "def f(x: int) -> str: ..."})
    found = ask(tmp_path, ["mod"])
    assert found.names("mod") == ["f"]
    assert found.signatures("mod", "f") == ["(x: int) -> str"]
    assert found.of("mod", "f")["doc"] == "Says so."


def test_an_imported_name_is_not_the_modules_own() -> None:
    assert fixture("imports").names("imports") == ["dump", "animal", "root", "ordered"]


def test_a_package_offers_what_it_lists_and_its_submodules() -> None:
    found = fixture("shop")
    assert found.names("shop") == ["Basket", "checkout", "Price", "net"]
    assert found.module("shop")["submodules"] == ["shop.basket"]
    assert found.module("shop.basket")["bound"] is True
    assert found.of("shop", "Basket") == {"kind": "reexport", "name": "Basket", "class": "shop.basket:Basket"}
    assert found.of("shop", "Price")["id"] == "shop:Price"
    assert found.of("shop", "Price")["home"] == "shop.pricing.Price"


def test_each_class_is_declared_once() -> None:
    for answer in (fixture("shop"), installed("numpy"), installed("asyncio", "concurrent.futures")):
        ids = [item["id"] for module in answer.data["modules"] for item in module["declarations"] if "id" in item]
        assert len(ids) == len(set(ids))


def test_every_reexport_leads_to_a_declaration() -> None:
    for answer in (fixture("shop"), installed("numpy"), installed("os", "typing", "collections")):
        modules = answer.data["modules"]
        ids = {item["id"] for module in modules for item in module["declarations"] if "id" in item}
        wanted = {item["class"] for module in modules for item in module["declarations"] if item["kind"] == "reexport"}
        assert wanted <= ids


def test_every_submodule_is_bound() -> None:
    modules = {module["name"]: module for module in installed("numpy").data["modules"]}
    for module in modules.values():
        assert all(modules[name]["bound"] for name in module["submodules"])


def test_imports_in_a_circle_end(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "ring/__init__.py": "from .a import *\nfrom .b import f as f\n",
            "ring/a.py": "from .b import *\nfrom .b import g\ndef h() -> int: ...\nx = x\n",
            "ring/b.py": "from .a import *\nfrom .a import f\nfrom . import missing\n",
        },
    )
    found = ask(tmp_path, ["ring"])
    assert "h" in found.names("ring")
    assert found.data["failures"] == []


def test_a_name_that_leads_nowhere_is_unknown_and_present(tmp_path: Path) -> None:
    found = ask(write(tmp_path, {"lost/__init__.py": "from .gone import thing\n__all__ = ['thing']"}), ["lost"])
    assert found.type("lost", "thing") == "missing"


def test_a_deleted_package_shadow_does_not_hide_the_module_file(tmp_path: Path) -> None:
    write(
        tmp_path, {"io2/parsers.pyi": "", "io2/parsers/__init__.pyi": "def read() -> int: ...", "io2/__init__.pyi": ""}
    )
    assert ask(tmp_path, ["io2.parsers"]).names("io2.parsers") == ["read"]


def test_methods_of_a_module_level_instance_are_functions() -> None:
    found = installed("random")
    assert found.signatures("random", "randint") == ["(a: int, b: int) -> int"]


def test_names_only_type_checkers_know_are_not_offered() -> None:
    names = installed("builtins").names("builtins")
    assert "len" in names
    assert "ellipsis" not in names
    assert "reveal_type" not in names


def test_a_lazy_module_is_read_from_its_type_checking_branch(tmp_path: Path) -> None:
    text = """
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    from .inner import f
else:
    import sys
    sys.modules[__name__] = make_lazy()
def __getattr__(name): ...
"""
    found = ask(write(tmp_path, {"lazy/__init__.py": text, "lazy/inner.py": "def f() -> int: ..."}), ["lazy"])
    assert found.signatures("lazy", "f") == ["() -> int"]
