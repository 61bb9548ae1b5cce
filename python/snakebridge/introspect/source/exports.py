"""Decides which names of a module are public: by `__all__` if it can be read, else by the rules of stubs or sources."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import Protocol

from .binder import Class, Function, Import, Module, Variable
from .conditions import walk_statements


class ModuleLookup(Protocol):
    """Access to other modules."""

    def get_module(self, name: str) -> Module | None:
        """Returns a module by its full name; None if it cannot be found."""

    def resolve_module_name(self, module: Module, node: ast.expr) -> str | None:
        """Returns the full name of the module that an expression in `module` refers to."""


@dataclass(frozen=True)
class DunderAll:
    """The names in `__all__`."""

    names: tuple[str, ...]
    #: Whether these are all names; False if only a run can tell some of them.
    is_exact: bool


def read_dunder_all(lookup: ModuleLookup, module: Module, depth: int = 0) -> DunderAll | None:
    """Returns the names in `__all__`; None if the module has no such list."""
    reader = _DunderAllReader(lookup, module, depth)
    for statement, _ in walk_statements(module.tree.body):
        reader.read_statement(statement)
    if reader.names is None:
        return None
    return DunderAll(tuple(dict.fromkeys(reader.names)), reader.is_exact)


def list_star_names(lookup: ModuleLookup, module: Module) -> list[str]:
    """Returns the names that `from module import *` binds. Modules that import each other are read once each."""
    names: list[str] = []
    visited: set[str] = set()
    stack: list[Module] = [module]
    while stack:
        current = stack.pop()
        if current.name in visited:
            continue
        visited.add(current.name)
        dunder_all = read_dunder_all(lookup, current)
        names += dunder_all.names if dunder_all else ()
        if dunder_all is None or not dunder_all.is_exact:
            names += [
                name for name in current.body.names if not name.startswith("_") and _is_star_importable(current, name)
            ]
            star_modules = [lookup.get_module(star.module) for star in reversed(current.body.star_imports)]
            stack += [star_module for star_module in star_modules if star_module is not None]
    return list(dict.fromkeys(names))


def list_public_names(lookup: ModuleLookup, module: Module) -> list[str]:
    """Returns the names that a user may import, in the order of `__all__` or of the file.

    Some of them may lead nowhere.
    """
    dunder_all = read_dunder_all(lookup, module)
    names = list(dunder_all.names) if dunder_all else []
    if not dunder_all or not dunder_all.is_exact:
        names += [name for name in module.body.names if not name.startswith("_") and _is_exported(module, name)]
        if module.is_stub or module.location.is_package:
            for star in module.body.star_imports:
                star_module = lookup.get_module(star.module)
                if star_module and star_module is not module and (module.is_stub or _is_own_import(module, star)):
                    names += list_star_names(lookup, star_module)
    if "__version__" in module.body.names:
        names.append("__version__")
    return list(dict.fromkeys(name for name in names if name.isidentifier()))


def has_getattr(module: Module) -> bool:
    """Returns whether the module can provide names that it does not list (`__getattr__`)."""
    return isinstance(module.body.names.get("__getattr__"), (Function, Variable, Import))


def _is_star_importable(module: Module, name: str) -> bool:
    """Returns whether a star import binds the name: in a stub, an import is private unless it is a re-export."""
    binding = module.body.names[name]
    return not module.is_stub or not isinstance(binding, Import) or binding.is_reexport


def _is_exported(module: Module, name: str) -> bool:
    binding = module.body.names[name]
    if not isinstance(binding, Import):
        return not _is_type_variable(binding)
    if module.is_stub:
        return binding.is_reexport
    if binding.type_checking_only and not has_getattr(module):
        return False
    return module.location.is_package and _is_own_import(module, binding)


def _is_own_import(module: Module, binding: Import) -> bool:
    """Returns whether a module imports from its own package. A package re-exports such names."""
    return binding.is_relative or binding.module.partition(".")[0] == module.name.partition(".")[0]


def _is_type_variable(binding: Function | Class | Variable) -> bool:
    if not isinstance(binding, Variable) or not isinstance(binding.value, ast.Call):
        return False
    function = binding.value.func
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    return name in ("TypeVar", "ParamSpec", "TypeVarTuple")


class _DunderAllReader:
    """Evaluates the statements that build `__all__`."""

    def __init__(self, lookup: ModuleLookup, module: Module, depth: int) -> None:
        self.names: list[str] | None = None
        self.is_exact = True
        self._lookup = lookup
        self._module = module
        self._depth = depth

    def read_statement(self, node: ast.stmt) -> None:
        """Applies one statement."""
        if isinstance(node, ast.Assign) and any(_is_dunder_all(target) for target in node.targets):
            self.names, self.is_exact = [], True
            self._extend_names(node.value)
        elif isinstance(node, (ast.AnnAssign, ast.AugAssign)) and _is_dunder_all(node.target):
            if node.value is not None:
                self._extend_names(node.value)
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            self._read_call(node.value)

    def _read_call(self, node: ast.Call) -> None:
        function = node.func
        if not isinstance(function, ast.Attribute) or not _is_dunder_all(function.value) or len(node.args) != 1:
            return
        if function.attr == "extend":
            self._extend_names(node.args[0])
        elif function.attr in ("append", "remove"):
            argument = node.args[0]
            if not isinstance(argument, ast.Constant) or not isinstance(argument.value, str):
                self.is_exact = False
            elif function.attr == "append":
                self._add_name(argument.value)
            elif self.names:
                self.names = [name for name in self.names if name != argument.value]

    def _add_name(self, name: str) -> None:
        self.names = [*(self.names or []), name]

    def _extend_names(self, node: ast.expr) -> None:
        added_names = self._evaluate_names(node, 0)
        self.names = self.names or []
        if added_names is None:
            self.is_exact = False
        else:
            self.names += added_names

    def _evaluate_names(self, node: ast.expr, depth: int) -> list[str] | None:
        """Returns the strings that an expression lists; None if it cannot be evaluated."""
        if depth > 20:
            return None
        if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
            names: list[str] = []
            for item in node.elts:
                inner = self._evaluate_item(item, depth)
                if inner is None:
                    self.is_exact = False
                names += inner or []
            return names
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            left, right = self._evaluate_names(node.left, depth + 1), self._evaluate_names(node.right, depth + 1)
            if left is None or right is None:
                self.is_exact = False
            return (left or []) + (right or [])
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and len(node.args) == 1:
            if node.func.id in ("list", "tuple", "sorted", "set"):
                return self._evaluate_names(node.args[0], depth + 1)
            return None
        if isinstance(node, ast.Name):
            binding = self._module.body.names.get(node.id)
            if isinstance(binding, Variable) and binding.value is not None and binding.binding_count == 1:
                return self._evaluate_names(binding.value, depth + 1)
            return None
        return self._evaluate_other_all(node)

    def _evaluate_item(self, node: ast.expr, depth: int) -> list[str] | None:
        if isinstance(node, ast.Constant):
            return [node.value] if isinstance(node.value, str) else None
        if isinstance(node, ast.Starred):
            return self._evaluate_names(node.value, depth + 1)
        return None

    def _evaluate_other_all(self, node: ast.expr) -> list[str] | None:
        """Returns the value of `other.__all__`."""
        if not isinstance(node, ast.Attribute) or node.attr != "__all__" or self._depth > 20:
            return None
        target = self._lookup.resolve_module_name(self._module, node.value)
        other = self._lookup.get_module(target) if target else None
        other_all = read_dunder_all(self._lookup, other, self._depth + 1) if other else None
        if other_all and not other_all.is_exact:
            self.is_exact = False
        return list(other_all.names) if other_all else None


def _is_dunder_all(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == "__all__"
