"""Where modules are found, and to whom they belong."""

from __future__ import annotations

from pathlib import Path

import pytest
from introspection import ask, installed, write


def test_the_users_module_comes_before_an_installed_one(tmp_path: Path) -> None:
    site = write(tmp_path / "site-packages", {"thing.py": "def theirs(): ..."})
    project = write(tmp_path / "project", {"src/thing.py": "def mine(): ..."})
    found = ask(project, ["thing"], paths=(".", "python", "src"), search=[site])
    assert found.names("thing") == ["mine"]
    assert found.module("thing")["origin"] == {"kind": "user", "root": "src"}


def test_roots_are_searched_in_order(tmp_path: Path) -> None:
    write(tmp_path, {"python/m.py": "second = 1", "m.py": "first = 1", "src/m.py": "third = 1"})
    assert ask(tmp_path, ["m"], paths=(".", "python", "src")).names("m") == ["first"]


def test_a_stub_package_comes_before_the_package_and_its_name_is_the_packages(tmp_path: Path) -> None:
    site = write(
        tmp_path / "site-packages",
        {
            "pkg/__init__.py": '"""Documented."""\ndef f(x): "In words."',
            "pkg/only.py": "def g(): ...",
            "pkg-stubs/__init__.pyi": "def f(x: int) -> str: ...",
            "Pkg_Dist-1.5.dist-info/METADATA": "Metadata-Version: 2.1\nName: Pkg-Dist\nVersion: 1.5\n\nVersion: 9",
            "Pkg_Dist-1.5.dist-info/RECORD": "pkg/__init__.py,,\n",
        },
    )
    found = ask(tmp_path, ["pkg", "pkg.only"], search=[site])
    assert found.signatures("pkg", "f") == ["(x: int) -> str"]
    assert found.of("pkg", "f")["doc"] == "In words."
    assert found.module("pkg")["doc"] == "Documented."
    assert found.module("pkg")["origin"] == {"kind": "distribution", "name": "Pkg-Dist", "version": "1.5"}
    assert found.names("pkg.only") == ["g"]


def test_the_standard_library_is_read_from_typeshed() -> None:
    found = installed("json")
    assert found.module("json")["origin"] == {"kind": "stdlib"}
    assert found.module("json")["doc"].startswith("JSON")


def test_a_folder_of_the_project_does_not_hide_a_standard_module(tmp_path: Path) -> None:
    write(tmp_path, {"json/data.txt": "", "types/index.d.ts": "", "test/a.py": ""})
    assert "dumps" in ask(tmp_path, ["json"]).names("json")
    assert "ModuleType" in ask(tmp_path, ["types"]).names("types")


def test_a_file_named_like_a_module_that_python_has_loaded_hides_nothing(tmp_path: Path) -> None:
    write(tmp_path, {f"{name}.py": "" for name in ("typing", "types", "sys", "collections")})
    write(tmp_path, {"app.py": "from typing import Optional\ndef f() -> Optional[int]: ..."})
    found = ask(tmp_path, ["app", "types"])
    assert found.signatures("app", "f") == ["() -> int | none"]
    assert found.module("types")["origin"] == {"kind": "stdlib"}


def test_a_namespace_package_holds_modules(tmp_path: Path) -> None:
    write(tmp_path, {"space/inner/mod.py": "def f() -> int: ..."})
    found = ask(tmp_path, ["space.inner.mod", "space"])
    assert found.signatures("space.inner.mod", "f") == ["() -> int"]
    assert found.names("space") == []


@pytest.mark.parametrize("folder", ["dist", "node_modules"])
def test_a_folder_without_modules_is_no_package(tmp_path: Path, folder: str) -> None:
    write(tmp_path, {f"{folder}/main.js": "", f"{folder}/pkg/index.js": ""})
    assert ask(tmp_path, [folder]).failure()["code"] in ("MODULE_NOT_FOUND", "NOT_INSTALLED")


def test_a_compiled_module_without_stubs_gives_what_is_asked_for_as_unknown(tmp_path: Path) -> None:
    site = write(tmp_path / "site-packages", {"fast.cpython-311-x86_64-linux-gnu.so": b"\x7fELF"})
    found = ask(tmp_path, {"fast": ["run"]}, search=[site])
    assert found.type("fast", "run") == "missing"
    assert found.data["failures"] == []


def test_a_module_that_answers_for_any_name_gives_what_is_asked_for(tmp_path: Path) -> None:
    write(
        tmp_path, {"open_.pyi": "from typing import Any\ndef __getattr__(name: str) -> Any: ...\ndef f() -> int: ..."}
    )
    found = ask(tmp_path, {"open_": ["f", "other"]})
    assert found.names("open_") == ["f", "other"]
    assert found.data["failures"] == []


def test_paths_with_spaces_and_other_letters(tmp_path: Path) -> None:
    project = write(tmp_path / "mein Ordner ß", {"modul.py": "def größe() -> float: ..."})
    assert ask(project, ["modul"]).names("modul") == ["größe"]


def test_sources_of_a_users_module_are_the_users_files_it_needs(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "app/__init__.py": "",
            "app/features.py": "import numpy, json\nfrom . import helpers\ndef f():\n  from app.late import g",
            "app/helpers.py": "from other import thing",
            "app/late.py": "import ring_a",
            "app/unused.py": "",
            "other.py": "",
            "ring_a.py": "import ring_b",
            "ring_b.py": "import ring_a",
        },
    )
    sources = ask(tmp_path, ["app.features"]).module("app.features")["sources"]
    assert [str(Path(item["path"]).relative_to(tmp_path)) for item in sources] == [
        "app/__init__.py",
        "app/features.py",
        "app/helpers.py",
        "app/late.py",
        "other.py",
        "ring_a.py",
        "ring_b.py",
    ]
    assert all(len(item["hash"]) == 64 for item in sources)


def test_the_environment_inside_the_project_is_not_the_users_own_code(tmp_path: Path) -> None:
    site = write(
        tmp_path / ".venv/lib/python3/site-packages",
        {"dep/__init__.py": "def f() -> int: ...", "dep-2.0.dist-info/METADATA": "Name: dep\nVersion: 2.0\n"},
    )
    write(site, {"dep-2.0.dist-info/RECORD": "dep/__init__.py,,"})
    project = write(tmp_path, {"mine.py": "import dep\ndef g() -> 'dep.f': ..."})
    found = ask(project, ["mine", "dep"], search=[site])
    assert found.module("dep")["origin"] == {"kind": "distribution", "name": "dep", "version": "2.0"}
    assert [Path(item["path"]).name for item in found.module("mine")["sources"]] == ["mine.py"]


def test_all_files_a_distribution_was_read_from_are_listed() -> None:
    paths = {item["path"] for module in installed("numpy").data["modules"] for item in module["sources"]}
    for name in ("numpy/__init__.pyi", "numpy/_core/multiarray.pyi", "numpy/_core/_add_newdocs.py", "typing.pyi"):
        assert any(path.endswith(name) for path in paths)
