"""Reads functions and methods: their overloads after decorators, and whether a call is awaited."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..ir import SignatureIR, TypeIR
from ..source.binder import Function, FunctionNode
from ..source.resolver import Symbol
from ..types.annotations import AnnotationConverter
from ..types.factories import MISSING, NONE, make_class_type
from ..types.inference import returns_nothing
from .decorators import DecoratorEffects, read_decorators
from .signatures import read_signature

if TYPE_CHECKING:
    from ..program import Program


@dataclass(frozen=True)
class FunctionFacts:
    """The facts about one function."""

    overloads: list[SignatureIR]
    effects: DecoratorEffects
    #: Whether a call returns an awaitable.
    is_async: bool
    #: The first definition that counts as a signature.
    node: FunctionNode


def read_function(
    program: Program, symbol: Symbol, binding: Function, converter: AnnotationConverter, receiver: Symbol | None = None
) -> FunctionFacts:
    """Reads all definitions of a function.

    Args:
        program: The state of this run.
        symbol: The definition of the function.
        binding: Its statements.
        converter: The converter of its annotations.
        receiver: The class of the method; None for a function.
    """
    pairs = [(node, read_decorators(program, symbol, node)) for node in binding.nodes]
    # The implementation of overloads is not a signature itself.
    signature_pairs = [pair for pair in pairs if pair[1].is_overload] or pairs
    overloads = [
        _read_overload(program, symbol, node, effects, converter, receiver) for node, effects in signature_pairs
    ]
    node, effects = signature_pairs[0]
    return FunctionFacts(overloads, effects, isinstance(node, ast.AsyncFunctionDef) and not _is_generator(node), node)


def _read_overload(
    program: Program,
    symbol: Symbol,
    node: FunctionNode,
    effects: DecoratorEffects,
    converter: AnnotationConverter,
    receiver: Symbol | None,
) -> SignatureIR:
    is_bound = receiver is not None and effects.kind != "staticmethod"
    signature = read_signature(program, symbol, node, converter, receiver, is_bound)
    if effects.deprecation is not None:
        signature["deprecated"] = effects.deprecation
    if effects.unknown_part != "nothing":
        signature["result"], signature["resultSource"] = MISSING, "none"
    elif effects.context_manager is not None:
        signature["result"] = _make_context_manager_type(signature["result"], effects.context_manager)
    elif node.returns is None and receiver is None and not symbol.module.is_stub and returns_nothing(node):
        signature["result"], signature["resultSource"] = NONE, "inference"
    return signature


def _make_context_manager_type(result: TypeIR, context: str) -> TypeIR:
    name = "_AsyncGeneratorContextManager" if context == "async" else "_GeneratorContextManager"
    args = result["args"][:1] if result["t"] == "class" else []
    return make_class_type(f"contextlib:{name}", list(args))


def _is_generator(node: FunctionNode) -> bool:
    """Returns whether an `async def` is a generator, so that a call returns the generator at once."""
    stack: list[ast.AST] = list(node.body)
    while stack:
        child = stack.pop()
        if isinstance(child, (ast.Yield, ast.YieldFrom)):
            return True
        if not isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)):
            stack.extend(ast.iter_child_nodes(child))
    return False
