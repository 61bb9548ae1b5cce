"""Makes parameters and signatures of the IR."""

from __future__ import annotations

import ast

from ..ir import ParameterIR, ParameterKind, SignatureIR, TypeIR, TypeSource
from ..types.annotations import format_source
from ..types.factories import MISSING

#: The longest text of a default.
_MAX_DEFAULT_CHARS = 200


def make_parameter(
    name: str, kind: ParameterKind, type_: TypeIR, source: TypeSource, default: str | None, mapping: bool
) -> ParameterIR:
    """Returns a parameter of the IR."""
    return {"name": name, "kind": kind, "type": type_, "source": source, "default": default, "mapping": mapping}


def format_default(node: ast.expr | None) -> str | None:
    """Returns the source text of a default, `...` for a long one, None for none."""
    if node is None:
        return None
    text = "..." if isinstance(node, ast.Constant) and node.value is Ellipsis else format_source(node)
    return text if len(text) <= _MAX_DEFAULT_CHARS else "..."


def make_unknown_signature() -> SignatureIR:
    """Returns the signature of a callable about which nothing is known."""
    names: list[tuple[str, ParameterKind]] = [("args", "var-positional"), ("kwargs", "var-keyword")]
    parameters = [make_parameter(name, kind, MISSING, "none", None, True) for name, kind in names]
    return {"parameters": parameters, "result": MISSING, "resultSource": "none", "self": None, "deprecated": None}
