"""State of one introspection run: the parsed modules and memoised facts. Not shared between runs.

Computes nothing about types: the files that do keep their results here, each in a table of its own (`Program.state`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

from .ir import AliasIR, ProblemIR, TypeIR
from .library_tables import ABC_HOME, ABCS
from .source.binder import Module
from .source.docstrings import Docs
from .source.finder import Finder, Location
from .source.resolver import Names, Symbol

T = TypeVar("T")

_PROBLEMS_PER_MODULE = 50


class Program:
    def __init__(self, finder: Finder) -> None:
        self.finder = finder
        #: By the files that declare types.
        self.names = Names(finder.find)
        #: By the files that run: only docstrings and run-time names are taken from it.
        self.runs = Names(self._running)
        #: Where a class is declared in the output, by where it is defined; complete before types are converted.
        self.homes: dict[str, str] = {}
        self.aliases: dict[str, AliasIR] = {}
        self.type_variables: dict[Symbol, TypeIR] = {}
        self.problems: dict[str, dict[str, ProblemIR]] = {}
        self.docs = Docs(self.runs)
        self._classes: dict[str, Symbol] = {}
        self._states: dict[Callable[[Program], object], object] = {}

    def state(self, kind: Callable[[Program], T]) -> T:
        """Returns this run's one instance of `kind`. It is made when it is first needed."""
        known = self._states.get(kind)
        if known is None:
            known = self._states[kind] = kind(self)
        return cast("T", known)

    def class_id(self, symbol: Symbol) -> str:
        key = symbol.key
        home = self.homes.get(key)
        if home is None:
            module, _, qualname = key.partition(":")
            head, dot, rest = qualname.partition(".")
            if dot:
                home = self.homes.get(f"{module}:{head}", f"{module}:{head}") + dot + rest
            else:
                home = (
                    ABC_HOME + ABCS[qualname] if module in ("typing", "typing_extensions") and qualname in ABCS else key
                )
            self.homes[key] = home
        self._classes.setdefault(home, symbol)
        return home

    def symbol(self, id: str) -> Symbol | None:
        """The definition of a class by its id."""
        known = self._classes.get(id)
        if known is None:
            module, _, qualname = id.partition(":")
            found = self.names.unalias(self.names.qualified(module, qualname))
            known = found if isinstance(found, Symbol) else None
        return known

    def take_touched(self) -> set[str]:
        """Names of the modules that were looked at since the last time this was asked."""
        touched = self.names.touched | self.runs.touched
        self.names.touched, self.runs.touched = set(), set()
        return touched

    def note_unresolved(self, module: Module, text: str, line: int | None) -> None:
        noted = self.problems.setdefault(module.name, {})
        if text not in noted and len(noted) < _PROBLEMS_PER_MODULE:
            message = f"the annotation `{text[:120]}` cannot be resolved"
            noted[text] = {"code": "UNRESOLVED", "message": message, "path": module.path, "line": line}

    def _running(self, name: str) -> Location | None:
        location = self.finder.find(name)
        if location is None or location.path is None or not location.stub:
            return location
        if location.source is None or not location.source.endswith(".py"):
            return None
        return Location(name, location.source, False, location.package, None, location.origin, location.folders)
