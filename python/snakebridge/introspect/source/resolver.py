"""Resolves names: follows imports, star imports and aliases to the statement that defines a name. Converts no types."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass

from .binder import Binding, Body, Class, Import, Module, Variable, bind_statements, read_module
from .exports import list_star_names
from .finder import Location

#: The modules that define the special forms. A form means the same in each of them.
TYPING_MODULES = ("typing", "typing_extensions")


@dataclass(frozen=True, eq=False)
class Symbol:
    """A definition. One object represents each definition, so symbols compare by identity."""

    module: Module
    name: str
    binding: Binding

    @property
    def key(self) -> str:
        """`module:qualname`."""
        return f"{self.module.name}:{self.name}"


@dataclass(frozen=True)
class ModuleReference:
    """A module that a name refers to."""

    name: str


Target = Symbol | ModuleReference


def split_dotted_name(node: ast.expr) -> tuple[ast.expr, list[str]]:
    """Splits `a.b.c` into `a` and `["b", "c"]`."""
    names: list[str] = []
    while isinstance(node, ast.Attribute):
        names.append(node.attr)
        node = node.value
    return node, names[::-1]


def split_union(node: ast.expr) -> list[ast.expr]:
    """Returns the operands of `a | b | c` from left to right. Uses no recursion."""
    operands: list[ast.expr] = []
    while isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        operands.append(node.right)
        node = node.left
    return [node, *reversed(operands)]


class Resolver:
    """One view of all modules: of the files that declare them, or of the files that run.

    Args:
        locate: Returns where a module is declared; None if it cannot be found.
    """

    def __init__(self, locate: Callable[[str], Location | None]) -> None:
        self._locate = locate
        self._modules: dict[str, Module | None] = {}
        self._targets: dict[tuple[str, str], Target | None] = {}
        self._symbols: dict[tuple[str, str], Symbol] = {}
        self._bodies: dict[Symbol, Body] = {}
        self._star_names: dict[str, frozenset[str]] = {}
        #: The modules that were used since the caller last emptied this set.
        self.touched_modules: set[str] = set()

    def get_module(self, name: str) -> Module | None:
        """Returns a module by its full name; None if it cannot be found. Reads each module once."""
        self.touched_modules.add(name)
        if name not in self._modules:
            location = self._locate(name)
            self._modules[name] = read_module(location) if location else None
        return self._modules[name]

    def get_loaded_module(self, name: str) -> Module | None:
        """Returns a module only if it was already read."""
        return self._modules.get(name)

    def resolve_name(self, module: str, name: str) -> Target | None:
        """Returns what `module.name` is, wherever it is defined; None if it cannot be found."""
        key = (module, name)
        if key not in self._targets:
            self._targets[key] = None
            self._targets[key] = self._find_definition(module, name)
        return self._targets[key]

    def get_member(self, owner: Symbol, name: str) -> Symbol | None:
        """Returns the definition of a name in a class body. Follows neither imports nor inheritance."""
        binding = self.get_body(owner).names.get(name)
        return self._get_symbol(owner.module, f"{owner.name}.{name}", binding) if binding else None

    def get_body(self, owner: Symbol) -> Body:
        """Returns the names that the body of a class binds."""
        body = self._bodies.get(owner)
        if body is None:
            module = owner.module
            statements = owner.binding.node.body if isinstance(owner.binding, Class) else []
            body = bind_statements(statements, module.name, module.location.is_package)
            self._bodies[owner] = body
        return body

    def resolve_attribute(self, target: Target | None, name: str) -> Target | None:
        """Returns what `name` is in a module or a class; None if it cannot be found."""
        if isinstance(target, ModuleReference):
            return self.resolve_name(target.name, name)
        if isinstance(target, Symbol):
            owner = self.follow_alias(target)
            if isinstance(owner, ModuleReference):
                return self.resolve_name(owner.name, name)
            if isinstance(owner, Symbol) and isinstance(owner.binding, Class):
                return self.get_member(owner, name)
        return None

    def follow_alias(self, target: Target | None, depth: int = 0) -> Target | None:
        """Follows `b = a` while the value is a plain or dotted name; returns any other target unchanged."""
        if not isinstance(target, Symbol) or not isinstance(target.binding, Variable) or depth > 20:
            return target
        variable = target.binding
        if variable.alias or (variable.annotation is not None and not self.is_declared_alias(target)):
            return target
        if not isinstance(variable.value, (ast.Name, ast.Attribute)) or variable.binding_count > 1:
            return target
        next_target = self.resolve_dotted_name(variable.value, target)
        return target if next_target is None or next_target is target else self.follow_alias(next_target, depth + 1)

    def is_declared_alias(self, symbol: Symbol) -> bool:
        """Returns whether a variable has the annotation `TypeAlias`."""
        variable = symbol.binding
        if not isinstance(variable, Variable) or variable.annotation is None:
            return False
        node = variable.annotation
        if isinstance(node, ast.Name) and node.id != "TypeAlias":
            return False
        form = self.resolve_dotted_name(node, symbol)
        return isinstance(form, Symbol) and form.module.name in TYPING_MODULES and form.name == "TypeAlias"

    def resolve_dotted_name(self, node: ast.expr, scope: Symbol) -> Target | None:
        """Resolves a dotted name as the definition `scope` sees it: in its class, in its module, in builtins."""
        if isinstance(node, ast.Attribute):
            base, names = split_dotted_name(node)
            target = self.resolve_dotted_name(base, scope) if isinstance(base, ast.Name) else None
            for name in names:
                target = self.resolve_attribute(target, name)
            return target
        if not isinstance(node, ast.Name):
            return None
        owner = scope.name.rpartition(".")[0]
        while owner:
            outer = self.resolve_qualname(scope.module.name, owner)
            member = self.get_member(outer, node.id) if isinstance(outer, Symbol) else None
            if member and member is not scope and not isinstance(member.binding, Import):
                return member
            owner = owner.rpartition(".")[0]
        target = self.resolve_name(scope.module.name, node.id)
        return self.resolve_name("builtins", node.id) if target is scope or target is None else target

    def resolve_qualname(self, module: str, qualname: str) -> Target | None:
        """Returns what a qualified name is in a module; None if it cannot be found."""
        head, _, rest = qualname.partition(".")
        target = self.resolve_name(module, head)
        for part in rest.split(".") if rest else ():
            target = self.resolve_attribute(target, part)
        return target

    def _get_symbol(self, module: Module, name: str, binding: Binding) -> Symbol:
        key = (module.name, name)
        symbol = self._symbols.get(key)
        if symbol is None:
            symbol = self._symbols[key] = Symbol(module, name, binding)
        return symbol

    def _find_definition(self, module: str, name: str) -> Target | None:
        definer = self.get_module(module)
        if definer is None:
            return None
        binding = definer.body.names.get(name)
        if binding is None:
            for star in reversed(definer.body.star_imports):
                if star.module != module and name in self.get_star_names(star.module):
                    return self.resolve_name(star.module, name)
            return self._find_submodule(module, name)
        return self._follow_binding(definer, name, binding)

    def _follow_binding(self, module: Module, name: str, binding: Binding) -> Target | None:
        if not isinstance(binding, Import):
            return self._get_symbol(module, name, binding)
        target: Target | None
        if binding.name is None:
            target = ModuleReference(binding.module) if self.get_module(binding.module) else None
        elif binding.module == module.name:
            target = self._find_submodule(module.name, binding.name)
        else:
            target = self.resolve_name(binding.module, binding.name)
        if target is None and binding.fallback is not None:
            return self._follow_binding(module, name, binding.fallback)
        return target

    def _find_submodule(self, module: str, name: str) -> ModuleReference | None:
        package = self.get_module(module)
        full_name = f"{module}.{name}"
        if package is None or not package.location.is_package or self._locate(full_name) is None:
            return None
        return ModuleReference(full_name)

    def get_star_names(self, module: str) -> frozenset[str]:
        """Returns the names that a star import of a module binds."""
        names = self._star_names.get(module)
        if names is None:
            self._star_names[module] = frozenset()
            star_module = self.get_module(module)
            names = self._star_names[module] = frozenset(list_star_names(self, star_module) if star_module else ())
        return names

    def resolve_module_name(self, module: Module, node: ast.expr) -> str | None:
        """Returns the full name of the module that an expression in `module` refers to."""
        if isinstance(node, ast.Name):
            target = self.resolve_name(module.name, node.id)
        elif isinstance(node, ast.Attribute):
            base = self.resolve_module_name(module, node.value)
            target = self.resolve_name(base, node.attr) if base else None
        else:
            return None
        return target.name if isinstance(target, ModuleReference) else None
