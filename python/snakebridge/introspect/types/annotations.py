"""Turns annotation expressions into types: names, generics, unions, strings. Special forms are in `forms`.

An annotation that cannot be understood becomes `unresolved` with its text, never an exception.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..ir import ANY, NONE, TypeIR, class_type, union, unresolved
from ..source.binder import Class, Function, Imported, Module, Value
from ..source.resolver import TYPING, ModuleRef, Symbol, Target, dotted_parts, union_operands
from . import special_forms
from .aliases import (
    alias_type,
    bare_type_variable,
    distinct_class,
    new_type_base,
    type_parameters,
    type_variable,
    variable_kind,
)

if TYPE_CHECKING:
    from ..program import Program

_DEPTH = 80


class _Annotators:
    """The annotators of one run, by module and owner."""

    def __init__(self, _program: Program) -> None:
        self.known: dict[tuple[str, Symbol | None], Annotator] = {}


def annotator_for(program: Program, module: Module, owner: Symbol | None = None) -> Annotator:
    """Returns the annotator of a module, or of the body of its class `owner`. There is one for each."""
    annotators = program.state(_Annotators).known
    key = (module.name, owner)
    known = annotators.get(key)
    if known is None:
        known = annotators[key] = Annotator(program, module, owner, _type_parameters_around(program, owner))
    return known


def _type_parameters_around(program: Program, owner: Symbol | None) -> dict[str, TypeIR]:
    """Returns the bracketed type parameters of a class and of the classes around it."""
    found: dict[str, TypeIR] = {}
    while owner is not None:
        for parameter in type_parameters(program, owner):
            if parameter["t"] == "typevar":
                found.setdefault(parameter["name"], parameter)
        outer = owner.name.rpartition(".")[0]
        target = program.names.qualified(owner.module.name, outer) if outer else None
        owner = target if isinstance(target, Symbol) else None
    return found


class Annotator:
    """Converts annotations as seen from one place: a module, a class body in it, type parameters in force."""

    def __init__(
        self,
        program: Program,
        module: Module,
        owner: Symbol | None = None,
        parameters: dict[str, TypeIR] | None = None,
    ) -> None:
        self.program = program
        self.module = module
        self.owner = owner
        self.parameters = parameters or {}
        self._names: dict[str, TypeIR] = {}
        self._depth = 0

    def within(self, parameters: Mapping[str, TypeIR]) -> Annotator:
        """The same place with further type parameters (`def f[T]`)."""
        if not parameters:
            return self
        return Annotator(self.program, self.module, self.owner, {**self.parameters, **parameters})

    def convert(self, node: ast.expr) -> TypeIR:
        if self._depth > _DEPTH:
            return self.unknown(node)
        self._depth += 1
        try:
            return self._convert(node)
        except RecursionError:
            return unresolved("(too deeply nested)")
        finally:
            self._depth -= 1

    def unknown(self, node: ast.expr) -> TypeIR:
        text = source_text(node)
        self.program.note_unresolved(self.module, text, getattr(node, "lineno", None))
        return unresolved(text)

    def find(self, node: ast.expr) -> Target | TypeIR | None:
        """What a dotted name stands for; a type only for a type parameter in force."""
        if isinstance(node, ast.Name):
            if node.id in self.parameters:
                return self.parameters[node.id]
            return self._find_name(node.id)
        if isinstance(node, ast.Attribute):
            base, names = dotted_parts(node)
            found = self.find(base) if isinstance(base, ast.Name) else None
            for name in names:
                found = None if isinstance(found, dict) else self.program.names.attribute(found, name)
            return found
        return None

    def special(self, node: ast.expr) -> str | None:
        """The name of a special form of `typing` (`Final` for `t.Final`), else None."""
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            parsed = parse_text(node.value)
            return self.special(parsed) if parsed else None
        found = self.find(node) if isinstance(node, (ast.Name, ast.Attribute)) else None
        return special_form(found)

    def refer(self, target: Target | TypeIR | None, args: list[ast.expr] | None, node: ast.expr) -> TypeIR:
        """The type that a resolved name means, with its arguments if it was subscripted."""
        if isinstance(target, dict):
            return target
        if isinstance(target, ModuleRef) or target is None:
            return self.unknown(node)
        form = special_form(target)
        if form:
            return special_forms.convert(self, form, args, node)
        binding = target.binding
        if isinstance(binding, Class):
            return self._class(target, args)
        if isinstance(binding, Value):
            return self._value(target, binding, args, node)
        return self.unknown(node)

    def arguments(self, args: list[ast.expr]) -> list[TypeIR]:
        """Type arguments; a list of parameters for a ParamSpec, or `...`, says nothing about values."""
        converted: list[TypeIR] = []
        for arg in args:
            if isinstance(arg, (ast.List, ast.Starred)) or (isinstance(arg, ast.Constant) and arg.value is Ellipsis):
                converted.append(ANY)
            else:
                converted.append(self.convert(arg))
        return converted

    def _convert(self, node: ast.expr) -> TypeIR:
        if isinstance(node, ast.Name):
            known = self._names.get(node.id)
            if known is None:
                known = self._names[node.id] = self.refer(self.find(node), None, node)
            return known
        if isinstance(node, ast.Attribute):
            return self.refer(self.find(node), None, node)
        if isinstance(node, ast.Subscript):
            return self._subscript(node)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
            return union([self.convert(part) for part in union_operands(node)])
        if isinstance(node, ast.Constant):
            return self._constant(node)
        return self.unknown(node)

    def _constant(self, node: ast.Constant) -> TypeIR:
        if node.value is None:
            return NONE
        if isinstance(node.value, str):
            parsed = parse_text(node.value)
            if parsed is not None:
                return self.convert(parsed)
        return self.unknown(node)

    def _subscript(self, node: ast.Subscript) -> TypeIR:
        base: ast.expr | None = node.value
        if isinstance(base, ast.Constant) and isinstance(base.value, str):
            base = parse_text(base.value)
        if not isinstance(base, (ast.Name, ast.Attribute)):
            return self.unknown(node)
        args = list(node.slice.elts) if isinstance(node.slice, ast.Tuple) else [node.slice]
        return self.refer(self.find(base), args, node)

    def _find_name(self, name: str) -> Target | None:
        names = self.program.names
        owner = self.owner
        while owner is not None:
            inner = names.member(owner, name)
            if inner is not None and _is_type_like(inner):
                return inner
            outer = owner.name.rpartition(".")[0]
            found = names.qualified(self.module.name, outer) if outer else None
            owner = found if isinstance(found, Symbol) else None
        return names.lookup(self.module.name, name) or names.lookup("builtins", name)

    def _class(self, symbol: Symbol, args: list[ast.expr] | None) -> TypeIR:
        key = symbol.key
        if key == "builtins:tuple" and args is not None:
            return special_forms.tuple_form(self, args)
        if key == "builtins:type" and args:
            return {"t": "type", "of": self.convert(args[0])}
        if key == "types:NoneType":
            return NONE
        return class_type(self.program.class_id(symbol), self.arguments(args) if args else [])

    def _value(self, symbol: Symbol, value: Value, args: list[ast.expr] | None, node: ast.expr) -> TypeIR:
        program = self.program
        if value.value is None:
            return self.unknown(node)
        kind = variable_kind(program, symbol)
        if kind == "TypeVar":
            return type_variable(program, symbol)
        if kind in ("ParamSpec", "TypeVarTuple"):
            return bare_type_variable(symbol.name)
        if kind == "NewType":
            return new_type_base(program, symbol) or self.unknown(node)
        if kind == "class":
            return class_type(program.class_id(symbol))
        if kind is not None:
            return self.unknown(node)
        if distinct_class(program, symbol):
            return class_type(program.class_id(symbol), self.arguments(args) if args else [])
        target = program.names.unalias(symbol)
        if target is not symbol:
            return self.refer(target, args, node)
        return alias_type(program, symbol, self.arguments(args) if args else []) or self.unknown(node)


def special_form(target: Target | TypeIR | None) -> str | None:
    if isinstance(target, Symbol) and target.module.name in TYPING and target.name in special_forms.FORMS:
        return target.name
    return None


def source_text(node: ast.expr) -> str:
    try:
        return ast.unparse(node)
    except RecursionError:
        return "(too deeply nested)"


def parse_text(text: str) -> ast.expr | None:
    try:
        return ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _is_type_like(symbol: Symbol) -> bool:
    """Whether a name in a class body hides the module's in annotations: `ndarray.dtype`, a property, does not."""
    binding = symbol.binding
    if isinstance(binding, (Function, Imported)):
        return False
    if isinstance(binding, Value):
        return binding.annotation is None or "TypeAlias" in source_text(binding.annotation)
    return True
