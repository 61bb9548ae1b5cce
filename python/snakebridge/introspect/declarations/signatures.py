"""Signatures of functions and methods: parameters, result, receiver. What decorators do is in `decorators`."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from ..ir import MISSING, NONE, SELF, ParameterIR, ParameterKind, SignatureIR, TypeIR, TypeSource, union, unresolved
from ..source.binder import FunctionNode
from ..source.resolver import Symbol
from ..types import special_forms
from ..types.aliases import bracket_parameters
from ..types.annotations import Annotator, source_text
from ..types.keyword_rule import allows_mapping
from ..types.substitution import mentions, substitute
from .fields import applied_dict_fields
from .parameters import default_text, parameter

if TYPE_CHECKING:
    from ..program import Program


def read_signature(
    program: Program, symbol: Symbol, node: FunctionNode, annotator: Annotator, receiver: Symbol | None, bound: bool
) -> SignatureIR:
    """`receiver`: the class a method belongs to. `bound`: its first parameter is the receiver, and is left out."""
    declared = bracket_parameters(program, symbol, node)
    annotator = annotator.within({item["name"]: item for item in declared if item["t"] == "typevar"})
    reader = _Reader(program, annotator, receiver)
    parameters = reader.parameters(node.args, bound)
    result, source = reader.annotated(node.returns)
    own: TypeIR | None = None
    if bound:
        first = next(iter([*node.args.posonlyargs, *node.args.args]), None)
        if first is not None and first.annotation is not None:
            own = annotator.convert(first.annotation)
            variable = own["of"] if own["t"] == "type" else own
            if variable["t"] == "typevar" and not any(mentions(item["type"], variable["name"]) for item in parameters):
                result = substitute(result, {variable["name"]: SELF})
                own = None
            elif variable["t"] == "self":
                own = None
    return {"parameters": parameters, "result": result, "resultSource": source, "self": own, "deprecated": None}


class _Reader:
    def __init__(self, program: Program, annotator: Annotator, receiver: Symbol | None) -> None:
        self._program = program
        self._annotator = annotator
        self._receiver = receiver
        self._source: TypeSource = "stub" if annotator.module.stub else "annotation"

    def annotated(self, node: ast.expr | None) -> tuple[TypeIR, TypeSource]:
        return (MISSING, "none") if node is None else (self._annotator.convert(node), self._source)

    def parameters(self, args: ast.arguments, bound: bool) -> list[ParameterIR]:
        positional = [*args.posonlyargs, *args.args]
        defaults: list[ast.expr | None] = [None] * (len(positional) - len(args.defaults))
        defaults += args.defaults
        only = len(args.posonlyargs) or self._legacy_positional(positional, bound)
        found: list[ParameterIR] = []
        for index, (arg, default) in enumerate(zip(positional, defaults, strict=True)):
            if index == 0 and bound:
                continue
            kind: ParameterKind = "positional-only" if index < only else "positional-or-keyword"
            found.append(self._one(arg, kind, default))
        if args.vararg:
            found.append(self._one(args.vararg, "var-positional", None))
        for arg, default in zip(args.kwonlyargs, args.kw_defaults, strict=True):
            found.append(self._one(arg, "keyword-only", default))
        if args.kwarg:
            found += self._keywords(args.kwarg)
        return found

    def _legacy_positional(self, positional: list[ast.arg], bound: bool) -> int:
        """Before Python 3.8 a leading `__name` meant positional-only; stubs still use it."""
        count = 1 if bound else 0
        for arg in positional[count:]:
            if not arg.arg.startswith("__") or arg.arg.endswith("__"):
                break
            count += 1
        return count if count > (1 if bound else 0) else 0

    def _one(self, arg: ast.arg, kind: ParameterKind, default: ast.expr | None) -> ParameterIR:
        type_, source = self._variadic(arg) if kind == "var-positional" else self.annotated(arg.annotation)
        if isinstance(default, ast.Constant) and default.value is None and type_["t"] not in ("missing", "any"):
            # `x: int = None` accepts what its default is.
            type_ = union([type_, NONE])
        mapping = allows_mapping(self._program, type_, self._receiver)
        return parameter(arg.arg, kind, type_, source, default_text(default), mapping)

    def _variadic(self, arg: ast.arg) -> tuple[TypeIR, TypeSource]:
        """`*args: *Ts` and `*args: P.args` say nothing about a single argument, `*args: *tuple[A, *B]` something."""
        node = arg.annotation
        if isinstance(node, ast.Attribute) and node.attr == "args":
            return unresolved(source_text(node)), self._source
        inner = special_forms.unpacked(self._annotator, node) if node is not None else None
        if node is None or inner is None:
            return self.annotated(node)
        whole = self._annotator.convert(inner)
        if whole["t"] != "tuple":
            return unresolved(source_text(node)), self._source
        return union([*whole["items"], *([whole["rest"]] if whole["rest"] else [])]), self._source

    def _keywords(self, arg: ast.arg) -> list[ParameterIR]:
        """`**kwargs`; `**kwargs: Unpack[Options]` is one keyword-only parameter for each key."""
        node = arg.annotation
        if isinstance(node, ast.Attribute) and node.attr == "kwargs":
            return [parameter(arg.arg, "var-keyword", unresolved(source_text(node)), self._source, None, True)]
        if isinstance(node, ast.Subscript) and self._annotator.special(node.value) == "Unpack":
            fields = applied_dict_fields(self._program, self._annotator.convert(node.slice))
            if fields is not None:
                return [
                    parameter(
                        item["name"],
                        "keyword-only",
                        item["type"],
                        self._source,
                        None if item["required"] else "...",
                        allows_mapping(self._program, item["type"], self._receiver),
                    )
                    for item in fields
                ]
        return [self._one(arg, "var-keyword", None)]
