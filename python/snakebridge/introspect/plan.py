"""Plans the output: which modules are bound, what their public names mean, and which module declares each class.

The plan is made before any type is converted, because a type names a class by the module that declares it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .library_tables import STUB_ONLY_NAMES
from .source.binder import Class, Function, Import
from .source.exports import list_public_names
from .source.resolver import ModuleReference, Symbol, Target
from .types.aliases import is_class

if TYPE_CHECKING:
    from .program import Program


@dataclass
class BoundModule:
    """A module that the output binds."""

    name: str
    #: The public names in order, each with what it means after aliases are followed; None if that cannot be found.
    exports: dict[str, Target | None] = field(default_factory=dict)
    #: The full names of the public submodules.
    submodules: list[str] = field(default_factory=list)
    #: The modules that were read to find the names.
    touched_modules: set[str] = field(default_factory=set)


def make_plan(program: Program, requested_modules: Iterable[str]) -> dict[str, BoundModule]:
    """Returns the requested modules and, recursively, their public submodules, sorted by name."""
    bound_modules: dict[str, BoundModule] = {}
    stack = list(requested_modules)
    while stack:
        name = stack.pop()
        module = program.resolver.get_module(name)
        if name in bound_modules or module is None or module.problem is not None:
            continue
        bound_modules[name] = _bind_module(program, name)
        stack += bound_modules[name].submodules
    plan = {name: bound_modules[name] for name in sorted(bound_modules)}
    _assign_homes(program, plan)
    return plan


def _bind_module(program: Program, name: str) -> BoundModule:
    module = program.resolver.get_module(name)
    bound_module = BoundModule(name)
    program.take_touched_modules()
    for public_name in list_public_names(program.resolver, module) if module else ():
        if public_name.startswith("__") and public_name != "__version__":
            continue
        direct_target = program.resolver.resolve_name(name, public_name)
        target = program.resolver.follow_alias(direct_target)
        if isinstance(target, ModuleReference):
            if target.name.startswith(f"{name}."):
                if not _is_private_module(target.name) and target.name not in bound_module.submodules:
                    bound_module.submodules.append(target.name)
                    # Read now, so that a problem of the submodule is reported for this module.
                    program.resolver.get_module(target.name)
                if target.name == f"{name}.{public_name}":
                    continue
        elif (
            is_stub_only(program, direct_target)
            or is_stub_only(program, target)
            or _is_missing_import(module.body.names.get(public_name) if module else None, direct_target)
        ):
            continue
        bound_module.exports[public_name] = (
            target if is_class(program, target) or isinstance(target, ModuleReference) else direct_target
        )
    bound_module.touched_modules = program.take_touched_modules()
    return bound_module


def is_stub_only(program: Program, target: Target | None) -> bool:
    """Returns whether a name exists only for type checkers, not at run time."""
    if not isinstance(target, Symbol):
        return False
    if target.key in STUB_ONLY_NAMES:
        return True
    binding = target.binding
    nodes = [binding.node] if isinstance(binding, Class) else binding.nodes if isinstance(binding, Function) else []
    for decorator in (item for node in nodes for item in node.decorator_list):
        decorator_target = program.resolver.resolve_dotted_name(decorator, target)
        if isinstance(decorator_target, Symbol) and decorator_target.name == "type_check_only":
            return True
    return False


def _is_private_module(module: str) -> bool:
    return any(part.startswith("_") for part in module.split("."))


def _is_missing_import(binding: object, target: Target | None) -> bool:
    """Returns whether a public-looking name is an import for type checkers that leads nowhere."""
    return target is None and isinstance(binding, Import) and binding.type_checking_only


def _assign_homes(program: Program, plan: dict[str, BoundModule]) -> None:
    """Decides which module declares each class.

    It is the module that defines the class, if that is bound and exports it; else the exporting module with the
    shortest name.
    """
    assigned_keys: set[str] = set()
    for name in sorted(plan, key=lambda name: (name.count("."), len(name), name)):
        for public_name, target in plan[name].exports.items():
            if not isinstance(target, Symbol) or not is_class(program, target) or target.key in assigned_keys:
                continue
            key = target.key
            defining = plan.get(target.module.name)
            if program.get_class_id(target) != key or (defining and defining.exports.get(target.name) is target):
                assigned_keys.add(key)
            elif _may_move_class(target.module.name, name):
                assigned_keys.add(key)
                program.class_ids[key] = f"{name}:{public_name}"


def _may_move_class(defining: str, exporting: str) -> bool:
    """Returns whether the module `exporting` may declare a class that the module `defining` defines.

    A class stays in its own package. A private top-level module (`_io`) has no public name for its classes, so they may
    move.
    """
    top = defining.partition(".")[0]
    return top.startswith("_") or top == exporting.partition(".")[0]
