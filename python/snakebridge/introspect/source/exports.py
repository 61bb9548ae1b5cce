"""Which names of a module are public: `__all__` where it can be read, else the rules of stubs or of source files."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import Protocol

from .binder import Class, Function, Imported, Module, Value
from .conditions import taken


class Lookup(Protocol):
    """What this file needs to know of other modules."""

    def module(self, name: str) -> Module | None: ...

    def import_target(self, module: Module, node: ast.expr) -> str | None:
        """Full name of the module that an expression in `module` names."""


@dataclass(frozen=True)
class DunderAll:
    names: tuple[str, ...]
    #: False: something was added that only a run could tell.
    exact: bool


def dunder_all(lookup: Lookup, module: Module, depth: int = 0) -> DunderAll | None:
    """The value of `__all__`; None where the module has none."""
    reader = _AllReader(lookup, module, depth)
    for statement, _ in taken(module.tree.body):
        reader.read(statement)
    if reader.names is None:
        return None
    return DunderAll(tuple(dict.fromkeys(reader.names)), reader.exact)


def star_names(lookup: Lookup, module: Module) -> list[str]:
    """What `from module import *` binds; modules that import each other so are read once each."""
    names: list[str] = []
    seen: set[str] = set()
    waiting: list[Module] = [module]
    while waiting:
        current = waiting.pop()
        if current.name in seen:
            continue
        seen.add(current.name)
        listed = dunder_all(lookup, current)
        names += listed.names if listed else ()
        if listed is None or not listed.exact:
            names += [name for name in current.body.names if not name.startswith("_") and _bound_by_star(current, name)]
            stars = [lookup.module(star.module) for star in reversed(current.body.stars)]
            waiting += [inner for inner in stars if inner is not None]
    return list(dict.fromkeys(names))


def public_names(lookup: Lookup, module: Module) -> list[str]:
    """Names a user may import, in the order of `__all__` or of the file. Some may turn out to be nothing."""
    listed = dunder_all(lookup, module)
    names = list(listed.names) if listed else []
    if not listed or not listed.exact:
        names += [name for name in module.body.names if not name.startswith("_") and _exported(module, name)]
        if module.stub or module.location.package:
            for star in module.body.stars:
                inner = lookup.module(star.module)
                if inner and inner is not module and (module.stub or _own(module, star)):
                    names += star_names(lookup, inner)
    if "__version__" in module.body.names:
        names.append("__version__")
    return list(dict.fromkeys(name for name in names if name.isidentifier()))


def has_getattr(module: Module) -> bool:
    """Whether the module answers for names that it does not list."""
    return isinstance(module.body.names.get("__getattr__"), (Function, Value, Imported))


def _bound_by_star(module: Module, name: str) -> bool:
    """In stubs an import is private unless it says `as` itself."""
    binding = module.body.names[name]
    return not module.stub or not isinstance(binding, Imported) or binding.explicit


def _exported(module: Module, name: str) -> bool:
    binding = module.body.names[name]
    if not isinstance(binding, Imported):
        return not _is_type_variable(binding)
    if module.stub:
        return binding.explicit
    if binding.type_checking and not has_getattr(module):
        return False
    return module.location.package and _own(module, binding)


def _own(module: Module, imported: Imported) -> bool:
    """A package re-exports what it takes from itself."""
    return imported.relative or imported.module.partition(".")[0] == module.name.partition(".")[0]


def _is_type_variable(binding: Function | Class | Value) -> bool:
    if not isinstance(binding, Value) or not isinstance(binding.value, ast.Call):
        return False
    function = binding.value.func
    called = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    return called in ("TypeVar", "ParamSpec", "TypeVarTuple")


class _AllReader:
    def __init__(self, lookup: Lookup, module: Module, depth: int) -> None:
        self.names: list[str] | None = None
        self.exact = True
        self._lookup = lookup
        self._module = module
        self._depth = depth

    def read(self, node: ast.stmt) -> None:
        if isinstance(node, ast.Assign) and any(_is_all(target) for target in node.targets):
            self.names, self.exact = [], True
            self._extend(node.value)
        elif isinstance(node, (ast.AnnAssign, ast.AugAssign)) and _is_all(node.target):
            if node.value is not None:
                self._extend(node.value)
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            self._call(node.value)

    def _call(self, node: ast.Call) -> None:
        function = node.func
        if not isinstance(function, ast.Attribute) or not _is_all(function.value) or len(node.args) != 1:
            return
        if function.attr == "extend":
            self._extend(node.args[0])
        elif function.attr in ("append", "remove"):
            argument = node.args[0]
            if not isinstance(argument, ast.Constant) or not isinstance(argument.value, str):
                self.exact = False
            elif function.attr == "append":
                self._add(argument.value)
            elif self.names:
                self.names = [name for name in self.names if name != argument.value]

    def _add(self, name: str) -> None:
        self.names = [*(self.names or []), name]

    def _extend(self, node: ast.expr) -> None:
        found = self._value(node, 0)
        self.names = self.names or []
        if found is None:
            self.exact = False
        else:
            self.names += found

    def _value(self, node: ast.expr, depth: int) -> list[str] | None:
        """The strings an expression lists, or None."""
        if depth > 20:
            return None
        if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
            names: list[str] = []
            for item in node.elts:
                inner = self._item(item, depth)
                if inner is None:
                    self.exact = False
                names += inner or []
            return names
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            left, right = self._value(node.left, depth + 1), self._value(node.right, depth + 1)
            if left is None or right is None:
                self.exact = False
            return (left or []) + (right or [])
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and len(node.args) == 1:
            if node.func.id in ("list", "tuple", "sorted", "set"):
                return self._value(node.args[0], depth + 1)
            return None
        if isinstance(node, ast.Name):
            binding = self._module.body.names.get(node.id)
            if isinstance(binding, Value) and binding.value is not None and binding.count == 1:
                return self._value(binding.value, depth + 1)
            return None
        return self._other_all(node)

    def _item(self, node: ast.expr, depth: int) -> list[str] | None:
        if isinstance(node, ast.Constant):
            return [node.value] if isinstance(node.value, str) else None
        if isinstance(node, ast.Starred):
            return self._value(node.value, depth + 1)
        return None

    def _other_all(self, node: ast.expr) -> list[str] | None:
        """`other.__all__`."""
        if not isinstance(node, ast.Attribute) or node.attr != "__all__" or self._depth > 20:
            return None
        target = self._lookup.import_target(self._module, node.value)
        other = self._lookup.module(target) if target else None
        found = dunder_all(self._lookup, other, self._depth + 1) if other else None
        if found and not found.exact:
            self.exact = False
        return list(found.names) if found else None


def _is_all(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == "__all__"
