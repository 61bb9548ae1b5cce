"""Converts annotations to types: names, generics, unions, strings. `special_forms` converts the special forms.

An annotation that cannot be understood becomes an unresolved type with its text; it raises nothing.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..ir import TypeIR
from ..source.binder import Class, Function, Import, Module, Variable
from ..source.resolver import TYPING_MODULES, ModuleReference, Symbol, Target, split_dotted_name, split_union
from . import special_forms
from .aliases import (
    classify_variable,
    convert_alias,
    convert_new_type_base,
    convert_type_variable,
    is_distinct_class,
    make_bare_type_variable,
    read_type_parameters,
)
from .factories import ANY, NONE, make_class_type, make_union, make_unresolved

if TYPE_CHECKING:
    from ..program import Program

_MAX_DEPTH = 80


class _ConverterTable:
    """The converters of one run, by module and class."""

    def __init__(self, _program: Program) -> None:
        self.by_scope: dict[tuple[str, Symbol | None], AnnotationConverter] = {}


def get_converter(program: Program, module: Module, owner: Symbol | None = None) -> AnnotationConverter:
    """Returns the one converter of a module, or of the body of its class `owner`."""
    by_scope = program.get_state(_ConverterTable).by_scope
    key = (module.name, owner)
    known_converter = by_scope.get(key)
    if known_converter is None:
        known_converter = by_scope[key] = AnnotationConverter(
            program, module, owner, _collect_type_parameters(program, owner)
        )
    return known_converter


def _collect_type_parameters(program: Program, owner: Symbol | None) -> dict[str, TypeIR]:
    """Returns the bracketed type parameters of a class and of the classes around it."""
    parameters: dict[str, TypeIR] = {}
    while owner is not None:
        for parameter in read_type_parameters(program, owner):
            if parameter["t"] == "typevar":
                parameters.setdefault(parameter["name"], parameter)
        outer = owner.name.rpartition(".")[0]
        target = program.resolver.resolve_qualname(owner.module.name, outer) if outer else None
        owner = target if isinstance(target, Symbol) else None
    return parameters


class AnnotationConverter:
    """Converts annotations of one scope.

    Args:
        program: The state of this run.
        module: The module of the scope.
        owner: The class whose body is the scope; None for the module itself.
        parameters: The type parameters that are visible in the scope.
    """

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
        self._types_by_name: dict[str, TypeIR] = {}
        self._depth = 0

    def with_type_parameters(self, parameters: Mapping[str, TypeIR]) -> AnnotationConverter:
        """Returns a converter of the same scope with additional type parameters (`def f[T]`)."""
        if not parameters:
            return self
        return AnnotationConverter(self.program, self.module, self.owner, {**self.parameters, **parameters})

    def convert(self, node: ast.expr) -> TypeIR:
        """Converts one annotation."""
        if self._depth > _MAX_DEPTH:
            return self.report_unresolved(node)
        self._depth += 1
        try:
            return self._convert(node)
        except RecursionError:
            return make_unresolved("(too deeply nested)")
        finally:
            self._depth -= 1

    def report_unresolved(self, node: ast.expr) -> TypeIR:
        """Reports an annotation as unresolved and returns its type."""
        text = format_source(node)
        self.program.add_unresolved_problem(self.module, text, getattr(node, "lineno", None))
        return make_unresolved(text)

    def resolve(self, node: ast.expr) -> Target | TypeIR | None:
        """Resolves a dotted name; returns a type only for a visible type parameter, and None for an unknown name."""
        if isinstance(node, ast.Name):
            if node.id in self.parameters:
                return self.parameters[node.id]
            return self._resolve_name(node.id)
        if isinstance(node, ast.Attribute):
            base, names = split_dotted_name(node)
            target = self.resolve(base) if isinstance(base, ast.Name) else None
            for name in names:
                target = None if isinstance(target, dict) else self.program.resolver.resolve_attribute(target, name)
            return target
        return None

    def find_special_form(self, node: ast.expr) -> str | None:
        """Returns the name of the special form that an expression means (`Final` for `t.Final`), else None."""
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            expression = parse_annotation(node.value)
            return self.find_special_form(expression) if expression else None
        target = self.resolve(node) if isinstance(node, (ast.Name, ast.Attribute)) else None
        return get_special_form(target)

    def convert_target(self, target: Target | TypeIR | None, args: list[ast.expr] | None, node: ast.expr) -> TypeIR:
        """Converts a resolved name, with its type arguments if it is subscripted."""
        if isinstance(target, dict):
            return target
        if isinstance(target, ModuleReference) or target is None:
            return self.report_unresolved(node)
        form = get_special_form(target)
        if form:
            return special_forms.convert_special_form(self, form, args, node)
        binding = target.binding
        if isinstance(binding, Class):
            return self._convert_class(target, args)
        if isinstance(binding, Variable):
            return self._convert_variable(target, binding, args, node)
        return self.report_unresolved(node)

    def convert_arguments(self, args: list[ast.expr]) -> list[TypeIR]:
        """Converts type arguments. A parameter list for a ParamSpec and `...` become `Any`."""
        types: list[TypeIR] = []
        for arg in args:
            if isinstance(arg, (ast.List, ast.Starred)) or (isinstance(arg, ast.Constant) and arg.value is Ellipsis):
                types.append(ANY)
            else:
                types.append(self.convert(arg))
        return types

    def _convert(self, node: ast.expr) -> TypeIR:
        if isinstance(node, ast.Name):
            known_type = self._types_by_name.get(node.id)
            if known_type is None:
                known_type = self._types_by_name[node.id] = self.convert_target(self.resolve(node), None, node)
            return known_type
        if isinstance(node, ast.Attribute):
            return self.convert_target(self.resolve(node), None, node)
        if isinstance(node, ast.Subscript):
            return self._convert_subscript(node)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
            return make_union([self.convert(part) for part in split_union(node)])
        if isinstance(node, ast.Constant):
            return self._convert_constant(node)
        return self.report_unresolved(node)

    def _convert_constant(self, node: ast.Constant) -> TypeIR:
        if node.value is None:
            return NONE
        if isinstance(node.value, str):
            expression = parse_annotation(node.value)
            if expression is not None:
                return self.convert(expression)
        return self.report_unresolved(node)

    def _convert_subscript(self, node: ast.Subscript) -> TypeIR:
        base: ast.expr | None = node.value
        if isinstance(base, ast.Constant) and isinstance(base.value, str):
            base = parse_annotation(base.value)
        if not isinstance(base, (ast.Name, ast.Attribute)):
            return self.report_unresolved(node)
        args = list(node.slice.elts) if isinstance(node.slice, ast.Tuple) else [node.slice]
        return self.convert_target(self.resolve(base), args, node)

    def _resolve_name(self, name: str) -> Target | None:
        resolver = self.program.resolver
        owner = self.owner
        while owner is not None:
            member = resolver.get_member(owner, name)
            if member is not None and _is_type_like(member):
                return member
            outer = owner.name.rpartition(".")[0]
            target = resolver.resolve_qualname(self.module.name, outer) if outer else None
            owner = target if isinstance(target, Symbol) else None
        return resolver.resolve_name(self.module.name, name) or resolver.resolve_name("builtins", name)

    def _convert_class(self, symbol: Symbol, args: list[ast.expr] | None) -> TypeIR:
        key = symbol.key
        if key == "builtins:tuple" and args is not None:
            return special_forms.convert_tuple(self, args)
        if key == "builtins:type" and args:
            return {"t": "type", "of": self.convert(args[0])}
        if key == "types:NoneType":
            return NONE
        return make_class_type(self.program.get_class_id(symbol), self.convert_arguments(args) if args else [])

    def _convert_variable(
        self, symbol: Symbol, variable: Variable, args: list[ast.expr] | None, node: ast.expr
    ) -> TypeIR:
        program = self.program
        if variable.value is None:
            return self.report_unresolved(node)
        kind = classify_variable(program, symbol)
        if kind == "TypeVar":
            return convert_type_variable(program, symbol)
        if kind in ("ParamSpec", "TypeVarTuple"):
            return make_bare_type_variable(symbol.name)
        if kind == "NewType":
            return convert_new_type_base(program, symbol) or self.report_unresolved(node)
        if kind == "class":
            return make_class_type(program.get_class_id(symbol))
        if kind is not None:
            return self.report_unresolved(node)
        if is_distinct_class(program, symbol):
            return make_class_type(program.get_class_id(symbol), self.convert_arguments(args) if args else [])
        target = program.resolver.follow_alias(symbol)
        if target is not symbol:
            return self.convert_target(target, args, node)
        return convert_alias(program, symbol, self.convert_arguments(args) if args else []) or self.report_unresolved(
            node
        )


def get_special_form(target: Target | TypeIR | None) -> str | None:
    """Returns the name of the special form that a target is, else None."""
    if (
        isinstance(target, Symbol)
        and target.module.name in TYPING_MODULES
        and target.name in special_forms.SPECIAL_FORMS
    ):
        return target.name
    return None


def format_source(node: ast.expr) -> str:
    """Returns the source text of an expression."""
    try:
        return ast.unparse(node)
    except RecursionError:
        return "(too deeply nested)"


def parse_annotation(text: str) -> ast.expr | None:
    """Parses the text of an annotation; returns None if it is not an expression."""
    try:
        return ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _is_type_like(symbol: Symbol) -> bool:
    """Returns whether annotations see a name of a class body, instead of the module's. A property does not count."""
    binding = symbol.binding
    if isinstance(binding, (Function, Import)):
        return False
    if isinstance(binding, Variable):
        return binding.annotation is None or "TypeAlias" in format_source(binding.annotation)
    return True
