"""The state of one introspection run: the parsed modules and the memoised facts. Runs do not share it.

This file computes nothing about types. The files that do keep their results here, each in its own table
(`Program.get_state`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

from .ir import AliasIR, ProblemIR, TypeIR
from .library_tables import ABC_MODULE_PREFIX, ABC_NAMES
from .source.binder import Module
from .source.docstrings import Docstrings
from .source.finder import Finder, Location
from .source.resolver import Resolver, Symbol

T = TypeVar("T")

_MAX_PROBLEMS_PER_MODULE = 50


class Program:
    """The state of one run."""

    def __init__(self, finder: Finder) -> None:
        self.finder = finder
        #: Resolves names in the files that declare types.
        self.resolver = Resolver(finder.find_module)
        #: Resolves names in the files that run. Only docstrings and run-time names come from them.
        self.runtime_resolver = Resolver(self._find_runtime_location)
        #: The id of each class in the output, by the key of its definition. Complete before types are converted.
        self.class_ids: dict[str, str] = {}
        #: The expansions of aliases, by the key of the alias.
        self.aliases: dict[str, AliasIR] = {}
        self.type_variables: dict[Symbol, TypeIR] = {}
        #: By module, its problems by the text that caused them.
        self.problems: dict[str, dict[str, ProblemIR]] = {}
        self.docstrings = Docstrings(self.runtime_resolver)
        self._classes: dict[str, Symbol] = {}
        self._states: dict[Callable[[Program], object], object] = {}

    def get_state(self, kind: Callable[[Program], T]) -> T:
        """Returns this run's one instance of `kind`; creates it at the first call."""
        known = self._states.get(kind)
        if known is None:
            known = self._states[kind] = kind(self)
        return cast("T", known)

    def get_class_id(self, symbol: Symbol) -> str:
        """Returns the id under which the output declares a class."""
        key = symbol.key
        id = self.class_ids.get(key)
        if id is None:
            module, _, qualname = key.partition(":")
            head, dot, rest = qualname.partition(".")
            if dot:
                id = self.class_ids.get(f"{module}:{head}", f"{module}:{head}") + dot + rest
            else:
                id = (
                    ABC_MODULE_PREFIX + ABC_NAMES[qualname]
                    if module in ("typing", "typing_extensions") and qualname in ABC_NAMES
                    else key
                )
            self.class_ids[key] = id
        self._classes.setdefault(id, symbol)
        return id

    def find_class(self, id: str) -> Symbol | None:
        """Returns the definition of a class by its id; None if it cannot be found."""
        known = self._classes.get(id)
        if known is None:
            module, _, qualname = id.partition(":")
            target = self.resolver.follow_alias(self.resolver.resolve_qualname(module, qualname))
            known = target if isinstance(target, Symbol) else None
        return known

    def take_touched_modules(self) -> set[str]:
        """Returns the names of the modules that were used since the previous call."""
        names = self.resolver.touched_modules | self.runtime_resolver.touched_modules
        self.resolver.touched_modules, self.runtime_resolver.touched_modules = set(), set()
        return names

    def add_unresolved_problem(self, module: Module, text: str, line: int | None) -> None:
        """Records an unresolved annotation as a problem of its module; each module has a limit."""
        problems = self.problems.setdefault(module.name, {})
        if text not in problems and len(problems) < _MAX_PROBLEMS_PER_MODULE:
            message = f"the annotation `{text[:120]}` cannot be resolved"
            problems[text] = {"code": "UNRESOLVED", "message": message, "path": module.path, "line": line}

    def _find_runtime_location(self, name: str) -> Location | None:
        """Returns the location of the file that runs where `find_module` returns a stub."""
        location = self.finder.find_module(name)
        if location is None or location.path is None or not location.is_stub:
            return location
        if location.runtime_path is None or not location.runtime_path.endswith(".py"):
            return None
        return Location(
            name, location.runtime_path, False, location.is_package, None, location.origin, location.folders
        )
