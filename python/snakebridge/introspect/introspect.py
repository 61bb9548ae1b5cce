"""Puts an introspection together: requested modules in, the printed structure out. Decides order, nothing else."""

from __future__ import annotations

import sys

from .declarations.declare import declare, declare_class
from .failures import invalid_specifier, missing_module, missing_name, syntax_failure
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
from .reachable_classes import Closure, every_type
from .request import Request
from .source.binder import Module
from .source.exports import dunder_all, has_getattr
from .source.finder import Finder
from .source.resolver import Symbol, Target
from .sources import sources_of
from .types.aliases import is_class
from .types.substitution import parts


def introspect(request: Request, finder: Finder) -> Introspection:
    program = Program(finder)
    failures: list[FailureIR] = []
    wanted = [name for name in sorted(request.modules) if _readable(program, name, failures)]
    plan = make_plan(program, wanted)
    builder = _Builder(program, plan)
    for name in wanted:
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
        "aliases": _used_aliases(program, modules),
        "failures": failures,
    }


def _readable(program: Program, name: str, failures: list[FailureIR]) -> bool:
    invalid = invalid_specifier(name)
    if invalid is not None:
        failures.append(invalid)
        return False
    module = program.names.module(name) if program.finder.is_installed(name) else None
    if module is None:
        failures.append(missing_module(program.finder, name))
        return False
    if module.problem is not None:
        failures.append(syntax_failure(name, module.problem))
        return False
    return True


class _Builder:
    def __init__(self, program: Program, plan: dict[str, BoundModule]) -> None:
        self._program = program
        self._plan = plan
        self._closure = Closure(program, frozenset(plan))
        self._declarations: dict[str, list[Declaration]] = {name: [] for name in plan}
        self._touched: dict[str, set[str]] = {}
        #: Names that were asked for of modules that do not list what they have.
        self._extra: dict[str, list[str]] = {}

    def check_names(self, module: str, names: tuple[str, ...]) -> list[FailureIR]:
        bound = self._plan[module]
        existing = [*bound.exports, *(name.rpartition(".")[2] for name in bound.submodules)]
        missing = [name for name in dict.fromkeys(names) if name not in existing]
        if missing and self._is_open(module):
            self._extra[module] = [name for name in missing if name.isidentifier() and not name.startswith("_")]
            missing = [name for name in missing if name not in self._extra[module]]
        return [missing_name(module, name, existing) for name in missing]

    def build(self) -> list[ModuleIR]:
        for name in self._plan:
            self._claim(name)
        for name, bound in self._plan.items():
            self._bound(name, bound)
        while True:
            found = self._closure.next()
            if found is None:
                break
            self._support(*found)
        return [self._module(name) for name in sorted(self._declarations)]

    def _is_open(self, name: str) -> bool:
        """Whether only a run could tell which names a module has."""
        module = self._program.names.module(name)
        if module is None or module.location.compiled:
            return True
        listed = dunder_all(self._program.names, module)
        return has_getattr(module) and (module.stub or listed is None or not listed.exact)

    def _claim(self, name: str) -> None:
        """Classes whose home is a bound module are taken before any reference to them is met."""
        for public, target in self._plan[name].exports.items():
            if isinstance(target, Symbol) and is_class(self._program, target):
                id = self._program.class_id(target)
                if id == f"{name}:{public}":
                    self._closure.declared(id, target)

    def _bound(self, name: str, bound: BoundModule) -> None:
        self._program.take_touched()
        for public, target in bound.exports.items():
            for declaration in self._declare(name, public, target):
                self._declarations[name].append(declaration)
                self._closure.follow(declaration, None)
        for public in self._extra.get(name, ()):
            self._declarations[name].append(declare(self._program, public, None))
        self._touched[name] = bound.touched | self._program.take_touched()

    def _declare(self, module: str, name: str, target: Target | None) -> list[Declaration]:
        program = self._program
        if isinstance(target, Symbol) and is_class(program, target):
            id = program.class_id(target)
            if id == f"{module}:{name}":
                return list(self._class(target, True))
            if self._closure.may_declare(id):
                return [{"kind": "reexport", "name": name, "class": id}]
            of: TypeIR = {"t": "type", "of": {"t": "class", "id": id, "args": []}}
            return [{"kind": "variable", "name": name, "type": of, "source": "inference", "doc": None, "line": None}]
        return [declare(program, name, target)]

    def _class(self, symbol: Symbol, value: bool) -> list[ClassDeclaration]:
        """A class and the public classes inside it."""
        program = self._program
        found = [declare_class(program, symbol, value)]
        for name in program.names.body(symbol).names:
            inner = program.names.member(symbol, name)
            if inner is not None and not name.startswith("_") and is_class(program, inner):
                self._closure.declared(program.class_id(inner), inner)
                found += self._class(inner, value)
        return found

    def _support(self, id: str, symbol: Symbol) -> None:
        home = id.partition(":")[0]
        before = self._touched.setdefault(home, set())
        self._program.take_touched()
        value = home in self._plan and self._is_offered(home, symbol)
        for declaration in self._class(symbol, value):
            known = self._declarations.setdefault(home, [])
            if all(item.get("id") != declaration["id"] for item in known):
                known.append(declaration)
            self._closure.follow(declaration, symbol.module.name.partition(".")[0])
        before |= self._program.take_touched()

    def _is_offered(self, home: str, symbol: Symbol) -> bool:
        """A class inside a public class of a bound module is a value too."""
        outer = self._plan[home].exports.get(symbol.name.partition(".")[0])
        return outer is not None and "." in symbol.name and "._" not in symbol.name

    def _module(self, name: str) -> ModuleIR:
        program = self._program
        module = program.names.module(name)
        assert module is not None, name
        bound = self._plan.get(name)
        touched = self._touched.get(name, set())
        return {
            "name": name,
            "bound": bound is not None,
            "origin": module.location.origin,
            "doc": program.docs.of_module(module) if bound else None,
            "declarations": self._declarations[name],
            "submodules": sorted(item for item in bound.submodules if item in self._plan) if bound else [],
            "sources": sources_of(program, module, touched),
            "problems": self._problems(module, touched),
        }

    def _problems(self, module: Module, touched: set[str]) -> list[ProblemIR]:
        found = list(self._program.problems.get(module.name, {}).values())
        for name in sorted(touched - {module.name}):
            other = self._program.names.loaded(name)
            if other is not None and other.problem is not None:
                found.append(other.problem)
        return found


def _used_aliases(program: Program, modules: list[ModuleIR]) -> dict[str, AliasIR]:
    """Expansions of the aliases that the output mentions, by name."""
    used: set[str] = set()
    waiting: list[TypeIR] = [
        type_ for module in modules for declaration in module["declarations"] for type_ in every_type(declaration)
    ]
    seen: set[int] = set()
    while waiting:
        type_ = waiting.pop()
        # Types are shared: each object is looked at once.
        if id(type_) in seen:
            continue
        seen.add(id(type_))
        if type_["t"] == "alias" and type_["name"] not in used:
            used.add(type_["name"])
            waiting.append(program.aliases[type_["name"]]["type"])
            waiting += program.aliases[type_["name"]]["parameters"]
        elif type_["t"] == "typevar":
            waiting += [item for item in (type_["bound"], *type_["constraints"], type_["default"]) if item]
        waiting += parts(type_)
    return {name: program.aliases[name] for name in sorted(used)}
