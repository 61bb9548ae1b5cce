"""Functions and methods as declarations: their overloads after decorators, and whether a call is awaited."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..ir import MISSING, NONE, SignatureIR, TypeIR, class_type
from ..source.binder import Function, FunctionNode
from ..source.resolver import Symbol
from ..types.annotations import Annotator
from ..types.inference import returns_nothing
from .decorators import Effects, effects_of
from .signatures import read_signature

if TYPE_CHECKING:
    from ..program import Program


@dataclass(frozen=True)
class Callable_:
    """What is known of one function: its signatures, its kind by decorators, where it stands."""

    overloads: list[SignatureIR]
    effects: Effects
    is_async: bool
    node: FunctionNode


def read_function(
    program: Program, symbol: Symbol, binding: Function, annotator: Annotator, receiver: Symbol | None = None
) -> Callable_:
    judged = [(node, effects_of(program, symbol, node)) for node in binding.nodes]
    # Behind overloads the implementation is no signature of its own.
    shown = [pair for pair in judged if pair[1].overload] or judged
    overloads = [_overload(program, symbol, node, effects, annotator, receiver) for node, effects in shown]
    node, effects = shown[0]
    return Callable_(overloads, effects, isinstance(node, ast.AsyncFunctionDef) and not _yields(node), node)


def _overload(
    program: Program,
    symbol: Symbol,
    node: FunctionNode,
    effects: Effects,
    annotator: Annotator,
    receiver: Symbol | None,
) -> SignatureIR:
    bound = receiver is not None and effects.kind != "staticmethod"
    signature = read_signature(program, symbol, node, annotator, receiver, bound)
    if effects.deprecated is not None:
        signature["deprecated"] = effects.deprecated
    if effects.unknown != "nothing":
        signature["result"], signature["resultSource"] = MISSING, "none"
    elif effects.context is not None:
        signature["result"] = _context_manager(signature["result"], effects.context)
    elif node.returns is None and receiver is None and not symbol.module.stub and returns_nothing(node):
        signature["result"], signature["resultSource"] = NONE, "inference"
    return signature


def _context_manager(result: TypeIR, context: str) -> TypeIR:
    name = "_AsyncGeneratorContextManager" if context == "async" else "_GeneratorContextManager"
    given = result["args"][:1] if result["t"] == "class" else []
    return class_type(f"contextlib:{name}", list(given))


def _yields(node: FunctionNode) -> bool:
    """Whether an `async def` is a generator: a call then gives the generator at once."""
    waiting: list[ast.AST] = list(node.body)
    while waiting:
        item = waiting.pop()
        if isinstance(item, (ast.Yield, ast.YieldFrom)):
            return True
        if not isinstance(item, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)):
            waiting.extend(ast.iter_child_nodes(item))
    return False
