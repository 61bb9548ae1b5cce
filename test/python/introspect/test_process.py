"""The process as the command line runs it: one request in, one line of JSON out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from introspection import FIXTURES, write
from shape import faults

SCRIPT = FIXTURES.parents[1] / "python" / "introspect.py"


def run(text: str | bytes, *arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    data = text.encode() if isinstance(text, str) else text
    env = {**os.environ, "PYTHONHASHSEED": "random", **environment}
    return subprocess.run([sys.executable, str(SCRIPT), *arguments], input=data, capture_output=True, env=env)


def request(project: Path, *modules: str, **more: Any) -> str:
    return json.dumps({"schema": 1, "project": str(project), "modules": {name: [] for name in modules}, **more})


def test_one_request_gives_one_line_of_the_right_shape(tmp_path: Path) -> None:
    write(tmp_path, {"app.py": "def größe(x: int = 1) -> str:\n  '''Größe: π\\ud800'''"})
    done = run(request(tmp_path, "app", "json"))
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.count(b"\n") == 1
    data = json.loads(done.stdout)
    assert faults(data) == []
    assert data["python"]["version"] == ".".join(map(str, sys.version_info[:3]))
    assert [module["name"] for module in data["modules"]] == ["app", "json"]


def test_the_same_input_gives_the_same_bytes() -> None:
    asked = request(FIXTURES.parent, "numpy", "asyncio", "shop", "generics", paths=["python"])
    assert run(asked).stdout == run(asked).stdout


def test_a_package_that_prints_and_dies_at_import_disturbs_nothing(tmp_path: Path) -> None:
    write(tmp_path, {"loud/__init__.py": "print('noise')\nimport os\nos._exit(3)\ndef f() -> int: ..."})
    done = run(request(tmp_path, "loud"))
    assert done.returncode == 0
    assert json.loads(done.stdout)["modules"][0]["declarations"][0]["name"] == "f"


def test_modules_of_the_user_do_not_hide_what_the_introspector_imports(tmp_path: Path) -> None:
    names = ("ast", "json", "re", "dataclasses", "snakebridge", "typing", "introspect", "typeshed_client")
    write(tmp_path, {f"{name}.py": "raise SystemExit('hidden')" for name in names})
    done = run(request(tmp_path, "json", "snakebridge"))
    assert done.returncode == 0
    assert [module["origin"]["kind"] for module in json.loads(done.stdout)["modules"]] == ["user", "user"]


def test_the_bridges_own_modules_cannot_be_bound(tmp_path: Path) -> None:
    minor = f"{sys.version_info.major}.{sys.version_info.minor}"
    write(tmp_path, {f"packages/{minor}/only_the_bridge_has_it.py": "def f(): ..."})
    done = run(
        request(tmp_path / "project", "only_the_bridge_has_it", "snakebridge"), "--packages", str(tmp_path / "packages")
    )
    codes = {failure["module"]: failure["code"] for failure in json.loads(done.stdout)["failures"]}
    assert codes == {"only_the_bridge_has_it": "NOT_INSTALLED", "snakebridge": "NOT_INSTALLED"}


def test_the_bridges_packages_are_found_in_the_folder_of_this_python(tmp_path: Path) -> None:
    import typeshed_client

    minor = f"{sys.version_info.major}.{sys.version_info.minor}"
    home = tmp_path / "packages" / minor
    home.mkdir(parents=True)
    (home / "typeshed_client").symlink_to(Path(typeshed_client.__file__).parent)
    # Without site-packages.
    bare = [sys.executable, "-I", "-S", str(SCRIPT)]
    text = request(tmp_path, "json").encode()
    without = subprocess.run(bare, input=text, capture_output=True)
    assert without.returncode == 2
    assert b"typeshed_client is not installed" in without.stderr
    found = subprocess.run([*bare, "--packages", str(tmp_path / "packages")], input=text, capture_output=True)
    assert (found.returncode, found.stderr) == (0, b"")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "not JSON"),
        ("[1]", "JSON object"),
        ("{}", "schema must be 1"),
        ('{"schema": 2, "project": "", "modules": {}}', "schema must be 1, not 2"),
        ('{"schema": 1, "modules": {}}', "project"),
        ('{"schema": 1, "project": ".", "modules": []}', "modules"),
        ('{"schema": 1, "project": ".", "modules": {"a": [1]}}', "modules['a']"),
        ('{"schema": 1, "project": ".", "paths": "src", "modules": {}}', "paths"),
        (b"\xff", "utf-8"),
        ("[" * 100_000, "not JSON"),
    ],
)
def test_a_bad_request_is_refused_in_one_line(text: str | bytes, fault: str) -> None:
    done = run(text)
    assert done.returncode == 2
    assert done.stdout == b""
    said = done.stderr.decode()
    assert said.startswith("snakebridge introspect: ")
    assert fault in said
    assert said.count("\n") == 1


def test_an_unknown_argument_is_refused() -> None:
    done = run("{}", "--package", "x")
    assert done.returncode == 2
    assert b"--packages" in done.stderr
