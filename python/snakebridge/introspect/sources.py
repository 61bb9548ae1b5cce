"""Which files a module's declarations were read from, and which files of the user it needs when it runs."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from .ir import SourceIR
from .source.binder import Module

if TYPE_CHECKING:
    from .program import Program
    from .source.resolver import Names


def sources_of(program: Program, module: Module, touched: Iterable[str]) -> list[SourceIR]:
    """Sorted by path. Of a user's module only the user's own files, those it imports included."""
    user = module.location.origin["kind"] == "user"
    names = user_imports(program, module) if user else {module.name, *touched}
    found: dict[str, str] = {}
    for name in names:
        for view in (program.names, program.runs):
            read = view.module(name) if user else view.loaded(name)
            if read is not None and read.path is not None and (not user or _is_user(read)):
                found[read.path] = read.hash
    return [{"path": path, "hash": found[path]} for path in sorted(found)]


def user_imports(program: Program, module: Module) -> set[str]:
    """Names of the user's modules that a module imports, however deep, packages on the way and itself included."""
    found: set[str] = set()
    waiting = [module.name]
    while waiting:
        name = waiting.pop()
        if name in found or not _is_user(program.runs.module(name) or program.names.module(name)):
            continue
        found.add(name)
        parts = name.split(".")
        waiting += [".".join(parts[:end]) for end in range(1, len(parts))]
        for view in (program.runs, program.names):
            read = view.module(name)
            waiting += _imports(view, read) if read else []
    return found


def _is_user(module: Module | None) -> bool:
    return module is not None and module.location.origin["kind"] == "user"


def _imports(view: Names, module: Module) -> Iterator[str]:
    base = module.name.split(".") if module.location.package else module.name.split(".")[:-1]
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            package = base[: len(base) - node.level + 1] if node.level else []
            target = ".".join([*package, *([node.module] if node.module else [])])
            if target:
                yield target
                yield from (f"{target}.{alias.name}" for alias in node.names if alias.name != "*")
