"""Lists the files that a module's declarations depend on; for a module of the user, the files that it imports."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from .ir import SourceIR
from .source.binder import Module

if TYPE_CHECKING:
    from .program import Program
    from .source.resolver import Resolver


def collect_sources(program: Program, module: Module, touched_modules: Iterable[str]) -> list[SourceIR]:
    """Returns the files that a module depends on, sorted by path.

    For a module of the user these are the user's own files: its own and those it imports. For any other module they are
    the files that were read.
    """
    is_user = module.location.origin["kind"] == "user"
    names = find_user_imports(program, module) if is_user else {module.name, *touched_modules}
    hashes: dict[str, str] = {}
    for name in names:
        for view in (program.resolver, program.runtime_resolver):
            module_view = view.get_module(name) if is_user else view.get_loaded_module(name)
            if (
                module_view is not None
                and module_view.path is not None
                and (not is_user or _is_user_module(module_view))
            ):
                hashes[module_view.path] = module_view.hash
    return [{"path": path, "hash": hashes[path]} for path in sorted(hashes)]


def find_user_imports(program: Program, module: Module) -> set[str]:
    """Returns the names of the user's modules that a module imports, directly or through others.

    The module itself and the packages that contain the imported modules are included.
    """
    names: set[str] = set()
    stack = [module.name]
    while stack:
        name = stack.pop()
        if name in names or not _is_user_module(
            program.runtime_resolver.get_module(name) or program.resolver.get_module(name)
        ):
            continue
        names.add(name)
        parts = name.split(".")
        stack += [".".join(parts[:end]) for end in range(1, len(parts))]
        for view in (program.runtime_resolver, program.resolver):
            module_view = view.get_module(name)
            stack += _walk_imports(view, module_view) if module_view else []
    return names


def _is_user_module(module: Module | None) -> bool:
    return module is not None and module.location.origin["kind"] == "user"


def _walk_imports(view: Resolver, module: Module) -> Iterator[str]:
    """Yields the full names that the import statements of a module mention."""
    base = module.name.split(".") if module.location.is_package else module.name.split(".")[:-1]
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            package = base[: len(base) - node.level + 1] if node.level else []
            target = ".".join([*package, *([node.module] if node.module else [])])
            if target:
                yield target
                yield from (f"{target}.{alias.name}" for alias in node.names if alias.name != "*")
