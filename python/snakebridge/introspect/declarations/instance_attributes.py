"""Reads the attributes that a class written in Python gives its instances by assignments to `self`."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field

from ..ir import TypeIR, TypeSource
from ..source.binder import Class, FunctionNode, Variable
from ..source.resolver import Symbol
from ..types.annotations import AnnotationConverter
from ..types.factories import MISSING
from ..types.inference import infer_constant


@dataclass
class InstanceAttribute:
    """An attribute that methods assign."""

    name: str
    line: int
    type: TypeIR = field(default_factory=lambda: MISSING)
    source: TypeSource = "none"
    #: How many statements of the class assign it.
    store_count: int = 0


def read_instance_attributes(owner: Symbol, converter: AnnotationConverter) -> list[InstanceAttribute]:
    """Returns the attributes in the order of the source.

    An attribute has a type if it is declared, or if its only assignment makes the type certain.
    """
    if owner.module.is_stub or not isinstance(owner.binding, Class):
        return []
    attributes: dict[str, InstanceAttribute] = {}
    for method in owner.binding.node.body:
        if isinstance(method, (ast.FunctionDef, ast.AsyncFunctionDef)):
            receiver = _get_receiver_name(method)
            if receiver is not None:
                _read_method(method, receiver, converter, attributes)
    for item in attributes.values():
        if item.store_count > 1 and item.source == "inference":
            item.type, item.source = MISSING, "none"
    return list(attributes.values())


def _get_receiver_name(method: FunctionNode) -> str | None:
    decorators = {getattr(item, "id", "") for item in method.decorator_list}
    first = next(iter([*method.args.posonlyargs, *method.args.args]), None)
    return None if first is None or decorators & {"staticmethod", "classmethod"} else first.arg


def _read_method(
    method: FunctionNode, receiver: str, converter: AnnotationConverter, attributes: dict[str, InstanceAttribute]
) -> None:
    for node in ast.walk(method):
        name = _get_attribute_name(node, receiver)
        if isinstance(node, ast.Attribute) and name is not None and isinstance(node.ctx, ast.Store):
            attributes.setdefault(name, InstanceAttribute(name, node.lineno)).store_count += 1
    for node in ast.walk(method):
        if isinstance(node, ast.AnnAssign):
            item = attributes.get(_get_attribute_name(node.target, receiver) or "")
            if item is not None:
                item.type, item.source = converter.convert(node.annotation), "annotation"
        elif isinstance(node, ast.Assign) and len(node.targets) == 1:
            item = attributes.get(_get_attribute_name(node.targets[0], receiver) or "")
            if item is not None and item.source == "none":
                item.type, item.source = _infer_assigned_type(node.value, method, converter)


def _get_attribute_name(node: ast.AST, receiver: str) -> str | None:
    """Returns `x` for `self.x`, else None."""
    is_own = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == receiver
    return node.attr if is_own and isinstance(node, ast.Attribute) else None


def _infer_assigned_type(
    value: ast.expr, method: FunctionNode, converter: AnnotationConverter
) -> tuple[TypeIR, TypeSource]:
    """Infers the type from `self.x = x`, where `x` is a declared parameter and never rebound, or from a literal."""
    if not isinstance(value, ast.Name):
        return infer_constant(Variable(None, value, value.lineno))
    args = method.args
    for arg in (*args.posonlyargs, *args.args, *args.kwonlyargs):
        if arg.arg == value.id and arg.annotation is not None and method.name == "__init__":
            is_rebound = any(
                isinstance(node, ast.Name) and node.id == value.id and not isinstance(node.ctx, ast.Load)
                for node in ast.walk(method)
            )
            is_optional = any(
                name is arg and isinstance(default, ast.Constant) and default.value is None
                for name, default in _pair_defaults(args)
            )
            return (MISSING, "none") if is_rebound or is_optional else (converter.convert(arg.annotation), "inference")
    return MISSING, "none"


def _pair_defaults(args: ast.arguments) -> list[tuple[ast.arg, ast.expr | None]]:
    positional = [*args.posonlyargs, *args.args][-len(args.defaults) :] if args.defaults else []
    return [*zip(positional, args.defaults, strict=True), *zip(args.kwonlyargs, args.kw_defaults, strict=True)]
