"""Reads the signatures of functions and methods, before decorators: parameters, result, receiver."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from ..ir import ParameterIR, ParameterKind, SignatureIR, TypeIR, TypeSource
from ..source.binder import FunctionNode
from ..source.resolver import Symbol
from ..types import special_forms
from ..types.aliases import read_bracket_parameters
from ..types.annotations import AnnotationConverter, format_source
from ..types.factories import MISSING, NONE, SELF, make_union, make_unresolved
from ..types.keyword_rule import allows_mapping
from ..types.substitution import mentions_variable, substitute_variables
from .fields import read_applied_fields
from .parameters import format_default, make_parameter

if TYPE_CHECKING:
    from ..program import Program


def read_signature(
    program: Program,
    symbol: Symbol,
    node: FunctionNode,
    converter: AnnotationConverter,
    receiver: Symbol | None,
    is_bound: bool,
) -> SignatureIR:
    """Reads the signature of one definition.

    Args:
        program: The state of this run.
        symbol: The definition of the function.
        node: The statement.
        converter: The converter of its annotations.
        receiver: The class of a method; None for a function.
        is_bound: Whether the first parameter is the receiver, which is left out.
    """
    declared_parameters = read_bracket_parameters(program, symbol, node)
    converter = converter.with_type_parameters(
        {item["name"]: item for item in declared_parameters if item["t"] == "typevar"}
    )
    reader = _ParameterReader(program, converter, receiver)
    parameters = reader.read_parameters(node.args, is_bound)
    result, source = reader.convert_annotation(node.returns)
    receiver_type: TypeIR | None = None
    if is_bound:
        first = next(iter([*node.args.posonlyargs, *node.args.args]), None)
        if first is not None and first.annotation is not None:
            receiver_type = converter.convert(first.annotation)
            variable = receiver_type["of"] if receiver_type["t"] == "type" else receiver_type
            if variable["t"] == "typevar" and not any(
                mentions_variable(item["type"], variable["name"]) for item in parameters
            ):
                result = substitute_variables(result, {variable["name"]: SELF})
                receiver_type = None
            elif variable["t"] == "self":
                receiver_type = None
    return {
        "parameters": parameters,
        "result": result,
        "resultSource": source,
        "self": receiver_type,
        "deprecated": None,
    }


class _ParameterReader:
    """Reads parameters and results with one converter."""

    def __init__(self, program: Program, converter: AnnotationConverter, receiver: Symbol | None) -> None:
        self._program = program
        self._converter = converter
        self._receiver = receiver
        self._source: TypeSource = "stub" if converter.module.is_stub else "annotation"

    def convert_annotation(self, node: ast.expr | None) -> tuple[TypeIR, TypeSource]:
        """Returns the type and source of an annotation; a missing type for None."""
        return (MISSING, "none") if node is None else (self._converter.convert(node), self._source)

    def read_parameters(self, args: ast.arguments, is_bound: bool) -> list[ParameterIR]:
        """Returns the parameters of a function; without the first if it is the receiver."""
        positional_args = [*args.posonlyargs, *args.args]
        defaults: list[ast.expr | None] = [None] * (len(positional_args) - len(args.defaults))
        defaults += args.defaults
        positional_only_count = len(args.posonlyargs) or self._count_legacy_positional(positional_args, is_bound)
        parameters: list[ParameterIR] = []
        for index, (arg, default) in enumerate(zip(positional_args, defaults, strict=True)):
            if index == 0 and is_bound:
                continue
            kind: ParameterKind = "positional-only" if index < positional_only_count else "positional-or-keyword"
            parameters.append(self._read_parameter(arg, kind, default))
        if args.vararg:
            parameters.append(self._read_parameter(args.vararg, "var-positional", None))
        for arg, default in zip(args.kwonlyargs, args.kw_defaults, strict=True):
            parameters.append(self._read_parameter(arg, "keyword-only", default))
        if args.kwarg:
            parameters += self._read_keywords(args.kwarg)
        return parameters

    def _count_legacy_positional(self, positional_args: list[ast.arg], is_bound: bool) -> int:
        """Counts the leading parameters named `__x`, which are positional-only in the style before Python 3.8."""
        count = 1 if is_bound else 0
        for arg in positional_args[count:]:
            if not arg.arg.startswith("__") or arg.arg.endswith("__"):
                break
            count += 1
        return count if count > (1 if is_bound else 0) else 0

    def _read_parameter(self, arg: ast.arg, kind: ParameterKind, default: ast.expr | None) -> ParameterIR:
        type_, source = (
            self._read_variadic_type(arg) if kind == "var-positional" else self.convert_annotation(arg.annotation)
        )
        if isinstance(default, ast.Constant) and default.value is None and type_["t"] not in ("missing", "any"):
            # A parameter accepts its default: `x: int = None` accepts None.
            type_ = make_union([type_, NONE])
        mapping = allows_mapping(self._program, type_, self._receiver)
        return make_parameter(arg.arg, kind, type_, source, format_default(default), mapping)

    def _read_variadic_type(self, arg: ast.arg) -> tuple[TypeIR, TypeSource]:
        """Returns the type of a single argument of `*args`.

        `*args: *Ts` and `*args: P.args` do not tell it; `*args: *tuple[A, *B]` does.
        """
        node = arg.annotation
        if isinstance(node, ast.Attribute) and node.attr == "args":
            return make_unresolved(format_source(node)), self._source
        operand = special_forms.find_unpacked(self._converter, node) if node is not None else None
        if node is None or operand is None:
            return self.convert_annotation(node)
        tuple_type = self._converter.convert(operand)
        if tuple_type["t"] != "tuple":
            return make_unresolved(format_source(node)), self._source
        return make_union([*tuple_type["items"], *([tuple_type["rest"]] if tuple_type["rest"] else [])]), self._source

    def _read_keywords(self, arg: ast.arg) -> list[ParameterIR]:
        """Reads `**kwargs`; `**kwargs: Unpack[Options]` becomes one keyword-only parameter for each key."""
        node = arg.annotation
        if isinstance(node, ast.Attribute) and node.attr == "kwargs":
            return [
                make_parameter(arg.arg, "var-keyword", make_unresolved(format_source(node)), self._source, None, True)
            ]
        if isinstance(node, ast.Subscript) and self._converter.find_special_form(node.value) == "Unpack":
            fields = read_applied_fields(self._program, self._converter.convert(node.slice))
            if fields is not None:
                return [
                    make_parameter(
                        item["name"],
                        "keyword-only",
                        item["type"],
                        self._source,
                        None if item["required"] else "...",
                        allows_mapping(self._program, item["type"], self._receiver),
                    )
                    for item in fields
                ]
        return [self._read_parameter(arg, "var-keyword", None)]
