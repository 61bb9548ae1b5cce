"""Replaces type variables in types, as the signature of an inherited method needs."""

from __future__ import annotations

from collections.abc import Mapping

from ..ir import TypeIR
from .factories import make_union


def substitute_variables(type_: TypeIR, replacements: Mapping[str, TypeIR]) -> TypeIR:
    """Returns the type with its variables replaced; returns a type without variables itself."""
    if not replacements or not _has_variables(type_):
        return type_
    if type_["t"] == "typevar":
        return replacements.get(type_["name"], type_)
    if type_["t"] == "class":
        return {
            "t": "class",
            "id": type_["id"],
            "args": [substitute_variables(item, replacements) for item in type_["args"]],
        }
    if type_["t"] == "alias":
        return {
            "t": "alias",
            "name": type_["name"],
            "args": [substitute_variables(item, replacements) for item in type_["args"]],
        }
    if type_["t"] == "union":
        return make_union([substitute_variables(item, replacements) for item in type_["items"]])
    if type_["t"] == "type":
        return {"t": "type", "of": substitute_variables(type_["of"], replacements)}
    if type_["t"] == "tuple":
        rest = None if type_["rest"] is None else substitute_variables(type_["rest"], replacements)
        return {
            "t": "tuple",
            "items": [substitute_variables(item, replacements) for item in type_["items"]],
            "rest": rest,
        }
    if type_["t"] == "callable":
        parameters = type_["parameters"]
        return {
            "t": "callable",
            "parameters": None
            if parameters is None
            else [substitute_variables(item, replacements) for item in parameters],
            "result": substitute_variables(type_["result"], replacements),
        }
    return type_


def collect_variables(type_: TypeIR) -> dict[str, TypeIR]:
    """Returns the type variables in a type by name, in order of appearance. Bounds are not searched."""
    variables_by_name: dict[str, TypeIR] = {}
    _add_variables(type_, variables_by_name)
    return variables_by_name


def mentions_variable(type_: TypeIR, variable: str) -> bool:
    """Returns whether a type contains the variable."""
    return variable in collect_variables(type_)


def _has_variables(type_: TypeIR) -> bool:
    return bool(collect_variables(type_))


def _add_variables(type_: TypeIR, variables_by_name: dict[str, TypeIR]) -> None:
    if type_["t"] == "typevar":
        variables_by_name.setdefault(type_["name"], type_)
    for part in list_parts(type_):
        _add_variables(part, variables_by_name)


def list_parts(type_: TypeIR) -> list[TypeIR]:
    """Returns the types directly inside a type; none for a type variable."""
    if type_["t"] == "class" or type_["t"] == "alias":
        return type_["args"]
    if type_["t"] == "union":
        return type_["items"]
    if type_["t"] == "tuple":
        return [*type_["items"], *([type_["rest"]] if type_["rest"] else [])]
    if type_["t"] == "type":
        return [type_["of"]]
    if type_["t"] == "callable":
        return [*(type_["parameters"] or []), type_["result"]]
    return []
