"""Attributes that a class written in Python gives its instances by assigning to `self`."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field

from ..ir import MISSING, TypeIR, TypeSource
from ..source.binder import Class, FunctionNode, Value
from ..source.resolver import Symbol
from ..types.annotations import Annotator
from ..types.inference import constant_type


@dataclass
class InstanceAttribute:
    name: str
    line: int
    type: TypeIR = field(default_factory=lambda: MISSING)
    source: TypeSource = "none"
    #: How many statements of the class write it.
    stores: int = 0


def instance_attributes(owner: Symbol, annotator: Annotator) -> list[InstanceAttribute]:
    """In the order of the source. A type is told where it is declared, or where the only assignment is certain."""
    if owner.module.stub or not isinstance(owner.binding, Class):
        return []
    found: dict[str, InstanceAttribute] = {}
    for method in owner.binding.node.body:
        if isinstance(method, (ast.FunctionDef, ast.AsyncFunctionDef)):
            receiver = _receiver(method)
            if receiver is not None:
                _read(method, receiver, annotator, found)
    for item in found.values():
        if item.stores > 1 and item.source == "inference":
            item.type, item.source = MISSING, "none"
    return list(found.values())


def _receiver(method: FunctionNode) -> str | None:
    decorators = {getattr(item, "id", "") for item in method.decorator_list}
    first = next(iter([*method.args.posonlyargs, *method.args.args]), None)
    return None if first is None or decorators & {"staticmethod", "classmethod"} else first.arg


def _read(method: FunctionNode, receiver: str, annotator: Annotator, found: dict[str, InstanceAttribute]) -> None:
    for node in ast.walk(method):
        name = _own_name(node, receiver)
        if isinstance(node, ast.Attribute) and name is not None and isinstance(node.ctx, ast.Store):
            found.setdefault(name, InstanceAttribute(name, node.lineno)).stores += 1
    for node in ast.walk(method):
        if isinstance(node, ast.AnnAssign):
            item = found.get(_own_name(node.target, receiver) or "")
            if item is not None:
                item.type, item.source = annotator.convert(node.annotation), "annotation"
        elif isinstance(node, ast.Assign) and len(node.targets) == 1:
            item = found.get(_own_name(node.targets[0], receiver) or "")
            if item is not None and item.source == "none":
                item.type, item.source = _certain(node.value, method, annotator)


def _own_name(node: ast.AST, receiver: str) -> str | None:
    """`x` for `self.x`."""
    own = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == receiver
    return node.attr if own and isinstance(node, ast.Attribute) else None


def _certain(value: ast.expr, method: FunctionNode, annotator: Annotator) -> tuple[TypeIR, TypeSource]:
    """`self.x = x` with a declared parameter that the method never rebinds, or a literal."""
    if not isinstance(value, ast.Name):
        return constant_type(Value(None, value, value.lineno))
    args = method.args
    for arg in (*args.posonlyargs, *args.args, *args.kwonlyargs):
        if arg.arg == value.id and arg.annotation is not None and method.name == "__init__":
            rebound = any(
                isinstance(node, ast.Name) and node.id == value.id and not isinstance(node.ctx, ast.Load)
                for node in ast.walk(method)
            )
            optional = any(
                name is arg and isinstance(default, ast.Constant) and default.value is None
                for name, default in _defaults(args)
            )
            return (MISSING, "none") if rebound or optional else (annotator.convert(arg.annotation), "inference")
    return MISSING, "none"


def _defaults(args: ast.arguments) -> list[tuple[ast.arg, ast.expr | None]]:
    positional = [*args.posonlyargs, *args.args][-len(args.defaults) :] if args.defaults else []
    return [*zip(positional, args.defaults, strict=True), *zip(args.kwonlyargs, args.kw_defaults, strict=True)]
