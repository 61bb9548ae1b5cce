"""Mistakes, each with words that lead out of them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from introspection import ask, installed, write


@pytest.mark.parametrize(
    "specifier",
    [
        "",
        ".",
        "a.",
        ".a",
        "a..b",
        "../a",
        "a b",
        "a;b",
        "$(rm -rf)",
        "a-b",
        "1a",
        "a/b",
        "os\n",
        "größe",
        "a" * 500 + "!",
    ],
)
def test_what_is_no_module_name_is_refused_untouched(tmp_path: Path, specifier: str) -> None:
    failure = ask(tmp_path, [specifier]).failure()
    assert failure["code"] == "INVALID_SPECIFIER"
    assert failure["module"] == specifier
    assert len(failure["message"]) < 200


def test_a_misspelt_name_gets_the_nearest(tmp_path: Path) -> None:
    write(tmp_path, {"mod.py": "def linspace(): ...\ndef logspace(): ...\ndef other(): ..."})
    failure = ask(tmp_path, {"mod": ["linspce", "other"]}).failure()
    assert (failure["code"], failure["name"]) == ("NAME_NOT_FOUND", "linspce")
    assert failure["nearest"][0] == "linspace"
    assert "linspace" in failure["message"]


def test_the_rest_of_a_module_is_bound_although_a_name_is_missing(tmp_path: Path) -> None:
    found = ask(write(tmp_path, {"mod.py": "def f(): ..."}), {"mod": ["g"]})
    assert found.names("mod") == ["f"]
    assert len(found.data["failures"]) == 1


def test_case_is_a_misspelling(tmp_path: Path) -> None:
    write(tmp_path, {"mod.py": "class DataFrame: ..."})
    assert ask(tmp_path, {"mod": ["dataframe"]}).failure()["nearest"] == ["DataFrame"]


@pytest.mark.parametrize("name", ["_private", "imported", "T"])
def test_a_private_or_imported_name_is_not_found(tmp_path: Path, name: str) -> None:
    text = "from json import dumps as imported\nfrom typing import TypeVar\nT = TypeVar('T')\n_private = 1\npublic = 2"
    assert ask(write(tmp_path, {"mod.py": text}), {"mod": [name]}).failure()["code"] == "NAME_NOT_FOUND"


def test_a_submodule_is_a_name_of_its_package() -> None:
    assert installed("numpy").data["failures"] == []
    assert ask(Path(), {"os": ["path"], "xml.etree": []}).data["failures"] == []


def test_a_misspelt_module_gets_the_nearest(tmp_path: Path) -> None:
    write(tmp_path, {"features.py": ""})
    failure = ask(tmp_path, ["featurs"]).failure()
    assert (failure["code"], failure["nearest"]) == ("MODULE_NOT_FOUND", ["features"])
    assert ask(tmp_path, ["jsn"]).failure()["nearest"][0] == "json"
    assert ask(tmp_path, ["Json"]).failure()["nearest"] == ["json"]


def test_a_misspelt_submodule_gets_the_nearest_in_its_package() -> None:
    failure = ask(Path(), ["numpy.linagl"]).failure()
    assert (failure["code"], failure["nearest"]) == ("MODULE_NOT_FOUND", ["numpy.linalg"])
    assert failure["distribution"] is None


@pytest.mark.parametrize(
    ("module", "distribution"),
    [
        ("sklearn.ensemble", "scikit-learn"),
        ("cv2", "opencv-python-headless"),
        ("PIL", "pillow"),
        ("yaml", "PyYAML"),
        ("bs4", "beautifulsoup4"),
        ("pandas", "pandas"),
        ("huggingface_hub", "huggingface-hub"),
    ],
)
def test_a_missing_package_names_the_distribution_to_add(tmp_path: Path, module: str, distribution: str) -> None:
    failure = ask(tmp_path, [module], search=[]).failure()
    assert (failure["code"], failure["distribution"]) == ("NOT_INSTALLED", distribution)
    assert distribution in failure["message"]


def test_a_guessed_distribution_is_no_fact(tmp_path: Path) -> None:
    failure = ask(tmp_path, ["some_rare_package.sub"], search=[]).failure()
    assert (failure["code"], failure["distribution"]) == ("NOT_INSTALLED", None)
    assert "which is a guess: look at https://pypi.org/project/some-rare-package/" in failure["message"]


def test_a_misspelt_missing_package_is_not_offered_for_installation(tmp_path: Path) -> None:
    failure = ask(tmp_path, ["pandsa"], search=[]).failure()
    assert (failure["code"], failure["nearest"], failure["distribution"]) == ("MODULE_NOT_FOUND", ["pandas"], None)


def test_a_module_of_another_python_says_so(tmp_path: Path) -> None:
    here = f"Python {sys.version_info.major}.{sys.version_info.minor}"
    if sys.version_info < (3, 13):
        failure = ask(tmp_path, ["compression.zstd"], search=[]).failure()
        assert "since Python 3.14" in failure["message"]
    else:
        failure = ask(tmp_path, ["asynchat"], search=[]).failure()
        assert "after Python 3.11" in failure["message"]
    assert here in failure["message"]
    assert failure["distribution"] is None


def test_stubs_alone_do_not_install_a_package(tmp_path: Path) -> None:
    site = write(tmp_path / "site-packages", {"pandas-stubs/__init__.pyi": "def f() -> int: ..."})
    failure = ask(tmp_path, ["pandas"], search=[site]).failure()
    assert (failure["code"], failure["distribution"]) == ("NOT_INSTALLED", "pandas")


def test_typing_extensions_is_not_there_because_its_stub_is(tmp_path: Path) -> None:
    assert ask(tmp_path, ["typing_extensions"], search=[]).failure()["code"] == "NOT_INSTALLED"
    assert ask(tmp_path, ["_typeshed"], search=[]).failure()["code"] in ("NOT_INSTALLED", "MODULE_NOT_FOUND")


def test_a_module_that_does_not_parse_says_where(tmp_path: Path) -> None:
    write(tmp_path, {"broken.py": "def f():\n    return (\n\ndef g(: pass\n"})
    failure = ask(tmp_path, ["broken"]).failure()
    assert failure["code"] == "SYNTAX"
    assert "broken.py:" in failure["message"]


def test_a_broken_module_behind_another_is_a_problem_and_the_rest_goes_on(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "pkg/__init__.py": "from .good import f\nfrom .bad import g, Thing\ndef h() -> 'Thing': ...\n",
            "pkg/good.py": "def f() -> int: ...",
            "pkg/bad.pyi": "def g() -> int:\n  x = (",
        },
    )
    found = ask(tmp_path, ["pkg"])
    assert found.data["failures"] == []
    assert found.signatures("pkg", "f") == ["() -> int"]
    assert found.signatures("pkg", "h") == ["() -> ?Thing"]
    problems = {item["code"]: item for item in found.module("pkg")["problems"]}
    assert problems["SYNTAX"]["path"].endswith("pkg/bad.pyi")
    assert problems["SYNTAX"]["line"] == 2
    assert "Thing" in problems["UNRESOLVED"]["message"]


def test_a_broken_submodule_is_a_problem_of_its_package(tmp_path: Path) -> None:
    found = ask(
        write(tmp_path, {"pkg/__init__.py": "from . import bad, good", "pkg/bad.py": "(", "pkg/good.py": ""}), ["pkg"]
    )
    assert found.module("pkg")["submodules"] == ["pkg.good"]
    assert [problem["code"] for problem in found.module("pkg")["problems"]] == ["SYNTAX"]


def test_stubs_newer_than_the_interpreter_say_so(tmp_path: Path) -> None:
    write(tmp_path, {"new.pyi": "x: int\ntype Alias[T] = list[T]\n", "old/__init__.pyi": "from new import *\n"})
    if sys.version_info >= (3, 12):
        assert ask(tmp_path, ["new"]).data["failures"] == []
        return
    here = f"Python {sys.version_info.major}.{sys.version_info.minor}"
    message = ask(tmp_path, ["new"]).failure()["message"]
    assert "new.pyi:2" in message
    assert "syntax of Python 3.12" in message
    assert here in message
    (problem,) = ask(tmp_path, ["old"]).module("old")["problems"]
    assert problem["code"] == "NEWER_STUBS"
