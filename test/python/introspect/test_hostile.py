"""Files made to break a reader: none may hang, crash or be run."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from introspection import ask, fixture, write


def test_a_package_that_raises_at_import_is_introspected_and_never_imported() -> None:
    found = fixture("crashes_on_import")
    assert found.signatures("crashes_on_import", "unreachable") == ["(value: int) -> str"]
    assert found.of("crashes_on_import", "unreachable")["doc"] == "Still described."
    assert "crashes_on_import" not in sys.modules


@pytest.mark.parametrize(
    "annotation",
    [
        " | ".join(["int"] * 1000),
        "list[" * 150 + "int" + "]" * 150,
        "Optional[" * 99 + "int" + "]" * 99,
        "'" + "list[" * 1000 + "int" + "]" * 1000 + "'",
        "a" + ".a" * 900,
        "Union[" + ", ".join(f"Literal['{index}']" for index in range(2000)) + "]",
    ],
)
def test_deep_and_wide_annotations_end(tmp_path: Path, annotation: str) -> None:
    text = f"from typing import *\ndef before() -> int: ...\ndef f() -> {annotation}: ...\ndef after() -> int: ..."
    found = ask(write(tmp_path, {"deep.py": text}), ["deep"])
    if found.data["failures"]:
        assert found.failure()["code"] == "SYNTAX"
    else:
        assert found.names("deep") == ["before", "f", "after"]


@pytest.mark.parametrize(
    "text",
    [
        "A = B\nB = A\ndef f() -> A: ...",
        "A = 'A'\ndef f() -> A: ...",
        "from typing import *\nA: TypeAlias = 'Union[A, B]'\nB: TypeAlias = 'Union[B, A]'\ndef f(x: A) -> B: ...",
        "from typing import *\nT = TypeVar('T', bound='T')\ndef f(x: T) -> T: ...",
        "from typing import *\nT = TypeVar('T', bound='List[T]')\ndef f(x: T) -> T: ...",
        "from typing import *\nN = NewType('N', 'N')\ndef f(x: N) -> N: ...",
        "class A:\n  B = A\n  class C:\n    D = B\ndef f() -> A.B.B.B.C: ...",
        "class A:\n  x = x\n  def x(self): ...\ndef f() -> 'A.x': ...",
        "__all__ = __all__\ndef f(): ...",
        "import loop\nfrom loop import f as g\n__all__ = loop.__all__ + ['f']\ndef f(): ...",
    ],
)
def test_definitions_in_a_circle_end(tmp_path: Path, text: str) -> None:
    assert "f" in ask(write(tmp_path, {"loop.py": text}), ["loop"]).names("loop")


@pytest.mark.parametrize(
    "text",
    [
        "if a == 0:\n  x = 0\n" + "".join(f"elif a == {index}:\n  x = {index}\n" for index in range(2000)),
        "x = " + " | ".join(["int"] * 2000),
        "x = " + " + ".join(["1"] * 2000),
        "x = a" + ".a" * 900,
        "@a" + ".a" * 900 + "\ndef x(): ...",
        "class x(a" + ".a" * 900 + "): ...",
        "def x(a=" + " + ".join(["1"] * 2000) + "): ...",
        "__all__ = " + " + ".join(["['x']"] * 2000) + "\nx = 1",
        "".join(f"class C{index}({f'C{index - 1}' if index else ''}): ...\n" for index in range(400)) + "x = C399()",
        "".join("  " * depth + f"class C{depth}:\n" for depth in range(90)) + "  " * 90 + "y = 1\nx = 1",
        "from __future__ import annotations\n"
        + "".join(f"A{i} = A{i + 1}\n" for i in range(1500))
        + "def x() -> A0: ...",
        "from typing import *\n" + "".join(f"A{i} = List['A{i + 1}']\n" for i in range(600)) + "def x() -> A0: ...",
    ],
)
def test_long_code_ends(tmp_path: Path, text: str) -> None:
    found = ask(write(tmp_path, {"long.py": text}), ["long"])
    if found.data["failures"]:
        assert found.failure()["code"] == "SYNTAX"
    else:
        assert "x" in found.names("long")


def test_text_is_data(tmp_path: Path) -> None:
    text = '''
"""Ends */ here ${x} `y` \\u2028 </script>"""
from typing import Literal
def f(x: Literal["*/", "`${1}`", "\\\\", "\\ud800"] = "*/") -> "None":
    """*/ alert(1) /* \\x00"""
'''
    found = ask(write(tmp_path, {"text.py": text}), ["text"])
    (signature,) = found.of("text", "f")["overloads"]
    assert signature["parameters"][0]["type"]["values"] == ["*/", "`${1}`", "\\", "\ud800"]
    assert found.of("text", "f")["doc"] == "*/ alert(1) /* \x00"
    assert found.module("text")["doc"].startswith("Ends */ here")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ("# -*- coding: latin-1 -*-\ndef f() -> int:\n  'Größe'\n".encode("latin-1"), None),
        (b"\xef\xbb\xbfdef f() -> int:\n  'bom'\n", None),
        ("def f() -> int:\n  'Größe'\n".encode("latin-1"), "SYNTAX"),
        (b"# coding: no-such-codec\ndef f() -> int: ...\n", "SYNTAX"),
        (b"def f() -> int: ...\n\x00\n", "SYNTAX"),
        (b"", None),
    ],
)
def test_encodings_are_honoured_and_bad_ones_told(tmp_path: Path, data: bytes, code: str | None) -> None:
    found = ask(write(tmp_path, {"bytes_.py": data}), ["bytes_"])
    if code is not None:
        assert found.failure()["code"] == code
        assert "bytes_.py" in found.failure()["message"]
    elif data:
        assert found.signatures("bytes_", "f") == ["() -> int"]
        assert found.of("bytes_", "f")["doc"] in ("Größe", "bom")
    else:
        assert found.names("bytes_") == []


def test_a_file_that_cannot_be_read_is_a_failure(tmp_path: Path) -> None:
    (tmp_path / "gone.py").symlink_to(tmp_path / "nowhere")
    assert ask(tmp_path, ["gone"]).failure()["code"] in ("SYNTAX", "MODULE_NOT_FOUND", "NOT_INSTALLED")


def test_code_in_annotations_and_defaults_is_not_run(tmp_path: Path) -> None:
    marker = tmp_path / "ran"
    text = f"def f(x: open({str(marker)!r}, 'w') = open({str(marker)!r}, 'w')) -> exec('1'): ..."
    found = ask(write(tmp_path, {"runs.py": text}), ["runs"])
    assert found.names("runs") == ["f"]
    assert not marker.exists()


def test_nothing_is_written_beside_the_users_files(tmp_path: Path) -> None:
    write(tmp_path, {"pkg/__init__.py": "from .a import f", "pkg/a.py": "def f(): ..."})
    ask(tmp_path, ["pkg"])
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["__init__.py", "a.py", "pkg"]
