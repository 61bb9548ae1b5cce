"""Builds one introspection: takes the requested modules, returns the structure to print. Decides only the order."""

from __future__ import annotations

import sys

from .declarations.declare import declare_class, declare_name
from .failures import check_specifier, report_missing_module, report_missing_name, report_syntax_error
from .ir import (
    SCHEMA_VERSION,
    AliasIR,
    ClassDeclaration,
    Declaration,
    FailureIR,
    Introspection,
    ModuleIR,
    ProblemIR,
    TypeIR,
)
from .plan import BoundModule, make_plan
from .program import Program
from .reachable_classes import ReachableClasses, walk_types
from .request import Request
from .source.binder import Module
from .source.exports import has_getattr, read_dunder_all
from .source.finder import Finder
from .source.resolver import Symbol, Target
from .sources import collect_sources
from .types.aliases import is_class
from .types.substitution import list_parts


def introspect(request: Request, finder: Finder) -> Introspection:
    """Introspects the requested modules, their public submodules, and the classes that these return.

    A module or name that cannot be bound becomes a failure in the result.
    """
    program = Program(finder)
    failures: list[FailureIR] = []
    names = [name for name in sorted(request.modules) if _check_module(program, name, failures)]
    plan = make_plan(program, names)
    builder = _IntrospectionBuilder(program, plan)
    for name in names:
        failures += builder.check_names(name, request.modules[name])
    modules = builder.build()
    return {
        "schema": SCHEMA_VERSION,
        "python": {
            "version": ".".join(map(str, sys.version_info[:3])),
            "implementation": sys.implementation.name,
            "platform": sys.platform,
        },
        "modules": modules,
        "aliases": _collect_aliases(program, modules),
        "failures": failures,
    }


def _check_module(program: Program, name: str, failures: list[FailureIR]) -> bool:
    """Returns whether a requested module can be bound; adds the reason to `failures` if it cannot."""
    failure = check_specifier(name)
    if failure is not None:
        failures.append(failure)
        return False
    module = program.resolver.get_module(name) if program.finder.is_installed(name) else None
    if module is None:
        failures.append(report_missing_module(program.finder, name))
        return False
    if module.problem is not None:
        failures.append(report_syntax_error(name, module.problem))
        return False
    return True


