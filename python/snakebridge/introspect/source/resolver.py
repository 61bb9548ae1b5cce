"""Follows a name through imports, star imports and aliases to the statement that defines it. Converts no types."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass

from .binder import Binding, Body, Class, Imported, Module, Value, collect, read_module
from .exports import star_names
from .finder import Location

#: `typing` and its like: what they name is found in one of them, whichever it was imported from.
TYPING = ("typing", "typing_extensions")


@dataclass(frozen=True, eq=False)
class Symbol:
    """A definition. One object stands for each, so they compare by identity."""

    module: Module
    name: str
    binding: Binding

    @property
    def key(self) -> str:
        return f"{self.module.name}:{self.name}"


@dataclass(frozen=True)
class ModuleRef:
    name: str


Target = Symbol | ModuleRef


def dotted_parts(node: ast.expr) -> tuple[ast.expr, list[str]]:
    """`a.b.c` as `a` and `["b", "c"]`."""
    names: list[str] = []
    while isinstance(node, ast.Attribute):
        names.append(node.attr)
        node = node.value
    return node, names[::-1]


def union_operands(node: ast.expr) -> list[ast.expr]:
    """`a | b | c` from left to right, however long."""
    parts: list[ast.expr] = []
    while isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        parts.append(node.right)
        node = node.left
    return [node, *reversed(parts)]


class Names:
    """One view of all modules: by the files that declare them, or by the files that run (for docstrings)."""

    def __init__(self, locate: Callable[[str], Location | None]) -> None:
        self._locate = locate
        self._modules: dict[str, Module | None] = {}
        self._found: dict[tuple[str, str], Target | None] = {}
        self._symbols: dict[tuple[str, str], Symbol] = {}
        self._bodies: dict[Symbol, Body] = {}
        self._stars: dict[str, frozenset[str]] = {}
        #: Modules looked at since the caller last emptied it.
        self.touched: set[str] = set()

    def module(self, name: str) -> Module | None:
        self.touched.add(name)
        if name not in self._modules:
            location = self._locate(name)
            self._modules[name] = read_module(location) if location else None
        return self._modules[name]

    def loaded(self, name: str) -> Module | None:
        """A module only if it was read already."""
        return self._modules.get(name)

    def lookup(self, module: str, name: str) -> Target | None:
        """What `module.name` is, wherever it is defined."""
        key = (module, name)
        if key not in self._found:
            self._found[key] = None
            self._found[key] = self._lookup(module, name)
        return self._found[key]

    def member(self, owner: Symbol, name: str) -> Symbol | None:
        """A name bound in a class body, not followed and not inherited."""
        binding = self.body(owner).names.get(name)
        return self._symbol(owner.module, f"{owner.name}.{name}", binding) if binding else None

    def body(self, owner: Symbol) -> Body:
        body = self._bodies.get(owner)
        if body is None:
            module = owner.module
            statements = owner.binding.node.body if isinstance(owner.binding, Class) else []
            body = collect(statements, module.name, module.location.package)
            self._bodies[owner] = body
        return body

    def attribute(self, target: Target | None, name: str) -> Target | None:
        if isinstance(target, ModuleRef):
            return self.lookup(target.name, name)
        if isinstance(target, Symbol):
            owner = self.unalias(target)
            if isinstance(owner, ModuleRef):
                return self.lookup(owner.name, name)
            if isinstance(owner, Symbol) and isinstance(owner.binding, Class):
                return self.member(owner, name)
        return None

    def unalias(self, target: Target | None, depth: int = 0) -> Target | None:
        """Follows `b = a`, as far as it is a plain name."""
        if not isinstance(target, Symbol) or not isinstance(target.binding, Value) or depth > 20:
            return target
        value = target.binding
        if value.alias or (value.annotation is not None and not self.says_alias(target)):
            return target
        if not isinstance(value.value, (ast.Name, ast.Attribute)) or value.count > 1:
            return target
        found = self.dotted(value.value, target)
        return target if found is None or found is target else self.unalias(found, depth + 1)

    def says_alias(self, symbol: Symbol) -> bool:
        """Whether a variable is annotated `TypeAlias`."""
        value = symbol.binding
        if not isinstance(value, Value) or value.annotation is None:
            return False
        node = value.annotation
        if isinstance(node, ast.Name) and node.id != "TypeAlias":
            return False
        found = self.dotted(node, symbol)
        return isinstance(found, Symbol) and found.module.name in TYPING and found.name == "TypeAlias"

    def dotted(self, node: ast.expr, near: Symbol) -> Target | None:
        """A name or dotted name as seen beside a definition: its class, its module, then builtins."""
        if isinstance(node, ast.Attribute):
            base, names = dotted_parts(node)
            found = self.dotted(base, near) if isinstance(base, ast.Name) else None
            for name in names:
                found = self.attribute(found, name)
            return found
        if not isinstance(node, ast.Name):
            return None
        owner = near.name.rpartition(".")[0]
        while owner:
            outer = self.qualified(near.module.name, owner)
            inner = self.member(outer, node.id) if isinstance(outer, Symbol) else None
            if inner and inner is not near and not isinstance(inner.binding, Imported):
                return inner
            owner = owner.rpartition(".")[0]
        found = self.lookup(near.module.name, node.id)
        return self.lookup("builtins", node.id) if found is near or found is None else found

    def qualified(self, module: str, qualname: str) -> Target | None:
        head, _, rest = qualname.partition(".")
        target = self.lookup(module, head)
        for part in rest.split(".") if rest else ():
            target = self.attribute(target, part)
        return target

    def _symbol(self, module: Module, name: str, binding: Binding) -> Symbol:
        key = (module.name, name)
        symbol = self._symbols.get(key)
        if symbol is None:
            symbol = self._symbols[key] = Symbol(module, name, binding)
        return symbol

    def _lookup(self, module: str, name: str) -> Target | None:
        found = self.module(module)
        if found is None:
            return None
        binding = found.body.names.get(name)
        if binding is None:
            for star in reversed(found.body.stars):
                if star.module != module and name in self.star_names(star.module):
                    return self.lookup(star.module, name)
            return self._submodule(module, name)
        return self._follow(found, name, binding)

    def _follow(self, module: Module, name: str, binding: Binding) -> Target | None:
        if not isinstance(binding, Imported):
            return self._symbol(module, name, binding)
        found: Target | None
        if binding.name is None:
            found = ModuleRef(binding.module) if self.module(binding.module) else None
        elif binding.module == module.name:
            found = self._submodule(module.name, binding.name)
        else:
            found = self.lookup(binding.module, binding.name)
        if found is None and binding.fallback is not None:
            return self._follow(module, name, binding.fallback)
        return found

    def _submodule(self, module: str, name: str) -> ModuleRef | None:
        found = self.module(module)
        inner = f"{module}.{name}"
        if found is None or not found.location.package or self._locate(inner) is None:
            return None
        return ModuleRef(inner)

    def star_names(self, module: str) -> frozenset[str]:
        names = self._stars.get(module)
        if names is None:
            self._stars[module] = frozenset()
            found = self.module(module)
            names = self._stars[module] = frozenset(star_names(self, found) if found else ())
        return names

    def import_target(self, module: Module, node: ast.expr) -> str | None:
        if isinstance(node, ast.Name):
            target = self.lookup(module.name, node.id)
        elif isinstance(node, ast.Attribute):
            base = self.import_target(module, node.value)
            target = self.lookup(base, node.attr) if base else None
        else:
            return None
        return target.name if isinstance(target, ModuleRef) else None
