"""Asks the introspector in this process, and reads what it says in short text."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from snakebridge.introspect.cli import find_typeshed
from snakebridge.introspect.introspect import introspect
from snakebridge.introspect.ir import Introspection, SignatureIR, TypeIR
from snakebridge.introspect.request import Request
from snakebridge.introspect.source.finder import Finder

FIXTURES = Path(__file__).parents[3] / "fixtures" / "python"


@dataclass(frozen=True)
class Answer:
    data: Introspection

    def module(self, name: str) -> Any:
        return next(module for module in self.data["modules"] if module["name"] == name)

    def names(self, module: str) -> list[str]:
        return [item["name"] for item in self.module(module)["declarations"]]

    def of(self, module: str, name: str) -> Any:
        """A declaration, or a member of one for `Class.member`."""
        outer, dot, inner = name.rpartition(".")
        for item in self.module(module)["declarations"]:
            if item["name"] == name:
                return item
            if dot and item["name"] == outer:
                for member in item["members"]:
                    if member["name"] == inner:
                        return member
        raise KeyError(f"{module}.{name} among {self.names(module)}")

    def signatures(self, module: str, name: str) -> list[str]:
        found = self.of(module, name)
        return [signature(item) for item in found["constructors" if found["kind"] == "class" else "overloads"]]

    def type(self, module: str, name: str) -> str:
        return show(self.of(module, name)["type"])

    def alias(self, name: str) -> str:
        return show(self.data["aliases"][name]["type"])

    def failure(self) -> Any:
        (failure,) = self.data["failures"]
        return failure

    def verdicts(self, module: str, name: str) -> list[str]:
        """For each signature the positions that take a mapping, by name."""
        found = self.of(module, name)
        signatures = found["constructors" if found["kind"] == "class" else "overloads"]
        positional = ("positional-only", "positional-or-keyword", "var-positional")
        return [
            " ".join(item["name"] for item in each["parameters"] if item["mapping"] and item["kind"] in positional)
            for each in signatures
        ]


def ask(
    project: Path,
    modules: Mapping[str, Iterable[str]] | Iterable[str],
    *,
    paths: Iterable[str] = (".",),
    search: Iterable[Path] | None = None,
) -> Answer:
    """`search`: instead of the search path of this interpreter (its standard library stays)."""
    wanted = modules if isinstance(modules, Mapping) else dict.fromkeys(modules, ())
    roots = [path for path in sys.path if path]
    if search is not None:
        roots = [*map(str, search), *(path for path in roots if "site-packages" not in path)]
    request = Request(str(project), tuple(paths), {name: tuple(names) for name, names in wanted.items()})
    return Answer(introspect(request, Finder(request.project, request.paths, roots, find_typeshed())))


@cache
def fixture(module: str) -> Answer:
    return ask(FIXTURES.parent, [module], paths=("python",))


@cache
def installed(*modules: str) -> Answer:
    return ask(FIXTURES.parent, modules, paths=())


def write(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def show(type_: TypeIR) -> str:
    """`list[int | None]`; `@Alias`, `~T` for a type variable, `?text` for what was not resolved."""
    inner = ", ".join(map(show, type_.get("args") or ()))  # type: ignore[arg-type]
    match type_["t"]:
        case "class":
            name = type_["id"].removeprefix("builtins:").removeprefix("collections.abc:")
            return f"{name}[{inner}]" if inner else name
        case "alias":
            name = "@" + type_["name"].partition(":")[2]
            return f"{name}[{inner}]" if inner else name
        case "union":
            return " | ".join(map(show, type_["items"]))
        case "literal":
            return f"Literal{type_['values']}"
        case "tuple":
            parts = [*map(show, type_["items"]), *([f"*{show(type_['rest'])}"] if type_["rest"] else [])]
            return f"tuple({', '.join(parts)})"
        case "callable":
            given = "..." if type_["parameters"] is None else ", ".join(map(show, type_["parameters"]))
            return f"({given}) -> {show(type_['result'])}"
        case "type":
            return f"type[{show(type_['of'])}]"
        case "typevar":
            return f"~{type_['name']}"
        case "module":
            return f"module {type_['name']}"
        case "unresolved":
            return f"?{type_['text']}"
    return type_["t"]


_MARKS = {"var-positional": "*", "var-keyword": "**", "keyword-only": "key ", "positional-only": "pos "}


def signature(given: SignatureIR) -> str:
    parts = []
    for item in given["parameters"]:
        text = f"{_MARKS.get(item['kind'], '')}{item['name']}: {show(item['type'])}"
        parts.append(text if item["default"] is None else f"{text} = {item['default']}")
    receiver = f"<{show(given['self'])}>" if given["self"] else ""
    return f"{receiver}({', '.join(parts)}) -> {show(given['result'])}"