class _IntrospectionBuilder:
    """Collects the declarations of the bound modules, then those of the classes that are reachable from them."""

    def __init__(self, program: Program, plan: dict[str, BoundModule]) -> None:
        self._program = program
        self._plan = plan
        self._reachable = ReachableClasses(program, frozenset(plan))
        self._declarations: dict[str, list[Declaration]] = {name: [] for name in plan}
        self._touched_modules: dict[str, set[str]] = {}
        #: By module, the requested names that the module does not list but may have when it runs.
        self._unlisted_names: dict[str, list[str]] = {}

    def check_names(self, module: str, names: tuple[str, ...]) -> list[FailureIR]:
        """Returns a failure for each requested name that the module does not have."""
        bound = self._plan[module]
        existing_names = [*bound.exports, *(name.rpartition(".")[2] for name in bound.submodules)]
        missing_names = [name for name in dict.fromkeys(names) if name not in existing_names]
        if missing_names and self._has_unlisted_names(module):
            self._unlisted_names[module] = [
                name for name in missing_names if name.isidentifier() and not name.startswith("_")
            ]
            missing_names = [name for name in missing_names if name not in self._unlisted_names[module]]
        return [report_missing_name(module, name, existing_names) for name in missing_names]

    def build(self) -> list[ModuleIR]:
        """Returns all modules of the output, sorted by name."""
        for name in self._plan:
            self._claim_classes(name)
        for name, bound in self._plan.items():
            self._declare_module(name, bound)
        while True:
            reachable = self._reachable.take_next()
            if reachable is None:
                break
            self._declare_reachable(*reachable)
        return [self._build_module(name) for name in sorted(self._declarations)]

    def _has_unlisted_names(self, name: str) -> bool:
        """Returns whether only a run can tell which names a module has."""
        module = self._program.resolver.get_module(name)
        if module is None or module.location.is_compiled:
            return True
        dunder_all = read_dunder_all(self._program.resolver, module)
        return has_getattr(module) and (module.is_stub or dunder_all is None or not dunder_all.is_exact)

    def _claim_classes(self, name: str) -> None:
        """Marks the classes whose home is this module as declared, before anything refers to them."""
        for public_name, target in self._plan[name].exports.items():
            if isinstance(target, Symbol) and is_class(self._program, target):
                id = self._program.get_class_id(target)
                if id == f"{name}:{public_name}":
                    self._reachable.mark_declared(id, target)

    def _declare_module(self, name: str, bound: BoundModule) -> None:
        """Declares the public names of a bound module."""
        self._program.take_touched_modules()
        for public_name, target in bound.exports.items():
            for declaration in self._declare_name(name, public_name, target):
                self._declarations[name].append(declaration)
                self._reachable.add_references(declaration, None)
        for public_name in self._unlisted_names.get(name, ()):
            self._declarations[name].append(declare_name(self._program, public_name, None))
        self._touched_modules[name] = bound.touched_modules | self._program.take_touched_modules()

    def _declare_name(self, module: str, name: str, target: Target | None) -> list[Declaration]:
        """Returns the declarations of one public name: several for a class with public classes inside."""
        program = self._program
        if isinstance(target, Symbol) and is_class(program, target):
            id = program.get_class_id(target)
            if id == f"{module}:{name}":
                return list(self._declare_class(target, True))
            if self._reachable.may_declare(id):
                return [{"kind": "reexport", "name": name, "class": id}]
            type_: TypeIR = {"t": "type", "of": {"t": "class", "id": id, "args": []}}
            return [{"kind": "variable", "name": name, "type": type_, "source": "inference", "doc": None, "line": None}]
        return [declare_name(program, name, target)]

    def _declare_class(self, symbol: Symbol, value: bool) -> list[ClassDeclaration]:
        """Returns the declarations of a class and of the public classes inside it."""
        program = self._program
        declarations = [declare_class(program, symbol, value)]
        for name in program.resolver.get_body(symbol).names:
            inner = program.resolver.get_member(symbol, name)
            if inner is not None and not name.startswith("_") and is_class(program, inner):
                self._reachable.mark_declared(program.get_class_id(inner), inner)
                declarations += self._declare_class(inner, value)
        return declarations

    def _declare_reachable(self, id: str, symbol: Symbol) -> None:
        """Declares a reachable class in the module that is its home."""
        home = id.partition(":")[0]
        touched_modules = self._touched_modules.setdefault(home, set())
        self._program.take_touched_modules()
        value = home in self._plan and self._is_public_inner_class(home, symbol)
        for declaration in self._declare_class(symbol, value):
            declarations = self._declarations.setdefault(home, [])
            if all(item.get("id") != declaration["id"] for item in declarations):
                declarations.append(declaration)
            self._reachable.add_references(declaration, symbol.module.name.partition(".")[0])
        touched_modules |= self._program.take_touched_modules()

    def _is_public_inner_class(self, home: str, symbol: Symbol) -> bool:
        """Returns whether a class is inside a public class of a bound module and so exists at run time."""
        outer = self._plan[home].exports.get(symbol.name.partition(".")[0])
        return outer is not None and "." in symbol.name and "._" not in symbol.name

    def _build_module(self, name: str) -> ModuleIR:
        program = self._program
        module = program.resolver.get_module(name)
        assert module is not None, name
        bound = self._plan.get(name)
        touched_modules = self._touched_modules.get(name, set())
        return {
            "name": name,
            "bound": bound is not None,
            "origin": module.location.origin,
            "doc": program.docstrings.find_module_docstring(module) if bound else None,
            "declarations": self._declarations[name],
            "submodules": sorted(item for item in bound.submodules if item in self._plan) if bound else [],
            "sources": collect_sources(program, module, touched_modules),
            "problems": self._collect_problems(module, touched_modules),
        }

    def _collect_problems(self, module: Module, touched_modules: set[str]) -> list[ProblemIR]:
        problems = list(self._program.problems.get(module.name, {}).values())
        for name in sorted(touched_modules - {module.name}):
            other = self._program.resolver.get_loaded_module(name)
            if other is not None and other.problem is not None:
                problems.append(other.problem)
        return problems


def _collect_aliases(program: Program, modules: list[ModuleIR]) -> dict[str, AliasIR]:
    """Returns the expansions of the aliases that the output mentions, by name."""
    alias_names: set[str] = set()
    stack: list[TypeIR] = [
        type_ for module in modules for declaration in module["declarations"] for type_ in walk_types(declaration)
    ]
    visited_ids: set[int] = set()
    while stack:
        type_ = stack.pop()
        # Declarations share type objects. Each object is visited once.
        if id(type_) in visited_ids:
            continue
        visited_ids.add(id(type_))
        if type_["t"] == "alias" and type_["name"] not in alias_names:
            alias_names.add(type_["name"])
            stack.append(program.aliases[type_["name"]]["type"])
            stack += program.aliases[type_["name"]]["parameters"]
        elif type_["t"] == "typevar":
            stack += [item for item in (type_["bound"], *type_["constraints"], type_["default"]) if item]
        stack += list_parts(type_)
    return {name: program.aliases[name] for name in sorted(alias_names)}
