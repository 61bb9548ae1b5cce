"""Which modules are bound, what their public names stand for, and where each class is declared.

Runs before any type is converted, because types name classes by where they are declared.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .library_tables import STUB_ONLY
from .source.binder import Class, Function, Imported
from .source.exports import public_names
from .source.resolver import ModuleRef, Symbol, Target
from .types.aliases import is_class

if TYPE_CHECKING:
    from .program import Program


@dataclass
class BoundModule:
    name: str
    #: Public names in order, each with what it stands for after aliases; None: nothing that could be found.
    exports: dict[str, Target | None] = field(default_factory=dict)
    submodules: list[str] = field(default_factory=list)
    #: Modules that were read to know the names.
    touched: set[str] = field(default_factory=set)


def make_plan(program: Program, requested: Iterable[str]) -> dict[str, BoundModule]:
    """The requested modules and, recursively, their public submodules, sorted by name."""
    bound: dict[str, BoundModule] = {}
    waiting = list(requested)
    while waiting:
        name = waiting.pop()
        module = program.names.module(name)
        if name in bound or module is None or module.problem is not None:
            continue
        bound[name] = _bind(program, name)
        waiting += bound[name].submodules
    plan = {name: bound[name] for name in sorted(bound)}
    _assign_homes(program, plan)
    return plan


def _bind(program: Program, name: str) -> BoundModule:
    module = program.names.module(name)
    found = BoundModule(name)
    program.take_touched()
    for public in public_names(program.names, module) if module else ():
        if public.startswith("__") and public != "__version__":
            continue
        written = program.names.lookup(name, public)
        target = program.names.unalias(written)
        if isinstance(target, ModuleRef):
            if target.name.startswith(f"{name}."):
                if not _is_private(target.name) and target.name not in found.submodules:
                    found.submodules.append(target.name)
                    # Read now, so that what is wrong with it is told here.
                    program.names.module(target.name)
                if target.name == f"{name}.{public}":
                    continue
        elif (
            is_stub_only(program, written)
            or is_stub_only(program, target)
            or _is_stray(module.body.names.get(public) if module else None, written)
        ):
            continue
        found.exports[public] = target if is_class(program, target) or isinstance(target, ModuleRef) else written
    found.touched = program.take_touched()
    return found


def is_stub_only(program: Program, target: Target | None) -> bool:
    """Whether a name is there for type checkers and does not exist at run time."""
    if not isinstance(target, Symbol):
        return False
    if target.key in STUB_ONLY:
        return True
    binding = target.binding
    nodes = [binding.node] if isinstance(binding, Class) else binding.nodes if isinstance(binding, Function) else []
    for decorator in (item for node in nodes for item in node.decorator_list):
        marked = program.names.dotted(decorator, target)
        if isinstance(marked, Symbol) and marked.name == "type_check_only":
            return True
    return False


def _is_private(module: str) -> bool:
    return any(part.startswith("_") for part in module.split("."))


def _is_stray(binding: object, target: Target | None) -> bool:
    """A public-looking import of something that cannot be found, in a module without `__all__`."""
    return target is None and isinstance(binding, Imported) and binding.type_checking


def _assign_homes(program: Program, plan: dict[str, BoundModule]) -> None:
    """By where it is defined, if that offers it; else by the module with the shortest name that does."""
    settled: set[str] = set()
    for name in sorted(plan, key=lambda name: (name.count("."), len(name), name)):
        for public, target in plan[name].exports.items():
            if not isinstance(target, Symbol) or not is_class(program, target) or target.key in settled:
                continue
            key = target.key
            defining = plan.get(target.module.name)
            if program.class_id(target) != key or (defining and defining.exports.get(target.name) is target):
                settled.add(key)
            elif _may_move(target.module.name, name):
                settled.add(key)
                program.homes[key] = f"{name}:{public}"


def _may_move(defining: str, exporting: str) -> bool:
    """A class is declared by its own package; a private top-level module (`_io`) has none of its own to offer."""
    top = defining.partition(".")[0]
    return top.startswith("_") or top == exporting.partition(".")[0]
