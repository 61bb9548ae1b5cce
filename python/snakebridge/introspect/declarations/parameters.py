"""Parameters and signatures as data of the IR, whatever they are read from."""

from __future__ import annotations

import ast

from ..ir import MISSING, ParameterIR, ParameterKind, SignatureIR, TypeIR, TypeSource
from ..types.annotations import source_text

_DEFAULT_LENGTH = 200


def parameter(
    name: str, kind: ParameterKind, type_: TypeIR, source: TypeSource, default: str | None, mapping: bool
) -> ParameterIR:
    return {"name": name, "kind": kind, "type": type_, "source": source, "default": default, "mapping": mapping}


def default_text(node: ast.expr | None) -> str | None:
    if node is None:
        return None
    text = "..." if isinstance(node, ast.Constant) and node.value is Ellipsis else source_text(node)
    return text if len(text) <= _DEFAULT_LENGTH else "..."


def unknown_signature() -> SignatureIR:
    """Of a callable that nothing is known about."""
    names: list[tuple[str, ParameterKind]] = [("args", "var-positional"), ("kwargs", "var-keyword")]
    parameters = [parameter(name, kind, MISSING, "none", None, True) for name, kind in names]
    return {"parameters": parameters, "result": MISSING, "resultSource": "none", "self": None, "deprecated": None}
